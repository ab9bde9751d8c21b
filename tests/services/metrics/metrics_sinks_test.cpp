// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/fan_out_sink.h"
#include "services/metrics/windows/memory_sink.h"
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/metrics/play_sink.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <numeric>

using namespace std::chrono_literals;
using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

std::vector<MetricSnapshot> batchOf(int number)
{
    return {{"X", 1, static_cast<double>(number)}, {"Y", 2, static_cast<double>(-number)}};
}

Deadline in(std::chrono::milliseconds time)
{
    return std::chrono::steady_clock::now() + time;
}

/// The numbers of the batches that a sink got.
std::vector<int> numbersOf(const PlaySink &sink)
{
    std::vector<int> numbers;
    const auto batches = sink.batches();
    for (const auto &batch : batches)
        numbers.push_back(static_cast<int>(batch.front().sum));
    return numbers;
}

std::vector<int> upTo(int last)
{
    std::vector<int> numbers(static_cast<std::size_t>(last));
    std::iota(numbers.begin(), numbers.end(), 1);
    return numbers;
}

class MetricsSinksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void memorySinkKeepsTheLatestBatches();
    void nullSinkTakesAll();
    void hangingSinkBlocksNobody();
    void failingSinkIsTriedAgainInOrder();
    void sinkThatCannotBeOpenedIsTriedAgain();
    void closingDeliversWhatWaits();
    void hangingSinkIsLeftAtTheEnd();
    void eventsGoToWhoWantsThem();
    void managerExportsToSeveralSinks();
};

void MetricsSinksTest::memorySinkKeepsTheLatestBatches()
{
    MemorySink sink(3);
    for (int i = 1; i <= 5; ++i)
        QVERIFY(sink.exportSnapshots(batchOf(i), in(1s)).isDone);
    QCOMPARE(sink.droppedBatches(), std::uint64_t{2});
    QVERIFY((sink.batches() == std::vector{batchOf(3), batchOf(4), batchOf(5)}));
    const auto all = sink.snapshots();
    QCOMPARE(all.size(), std::size_t{6});
    QCOMPARE(all[1].name, std::string("Y"));
    const auto named = sink.snapshots("X");
    QCOMPARE(named.size(), std::size_t{3});
    QCOMPARE(named[2].sum, 5.0);
    QVERIFY(sink.snapshots("Z").empty());
    QVERIFY(!sink.events());
}

void MetricsSinksTest::nullSinkTakesAll()
{
    NullSink sink;
    QVERIFY(sink.open().isDone);
    QVERIFY(sink.exportSnapshots(batchOf(1), in(1s)).isDone);
    QVERIFY(!sink.events());
}

void MetricsSinksTest::hangingSinkBlocksNobody()
{
    Door door;
    const auto slow = std::make_shared<PlaySink>();
    slow->onExport = [&door]() -> ExportResult {
        door.pass();
        return {};
    };
    const auto good = std::make_shared<PlaySink>();
    QueueOptions options;
    options.mostBatches = 4;
    FanOutSink both({slow, good}, options);
    QVERIFY(both.open().isDone);
    QVERIFY(both.exportSnapshots(batchOf(1), in(1s)).isDone);
    door.untilSomebodyWaits();
    for (int i = 2; i <= 10; ++i) {
        QVERIFY(both.exportSnapshots(batchOf(i), in(1s)).isDone);
        QTRY_COMPARE(both.counts()[1].exportedBatches, static_cast<std::uint64_t>(i));
    }
    QVERIFY(numbersOf(*good) == upTo(10));
    auto counts = both.counts();
    QCOMPARE(counts[1].exportedBatches, std::uint64_t{10});
    QCOMPARE(counts[1].exportedSnapshots, std::uint64_t{20});
    QCOMPARE(counts[1].droppedBatches, std::uint64_t{0});
    QCOMPARE(counts[0].exportedBatches, std::uint64_t{0});
    QCOMPARE(counts[0].waitingBatches, std::size_t{5});
    QCOMPARE(counts[0].droppedBatches, std::uint64_t{5}); // the oldest that waited: 2 to 6
    QCOMPARE(counts[0].droppedSnapshots, std::uint64_t{10});
    door.open();
    QTRY_COMPARE(slow->batches().size(), std::size_t{5});
    QVERIFY((numbersOf(*slow) == std::vector{1, 7, 8, 9, 10}));
    both.close(in(5s));
    QCOMPARE(slow->closes + good->closes, 2);
}

void MetricsSinksTest::failingSinkIsTriedAgainInOrder()
{
    std::atomic<int> failing = 4;
    const auto bad = std::make_shared<PlaySink>();
    bad->onExport = [&failing]() -> ExportResult {
        const int left = failing--;
        if (left == 4)
            throw std::runtime_error("connection refused");
        return left > 0 ? ExportResult::failed("The service is busy. Wait.") : ExportResult();
    };
    const auto good = std::make_shared<PlaySink>();
    QueueOptions options;
    options.firstRetry = 1ms;
    FanOutSink both({bad, good}, options);
    QVERIFY(both.open().isDone);
    for (int i = 1; i <= 6; ++i)
        QVERIFY(both.exportSnapshots(batchOf(i), in(1s)).isDone);
    QTRY_COMPARE(both.counts()[0].exportedBatches, std::uint64_t{6});
    both.close(in(5s));
    QVERIFY(numbersOf(*bad) == upTo(6));
    QVERIFY(numbersOf(*good) == upTo(6));
    const auto counts = both.counts();
    QCOMPARE(counts[0].failures, std::uint64_t{4});
    QCOMPARE(counts[0].lastError, std::string("The service is busy. Wait."));
    QCOMPARE(counts[1].failures, std::uint64_t{0});
    QCOMPARE(counts[0].droppedBatches, std::uint64_t{0});
}

void MetricsSinksTest::sinkThatCannotBeOpenedIsTriedAgain()
{
    std::atomic<int> failing = 2;
    const auto late = std::make_shared<PlaySink>();
    late->onOpen = [&failing] {
        return failing-- > 0 ? ExportResult::failed("The host is unknown.") : ExportResult();
    };
    const auto never = std::make_shared<PlaySink>();
    never->onOpen = [] { return ExportResult::failed("The host is unknown."); };
    QueueOptions options;
    options.firstRetry = 1ms;
    FanOutSink both({late, never}, options);
    QVERIFY(both.open().isDone);
    QVERIFY(both.exportSnapshots(batchOf(1), in(1s)).isDone);
    QTRY_COMPARE(late->batches().size(), std::size_t{1});
    QCOMPARE(late->opens, 3);
    both.close(in(5s));
    QCOMPARE(late->closes, 1);
    QCOMPARE(never->exports, 0);
    QCOMPARE(never->closes, 0); // was never open
    const auto counts = both.counts();
    QCOMPARE(counts[0].failures, std::uint64_t{2});
    QVERIFY(counts[1].failures >= 2);
    QCOMPARE(counts[1].droppedBatches, std::uint64_t{1});
    QCOMPARE(counts[1].waitingBatches, std::size_t{0});
}

void MetricsSinksTest::closingDeliversWhatWaits()
{
    Door door;
    const auto slow = std::make_shared<PlaySink>();
    slow->onExport = [&door]() -> ExportResult {
        door.pass();
        return {};
    };
    FanOutSink sink({slow});
    QVERIFY(sink.open().isDone);
    for (int i = 1; i <= 5; ++i)
        QVERIFY(sink.exportSnapshots(batchOf(i), in(1s)).isDone);
    door.untilSomebodyWaits();
    door.open();
    sink.close(in(10s));
    QVERIFY(numbersOf(*slow) == upTo(5));
    QCOMPARE(slow->closes, 1);
    QVERIFY(sink.exportSnapshots(batchOf(6), in(1s)).isDone); // too late
    QCOMPARE(sink.counts()[0].droppedBatches, std::uint64_t{1});
}

void MetricsSinksTest::hangingSinkIsLeftAtTheEnd()
{
    const auto door = std::make_shared<Door>();
    const auto hanging = std::make_shared<PlaySink>();
    hanging->onExport = [door]() -> ExportResult {
        door->pass();
        return {};
    };
    const auto good = std::make_shared<PlaySink>();
    auto both =
        std::make_unique<FanOutSink>(std::vector<std::shared_ptr<MetricsSink>>{hanging, good});
    QVERIFY(both->open().isDone);
    QVERIFY(both->exportSnapshots(batchOf(1), in(1s)).isDone);
    QVERIFY(both->exportSnapshots(batchOf(2), in(1s)).isDone);
    door->untilSomebodyWaits();
    QTRY_COMPARE(good->batches().size(), std::size_t{2});
    QElapsedTimer elapsed;
    elapsed.start();
    both->close(in(2s));
    QVERIFY2(elapsed.elapsed() < 10'000, qPrintable(QString::number(elapsed.elapsed())));
    QTRY_COMPARE(hanging->closes, 1); // on a thread of its own, which may come late
    QTRY_COMPARE(good->closes, 1);
    QVERIFY(numbersOf(*good) == upTo(2));
    QCOMPARE(both->counts()[0].droppedBatches, std::uint64_t{2});
    door->open();
    QTRY_COMPARE(hanging->batches().size(), std::size_t{1});
    QTest::qWait(20);
    QCOMPARE(both->counts()[0].exportedBatches, std::uint64_t{0}); // it was counted before
    both.reset();
    QCOMPARE(hanging->closes, 1);
}

void MetricsSinksTest::eventsGoToWhoWantsThem()
{
    const auto plain = std::make_shared<PlaySink>();
    const auto eventful = std::make_shared<EventPlaySink>();
    const auto throwing = std::make_shared<EventPlaySink>();
    throwing->isThrowing = true;
    FanOutSink none({plain});
    QVERIFY(!none.events());
    FanOutSink all({throwing, plain, eventful});
    QVERIFY(all.events());
    all.events()->record({"X", 3, 5, {}});
    QVERIFY((eventful->recorded() == std::vector<EventPlaySink::Event>{{"X", 3, 5, {}}}));
    QCOMPARE(throwing->recorded().size(), std::size_t{1});
    QCOMPARE(all.counts()[0].recordFailures, std::uint64_t{1});
    QCOMPARE(all.counts()[2].recordFailures, std::uint64_t{0});
}

void MetricsSinksTest::managerExportsToSeveralSinks()
{
    const auto bad = std::make_shared<PlaySink>();
    bad->onExport = [] { return ExportResult::failed("The service is down."); };
    const auto memory = std::make_shared<MemorySink>();
    const auto both =
        std::make_shared<FanOutSink>(std::vector<std::shared_ptr<MetricsSink>>{bad, memory});
    FakeClock clock;
    ManualTimer timer;
    MetricsManagerOptions options;
    options.level = MetricsLevel::Summary;
    MetricsManager manager(options, both, clock, timer);
    QVERIFY(manager.open().isDone);
    for (int i = 0; i < 5; ++i) {
        clock.pass(60);
        manager.put("X", i);
        timer.tick();
    }
    QVERIFY(manager.close().isDone);
    const auto got = memory->snapshots("X");
    QCOMPARE(got.size(), std::size_t{5});
    for (std::size_t i = 0; i < got.size(); ++i) {
        QCOMPARE(got[i].count, std::uint64_t{1});
        QCOMPARE(got[i].sum, static_cast<double>(i));
    }
    QCOMPARE(both->counts()[0].droppedBatches, std::uint64_t{5});
    QCOMPARE(manager.counts().upload.exportFailures, std::uint64_t{0});
}

} // namespace

TIDEMARK_TEST(MetricsSinksTest)
#include "metrics_sinks_test.moc"
