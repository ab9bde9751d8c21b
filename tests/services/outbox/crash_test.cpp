// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/outbox/outbox_bench.h"
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

/// An outbox whose process ends at a moment of the test's choice: nothing is noted any more.
class CrashingOutbox final : public OutboxStore
{
public:
    explicit CrashingOutbox(OutboxStore &outbox)
        : m_outbox(outbox)
    {}

    void crash()
    {
        m_hasCrashed = true;
        m_stop.request_stop();
    }
    [[nodiscard]] std::stop_token stop() const { return m_stop.get_token(); }

    QFuture<Result<OutboxBatch>> next(SourceId source, int limit) override
    {
        return m_outbox.next(source, limit);
    }
    QFuture<Result<std::vector<OutboxItemId>>> start(SourceId source,
                                                     std::vector<OutboxStart> items) override
    {
        return m_hasCrashed ? gone<std::vector<OutboxItemId>>()
                            : m_outbox.start(source, std::move(items));
    }
    QFuture<Result<void>> finish(SourceId source, std::vector<OutboxOutcome> outcomes) override
    {
        return m_hasCrashed ? gone<void>() : m_outbox.finish(source, std::move(outcomes));
    }

    // Not asked by a delivery.
    QFuture<Result<OutboxCounts>> counts(SourceId) override { return gone<OutboxCounts>(); }
    QFuture<Result<OutboxPage>> page(SourceId, std::optional<OutboxState>,
                                     std::optional<OutboxItemId>, int) override
    {
        return gone<OutboxPage>();
    }
    QFuture<Result<OutboxPreview>> preview(SourceId, std::optional<Selection>,
                                           PublishDevice) override
    {
        return gone<OutboxPreview>();
    }
    QFuture<Result<EarlierDevices>> earlierDevices(SourceId, Selection) override
    {
        return gone<EarlierDevices>();
    }
    QFuture<Result<PublishedItems>> enqueue(SourceId, Selection, PublishDevice) override
    {
        return gone<PublishedItems>();
    }
    QFuture<Result<std::int64_t>> retry(SourceId, std::vector<OutboxItemId>) override
    {
        return gone<std::int64_t>();
    }
    QFuture<Result<std::int64_t>> discard(SourceId, std::vector<OutboxItemId>) override
    {
        return gone<std::int64_t>();
    }
    QFuture<Result<ChangeId>> editValue(SourceId, OutboxItemId, double) override
    {
        return gone<ChangeId>();
    }
    QFuture<Result<ChangeId>> editName(SourceId, OutboxItemId, QString) override
    {
        return gone<ChangeId>();
    }
    QFuture<Result<std::int64_t>> keepMine(SourceId, std::vector<OutboxItemId>) override
    {
        return gone<std::int64_t>();
    }
    QFuture<Result<ChangeId>> takeTheirs(SourceId, OutboxItemId) override
    {
        return gone<ChangeId>();
    }
    QFuture<Result<void>> noteMirrored(SourceId, std::vector<MirrorNote>) override
    {
        return gone<void>();
    }
    QFuture<Result<std::vector<MirrorNote>>> mirrored(SourceId, OutboxKind, QStringList) override
    {
        return gone<std::vector<MirrorNote>>();
    }

private:
    template <class T>
    [[nodiscard]] static QFuture<Result<T>> gone()
    {
        QPromise<Result<T>> promise;
        promise.start();
        promise.addResult(Result<T>(failure(ErrorCode::Cancelled, {})));
        promise.finish();
        return promise.future();
    }

    OutboxStore &m_outbox;
    bool m_hasCrashed = false;
    std::stop_source m_stop;
};

std::uint32_t testSeed()
{
    bool isGiven = false;
    const uint seed = qEnvironmentVariable("TIDEMARK_TEST_SEED").toUInt(&isGiven);
    return isGiven ? seed : std::random_device()();
}

/// Changes a store as people would, at random.
class RandomPerson
{
public:
    RandomPerson(OutboxBench &bench, std::mt19937 &random)
        : m_bench(bench)
        , m_random(random)
    {}

    void act()
    {
        switch (m_random() % 10) {
        case 0:
        case 1:
        case 2:
        case 3:
            enter();
            break;
        case 4:
        case 5:
            correct();
            break;
        case 6:
            remove();
            break;
        case 7:
            undoOrRedo();
            break;
        case 8:
            addSession();
            break;
        default:
            changeSession();
            break;
        }
    }

private:
    [[nodiscard]] double value() { return static_cast<double>(m_random() % 1000); }
    void enter()
    {
        const bool isShared = !m_sessions.isEmpty() && m_random() % 2 == 0;
        const std::optional<QString> session =
            isShared ? std::optional(m_sessions.at(static_cast<qsizetype>(
                           m_random() % static_cast<std::size_t>(m_sessions.size()))))
                     : std::nullopt;
        const std::optional<QString> device =
            m_random() % 3 == 0 ? std::optional(u"d%1"_s.arg(m_random() % 3)) : std::nullopt;
        keep(m_bench
                 .enter(u"m%1"_s.arg(m_random() % 6), value(),
                        static_cast<std::int64_t>(m_random()), session, device)
                 .change);
    }
    void correct()
    {
        const auto records = m_bench.records();
        if (records.empty())
            return;
        const auto done = m_bench.correct(records[m_random() % records.size()].key, value());
        if (done)
            keep(*done);
    }
    // Values of their own session only: what others share cannot be removed there.
    void remove()
    {
        const auto records = m_bench.records();
        if (records.empty())
            return;
        const Record &record = records[m_random() % records.size()];
        if (!record.isEntry)
            return;
        const auto done = answer(m_bench.ports.records->remove({record.key}, u"remove"_s));
        if (done)
            keep(*done);
    }
    void undoOrRedo()
    {
        if (m_changes.empty())
            return;
        const ChangeId change = m_changes.back();
        if (!answer(m_bench.ports.journal->undo(change)))
            return;
        if (m_random() % 2 == 0)
            (void)answer(m_bench.ports.journal->redo(change));
        else
            m_changes.pop_back();
    }
    void addSession()
    {
        NewSession session;
        session.uid = u"ss_%1"_s.arg(m_next++);
        session.start = Timestamp(m_next);
        session.end = Timestamp(m_next + 10);
        if (m_random() % 2 == 0)
            session.devices = {u"d1"_s};
        if (answer(m_bench.ports.sessions->createSession(session)))
            m_sessions.append(session.uid); // stays: not among what is undone
        m_changes.clear();
    }
    void changeSession()
    {
        if (m_sessions.isEmpty())
            return;
        const QString uid = m_sessions.at(
            static_cast<qsizetype>(m_random() % static_cast<std::size_t>(m_sessions.size())));
        const QString name = u"name %1"_s.arg(m_random() % 100);
        const auto done = answer(m_bench.ports.sessions->editSession(
            uid, [name](const Session &) -> Result<SessionChange> {
                SessionChange change;
                change.name = std::optional(name);
                return change;
            }));
        if (done && done->change.isValid())
            keep(done->change);
    }
    void keep(ChangeId change)
    {
        if (change.isValid())
            m_changes.push_back(change);
    }

    OutboxBench &m_bench;
    std::mt19937 &m_random;
    std::vector<ChangeId> m_changes;
    QStringList m_sessions;
    int m_next = 1;
};

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
            const bool isFinal =
                std::any_of(items.begin(), items.end(), [&](const OutboxItem &item) {
                    return item.key.kind == OutboxKind::Record && item.session == key &&
                           item.name == metric;
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
