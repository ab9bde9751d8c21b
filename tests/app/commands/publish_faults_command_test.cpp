// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark publish`, to another program that serves a store and is gone, busy or another than it
// should be, and what of it `tidemark fetch` meets alike.
#include "tests/app/commands/source_command_case.h"
#include "tests/services/roboto/fault_proxy.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <atomic>
#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class PublishFaultsCommandTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void aServerThatIsGoneIsANetworkError();
    void triesAgainWhileTheServerIsBusy();
    void givesUpWhenItWouldWaitForTooLong_data();
    void givesUpWhenItWouldWaitForTooLong();
    void refusesAWaitThatIsNone();
    void anotherProgramSendsAndIsInterrupted();
    void aServerThatLeavesValuesOutIsGivenUp();
    void anAnswerOfAnotherKindIsNoWrongUsage_data();
    void anAnswerOfAnotherKindIsNoWrongUsage();
    void whatCannotWorkIsToldByItsExitCode_data();
    void whatCannotWorkIsToldByItsExitCode();
};

void PublishFaultsCommandTest::aServerThatIsGoneIsANetworkError()
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    m_served->kill();
    const auto sent = run({u"publish"_s, u"far"_s});
    QCOMPARE(sent.exitCode, 5);
    QVERIFY2(sent.err.contains("3 still waiting"), sent.err.constData());
    QCOMPARE(run({u"fetch"_s, u"far"_s}).exitCode, 5);
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(), 3); // nothing is lost
}

void PublishFaultsCommandTest::triesAgainWhileTheServerIsBusy() // R3
{
    std::atomic<int> requests = 0;
    FaultProxy proxy([&requests](const SeenRequest &) {
        return ++requests <= 2 ? ProxyFault::TooMany : ProxyFault::None;
    });
    proxy.setUpstream(m_served->port());
    addFarAt(proxy.url());
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto sent = run({u"publish"_s, u"far"_s});
    QVERIFY2(sent.exitCode == 0, sent.err.constData());
    QVERIFY2(sent.err.contains("Trying again in 1 s."), sent.err.constData());
    QCOMPARE(valuesOf(m_there).count('\n'), 2);
}

void PublishFaultsCommandTest::givesUpWhenItWouldWaitForTooLong_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("asked for an hour") << QByteArray("Retry-After: 3600\r\n") << QStringList();
    QTest::newRow("patient for less than asked")
        << QByteArray("Retry-After: 9\r\n") << QStringList{u"--wait"_s, u"8"_s};
    QTest::newRow("no patience") << QByteArray() << QStringList{u"--wait"_s, u"0"_s};
}

void PublishFaultsCommandTest::givesUpWhenItWouldWaitForTooLong() // Z5
{
    QFETCH(const QByteArray, headers);
    QFETCH(const QStringList, options);
    const HostileServer busy([headers](HostileConnection &c) {
        while (c.read())
            c.answer(503, {}, headers);
    });
    addFarAt(busy.url());
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    QElapsedTimer since;
    since.start();
    const auto sent = run(QStringList{u"publish"_s, u"far"_s} + options);
    QVERIFY(since.elapsed() < 8'000);
    QCOMPARE(sent.exitCode, 5);
    QVERIFY2(sent.err.contains("3 still waiting") && !sent.err.contains("Trying again"),
             sent.err.constData());
}

void PublishFaultsCommandTest::refusesAWaitThatIsNone() // Z5
{
    addFar();
    for (const QString &wait : {u"-1"_s, u"soon"_s, u"86401"_s}) {
        const auto refused = run({u"publish"_s, u"far"_s, u"--wait="_s + wait});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("--wait"), refused.err.constData());
    }
}

void PublishFaultsCommandTest::anotherProgramSendsAndIsInterrupted() // Z5: 6 and 130
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGSTOP); // it answers no more
    const auto sending = startTidemark(withStore({u"publish"_s, u"far"_s}));
    QVERIFY(sending->waitForStarted());
    const QDir folder = QFileInfo(m_store).dir();
    QTRY_VERIFY_WITH_TIMEOUT(!folder.entryList({u"*.sending"_s}, QDir::Files).isEmpty(), 20'000);
    const QString link = path(u"link.tidemark"_s); // another name of the same store
    QVERIFY(QFile::link(m_store, link));
    for (const QString &store : {m_store, link}) {
        const auto second = runTidemark({u"publish"_s, u"far"_s, u"--store"_s, store});
        QCOMPARE(second.exitCode, 6);
        QVERIFY2(second.err.contains("Another program sends"), second.err.constData());
    }
    ::kill(static_cast<pid_t>(sending->processId()), SIGINT);
    QVERIFY(sending->waitForFinished(20'000));
    QCOMPARE(sending->exitCode(), 130);
    const QByteArray told = sending->readAllStandardError();
    QVERIFY2(told.contains("3 still waiting"), told.constData());
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGCONT);
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 0);
    QCOMPARE(valuesOf(m_there).count('\n'), 2);
}

// A server that answers and says nothing about a value is one that fails.
void PublishFaultsCommandTest::aServerThatLeavesValuesOutIsGivenUp()
{
    FaultProxy proxy([](const SeenRequest &) { return ProxyFault::None; },
                     [](const SeenRequest &request) -> std::optional<FaultProxy::Answer> {
                         if (!request.firstLine().startsWith("POST /v1/metrics "))
                             return std::nullopt;
                         return FaultProxy::Answer{200, R"({"data":{"succeeded":[],"failed":[]}})"};
                     });
    proxy.setUpstream(m_served->port());
    addFarAt(proxy.url());
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto sent = run({u"publish"_s, u"far"_s, u"--wait"_s, u"0"_s});
    QCOMPARE(sent.exitCode, 5);
    QVERIFY2(sent.err.contains("without a word about the value of \"load\""), sent.err.constData());
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(-1), 1);
}

// A page of a network that wants a sign-in first, or a server of another kind.
void PublishFaultsCommandTest::anAnswerOfAnotherKindIsNoWrongUsage_data()
{
    QTest::addColumn<QString>("command");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("code");
    for (const QString &command : {u"publish"_s, u"fetch"_s}) {
        const QByteArray name = command.toUtf8();
        QTest::newRow(QByteArray(name + ", a page").constData())
            << command << 200 << QByteArray("<html>") << 5;
        QTest::newRow(QByteArray(name + ", a field less").constData())
            << command << 200 << QByteArray(R"({"data": {}})") << 5;
    }
    QTest::newRow("fetch, a method unknown") << u"fetch"_s << 405 << QByteArray() << 1;
}

void PublishFaultsCommandTest::anAnswerOfAnotherKindIsNoWrongUsage()
{
    QFETCH(QString, command);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(int, code);
    FaultProxy proxy([](const SeenRequest &) { return ProxyFault::None; },
                     [&](const SeenRequest &) {
                         return std::optional(FaultProxy::Answer{status, body});
                     });
    addFarAt(proxy.url());
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    QStringList arguments{command, u"far"_s};
    if (command == u"publish"_s)
        arguments += {u"--wait"_s, u"0"_s};
    const auto done = run(arguments);
    QVERIFY2(done.exitCode == code,
             QByteArray(QByteArray::number(done.exitCode) + ' ' + done.err).constData());
}

// Z5: 1, 2, 4 and 5, of sending and fetching alike.
void PublishFaultsCommandTest::whatCannotWorkIsToldByItsExitCode_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("publish") << u"publish"_s;
    QTest::newRow("fetch") << u"fetch"_s;
}

void PublishFaultsCommandTest::whatCannotWorkIsToldByItsExitCode()
{
    QFETCH(QString, command);
    const auto nowhere =
        runTidemark({command, u"far"_s, u"--store"_s, path(u"none.tidemark"_s)}); // no store
    QCOMPARE(nowhere.exitCode, 4);
    QVERIFY(!QFile::exists(path(u"none.tidemark"_s)));
    addFar();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto expect = [&](const QStringList &arguments, int code, const char *word) {
        const auto done = run(QStringList{command} + arguments);
        QVERIFY2(done.exitCode == code,
                 QByteArray(QByteArray::number(done.exitCode) + ' ' + done.err).constData());
        QVERIFY2(done.err.contains(word), done.err.constData());
    };
    expect({u"far"_s}, 4, "no token for far");
    expect({u"nosuch"_s}, 4, "no source \"nosuch\"");
    expect({}, 2, "source");
    setEnvironmentToken();
    qputenv("ROBOTO_API_KEY", "tdm_thisIsATokenOfNobodyAtAll0000000000");
    expect({u"far"_s}, 1, "token");
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(-1), 3); // nothing is lost
}

TIDEMARK_TEST(PublishFaultsCommandTest)
#include "publish_faults_command_test.moc"
