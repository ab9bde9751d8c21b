// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark receive prometheus` as a person or a service manager uses it.
#include "tests/app/commands/command_test_case.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QFile>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

namespace {

void target(HostileConnection &connection)
{
    while (connection.read()) {
        const QByteArray line = connection.request().firstLine();
        if (line.startsWith("GET /metrics "))
            connection.answer(200, "# HELP a_total Of a.\n# TYPE a_total counter\na_total 7\n",
                              "Content-Type: text/plain; version=0.0.4\r\n");
        else if (line.startsWith("POST /api/v1/query_range "))
            connection.answer(
                200, "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\","
                     "\"result\":[{\"metric\":{\"__name__\":\"b\",\"x\":\"1\"},\"values\":["
                     "[1767225600,\"1\"],[1767225660,\"2\"],[1767225840,\"4\"]]}]},"
                     "\"warnings\":[\"half is missing\"]}");
        else
            connection.answer(404);
    }
}

} // namespace

class ReceivePrometheusTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { begin(u"prometheus.tidemark"_s); }
    void scrapesUntilItIsTold_data();
    void scrapesUntilItIsTold();
    void endsByItself();
    void tellsWhenNobodyAnswers();
    void asksForARange();
    void sendsATokenThatAFileHolds();
    void wrongUses_data();
    void wrongUses();
};

void ReceivePrometheusTest::scrapesUntilItIsTold_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("interrupted") << SIGINT << 130;
    QTest::newRow("ended by a service manager") << SIGTERM << 0;
}

void ReceivePrometheusTest::scrapesUntilItIsTold()
{
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    HostileServer server(&target);
    const auto program =
        startTidemark(withStore({u"receive"_s, u"prometheus"_s, server.url(), u"--interval"_s,
                                 u"3"_s})); // a scrape may take it
    QVERIFY(program->waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(server.requests().size() >= 2, 60'000);
    QCOMPARE(::kill(static_cast<pid_t>(program->processId()), signal), 0);
    QVERIFY(program->waitForFinished(30'000));
    QCOMPARE(program->exitStatus(), QProcess::NormalExit);
    const QByteArray said = program->readAllStandardError();
    QVERIFY2(program->exitCode() == exitCode, said.constData());
    QVERIFY2(said.contains("failed: 0. ") && said.contains("told of last: 1."), said.constData());
    QCOMPARE(run({u"check"_s}).exitCode, 0);
    const QJsonArray samples = json({u"query"_s, u"a_total"_s, u"--samples"_s});
    QVERIFY(samples.size() >= 1);
    QCOMPARE(samples.first()[u"value"_s].toDouble(), 7.0);
}

void ReceivePrometheusTest::endsByItself()
{
    HostileServer server(&target);
    const ProgramResult done = run({u"receive"_s, u"prometheus"_s, server.url() + u"/metrics"_s,
                                    u"--interval"_s, u"3600"_s, u"--duration"_s, u"0.2"_s});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("Scrapes: 1, failed: 0. Samples: 4, gaps: 0, refused: 0."),
             done.err.constData());
}

void ReceivePrometheusTest::tellsWhenNobodyAnswers()
{
    QString url;
    {
        HostileServer gone(&target);
        url = gone.url();
    }
    const ProgramResult done = run({u"receive"_s, u"prometheus"_s, url, u"--duration"_s, u"0.2"_s});
    QVERIFY2(done.exitCode != 0, done.err.constData());
    QVERIFY2(done.err.contains("Scrapes: 1, failed: 1. Samples: 3,"), done.err.constData());
    const QJsonArray up = json({u"query"_s, u"up"_s, u"--samples"_s});
    QCOMPARE(up.size(), 1);
    QCOMPARE(up.first()[u"value"_s].toDouble(), 0.0);
}

void ReceivePrometheusTest::asksForARange()
{
    HostileServer server(&target);
    const QStringList command{
        u"receive"_s, u"prometheus"_s,        server.url(), u"--query"_s,           u"b"_s,
        u"--from"_s,  u"2026-01-01T00:00Z"_s, u"--to"_s,    u"2026-01-01T00:05Z"_s, u"--step"_s,
        u"60"_s};
    const ProgramResult done = run(command);
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY2(done.err.contains("The server warns: half is missing"), done.err.constData());
    QVERIFY2(done.err.contains("Series: 1. Samples: 3, gaps: 1; new: 4, replaced: 0, refused: 0."),
             done.err.constData());
    const auto requests = server.requests();
    QCOMPARE(requests[0].body,
             QByteArray("query=b&start=1767225600.000&end=1767225840.000&step=60.000"));
    const QJsonArray samples = json({u"query"_s, u"b"_s, u"--samples"_s});
    QCOMPARE(samples.size(), 4);
    QCOMPARE(samples[1][u"value"_s].toDouble(), 2.0);
    QVERIFY(samples[2][u"value"_s].isNull());
    QCOMPARE(samples[3][u"value"_s].toDouble(), 4.0);
}

// From a file or the environment, and never in what is said.
void ReceivePrometheusTest::sendsATokenThatAFileHolds()
{
    HostileServer server([](HostileConnection &connection) {
        while (connection.read()) {
            if (connection.request().header("Authorization") == "Bearer tok-of-file")
                connection.answer(200, "a 7\n", "Content-Type: text/plain; version=0.0.4\r\n");
            else
                connection.answer(401, "who is tok-of-file?");
        }
    });
    const QString path = m_store % u".token"_s;
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("tok-of-file\nand more\n");
    file.close();
    const QStringList command{u"receive"_s, u"prometheus"_s, server.url(), u"--duration"_s,
                              u"0.2"_s};
    const ProgramResult done = run(command + QStringList{u"--token-file"_s, path});
    QVERIFY2(done.exitCode == 0, done.err.constData());
    QVERIFY(!done.err.contains("tok-of-file") && !done.out.contains("tok-of-file"));
    QCOMPARE(json({u"query"_s, u"a"_s, u"--samples"_s}).size(), 1);

    qputenv("TIDEMARK_PROMETHEUS_TOKEN", "tok-of-file");
    const ProgramResult again = run(command);
    qputenv("TIDEMARK_PROMETHEUS_TOKEN", "wrong");
    const ProgramResult wrong = run(command);
    qunsetenv("TIDEMARK_PROMETHEUS_TOKEN");
    QVERIFY2(again.exitCode == 0, again.err.constData());
    QVERIFY(wrong.exitCode != 0);
    QCOMPARE(server.requests().back().header("Authorization"), QByteArray("Bearer wrong"));

    const ProgramResult missing = run(command + QStringList{u"--token-file"_s, path % u".none"_s});
    QVERIFY(missing.exitCode != 0);
    QVERIFY2(missing.err.contains("cannot be read"), missing.err.constData());
    const ProgramResult authority = run(command + QStringList{u"--ca-file"_s, path});
    QVERIFY2(authority.exitCode != 0, authority.err.constData()); // it holds no certificate
}

void ReceivePrometheusTest::wrongUses_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("sentence");
    const QString url = u"http://localhost:1"_s;
    QTest::newRow("no address") << QStringList{} << QByteArray("takes one address");
    QTest::newRow("no scheme") << QStringList{u"localhost"_s} << QByteArray("https://");
    QTest::newRow("listening") << QStringList{url, u"--listen"_s, u"127.0.0.1:1"_s}
                               << QByteArray("--listen is not of prometheus");
    QTest::newRow("interval") << QStringList{url, u"--interval"_s, u"0"_s}
                              << QByteArray("--interval takes a number");
    QTest::newRow("range alone") << QStringList{url, u"--from"_s, u"now-1d"_s}
                                 << QByteArray("--from belongs to --query");
    QTest::newRow("query alone") << QStringList{url, u"--query"_s, u"up"_s}
                                 << QByteArray("give --from");
    QTest::newRow("query and interval")
        << QStringList{url, u"--query"_s, u"up"_s, u"--interval"_s, u"5"_s}
        << QByteArray("--query asks once");
}

void ReceivePrometheusTest::wrongUses()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, sentence);
    const ProgramResult refused = run(QStringList{u"receive"_s, u"prometheus"_s} + arguments);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(sentence), refused.err.constData());
    QVERIFY(!QFile::exists(m_store));
}

TIDEMARK_TEST(ReceivePrometheusTest)
#include "receive_prometheus_test.moc"
