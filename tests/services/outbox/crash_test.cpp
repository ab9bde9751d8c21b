// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/crashing_outbox.h"
#include "tests/services/outbox/outbox_bench.h"
#include "tests/services/outbox/random_person.h"
#include "tests/support/test_registry.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::outbox;
using namespace tidemark::test;

namespace {

std::uint32_t testSeed()
{
    bool isGiven = false;
    const uint seed = qEnvironmentVariable("TIDEMARK_TEST_SEED").toUInt(&isGiven);
    return isGiven ? seed : std::random_device()();
}

} // namespace

/// Whatever fails and whenever the delivery ends, the remote comes to show the store, once each.
class CrashTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void anyFaultAtAnyMomentLosesNothing();
    void faultsKeepTheOrderOfEachMetric();
    void aKilledProcessGoesOnWhereItWas();
    void aKilledChangeIsStoredAndQueuedOrNeither();

private:
    static void compare(const OutboxBench &bench);
};

// The remote shows exactly the records of the store.
void CrashTest::compare(const OutboxBench &bench)
{
    const auto items = bench.attention();
    for (const OutboxItem &item : items)
        QVERIFY2(item.reason == AttentionReason::Final,
                 qPrintable(outboxKindKey(item.key.kind) + u' ' + item.name + u": "_s +
                            attentionReasonKey(item.reason) + u' ' + item.error.message));
    std::map<QString, std::map<QString, Record>> wanted;
    for (const Record &record : bench.records())
        wanted[record.sessionUid][record.metricName] = record;
    const RemoteState state = bench.remote.state();
    std::map<QString, int> seen;
    for (const auto &[uid, stored] : state.sessions) {
        const QString key = stored.session.key;
        QVERIFY2(++seen[key] == 1, qPrintable(key + u" is there twice"_s));
        for (const auto &[metric, record] : stored.records) {
            const auto found = wanted[key].find(metric);
            const bool isFinal = std::any_of(items.begin(), items.end(),
                                             [&, &name = metric](const OutboxItem &item) {
                                                 return item.key.kind == OutboxKind::Record &&
                                                        item.session == key && item.name == name;
                                             });
            QVERIFY2(found != wanted[key].end() || isFinal,
                     qPrintable(u"%1 of %2 was removed here"_s.arg(metric, key)));
            if (found == wanted[key].end())
                continue;
            QCOMPARE(record.value, found->second.value);
            QCOMPARE(record.device, found->second.device);
            wanted[key].erase(found);
        }
    }
    for (const auto &[key, records] : wanted)
        QVERIFY2(records.empty(), qPrintable(key + u" is not whole there"_s));
}

void CrashTest::anyFaultAtAnyMomentLosesNothing()
{
    const std::uint32_t seed = testSeed();
    qInfo("TIDEMARK_TEST_SEED=%u", seed);
    std::mt19937 random(seed);
    OutboxBench bench;
    QVERIFY(bench.store);
    RandomPerson person(bench, random);
    int faults = 0;
    int crashes = 0;
    int rounds = 0;
    for (; faults + crashes < 500 && rounds < 2000; ++rounds) {
        for (auto actions = random() % 6; actions > 0; --actions)
            person.act();
        CrashingOutbox outbox(*bench.ports.outbox);
        // The delivery ends before, within or after one of its requests, or not at all.
        auto left = random() % 3 == 0 ? static_cast<int>(random() % 12) : 1'000'000;
        const auto faultOf = randomFaults(random, 15, faults);
        bench.remote.setFaults([&](const QString &request) {
            if (left-- == 0) {
                ++crashes;
                outbox.crash();
                return random() % 2 == 0 ? FakeRemote::Fault::LostAfter
                                         : FakeRemote::Fault::LostBefore;
            }
            return faultOf(request);
        });
        bench.remote.setTokenValid(random() % 20 != 0); // storms of 401
        (void)bench.wave(&outbox, outbox.stop());
        if (random() % 4 == 0)
            bench.memory = {}; // a new process
    }
    qInfo("%d faults and %d crashes in %d rounds", faults, crashes, rounds);
    QVERIFY(faults + crashes >= 500);
    bench.remote.setFaults({});
    bench.remote.setTokenValid(true);
    QVERIFY(bench.drain(500));
    compare(bench);
}

void CrashTest::faultsKeepTheOrderOfEachMetric()
{
    const std::uint32_t seed = testSeed();
    qInfo("TIDEMARK_TEST_SEED=%u", seed);
    std::mt19937 random(seed);
    OutboxBench bench;
    QVERIFY(bench.store);
    std::map<QString, QStringList> expected; // metric: keys in order of entry
    for (int i = 0; i < 300; ++i) {
        const QString metric = u"m%1"_s.arg(random() % 5);
        const auto entry = bench.enter(metric, i, i);
        QVERIFY(entry.saved);
        expected[metric].append(entry.saved->sessionUid);
    }
    int faults = 0;
    bench.remote.setFaults(randomFaults(random, 10, faults));
    QVERIFY(bench.drain(2000));
    std::map<QString, QStringList> arrived;
    for (const auto &[metric, key] : bench.remote.state().published) {
        if (!arrived[metric].contains(key)) // again after a lost answer
            arrived[metric].append(key);
    }
    QCOMPARE(arrived, expected);
    compare(bench);
}

// C2: the process is killed while it sends, and another one goes on.
void CrashTest::aKilledProcessGoesOnWhereItWas()
{
    const std::uint32_t seed = testSeed();
    qInfo("TIDEMARK_TEST_SEED=%u", seed);
    std::mt19937 random(seed);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"store.tidemark"_s);
    const QString remotePath = folder.filePath(u"remote.json"_s);
    std::map<QString, std::map<QString, double>> wanted;
    {
        const auto store = openStore(path);
        QVERIFY(store);
        const DataPorts ports = (*store)->ports();
        QVERIFY(addSource(ports, u"far"_s));
        for (int i = 0; i < 150; ++i) {
            ValueEntry entry;
            entry.metric = u"m%1"_s.arg(i % 7);
            entry.value = i + 0.5;
            entry.at = Timestamp(i);
            const auto saved = answer(ports.records->enter(entry));
            QVERIFY(saved);
            wanted[saved->saved->sessionUid][entry.metric] = entry.value;
        }
    }
    bool isGiven = false;
    const int given = qEnvironmentVariable("TIDEMARK_KILLS").toInt(&isGiven);
    const int kills = isGiven ? given : 20;
    int killed = 0;
    for (int round = 0; round <= kills; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationDirPath() + u"/outbox_delivery_child"_s,
                    {path, remotePath, QString::number(random() % 1'000'000)});
        QVERIFY(child.waitForStarted());
        QVERIFY(child.waitForReadyRead()); // it has begun
        if (round < kills) {
            (void)child.waitForFinished(static_cast<int>(random() % 60));
            if (child.state() == QProcess::Running) {
                child.kill();
                ++killed;
            }
        }
        QVERIFY(child.state() == QProcess::NotRunning || child.waitForFinished(120'000));
    }
    qInfo("%d of %d killed", killed, kills);
    QVERIFY(killed > 0);
    const auto store = openStore(path);
    QVERIFY(store);
    const auto sources = answer((*store)->ports().sources->sources());
    const auto counts = answer((*store)->ports().outbox->counts(sources->front().id));
    QCOMPARE(counts->waiting, 0);
    QCOMPARE(counts->attention, 0);
    const FakeRemote remote(remotePath);
    std::map<QString, std::map<QString, double>> there;
    for (const auto &[uid, stored] : remote.state().sessions) {
        QVERIFY2(!there.contains(stored.session.key), qPrintable(stored.session.key));
        for (const auto &[metric, record] : stored.records)
            there[stored.session.key][metric] = record.value;
    }
    QCOMPARE(there, wanted);
}

void CrashTest::aKilledChangeIsStoredAndQueuedOrNeither()
{
    const std::uint32_t seed = testSeed();
    qInfo("TIDEMARK_TEST_SEED=%u", seed);
    std::mt19937 random(seed);
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"store.tidemark"_s);
    SourceId source;
    {
        const auto store = openStore(path);
        QVERIFY(store);
        source = addSource((*store)->ports(), u"far"_s).value_or(Source{}).id;
    }
    std::int64_t total = 0;
    for (int round = 1; round <= 15; ++round) {
        QProcess child;
        child.start(QCoreApplication::applicationDirPath() + u"/outbox_delivery_child"_s,
                    {path, u"-"_s, QString::number(round)});
        QVERIFY(child.waitForStarted());
        QVERIFY(child.waitForReadyRead());
        (void)child.waitForFinished(static_cast<int>(random() % 80));
        child.kill();
        QVERIFY(child.waitForFinished());
        const auto store = openStore(path);
        QVERIFY(store);
        const auto records = answer((*store)->ports().records->count({}, {}));
        const auto counts = answer((*store)->ports().outbox->counts(source));
        QVERIFY(records && counts);
        // A record and its session each, and the metric once.
        QCOMPARE(counts->waiting, *records * 2 + (*records > 0 ? 1 : 0));
        total = *records;
    }
    qInfo("%lld records in 15 rounds", static_cast<long long>(total));
    QVERIFY(total > 0);
}

TIDEMARK_TEST(CrashTest)
#include "crash_test.moc"
