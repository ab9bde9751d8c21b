// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/command_test_case.h"
#include "tests/app/commands/served_store.h"
#include "tests/services/monitor/example.h"
#include "tests/services/monitor/fake_nemo_server.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;

using Manner = FakeNemoServer::Manner;

/// `tidemark monitor` on a fake server, and on one of its own.
class MonitorCommandTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        begin(u"monitor.tidemark"_s);
    }
    void onceStoresAndPrintsTheUsers();
    void pollsForAWhile();
    void endsWhenInterrupted_data();
    void endsWhenInterrupted();
    void showsWithoutStoring();
    void aPersonSetsTheOffset();
    void serversThatDoNotAnswer_data();
    void serversThatDoNotAnswer();
    void aServerThatFailsMeanwhileIsToldOfOnce();
    void aLockOfAnotherProgramIsToldOfOnce();
    void followsAServerOfItsOwn();
    void wrongUses_data();
    void wrongUses();

private:
    [[nodiscard]] QJsonArray samplesOf(const QString &metric) const
    {
        return json({u"query"_s, metric, u"--samples"_s});
    }
    static void fill(FakeNemoServer &server, std::chrono::seconds ahead = 0s)
    {
        server.setUsers(exampleResponse().users);
        server.setClock(ahead, Timestamp::now());
    }
};

void MonitorCommandTest::onceStoresAndPrintsTheUsers()
{
    FakeNemoServer server;
    fill(server, 2h);
    const ProgramResult done =
        run({u"monitor"_s, server.url(), u"--once"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    const QList<QByteArray> lines = done.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines[0].trimmed(),
             "user,entry,created,last_activity,requests,active,errors,avg_latency_ms,"
             "functions,function_groups,exit_stack");
    QCOMPARE(lines[1].trimmed(), kAlice.toLatin1() + ",1,2025-12-17T10:00:00.12Z,"
                                                     "2025-12-17T10:29:55Z,42,1,2,1250.5,3,1,2");
    QVERIFY2(done.err.contains("it is UTC+02:00"), done.err.constData());
    QVERIFY2(done.err.contains("Answers of 127.0.0.1:"), done.err.constData());
    QVERIFY2(done.err.contains(": 1. Samples: 20, gaps: 8, series: 28. Polls that failed: 0."),
             done.err.constData());
    QCOMPARE(server.requests().size(), 1U);
    const QJsonArray totals = samplesOf(u"nat.user.total_requests"_s);
    QCOMPARE(totals.size(), 2);
    QCOMPARE(totals[0][u"value"].toInt() + totals[1][u"value"].toInt(), 52);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void MonitorCommandTest::pollsForAWhile()
{
    FakeNemoServer server;
    fill(server);
    const ProgramResult done =
        run({u"monitor"_s, server.url(), u"--interval"_s, u"0.1"_s, u"--duration"_s, u"6"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY(done.out.isEmpty());
    const auto asked = static_cast<qsizetype>(server.requests().size());
    QVERIFY2(asked >= 3, qPrintable(QString::number(asked)));
    const qsizetype stored = samplesOf(u"nat.users.active"_s).size();
    QVERIFY(stored == asked || stored == asked - 1); // the last answer may come after the end
    const QByteArray told = ": " + QByteArray::number(stored) + ". Samples: ";
    QVERIFY2(done.err.contains(told), done.err.constData());
}

void MonitorCommandTest::endsWhenInterrupted_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("interrupted") << SIGINT << 130;
    QTest::newRow("ended by a service manager") << SIGTERM << 0;
}

void MonitorCommandTest::endsWhenInterrupted()
{
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    FakeNemoServer server;
    fill(server);
    const auto program =
        startTidemark(withStore({u"monitor"_s, server.url(), u"--interval"_s, u"0.1"_s}));
    QVERIFY(program->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() > 2, 60'000);
    server.setManner(Manner::Slow, 30s); // a request under way does not hold the end up
    const auto before = server.requests().size();
    QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() > before, 60'000);
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), signal), 0);
    QVERIFY(program->waitForFinished(10'000));
    QCOMPARE(program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(program->exitCode(), exitCode);
    QVERIFY(program->readAllStandardError().contains("Answers of "));
    QVERIFY(samplesOf(u"nat.users.active"_s).size() >= 2);
    QCOMPARE(run({u"check"_s}).exitCode, 0);
}

void MonitorCommandTest::showsWithoutStoring()
{
    FakeNemoServer server;
    fill(server);
    const ProgramResult shown =
        run({u"monitor"_s, server.url(), u"--dry-run"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(shown.exitCode == 0, shown.err.constData());
    QVERIFY(shown.out.contains(kAlice.toLatin1()));
    QVERIFY(!QFile::exists(m_store));
}

void MonitorCommandTest::aPersonSetsTheOffset()
{
    FakeNemoServer server;
    fill(server); // whose times are UTC in fact
    const ProgramResult shown = run({u"monitor"_s, server.url(), u"--once"_s, u"--offset"_s,
                                     u"-01:30"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(shown.exitCode == 0, shown.err.constData());
    QVERIFY2(shown.out.contains(",2025-12-17T11:30:00.12Z,"), shown.out.constData());
    QVERIFY2(!shown.err.contains("time zone"), shown.err.constData());
}

void MonitorCommandTest::serversThatDoNotAnswer_data()
{
    QTest::addColumn<int>("manner");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QByteArray>("sentence");
    QTest::newRow("switched off") << static_cast<int>(Manner::SwitchedOff) << 4
                                  << QByteArray("Monitoring is not switched on at 127.0.0.1");
    QTest::newRow("500") << static_cast<int>(Manner::Failing) << 5 << QByteArray();
    QTest::newRow("cut off") << static_cast<int>(Manner::CutOff) << 5 << QByteArray("broke off");
    QTest::newRow("without users")
        << static_cast<int>(Manner::WithoutUsers) << 5 << QByteArray("The field users is missing.");
    QTest::newRow("a gigabyte") << static_cast<int>(Manner::Announced) << 1
                                << QByteArray("larger than 8 MiB");
}

void MonitorCommandTest::serversThatDoNotAnswer()
{
    QFETCH(int, manner);
    QFETCH(int, exitCode);
    QFETCH(QByteArray, sentence);
    FakeNemoServer server;
    fill(server);
    server.setManner(static_cast<Manner>(manner));
    const ProgramResult failed = run({u"monitor"_s, server.url(), u"--once"_s});
    QCOMPARE(failed.exitCode, exitCode);
    QVERIFY2(failed.err.contains(sentence), failed.err.constData());
    QVERIFY(failed.out.isEmpty());
    QVERIFY2(failed.err.contains(": 0. Samples: 0,"), failed.err.constData());
}

void MonitorCommandTest::aServerThatFailsMeanwhileIsToldOfOnce()
{
    FakeNemoServer server;
    fill(server);
    const auto program = startTidemark(withStore(
        {u"monitor"_s, server.url(), u"--interval"_s, u"0.1"_s, u"--duration"_s, u"600"_s}));
    QVERIFY(program->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() > 1, 60'000);
    server.setManner(Manner::Failing);
    const auto before = server.requests().size();
    QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() >= before + 2, 60'000);
    server.setManner(Manner::Regular);
    QByteArray err;
    QTRY_VERIFY_WITH_TIMEOUT(
        (err += program->readAllStandardError(), err.contains("answers again")), 60'000);
    QCOMPARE(err.count("http.status.500"), 1);
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), SIGTERM), 0);
    QVERIFY(program->waitForFinished(10'000));
    QCOMPARE(program->exitCode(), 0);
}

// As by an import: longer than the store waits.
void MonitorCommandTest::aLockOfAnotherProgramIsToldOfOnce()
{
    FakeNemoServer server;
    fill(server);
    const auto program = startTidemark(withStore(
        {u"monitor"_s, server.url(), u"--interval"_s, u"0.1"_s, u"--duration"_s, u"600"_s}));
    QVERIFY(program->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() > 2, 60'000); // the metrics are made
    QByteArray err;
    const auto says = [&](const char *text) {
        err += program->readAllStandardError();
        return err.contains(text);
    };
    {
        SqliteFile other(m_store);
        other.run("PRAGMA busy_timeout = 5000").run("BEGIN IMMEDIATE"); // after a poll
        QTRY_VERIFY_WITH_TIMEOUT(says("in use by another program"), 60'000);
        const auto before = server.requests().size();
        QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() > before + 1, 60'000); // it goes on
        other.run("ROLLBACK");
    }
    QTRY_VERIFY_WITH_TIMEOUT(says("takes values again"), 60'000);
    QCOMPARE(err.count("in use by another program"), 1);
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), SIGTERM), 0);
    QVERIFY(program->waitForFinished(10'000));
    QCOMPARE(program->exitCode(), 0);
}

// Both sides of the interface, with the token that the server wants.
void MonitorCommandTest::followsAServerOfItsOwn()
{
    const QString served = path(u"served.tidemark"_s);
    const QString secret = createToken(served, {u"--user"_s, u"alice"_s});
    ServedStore server(served, {u"--monitor-users"_s, u"--record-metrics"_s});
    QVERIFY(server.isServing());
    RobotoClient client(server.port(), secret);
    for (int i = 0; i < 3; ++i)
        QCOMPARE(client.get("/v1/users").status, 200);
    const ProgramResult refused = run({u"monitor"_s, server.url(), u"--once"_s});
    QCOMPARE(refused.exitCode, 1); // 401
    qputenv("ROBOTO_API_KEY", secret.toLatin1());
    qputenv("ROBOTO_SERVICE_ENDPOINT", server.url().toLatin1());
    const ProgramResult done =
        run({u"monitor"_s, server.url(), u"--once"_s, u"--format"_s, u"csv"_s});
    const ServedStore silent(served);
    qputenv("ROBOTO_SERVICE_ENDPOINT", silent.url().toLatin1());
    const ProgramResult off = run({u"monitor"_s, silent.url(), u"--once"_s});
    qunsetenv("ROBOTO_API_KEY");
    qunsetenv("ROBOTO_SERVICE_ENDPOINT");
    QVERIFY2(done.exitCode == 0, done.err.constData());
    const QByteArray alice = kAlice.toLatin1() + ",1,";
    QVERIFY2(done.out.contains(alice), done.out.constData());
    // collectors: resources, history, network, connections, archive; what ends: two tasks, archive
    QVERIFY2(done.out.trimmed().endsWith(",5,2,3"), done.out.constData());
    QVERIFY2(!done.err.contains("time zone"), done.err.constData()); // it says Z
    QVERIFY(!done.out.contains(secret.toLatin1()) && !done.err.contains(secret.toLatin1()));
    const QJsonArray totals = samplesOf(u"nat.user.total_requests"_s);
    QCOMPARE(totals.size(), 1);
    QCOMPARE(totals[0][u"value"].toInt(), 3);
    QCOMPARE(off.exitCode, 4); // the route is not there unless asked for
}

void MonitorCommandTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    const QString url = u"http://127.0.0.1:9"_s;
    QTest::newRow("no address") << QStringList{} << QByteArray("takes the address of one server");
    QTest::newRow("two addresses")
        << QStringList{url, url} << QByteArray("takes the address of one server");
    QTest::newRow("a file") << QStringList{u"file:///etc/passwd"_s} << QByteArray("http");
    QTest::newRow("too often") << QStringList{url, u"--interval"_s, u"0.01"_s}
                               << QByteArray("--interval takes a number from 0.1 to 3600");
    QTest::newRow("no time") << QStringList{url, u"--duration"_s, u"0"_s}
                             << QByteArray("--duration takes a number from 0.1 to 1000000");
    QTest::newRow("once for a while") << QStringList{url, u"--once"_s, u"--duration"_s, u"5"_s}
                                      << QByteArray("--once and --duration exclude each other");
    QTest::newRow("no offset") << QStringList{url, u"--offset"_s, u"Berlin"_s}
                               << QByteArray("\"Berlin\" is no offset from UTC");
}

void MonitorCommandTest::wrongUses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, sentence);
    const ProgramResult refused = run(QStringList{u"monitor"_s} + arguments);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
    QVERIFY(!QFile::exists(m_store));
}

TIDEMARK_TEST(MonitorCommandTest)
#include "monitor_command_test.moc"
