// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark publish`, to another program that serves a store.
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

class PublishCommandTest : public SourceCommandCase
{
    Q_OBJECT

private Q_SLOTS:
    void previewsBeforeItSends();
    void sendsWithTheDeviceThatIsChosen();
    void tellsWithWhichDeviceBeforeItSends();
    void saysWhichChoiceOfADeviceItReplaces();
    void refusesMoreThanOneChoiceOfADevice_data();
    void refusesMoreThanOneChoiceOfADevice();
    void sendsWhatWaits();
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
    void refusedItemsArePrinted();
    void oldFailuresAreNoneOfThisPublishing();
    void publishingThatIsOffIsToldSo();
};

void PublishCommandTest::previewsBeforeItSends()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar();
    const auto shown =
        run({u"publish"_s, u"far"_s, u"--all"_s, u"--dry-run"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(shown.exitCode == 0, shown.err.constData());
    QVERIFY2(shown.out.contains("records,1") && shown.out.contains("sessions,1"),
             shown.out.constData());
    QVERIFY2(shown.err.contains("load"), shown.err.constData());
    QVERIFY2(shown.err.contains("A source may not take back what it has"), // P4
             shown.err.constData());
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(-1), 0);
    QCOMPARE(run({u"publish"_s, u"far"_s, u"nosuch"_s, u"--dry-run"_s}).exitCode, 4);
}

// R2: the device as recorded, inferred, none or chosen.
void PublishCommandTest::sendsWithTheDeviceThatIsChosen()
{
    const auto added = run({u"add"_s, u"load"_s, u"1.5"_s, u"--at"_s, u"2026-05-01T10:00:00Z"_s,
                            u"--device"_s, u"rig"_s});
    QVERIFY2(added.exitCode == 0, added.err.constData());
    addFar();
    setEnvironmentToken();
    const auto deviceThere = [this] {
        return runTidemark({u"query"_s, u"load"_s, u"--format"_s, u"json"_s, u"--store"_s, m_there})
            .out;
    };
    const QStringList publish{u"publish"_s, u"far"_s, u"load"_s};
    QCOMPARE(run(publish).exitCode, 0);
    QVERIFY2(deviceThere().contains("\"rig\""), deviceThere().constData());
    QCOMPARE(run(publish + QStringList{u"--send-device"_s, u"lab"_s}).exitCode, 0);
    QVERIFY2(deviceThere().contains("\"lab\""), deviceThere().constData());
    QCOMPARE(run(publish + QStringList{u"--send-no-device"_s}).exitCode, 0);
    QVERIFY2(!deviceThere().contains("\"lab\"") && !deviceThere().contains("\"rig\""),
             deviceThere().constData());
    // Without an option each goes as it is recorded here.
    QCOMPARE(run(publish).exitCode, 0);
    QVERIFY2(deviceThere().contains("\"rig\""), deviceThere().constData());
}

void PublishCommandTest::tellsWithWhichDeviceBeforeItSends()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s); // its session has no device
    addFar();
    const QStringList dryRun{u"publish"_s,   u"far"_s,      u"--all"_s,
                             u"--dry-run"_s, u"--format"_s, u"csv"_s};
    const auto recorded = run(dryRun);
    QVERIFY2(recorded.err.contains("the device that it has here"), recorded.err.constData());
    QVERIFY2(recorded.out.contains("uninferable,0"), recorded.out.constData());
    const auto inferred = run(dryRun + QStringList{u"--send-inferred-device"_s});
    QVERIFY2(inferred.out.contains("uninferable,1"), inferred.out.constData());
    QVERIFY2(inferred.err.contains("will refuse"), inferred.err.constData());
    const auto none = run(dryRun + QStringList{u"--send-no-device"_s});
    QVERIFY2(none.err.contains("without a device"), none.err.constData());
    const auto chosen = run(dryRun + QStringList{u"--send-device"_s, u"lab"_s});
    QVERIFY2(chosen.err.contains("the device lab, which will be made there"),
             chosen.err.constData());
    // Sent all the same, it ends as an item for a person, with a word what to do.
    setEnvironmentToken();
    const auto sent = run(
        {u"publish"_s, u"far"_s, u"--all"_s, u"--send-inferred-device"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(sent.exitCode, 3);
    QVERIFY2(sent.out.contains("with a chosen device or with none"), sent.out.constData());
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s, u"--send-no-device"_s}).exitCode, 0);
}

// R2: a choice is kept with its records until another is asked for, which is said.
void PublishCommandTest::saysWhichChoiceOfADeviceItReplaces()
{
    const QByteArray one = "1 of these records went with another choice of device before";
    const QByteArray two = "2 of these records went with another choice of device before";
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar();
    setEnvironmentToken();
    const QStringList publish{u"publish"_s, u"far"_s, u"load"_s};
    const QStringList lab = publish + QStringList{u"--send-device"_s, u"lab"_s};
    const auto said = [this](const QStringList &arguments) {
        const auto done = run(arguments);
        return done.exitCode == 0 ? done.err : QByteArray("failed: " + done.err);
    };
    const auto replaced = [this](const QStringList &arguments) {
        for (const auto &row : json(arguments + QStringList{u"--dry-run"_s})) {
            if (row[u"what"] == u"replaced_devices"_s)
                return row[u"count"].toInt(-1);
        }
        return -1;
    };
    QCOMPARE(replaced(lab), 0);
    QVERIFY(!said(lab).contains("another choice"));
    addAt(u"load"_s, u"2.5"_s, u"2026-05-02T10:00:00Z"_s);
    QCOMPARE(replaced(publish), 1);
    const QByteArray foreseen = said(publish + QStringList{u"--dry-run"_s});
    QVERIFY2(foreseen.contains(one), foreseen.constData());
    const auto same = said(publish + QStringList{u"--send-device"_s, u" lab "_s});
    QVERIFY2(!same.contains("another choice") && !same.contains("failed"), same.constData());
    const QByteArray none = said(publish + QStringList{u"--send-no-device"_s});
    QVERIFY2(none.contains(two), none.constData());
    const QByteArray back = said(publish); // each with its own again
    QVERIFY2(back.contains(two), back.constData());
    QVERIFY(!said(publish).contains("another choice"));
}

void PublishCommandTest::refusesMoreThanOneChoiceOfADevice_data()
{
    QTest::addColumn<QStringList>("options");
    const QString device = u"--send-device"_s;
    const QString inferred = u"--send-inferred-device"_s;
    const QString none = u"--send-no-device"_s;
    QTest::newRow("chosen and none") << QStringList{u"--all"_s, device, u"a"_s, none};
    QTest::newRow("chosen and inferred") << QStringList{u"--all"_s, device, u"a"_s, inferred};
    QTest::newRow("inferred and none") << QStringList{u"--all"_s, inferred, none};
    QTest::newRow("two devices") << QStringList{u"--all"_s, device, u"a"_s, device, u"b"_s};
    QTest::newRow("an empty name") << QStringList{u"--all"_s, device, QString()};
    QTest::newRow("no records") << QStringList{none};
}

void PublishCommandTest::refusesMoreThanOneChoiceOfADevice() // Z5
{
    QFETCH(const QStringList, options);
    addFar();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto refused = run(QStringList{u"publish"_s, u"far"_s, u"--dry-run"_s} + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(!refused.err.isEmpty());
}

void PublishCommandTest::sendsWhatWaits()
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(), 3);
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(-1), 0);
    QCOMPARE(valuesOf(m_there).count('\n'), 2);
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 0); // and nothing is left to do
}

void PublishCommandTest::aServerThatIsGoneIsANetworkError()
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

void PublishCommandTest::triesAgainWhileTheServerIsBusy() // R3
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

void PublishCommandTest::givesUpWhenItWouldWaitForTooLong_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("asked for an hour") << QByteArray("Retry-After: 3600\r\n") << QStringList();
    QTest::newRow("patient for less than asked")
        << QByteArray("Retry-After: 9\r\n") << QStringList{u"--wait"_s, u"8"_s};
    QTest::newRow("no patience") << QByteArray() << QStringList{u"--wait"_s, u"0"_s};
}

void PublishCommandTest::givesUpWhenItWouldWaitForTooLong() // Z5
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

void PublishCommandTest::refusesAWaitThatIsNone() // Z5
{
    addFar();
    for (const QString &wait : {u"-1"_s, u"soon"_s, u"86401"_s}) {
        const auto refused = run({u"publish"_s, u"far"_s, u"--wait="_s + wait});
        QCOMPARE(refused.exitCode, 2);
        QVERIFY2(refused.err.contains("--wait"), refused.err.constData());
    }
}

void PublishCommandTest::anotherProgramSendsAndIsInterrupted() // Z5: 6 and 130
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGSTOP); // it answers no more
    const auto sending = startTidemark(withStore({u"publish"_s, u"far"_s}));
    QVERIFY(sending->waitForStarted());
    const QDir folder = QFileInfo(m_store).dir();
    QTRY_VERIFY(!folder.entryList({u"*.sending"_s}, QDir::Files).isEmpty());
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
void PublishCommandTest::aServerThatLeavesValuesOutIsGivenUp()
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
void PublishCommandTest::anAnswerOfAnotherKindIsNoWrongUsage_data()
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

void PublishCommandTest::anAnswerOfAnotherKindIsNoWrongUsage()
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
void PublishCommandTest::whatCannotWorkIsToldByItsExitCode_data()
{
    QTest::addColumn<QString>("command");
    QTest::newRow("publish") << u"publish"_s;
    QTest::newRow("fetch") << u"fetch"_s;
}

void PublishCommandTest::whatCannotWorkIsToldByItsExitCode()
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

void PublishCommandTest::refusedItemsArePrinted()
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addAt(u"two words"_s, u"2"_s, u"2026-05-01T10:00:00Z"_s); // no name that the API takes
    const auto sent = run({u"publish"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(sent.exitCode, 3);
    QVERIFY2(sent.out.contains("two words"), sent.out.constData());
    QVERIFY2(!sent.out.contains("load"), sent.out.constData());
    QCOMPARE(valuesOf(m_there).count('\n'), 2); // the rest went
    QVERIFY(json({u"sources"_s}).at(0)[u"attention"].toInt() > 0);
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"far"_s}).exitCode, 1); // something waits
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"far"_s, u"--with-queue"_s}).exitCode, 0);
}

// Z5: what an earlier publishing left for a person does not make this one fail.
void PublishCommandTest::oldFailuresAreNoneOfThisPublishing()
{
    addFar();
    setEnvironmentToken();
    addAt(u"two words"_s, u"2"_s, u"2026-05-01T10:00:00Z"_s); // no name that the API takes
    QCOMPARE(run({u"publish"_s, u"far"_s}).exitCode, 3);
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto sent = run({u"publish"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(sent.exitCode == 0, sent.err.constData());
    QVERIFY2(!sent.out.contains("two words"), sent.out.constData());
    QVERIFY2(sent.err.contains("Of earlier publishing"), sent.err.constData());
    QCOMPARE(valuesOf(m_there).count('\n'), 2);
    const auto nothing = run({u"publish"_s, u"far"_s});
    QVERIFY2(nothing.exitCode == 0, nothing.err.constData());
    // Asked for again, the failure is this publishing's.
    QCOMPARE(run({u"publish"_s, u"far"_s, u"two words"_s}).exitCode, 3);
}

void PublishCommandTest::publishingThatIsOffIsToldSo()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar({});
    setEnvironmentToken();
    const auto refused = run({u"publish"_s, u"far"_s, u"--all"_s});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("--level"), refused.err.constData());
}

TIDEMARK_TEST(PublishCommandTest)
#include "publish_command_test.moc"
