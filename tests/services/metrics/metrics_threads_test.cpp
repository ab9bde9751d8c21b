// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/metrics/play_sink.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

constexpr int kThreads = 8;
constexpr int kPuts = 20'000; // a thread; each of value 1 to one shared and one own series

class MetricsThreadsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void eightThreadsPutWhileSnapshotsAreTaken();
    void putsThatMeetTheEndAreExportedOrCounted();
    void lanesOfThreadsThatMeetAreMerged();
};

void MetricsThreadsTest::eightThreadsPutWhileSnapshotsAreTaken()
{
    const SystemClock clock;
    ManualTimer timer;
    const auto sink = std::make_shared<PlaySink>();
    MetricsManagerOptions options;
    options.level = MetricsLevel::Detailed;
    MetricsManager manager(options, sink, clock, timer);
    QVERIFY(manager.open().isDone);

    std::atomic<int> running = kThreads;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&manager, &running, t] {
            const PutHandle shared = manager.bind("shared");
            const std::string shard = std::to_string(t);
            for (int i = 0; i < kPuts; ++i) {
                shared.put(1);
                manager.put("own", 1, {.shard = shard});
            }
            --running;
        });
    }
    // Within a reading, count and sum are of the same puts.
    int readings = 0;
    bool areWhole = true;
    while (running > 0) {
        for (const auto &[key, statistics] : manager.snapshot())
            areWhole = areWhole && statistics.sum == static_cast<double>(statistics.count) &&
                       statistics.min == 1 && statistics.max == 1;
        if (++readings % 4 == 0)
            timer.tick();
    }
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(areWhole);
    QVERIFY(readings > 0);
    QVERIFY(manager.close().isDone);
    QCOMPARE(sink->count(), std::uint64_t{2} * kThreads * kPuts);
    const auto batches = sink->batches();
    for (const auto &batch : batches) {
        for (const MetricSnapshot &snapshot : batch)
            QCOMPARE(snapshot.sum, static_cast<double>(snapshot.count));
    }
}

void MetricsThreadsTest::putsThatMeetTheEndAreExportedOrCounted()
{
    for (int round = 0; round < 50; ++round) {
        const SystemClock clock;
        ManualTimer timer;
        const auto sink = std::make_shared<PlaySink>();
        MetricsManagerOptions options;
        options.level = MetricsLevel::Detailed;
        MetricsManager manager(options, sink, clock, timer);
        QVERIFY(manager.open().isDone);
        std::atomic<std::uint64_t> puts = 0;
        std::atomic<bool> isOver = false;
        std::vector<std::thread> threads;
        for (int t = 0; t < 2; ++t) {
            threads.emplace_back([&] {
                const PutHandle handle = manager.bind("X");
                std::uint64_t own = 0;
                for (; !isOver; ++own) {
                    if (own % 2 == 0)
                        handle.put();
                    else
                        manager.put("X");
                    puts.fetch_add(1);
                }
            });
        }
        while (puts < 50)
            std::this_thread::yield();
        QVERIFY(manager.close().isDone);
        const std::uint64_t atEnd = puts;
        while (puts < atEnd + 50)
            std::this_thread::yield();
        isOver = true;
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(manager.counts().droppedPuts > 0);
        QCOMPARE(sink->count() + manager.counts().droppedPuts, puts.load());
    }
}

void MetricsThreadsTest::lanesOfThreadsThatMeetAreMerged()
{
    const SystemClock clock;
    RecordingGate gate;
    gate.clock = &clock;
    gate.state = RecordingGate::State::Recording;
    WindowedSeries series(MetricKey{.name = "X"}, 60, clock.steadySecond());
    std::vector<std::thread> threads;
    for (int t = 1; t <= kThreads; ++t) {
        threads.emplace_back([&series, &gate, t] {
            for (int i = 0; i < kPuts; ++i)
                series.put(t, gate);
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    const WindowStatistics expected{std::uint64_t{kThreads} * kPuts, 36.0 * kPuts, 1, kThreads};
    QVERIFY(series.read(clock.steadySecond()).statistics == expected);
    QVERIFY(series.takeNew() == expected);
    QVERIFY(series.takeNew().isEmpty());
}

} // namespace

TIDEMARK_TEST(MetricsThreadsTest)
#include "metrics_threads_test.moc"
