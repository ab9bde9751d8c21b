// SPDX-License-Identifier: GPL-3.0-or-later
// `tidemark sources`, `publish` and `fetch`, from one program to another that serves a store.
#include "tests/app/commands/command_test_case.h"
#include "tests/app/commands/served_store.h"
#include "tests/support/files.h"
#include "tests/support/private_bus.h"
#include "tests/support/program.h"
#include "tests/support/test_registry.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace tidemark::test;

class SourcesTest : public CommandTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void addsListsChangesAndRemoves();
    void refusesWhatIsNoSource_data();
    void refusesWhatIsNoSource();
    void triesEachStep();
    void aTokenIsKeptInTheKeyring();
    void aTokenOfAnotherAddressIsNotSent();
    void anotherAddressSaysWhatItMeans();
    void theKeptTokenIsForItsAddressOnly();
    void aWaitForTheKeyringIsInterrupted_data();
    void aWaitForTheKeyringIsInterrupted();
    void tellsThatATokenCanBeReadOnTheWay();
    void publishesAndFetchesTheSame();
    void comparesAggregates();
    void previewsBeforeItSends();
    void sendsWithTheDeviceThatIsChosen();
    void tellsWithWhichDeviceBeforeItSends();
    void refusesMoreThanOneChoiceOfADevice_data();
    void refusesMoreThanOneChoiceOfADevice();
    void sendsWhatWaits();
    void aServerThatIsGoneIsANetworkError();
    void refusedItemsArePrinted();
    void publishingThatIsOffIsToldSo();
    void aFetchIsInterrupted();
    void theTokenIsNowhere();

private:
    /// Adds the served store as the source `far`.
    void addFar(const QStringList &more = {u"--level"_s, u"summary"_s})
    {
        const auto added = run(
            QStringList{u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, m_served->url()} + more);
        QVERIFY2(added.exitCode == 0, added.err.constData());
    }
    /// The token of the served store in the environment, as the SDK's users have it.
    void setEnvironmentToken()
    {
        qputenv("ROBOTO_API_KEY", m_token.toUtf8());
        qputenv("ROBOTO_SERVICE_ENDPOINT", m_served->url().toUtf8());
    }
    /// The records of a store, as its export prints them.
    [[nodiscard]] static QByteArray valuesOf(const QString &store)
    {
        return runTidemark({u"query"_s, u"load"_s, u"--format"_s, u"csv"_s, u"--store"_s, store})
            .out;
    }

    std::unique_ptr<PrivateBus> m_bus;
    QString m_there; ///< the store that is served
    QString m_token;
    std::unique_ptr<ServedStore> m_served;
};

void SourcesTest::initTestCase()
{
    m_bus = std::make_unique<PrivateBus>();
    if (!m_bus->isRunning())
        QSKIP("This system has no dbus-daemon (package dbus-daemon): the whole class is left out.");
}

void SourcesTest::init()
{
    begin(u"here.tidemark"_s);
    m_there = path(u"there.tidemark"_s);
    m_token = createToken(m_there);
    QVERIFY(!m_token.isEmpty());
    m_served = std::make_unique<ServedStore>(m_there, QStringList{u"--quiet"_s});
    QVERIFY(m_served->isServing());
}

void SourcesTest::cleanup()
{
    qunsetenv("ROBOTO_API_KEY");
    qunsetenv("ROBOTO_SERVICE_ENDPOINT");
    qunsetenv("ROBOTO_CONFIG_FILE");
    m_served.reset();
}

void SourcesTest::addsListsChangesAndRemoves()
{
    addFar({u"--level"_s, u"detailed"_s, u"--interval"_s, u"10min"_s, u"--org"_s, u"og_local"_s});
    QJsonArray listed = json({u"sources"_s});
    QCOMPARE(listed.size(), 1);
    const QJsonObject far = listed.at(0).toObject();
    QCOMPARE(far[u"name"].toString(), u"far"_s);
    QCOMPARE(far[u"kind"].toString(), u"roboto"_s);
    QCOMPARE(far[u"endpoint"].toString(), m_served->url());
    QCOMPARE(far[u"organisation"].toString(), u"og_local"_s);
    QCOMPARE(far[u"level"].toString(), u"detailed"_s);
    QCOMPARE(far[u"waiting"].toInt(-1), 0);
    QCOMPARE(run({u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, m_served->url()}).exitCode, 1);
    QCOMPARE(
        run({u"sources"_s, u"set"_s, u"far"_s, u"--rename"_s, u"lab"_s, u"--level"_s, u"off"_s})
            .exitCode,
        0);
    listed = json({u"sources"_s, u"list"_s});
    QCOMPARE(listed.at(0)[u"name"].toString(), u"lab"_s);
    QCOMPARE(listed.at(0)[u"level"].toString(), u"off"_s);
    QCOMPARE(listed.at(0)[u"organisation"].toString(), u"og_local"_s); // what was not named stays
    const auto missing = run({u"sources"_s, u"remove"_s, u"far"_s});
    QCOMPARE(missing.exitCode, 4);
    QVERIFY2(missing.err.contains("lab"), missing.err.constData());
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"lab"_s, u"--dry-run"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).size(), 1);
    QCOMPARE(run({u"sources"_s, u"remove"_s, u"lab"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).size(), 0);
}

void SourcesTest::refusesWhatIsNoSource_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("word");
    const QString at = u"--endpoint"_s;
    QTest::newRow("no address") << QStringList{u"add"_s, u"x"_s} << QByteArray("--endpoint");
    QTest::newRow("file") << QStringList{u"add"_s, u"x"_s, at, u"file:///etc"_s}
                          << QByteArray("http");
    QTest::newRow("password") << QStringList{u"add"_s, u"x"_s, at, u"https://a:b@host"_s}
                              << QByteArray("token");
    QTest::newRow("level") << QStringList{u"add"_s,       u"x"_s,       at,
                                          u"https://h"_s, u"--level"_s, u"all"_s}
                           << QByteArray("summary");
    QTest::newRow("interval") << QStringList{u"add"_s,       u"x"_s,          at,
                                             u"https://h"_s, u"--interval"_s, u"soon"_s}
                              << QByteArray("soon");
    QTest::newRow("pin") << QStringList{u"add"_s, u"x"_s, at, u"https://h"_s, u"--pin"_s, u"12"_s}
                         << QByteArray("64");
    QTest::newRow("action") << QStringList{u"frobnicate"_s} << QByteArray("sources");
    QTest::newRow("too many") << QStringList{u"test"_s, u"a"_s, u"b"_s} << QByteArray("sources");
}

void SourcesTest::refusesWhatIsNoSource()
{
    QFETCH(const QStringList, arguments);
    QFETCH(const QByteArray, word);
    addAt(u"load"_s, u"1"_s, u"2026-05-01T10:00:00Z"_s);
    const auto refused = run(QStringList{u"sources"_s} + arguments);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.err.contains(word), refused.err.constData());
    QCOMPARE(json({u"sources"_s}).size(), 0);
}

void SourcesTest::triesEachStep()
{
    addFar();
    const auto without = run({u"sources"_s, u"test"_s, u"far"_s});
    QCOMPARE(without.exitCode, 4);
    QVERIFY2(without.err.contains("ROBOTO_API_KEY"), without.err.constData());
    setEnvironmentToken();
    const auto fine = run({u"sources"_s, u"test"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(fine.exitCode == 0, fine.err.constData());
    QCOMPARE(fine.out.count(",ok"), 8);
    qputenv("ROBOTO_API_KEY", "wrong");
    const auto wrong = run({u"sources"_s, u"test"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(wrong.exitCode, 1);
    QVERIFY2(wrong.out.contains("token,failed"), wrong.out.constData());
    QVERIFY(!wrong.err.contains("wrong"));
    m_served->kill();
    const auto gone = run({u"sources"_s, u"test"_s, u"far"_s, u"--format"_s, u"csv"_s});
    QCOMPARE(gone.exitCode, 5);
    QVERIFY2(gone.out.contains("connection,failed"), gone.out.constData());
}

void SourcesTest::aTokenIsKeptInTheKeyring()
{
    addFar();
    const auto absent = run({u"sources"_s, u"token"_s, u"far"_s}, m_token.toUtf8() + '\n');
    QCOMPARE(absent.exitCode, 1);
    QVERIFY2(absent.err.contains("secret service"), absent.err.constData());
    if (!m_bus->startKeyring())
        QSKIP("This system has no keyring (package gnome-keyring).");
    QCOMPARE(run({u"sources"_s, u"token"_s, u"far"_s}, "\n").exitCode, 2);
    const auto kept = run({u"sources"_s, u"token"_s, u"far"_s}, m_token.toUtf8() + '\n');
    QVERIFY2(kept.exitCode == 0, kept.err.constData());
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"token"_s, u"far"_s, u"--forget"_s}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 4);
    m_bus->endKeyring();
}

void SourcesTest::aTokenOfAnotherAddressIsNotSent()
{
    addFar();
    setEnvironmentToken();
    qputenv("ROBOTO_SERVICE_ENDPOINT", "https://metrics.example");
    QCOMPARE(run({u"fetch"_s, u"far"_s}).exitCode, 4);
    qunsetenv("ROBOTO_API_KEY");
    const QString file = path(u"config.json"_s);
    writeFile(file, R"({"version":"v1","default_profile":"a","profiles":{)"
                    R"("a":{"api_key":"x","endpoint":"https://metrics.example"},)"
                    R"("b":{"api_key":")" +
                        m_token.toUtf8() + R"(","endpoint":")" + m_served->url().toUtf8() +
                        R"(/"}}})");
    qputenv("ROBOTO_CONFIG_FILE", file.toUtf8());
    const auto other = run({u"fetch"_s, u"far"_s, u"--profile"_s, u"a"_s});
    QCOMPARE(other.exitCode, 2);
    QVERIFY2(other.err.contains("metrics.example"), other.err.constData());
    QCOMPARE(run({u"fetch"_s, u"far"_s, u"--profile"_s, u"b"_s}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"add"_s, u"b"_s, u"--profile"_s, u"b"_s}).exitCode, 0);
    QCOMPARE(json({u"sources"_s}).at(0)[u"endpoint"].toString(), m_served->url());
}

// R4, Z5: what came from the old server is not removed because the new one does not have it.
void SourcesTest::anotherAddressSaysWhatItMeans()
{
    addFar();
    setEnvironmentToken();
    QVERIFY(runTidemark({u"add"_s, u"load"_s, u"1.5"_s, u"--at"_s, u"2026-05-01T10:00:00Z"_s,
                         u"--store"_s, m_there})
                .exitCode == 0);
    QCOMPARE(run({u"fetch"_s, u"far"_s}).exitCode, 0);
    QCOMPARE(valuesOf(m_store).count('\n'), 2);
    const QString thereToo = path(u"other.tidemark"_s);
    const QString token = createToken(thereToo);
    const ServedStore other(thereToo, QStringList{u"--quiet"_s});
    QVERIFY(other.isServing());
    const QStringList set{u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, other.url()};
    const auto unsaid = run(set);
    QCOMPARE(unsaid.exitCode, 2);
    QVERIFY2(unsaid.err.contains("--same-service") && unsaid.err.contains("--other-service"),
             unsaid.err.constData());
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--org"_s, u"og_2"_s}).exitCode, 2);
    QCOMPARE(run(set + QStringList{u"--same-service"_s, u"--other-service"_s}).exitCode, 2);
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--same-service"_s}).exitCode, 2);
    QCOMPARE(json({u"sources"_s}).at(0)[u"endpoint"].toString(), m_served->url());
    QCOMPARE(run(set + QStringList{u"--other-service"_s}).exitCode, 0);
    qputenv("ROBOTO_API_KEY", token.toUtf8());
    qputenv("ROBOTO_SERVICE_ENDPOINT", other.url().toUtf8());
    QCOMPARE(run({u"fetch"_s, u"far"_s, u"--full"_s}).exitCode, 0);
    QCOMPARE(valuesOf(m_store).count('\n'), 2); // it is still here
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s}).exitCode, 0);
    QCOMPARE(valuesOf(thereToo).count('\n'), 2); // and went to the new one as a new source's
}

// Q4: whatever the address is changed to, the token is not found for it.
void SourcesTest::theKeptTokenIsForItsAddressOnly()
{
    if (!m_bus->startKeyring())
        QSKIP("This system has no keyring (package gnome-keyring).");
    addFar();
    QCOMPARE(run({u"sources"_s, u"token"_s, u"far"_s}, m_token.toUtf8() + '\n').exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 0);
    const QString other = path(u"other.tidemark"_s);
    QVERIFY(!createToken(other).isEmpty());
    const ServedStore otherServed(other, QStringList{u"--quiet"_s});
    QVERIFY(otherServed.isServing());
    const auto moved = run({u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, otherServed.url()});
    QCOMPARE(moved.exitCode, 0);
    QVERIFY2(moved.err.contains("sources token"), moved.err.constData());
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 4); // there is none
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, m_served->url()}).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"test"_s, u"far"_s}).exitCode, 4); // and it was forgotten
    m_bus->endKeyring();
}

void SourcesTest::aWaitForTheKeyringIsInterrupted_data()
{
    QTest::addColumn<int>("signal");
    QTest::newRow("interrupt") << SIGINT;
    QTest::newRow("terminate") << SIGTERM;
}

void SourcesTest::aWaitForTheKeyringIsInterrupted() // Z5
{
    QFETCH(const int, signal);
    if (!m_bus->startKeyring())
        QSKIP("This system has no keyring (package gnome-keyring).");
    addFar();
    ::kill(static_cast<pid_t>(m_bus->keyringProcess()), SIGSTOP); // it answers no more
    const auto fetch = startTidemark(withStore({u"fetch"_s, u"far"_s}));
    QVERIFY(fetch->waitForStarted());
    QTRY_VERIFY(QFile::exists(m_store + u"-wal"_s)); // it then looks for the token
    ::kill(static_cast<pid_t>(fetch->processId()), signal);
    const bool hasEnded = fetch->waitForFinished(10'000);
    ::kill(static_cast<pid_t>(m_bus->keyringProcess()), SIGCONT);
    QVERIFY(hasEnded);
    QCOMPARE(fetch->exitCode(), 130);
    m_bus->endKeyring();
}

void SourcesTest::tellsThatATokenCanBeReadOnTheWay() // R1
{
    const QString plain = u"http://metrics.invalid"_s;
    const QByteArray word = "not encrypted";
    QVERIFY(run({u"sources"_s, u"add"_s, u"plain"_s, u"--endpoint"_s, plain}).err.contains(word));
    addFar();
    QVERIFY(!run({u"sources"_s, u"test"_s, u"far"_s}).err.contains(word)); // this machine
    QVERIFY(run({u"sources"_s, u"set"_s, u"far"_s, u"--endpoint"_s, u"http://far.invalid"_s})
                .err.contains(word));
    QVERIFY(!run({u"sources"_s, u"set"_s, u"far"_s, u"--level"_s, u"off"_s}).err.contains(word));
    qputenv("ROBOTO_API_KEY", m_token.toUtf8());
    qputenv("ROBOTO_SERVICE_ENDPOINT", plain.toUtf8());
    QCOMPARE(run({u"sources"_s, u"set"_s, u"plain"_s, u"--level"_s, u"summary"_s}).exitCode, 0);
    addAt(u"load"_s, u"1"_s, u"2026-05-01T10:00:00Z"_s);
    for (const QString &verb : {u"fetch"_s, u"publish"_s}) {
        const auto told = run({verb, u"plain"_s});
        QCOMPARE(told.exitCode, 5);
        QVERIFY2(told.err.contains(word), told.err.constData());
    }
    QVERIFY(run({u"sources"_s, u"test"_s, u"plain"_s}).err.contains(word));
}

void SourcesTest::publishesAndFetchesTheSame()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00.000000001Z"_s);
    addAt(u"load"_s, u"0.1"_s, u"2026-05-01T10:00:01Z"_s);
    addFar();
    setEnvironmentToken();
    const auto sent = run({u"publish"_s, u"far"_s, u"--all"_s});
    QVERIFY2(sent.exitCode == 0, sent.err.constData());
    QCOMPARE(sent.out, QByteArray());
    const QString third = path(u"third.tidemark"_s);
    for (const QStringList &step :
         {QStringList{u"sources"_s, u"add"_s, u"far"_s, u"--endpoint"_s, m_served->url()},
          QStringList{u"fetch"_s, u"far"_s}}) {
        const auto done = runTidemark(step + QStringList{u"--store"_s, third});
        QVERIFY2(done.exitCode == 0, done.err.constData());
    }
    const QByteArray here = valuesOf(m_store);
    QCOMPARE(here.count('\n'), 3);
    QVERIFY(here.contains("10:00:00.000000001"));
    const auto timesAndValues = [](const QByteArray &csv) {
        QList<QByteArray> rows;
        for (const QByteArray &line : csv.split('\n'))
            rows.append(line.split(',').mid(0, 3).join(','));
        return rows;
    };
    QCOMPARE(timesAndValues(valuesOf(third)), timesAndValues(here));
    const auto again = runTidemark(
        {u"fetch"_s, u"far"_s, u"--full"_s, u"--format"_s, u"csv"_s, u"--store"_s, third});
    QCOMPARE(again.exitCode, 0);
    QVERIFY2(again.out.contains("records,0,0,0,2"), again.out.constData());
}

void SourcesTest::comparesAggregates()
{
    for (int day = 1; day <= 9; ++day)
        addAt(u"load"_s, QString::number(day * 0.1), u"2026-05-0%1T23:59:59.999999999Z"_s.arg(day));
    addFar();
    setEnvironmentToken();
    QCOMPARE(run({u"publish"_s, u"far"_s, u"--all"_s}).exitCode, 0);
    const QStringList compare{u"sources"_s, u"compare"_s, u"far"_s, u"load"_s};
    const QJsonArray equal = json(compare);
    QCOMPARE(equal.size(), 25);
    QCOMPARE(equal.at(0)[u"buckets"].toInt(), 9);
    for (const auto &row : equal)
        QCOMPARE(row[u"different"].toInt(-1), 0);
    QCOMPARE(run(compare).exitCode, 0);
    QCOMPARE(run({u"sources"_s, u"set"_s, u"far"_s, u"--level"_s, u"off"_s}).exitCode, 0);
    addAt(u"load"_s, u"7"_s, u"2026-05-09T12:00:00Z"_s); // here only
    const auto other = run(compare);
    QCOMPARE(other.exitCode, 1);
    QVERIFY2(other.err.contains("differ"), other.err.constData());
    QCOMPARE(run({u"sources"_s, u"compare"_s, u"far"_s, u"nosuch"_s}).exitCode, 4);
}

void SourcesTest::previewsBeforeItSends()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar();
    const auto shown =
        run({u"publish"_s, u"far"_s, u"--all"_s, u"--dry-run"_s, u"--format"_s, u"csv"_s});
    QVERIFY2(shown.exitCode == 0, shown.err.constData());
    QVERIFY2(shown.out.contains("records,1") && shown.out.contains("sessions,1"),
             shown.out.constData());
    QVERIFY2(shown.err.contains("load"), shown.err.constData());
    QCOMPARE(json({u"sources"_s}).at(0)[u"waiting"].toInt(-1), 0);
    QCOMPARE(run({u"publish"_s, u"far"_s, u"nosuch"_s, u"--dry-run"_s}).exitCode, 4);
}

// R2: the device as recorded, inferred, none or chosen.
void SourcesTest::sendsWithTheDeviceThatIsChosen()
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

void SourcesTest::tellsWithWhichDeviceBeforeItSends()
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

void SourcesTest::refusesMoreThanOneChoiceOfADevice_data()
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

void SourcesTest::refusesMoreThanOneChoiceOfADevice() // Z5
{
    QFETCH(const QStringList, options);
    addFar();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    const auto refused = run(QStringList{u"publish"_s, u"far"_s, u"--dry-run"_s} + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY(!refused.err.isEmpty());
}

void SourcesTest::sendsWhatWaits()
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

void SourcesTest::aServerThatIsGoneIsANetworkError()
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

void SourcesTest::refusedItemsArePrinted()
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

void SourcesTest::publishingThatIsOffIsToldSo()
{
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    addFar({});
    setEnvironmentToken();
    const auto refused = run({u"publish"_s, u"far"_s, u"--all"_s});
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.err.contains("--level"), refused.err.constData());
}

void SourcesTest::aFetchIsInterrupted()
{
    addFar();
    setEnvironmentToken();
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGSTOP); // it answers no more
    const auto fetch = startTidemark(withStore({u"fetch"_s, u"far"_s}));
    QVERIFY(fetch->waitForStarted());
    // The store is open once its lock is there; the fetch then waits for an answer.
    QTRY_VERIFY(QFile::exists(m_store + u"-wal"_s));
    ::kill(static_cast<pid_t>(fetch->processId()), SIGINT);
    QVERIFY(fetch->waitForFinished(20'000));
    QCOMPARE(fetch->exitCode(), 130);
    ::kill(static_cast<pid_t>(m_served->process().processId()), SIGCONT);
    QCOMPARE(run({u"fetch"_s, u"far"_s}).exitCode, 0);
}

// C7: whatever goes wrong, the token is in no output, file of the store, or argument.
void SourcesTest::theTokenIsNowhere()
{
    addFar();
    setEnvironmentToken();
    addAt(u"load"_s, u"1.5"_s, u"2026-05-01T10:00:00Z"_s);
    QByteArray said;
    for (const QStringList &step :
         {QStringList{u"sources"_s, u"test"_s, u"far"_s}, QStringList{u"publish"_s, u"far"_s},
          QStringList{u"fetch"_s, u"far"_s}, QStringList{u"sources"_s},
          QStringList{u"export"_s, u"records"_s}, QStringList{u"definitions"_s}}) {
        qputenv("QT_LOGGING_RULES", "tidemark.*=true");
        const auto done = run(step);
        qunsetenv("QT_LOGGING_RULES");
        said += done.out + done.err;
    }
    m_served->kill();
    const auto failed = run({u"fetch"_s, u"far"_s});
    said += failed.out + failed.err;
    QVERIFY(said.contains("load"));
    QVERIFY(!said.contains(m_token.toUtf8()));
    for (const QFileInfo &file : QFileInfo(m_store).dir().entryInfoList(QDir::Files)) {
        QFile bytes(file.filePath());
        QVERIFY(bytes.open(QIODevice::ReadOnly));
        QVERIFY2(!bytes.readAll().contains(m_token.toUtf8()), qPrintable(file.fileName()));
    }
}

TIDEMARK_TEST(SourcesTest)
#include "sources_test.moc"
