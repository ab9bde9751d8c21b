// SPDX-License-Identifier: GPL-3.0-or-later
// That recording in series that are known asks for no memory, with an operator new that counts.
#include "services/metrics/collector/performance_timer.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cstdlib>
#include <new>

namespace {

constinit thread_local std::size_t allocations = 0;

} // namespace

// Of the whole test program; each thread counts its own.
void *operator new(std::size_t size)
{
    ++allocations;
    if (void *memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}
void *operator new(std::size_t size, std::align_val_t alignment)
{
    ++allocations;
    const auto step = static_cast<std::size_t>(alignment); // aligned_alloc wants a multiple of it
    if (void *memory = std::aligned_alloc(step, (size + step - 1) / step * step))
        return memory;
    throw std::bad_alloc();
}
void operator delete(void *memory) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::align_val_t) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t, std::align_val_t) noexcept
{
    std::free(memory);
}

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

constexpr int kWarm = 100;
constexpr int kCalls = 1'000'000;

/// How often `record(i)` asks for memory once it is warm.
template <class Record>
std::size_t allocationsOf(Record record)
{
    for (int i = 0; i < kWarm; ++i)
        record(i);
    const std::size_t before = allocations;
    for (int i = 0; i < kCalls; ++i)
        record(i % kWarm);
    return allocations - before;
}

/// Check 28 of the reference.
class AllocationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theCounterCounts();
    void boundSeriesNeedNoMemory();
    void namedSeriesNeedNoMemory();
    void timersAndSuccessesNeedNoMemory();

private:
    FakeClock m_clock;
    MetricCollector m_collector{m_clock};
};

void AllocationTest::theCounterCounts()
{
    const std::size_t before = allocations;
    const auto made = std::make_unique<std::array<int, 100>>();
    QVERIFY(made);
    QCOMPARE(allocations, before + 1);
    struct alignas(64) Line
    {
        int values[16] = {};
    };
    const auto line = std::make_unique<Line>();
    QVERIFY(line);
    QCOMPARE(allocations, before + 2);
}

void AllocationTest::boundSeriesNeedNoMemory()
{
    Counter counter = m_collector.counter("counter", {{"a", "b"}});
    Gauge gauge = m_collector.gauge("gauge");
    Histogram histogram = m_collector.histogram("histogram");
    Timer timer = m_collector.timer("timer");
    QCOMPARE(allocationsOf([&](int) { counter.increment(); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int i) { counter.add(i + 0.5); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int i) { gauge.set(i); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int) { gauge.add(1); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int i) { histogram.observe(i - 50); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int i) { timer.record(i * 0.001); }), std::size_t{0});
}

void AllocationTest::namedSeriesNeedNoMemory()
{
    QCOMPARE(allocationsOf([&](int) { m_collector.increment("requests"); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int) {
                 m_collector.recordCounter("tagged", 2, {{"code", "200"}, {"method", "GET"}});
             }),
             std::size_t{0});
    QCOMPARE(allocationsOf([&](int i) { m_collector.recordGauge("level", i); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int i) { m_collector.recordHistogram("size", i); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int i) { m_collector.recordTimer("time", i); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int) { m_collector.decrement("in_flight"); }), std::size_t{0});
}

void AllocationTest::timersAndSuccessesNeedNoMemory()
{
    SuccessFailureTracker tracker(m_clock);
    PerformanceTimer timer(m_collector, tracker, m_clock);
    TimedOperation &operation = timer.operation("operation");
    QCOMPARE(allocationsOf([&](int) { timer.finish(timer.start(operation)); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int) { const PerformanceTimer::Scope scope(timer, operation); }),
             std::size_t{0});
    SuccessFailureTracker::Operation &calls = tracker.operation("calls");
    QCOMPARE(allocationsOf([&](int) { calls.succeeded(); }), std::size_t{0});
    QCOMPARE(allocationsOf([&](int) { tracker.recordSuccess("calls"); }), std::size_t{0});
}

} // namespace

TIDEMARK_TEST(AllocationTest)
#include "allocation_test.moc"
