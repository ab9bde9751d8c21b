// SPDX-License-Identifier: GPL-3.0-or-later
// Sets of tags without end: 250,000 or, with TIDEMARK_TAG_SETS, as many as that says.
#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/collector/performance_timer.h"
#include "services/metrics/collector/success_failure_tracker.h"
#include "services/metrics/system/own_counts.h"
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace std::chrono_literals;
using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

/// What one series takes of text, twice, and of the tables that it stands in: a few hundred bytes.
constexpr std::size_t kSeries_bytes = 1'024;

std::uint64_t tagSets()
{
    return std::max<std::uint64_t>(250'000, qEnvironmentVariable("TIDEMARK_TAG_SETS").toULong());
}

bool isOverflow(const std::vector<Dimension> &dimensions)
{
    return dimensions == std::vector<Dimension>{{"tidemark.overflow", "true"}};
}

/// Adds up what is exported and keeps none of it.
class TotalSink final : public MetricsSink
{
public:
    [[nodiscard]] ExportResult open() override { return {}; }
    [[nodiscard]] ExportResult exportSnapshots(std::span<const MetricSnapshot> snapshots,
                                               Deadline /*deadline*/) override
    {
        for (const MetricSnapshot &snapshot : snapshots) {
            all += snapshot.count;
            if (isOverflow(snapshot.dimensions))
                overflow += snapshot.count;
            else if (snapshot.dimensions == std::vector<Dimension>{{"shard", "known"}})
                known += snapshot.count;
        }
        most = std::max<std::size_t>(most, snapshots.size());
        return {};
    }
    void close(Deadline /*deadline*/) override {}

    std::atomic<std::uint64_t> all = 0;
    std::atomic<std::uint64_t> overflow = 0;
    std::atomic<std::uint64_t> known = 0;
    std::atomic<std::size_t> most = 0; ///< series of one export
};

/// What a series counted: of a gauge nothing.
std::uint64_t countOf(const Reading &reading)
{
    if (const auto *const number = std::get_if<Number>(&reading.value))
        return static_cast<std::uint64_t>(toReal(*number));
    const auto *const distribution = std::get_if<Distribution>(&reading.value);
    return distribution == nullptr ? 0 : distribution->count();
}

} // namespace

class TagFloodTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theCollectorKeepsItsTotals();
    void theManagerExportsEachValueOnce();

private:
    /// Each set once for a metric of each type; what is known goes on in between.
    static void record(MetricCollector &collector, std::uint64_t first, std::uint64_t end,
                       std::uint64_t knownEvery)
    {
        const auto recordAll = [&collector](std::string_view user) {
            collector.recordCounter("counter", 1, {{"user", user}});
            collector.recordGauge("gauge", 1, {{"user", user}});
            collector.recordHistogram("histogram", 1, {{"user", user}});
            collector.recordTimer("timer", 1, MetricUnit::Seconds, {{"user", user}});
        };
        for (std::uint64_t i = first; i < end; ++i) {
            recordAll(std::to_string(i));
            if (i % knownEvery == 0)
                recordAll("known");
        }
    }
};

// Of each metric 2,000 series, and one that all others share.
void TagFloodTest::theCollectorKeepsItsTotals()
{
    constexpr std::uint64_t kThreads = 4;
    constexpr std::uint64_t kKnownEvery = 1'000;
    constexpr std::size_t kKinds = 4;
    const Registry::Limits limits;
    const std::uint64_t sets = tagSets() / (kThreads * kKnownEvery) * kThreads * kKnownEvery;
    const FakeClock clock;
    MetricCollector collector(clock);
    Counter handle = collector.counter("counter", {{"user", "known"}});
    (void)collector.gauge("gauge", {{"user", "known"}});
    (void)collector.histogram("histogram", {{"user", "known"}});
    (void)collector.timer("timer", {{"user", "known"}}, MetricUnit::Seconds);
    const MemoryWatch memory;
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t i = 0; i < kThreads; ++i)
            threads.emplace_back([&collector, begin = sets / kThreads * i, sets] {
                record(collector, begin, begin + sets / kThreads, kKnownEvery);
            });
    }
    handle.increment(); // one that was bound before
    collector.recordHistogram("histogram", 1, {{"user", "known"}});
    collector.recordTimer("timer", 1, MetricUnit::Seconds, {{"user", "known"}});

    const std::uint64_t shared = sets - (limits.tagSets - 1); // of each metric
    CollectorCounts expected;
    expected.overflows = kKinds * shared;
    QVERIFY(collector.counts() == expected);
    QCOMPARE(collector.seriesCount(), kKinds * (limits.tagSets + 1));
    for (const char *const name : {"counter", "histogram", "timer"}) {
        std::uint64_t all = 0;
        std::uint64_t known = 0;
        std::uint64_t overflow = 0;
        for (const Reading &reading : collector.readings(name)) {
            all += countOf(reading);
            if (reading.series->tags == Tags{{"tidemark.overflow", "true"}})
                overflow += countOf(reading);
            if (reading.series->tags == Tags{{"user", "known"}})
                known += countOf(reading);
        }
        QCOMPARE(known, sets / kKnownEvery + 1);
        QCOMPARE(overflow, shared);
        QCOMPARE(all, sets + known);
    }
    SuccessFailureTracker outcomes(clock);
    const PerformanceTimer timer(collector, outcomes, clock);
    OwnCounts own(collector, timer);
    own.record();
    const auto told = collector.readings("tidemark.collector.overflow"); // for who reads exports
    QCOMPARE(told.size(), std::size_t{1});
    QCOMPARE(countOf(told.front()), kKinds * shared);

    // Histogram and timer have a cell of each series in each thread that met it or one of the same
    // chunk, and a page of buckets, since all values are the same.
    constexpr std::size_t kDistributions = 2;
    const std::size_t cells = kDistributions * (limits.tagSets + 1) + 64;
    const std::size_t most = kKinds * (limits.tagSets + 1) * kSeries_bytes +
                             cells * (kThreads * sizeof(DistributionCell) + sizeof(BucketPage)) +
                             kThreads * (sizeof(Shard) + 2 * limits.tagSets * sizeof(CounterCell));
    QVERIFY2(memory.isBelow(static_cast<qint64>(2 * most)), // and what the allocator keeps
             qPrintable(QString::number(memory.mostGrown())));
}

// Each quarter of an hour ten thousand others: 2,000 series have values, and all of them but the
// one that is in use are let go.
void TagFloodTest::theManagerExportsEachValueOnce()
{
    constexpr std::uint64_t kOfARound = 10'000;
    const std::uint64_t rounds = tagSets() / kOfARound;
    MetricsManagerOptions options;
    options.level = MetricsLevel::Detailed;
    options.upload.interval = 60s;
    FakeClock clock;
    ManualTimer timer;
    const auto sink = std::make_shared<TotalSink>();
    MetricsManager manager(options, sink, clock, timer);
    QVERIFY(manager.open().isDone);
    const PutHandle known = manager.bind("X", {.shard = "known"});
    const MemoryWatch memory;
    for (std::uint64_t round = 0; round < rounds; ++round) {
        for (std::uint64_t i = 0; i < kOfARound; ++i) {
            const std::string shard = std::to_string(round * kOfARound + i);
            manager.put("X", 1, {.stream = "s", .shard = shard, .errorCode = "e"});
        }
        known.put();
        manager.put("X", 1, {.shard = "known"});
        timer.tick(); // exports
        memory.look();
        clock.pass(static_cast<double>(options.idleTime.count()) + 60);
        timer.tick(); // nothing, and lets go
    }
    const std::uint64_t own = options.mostSeriesPerMetric - 1;
    QCOMPARE(sink->overflow, rounds * (kOfARound - own));
    QCOMPARE(sink->known, 2 * rounds);
    QCOMPARE(sink->all, rounds * (kOfARound + 2));
    QCOMPARE(sink->most, options.mostSeriesPerMetric + 1);
    const MetricsManagerCounts counts = manager.counts();
    QCOMPARE(counts.droppedPuts, std::uint64_t{0});
    QCOMPARE(counts.lateDropped, std::uint64_t{0});
    QCOMPARE(counts.idleSeriesDropped, rounds * (own + 1)); // and the one that they share
    QVERIFY(manager.close().isDone);
    // A slot of the window for each second; what goes to a sink is made of all series at once.
    const std::size_t series =
        sizeof(WindowedSeries) + sizeof(MetricSnapshot) + kSeries_bytes +
        MetricsManager::kWindowSeconds * (sizeof(std::int64_t) + sizeof(WindowStatistics));
    const std::size_t most = (options.mostSeriesPerMetric + 1) * series;
    QVERIFY2(memory.isBelow(static_cast<qint64>(2 * most)), // and what the allocator keeps
             qPrintable(QString::number(memory.mostGrown())));
}

TIDEMARK_TEST(TagFloodTest)
#include "tag_flood_test.moc"
