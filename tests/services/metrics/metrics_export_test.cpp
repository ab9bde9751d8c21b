// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/metrics/play_sink.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <set>
#include <thread>

using namespace std::chrono_literals;
using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

MetricsManagerOptions every(std::chrono::nanoseconds interval)
{
    MetricsManagerOptions options;
    options.level = MetricsLevel::Detailed;
    options.upload.interval = interval;
    return options;
}

/// A manager with what it needs.
struct Bench
{
    explicit Bench(const MetricsManagerOptions &options)
        : manager(options, sink, clock, timer)
    {
        if (!manager.open().isDone)
            qFatal("The manager did not open.");
        timer.untilWaiting(); // its first wait is counted from the clock that stands still
    }
    /// Ten puts a second.
    void putFor(int seconds)
    {
        for (int i = 0; i < 10 * seconds; ++i) {
            clock.pass(0.1);
            manager.put("X");
            ++puts;
        }
    }
    [[nodiscard]] UploadCounts counts() const { return manager.counts().upload; }

    FakeClock clock;
    ManualTimer timer;
    std::shared_ptr<PlaySink> sink = std::make_shared<PlaySink>();
    MetricsManager manager;
    std::uint64_t puts = 0;
};

/// Each window begins where the one before ended.
bool areContiguous(const std::vector<PlaySink::Batch> &batches)
{
    for (std::size_t i = 1; i < batches.size(); ++i) {
        if (batches[i].front().windowStart_ns != batches[i - 1].front().windowEnd_ns)
            return false;
    }
    return true;
}

class MetricsExportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void exportsEveryTenSecondsCountEachPutOnce();
    void slowSinkLosesNothing();
    void throwingSinkLosesNothing();
    void whatFailsForLongerThanTheWindowIsKept();
    void rollingExportSendsValuesAgain();
    void steadyCounterEndsAtThreeHundred();
    void windowsStayRightWhenTheWallClockIsSet();
    void flushWaitsForARunningExportAndExportsAgain();
    void tenThousandShardsAreBounded();
    void idleSeriesAreDropped();
    void idleSeriesStayWhileTheyAreHeldOrUnsent();
};

// Acceptance 3.
void MetricsExportTest::exportsEveryTenSecondsCountEachPutOnce()
{
    Bench bench(every(10s));
    for (int i = 0; i < 30; ++i) {
        bench.putFor(10);
        bench.timer.tick();
    }
    QVERIFY(bench.manager.close().isDone);
    QCOMPARE(bench.puts, std::uint64_t{3000});
    QCOMPARE(bench.sink->count(), std::uint64_t{3000});
    const auto batches = bench.sink->batches();
    QCOMPARE(batches.size(), std::size_t{30});
    QVERIFY(areContiguous(batches));
    QCOMPARE(batches.front().front().windowStart_ns, FakeClock::kWallStart_ns);
    QCOMPARE(batches.back().front().windowEnd_ns, bench.clock.wall_ns());
    QVERIFY(bench.timer.waits().front() == 10s);
}

// Acceptance 4: while the sink takes its seven seconds, puts go on.
void MetricsExportTest::slowSinkLosesNothing()
{
    Bench bench(every(60s));
    bool isLast = false;
    bench.sink->onExport = [&bench, &isLast]() -> ExportResult {
        if (!isLast)
            bench.putFor(7);
        return {};
    };
    for (int i = 0; i < 5; ++i) {
        bench.putFor(60);
        bench.timer.tick();
    }
    isLast = true;
    QVERIFY(bench.manager.close().isDone);
    QCOMPARE(bench.puts, std::uint64_t{5 * 670});
    QCOMPARE(bench.sink->count(), bench.puts);
    const auto batches = bench.sink->batches();
    QCOMPARE(batches.size(), std::size_t{6});
    QVERIFY(areContiguous(batches));
    QCOMPARE(batches[1].front().count, std::uint64_t{670});
    QCOMPARE(bench.timer.waits().back().count(), std::chrono::nanoseconds(60s).count());
}

// Acceptance 5.
void MetricsExportTest::throwingSinkLosesNothing()
{
    Bench bench(every(10s));
    int failing = 3;
    bench.sink->onExport = [&failing]() -> ExportResult {
        if (failing-- > 0)
            throw std::runtime_error("connection refused");
        return {};
    };
    for (int i = 0; i < 4; ++i) {
        bench.putFor(10);
        bench.timer.tick();
        QCOMPARE(bench.counts().exportFailures, static_cast<std::uint64_t>(std::min(i + 1, 3)));
    }
    QCOMPARE(bench.sink->count(), std::uint64_t{400});
    const auto first = bench.sink->batches().front().front();
    QCOMPARE(first.windowStart_ns, FakeClock::kWallStart_ns);
    QCOMPARE(first.windowEnd_ns, FakeClock::kWallStart_ns + 40'000'000'000);
    QCOMPARE(bench.counts().exports, std::uint64_t{1});
    QCOMPARE(bench.counts().failuresInARow, std::uint64_t{0});
    QCOMPARE(bench.counts().lastError, std::string("connection refused"));
    const auto waits = bench.timer.waits();
    QVERIFY((waits == std::vector<std::chrono::nanoseconds>{10s, 10s, 20s, 40s, 10s}));
    QVERIFY(bench.manager.close().isDone);
}

void MetricsExportTest::whatFailsForLongerThanTheWindowIsKept()
{
    Bench bench(every(60s));
    bool isFailing = true;
    bench.sink->onExport = [&isFailing] {
        return isFailing ? ExportResult::failed("The service is down. Try again.") : ExportResult();
    };
    for (int i = 0; i < 12; ++i) {
        bench.putFor(300);
        bench.timer.tick();
    }
    QCOMPARE(bench.counts().failuresInARow, std::uint64_t{12});
    QCOMPARE(bench.counts().lastError, std::string("The service is down. Try again."));
    QVERIFY(bench.timer.waits().back() == 5min); // doubled no further
    isFailing = false;
    bench.timer.tick();
    QCOMPARE(bench.sink->count(), std::uint64_t{36'000});
    QCOMPARE(bench.sink->batches().size(), std::size_t{1});
    QVERIFY(bench.manager.close().isDone);
}

void MetricsExportTest::rollingExportSendsValuesAgain()
{
    MetricsManagerOptions options = every(10s);
    options.isRollingExport = true;
    Bench bench(options);
    for (int i = 0; i < 12; ++i) {
        bench.putFor(10);
        bench.timer.tick();
    }
    const auto batches = bench.sink->batches();
    QCOMPARE(batches.size(), std::size_t{12});
    // The clock stands at a whole second when it exports, of which there is one put.
    QCOMPARE(batches[0].front().count, std::uint64_t{100});
    QCOMPARE(batches[11].front().count, std::uint64_t{591});
    QCOMPARE(batches[11].front().windowStart_ns, FakeClock::kWallStart_ns + 61'000'000'000);
    QCOMPARE(batches[11].front().windowEnd_ns, FakeClock::kWallStart_ns + 121'000'000'000);
    QVERIFY(bench.sink->count() > 4 * bench.puts);
    QVERIFY(bench.manager.close().isDone);
}

// Vector 40: what a counter makes of five exports, one each minute.
void MetricsExportTest::steadyCounterEndsAtThreeHundred()
{
    for (const bool isRolling : {false, true}) {
        MetricsManagerOptions options = every(60s);
        options.isRollingExport = isRolling;
        Bench bench(options);
        for (int i = 1; i <= 300; ++i) {
            bench.clock.pass(1);
            bench.manager.put("UserRecordsPut");
            if (i % 60 == 0)
                bench.timer.tick();
        }
        double added = 0;
        double differences = 0;
        double previous = 0;
        const auto batches = bench.sink->batches();
        QCOMPARE(batches.size(), std::size_t{5});
        for (const auto &batch : batches) {
            const double sum = batch.front().sum;
            added += sum;
            differences += sum >= previous ? sum - previous : sum;
            previous = sum;
        }
        if (isRolling)
            QCOMPARE(differences, 60.0); // the original: it stands still after a minute
        else
            QCOMPARE(added, 300.0);
        QCOMPARE(bench.manager.snapshots().front().sum, 60.0);
        QVERIFY(bench.manager.close().isDone);
    }
}

void MetricsExportTest::windowsStayRightWhenTheWallClockIsSet()
{
    Bench bench(every(10s));
    bench.putFor(10);
    bench.timer.tick();
    bench.clock.stepWall(-3600);
    bench.putFor(10);
    bench.timer.tick();
    const auto second = bench.sink->batches().back().front();
    QCOMPARE(second.windowEnd_ns, bench.clock.wall_ns());
    QCOMPARE(second.windowEnd_ns - second.windowStart_ns, std::int64_t{10'000'000'000});
    QCOMPARE(second.count, std::uint64_t{100});
    QVERIFY(bench.manager.close().isDone);
}

void MetricsExportTest::flushWaitsForARunningExportAndExportsAgain()
{
    Bench bench(every(10s));
    Door door;
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    bench.sink->onExport = [&]() -> ExportResult {
        most = std::max<int>(most, ++running);
        door.pass();
        --running;
        return {};
    };
    bench.manager.put("X", 1);
    bench.timer.elapse();
    door.untilSomebodyWaits();
    bench.manager.put("X", 2); // after the running export has read
    ExportResult flushed = ExportResult::failed("not yet");
    std::thread flusher([&] { flushed = bench.manager.flush(); });
    QTest::qWait(20);
    QCOMPARE(bench.sink->exports, 1);
    door.open();
    flusher.join();
    QVERIFY(flushed.isDone);
    QCOMPARE(most, 1);
    const auto batches = bench.sink->batches();
    QCOMPARE(batches.size(), std::size_t{2});
    QCOMPARE(batches[0].front().sum, 1.0);
    QCOMPARE(batches[1].front().sum, 2.0);
    QVERIFY(bench.manager.close().isDone);
}

// Acceptance 10.
void MetricsExportTest::tenThousandShardsAreBounded()
{
    Bench bench(every(10s));
    const auto putAll = [&bench](int shards) {
        for (int shard = 0; shard < shards; ++shard) {
            const std::string name = "shard-" + std::to_string(shard);
            bench.manager.put("X", shard, {.stream = "s", .shard = name});
        }
    };
    for (int round = 0; round < 3; ++round)
        putAll(10'000);
    bench.manager.put("Y", 1, {.shard = "other"}); // each metric has its own limit
    QVERIFY(bench.manager.flush().isDone);
    const auto snapshots = bench.sink->batches().front();
    QCOMPARE(snapshots.size(), std::size_t{2002});
    const std::vector<Dimension> overflow{{"tidemark.overflow", "true"}};
    std::uint64_t count = 0;
    double sum = 0;
    int overflows = 0;
    for (const MetricSnapshot &snapshot : snapshots) {
        if (snapshot.name != "X")
            continue;
        count += snapshot.count;
        sum += snapshot.sum;
        if (snapshot.dimensions != overflow)
            continue;
        ++overflows;
        QCOMPARE(snapshot.count, std::uint64_t{24'000});
        QCOMPARE(snapshot.min, 2000.0);
        QCOMPARE(snapshot.max, 9999.0);
    }
    QCOMPARE(overflows, 1);
    QCOMPARE(count, std::uint64_t{30'000});
    QCOMPARE(sum, 3.0 * 9999 * 10'000 / 2);
    QVERIFY(bench.manager.snapshot().contains(MetricKey{.name = "X", .isOverflow = true}));
    // A handle beyond the limit is one to the overflow.
    bench.manager.bind("X", {.shard = "one more"}).put(7);
    QCOMPARE(bench.manager.snapshot().at(MetricKey{.name = "X", .isOverflow = true}).count,
             std::uint64_t{24'001});
    const MemoryWatch memory;
    putAll(300'000); // however many there are
    QVERIFY2(memory.isBelow(8'000'000), qPrintable(QString::number(memory.mostGrown())));
    QVERIFY(bench.manager.close().isDone);
}

void MetricsExportTest::idleSeriesAreDropped()
{
    Bench bench(every(60s));
    for (int shard = 0; shard < 2001; ++shard)
        bench.manager.put("X", 1, {.shard = std::to_string(shard)});
    bench.manager.put("X", std::nan(""), {.shard = "0"});
    bench.timer.tick();
    bench.clock.pass(600);
    bench.manager.put("X", 1, {.shard = "5"});
    bench.timer.tick();
    bench.clock.pass(300); // 900 s after the first puts
    bench.timer.tick();
    QCOMPARE(bench.manager.counts().idleSeriesDropped, std::uint64_t{0});
    bench.clock.pass(1);
    bench.timer.tick();
    QCOMPARE(bench.manager.counts().idleSeriesDropped, std::uint64_t{2000}); // the overflow too
    QCOMPARE(bench.manager.counts().rejectedNonFinite, std::uint64_t{1});    // is remembered
    bench.manager.put("X", 1, {.shard = "7"});                               // there is room again
    const auto snapshots = bench.manager.snapshots();
    QCOMPARE(snapshots.size(), std::size_t{1});
    QVERIFY((snapshots.front().dimensions == std::vector<Dimension>{{"shard", "7"}}));
    QVERIFY(bench.manager.close().isDone);
    QCOMPARE(bench.sink->count(), std::uint64_t{2003});
}

void MetricsExportTest::idleSeriesStayWhileTheyAreHeldOrUnsent()
{
    Bench bench(every(60s));
    bool isFailing = true;
    bench.sink->onExport = [&isFailing] {
        return isFailing ? ExportResult::failed("The service is down. Try again.") : ExportResult();
    };
    std::optional<PutHandle> handle = bench.manager.bind("held");
    bench.manager.put("unsent");
    bench.timer.tick();
    bench.clock.pass(3600);
    bench.timer.tick();
    QCOMPARE(bench.manager.counts().idleSeriesDropped, std::uint64_t{0});
    isFailing = false;
    bench.timer.tick();
    QCOMPARE(bench.sink->count(), std::uint64_t{1});
    QCOMPARE(bench.manager.counts().idleSeriesDropped, std::uint64_t{1});
    handle->put(2);
    QCOMPARE(bench.manager.snapshots().front().name, std::string("held"));
    handle.reset();
    bench.clock.pass(3600);
    bench.timer.tick(); // exports it
    QCOMPARE(bench.sink->count(), std::uint64_t{2});
    QCOMPARE(bench.manager.counts().idleSeriesDropped, std::uint64_t{2});
    QVERIFY(bench.manager.close().isDone);
}

} // namespace

TIDEMARK_TEST(MetricsExportTest)
#include "metrics_export_test.moc"
