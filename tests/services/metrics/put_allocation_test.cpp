// SPDX-License-Identifier: GPL-3.0-or-later
// Counts what the whole program allocates, so it is a program of its own.
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cstdlib>
#include <new>

namespace {

std::atomic<std::uint64_t> s_allocations = 0;

void *counted(std::size_t size, std::size_t alignment)
{
    s_allocations.fetch_add(1, std::memory_order_relaxed);
    // aligned_alloc wants a multiple of the alignment
    void *memory = std::aligned_alloc(alignment, (size + alignment) / alignment * alignment);
    if (!memory)
        throw std::bad_alloc();
    return memory;
}

} // namespace

void *operator new(std::size_t size)
{
    return counted(size, alignof(std::max_align_t));
}
void *operator new(std::size_t size, std::align_val_t alignment)
{
    return counted(size, static_cast<std::size_t>(alignment));
}
void operator delete(void *memory) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t /*size*/) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::align_val_t /*alignment*/) noexcept
{
    std::free(memory);
}
void operator delete(void *memory, std::size_t /*size*/, std::align_val_t /*alignment*/) noexcept
{
    std::free(memory);
}

namespace {

using namespace tidemark::metrics;
using namespace tidemark::test;

constexpr int kPuts = 1'000'000;

class PutAllocationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void allocationsAreSeen();
    void warmPutsAllocateNothing();
    void putsThatAreNotRecordedAllocateNothing();
};

void PutAllocationTest::allocationsAreSeen()
{
    const std::uint64_t before = s_allocations;
    const FakeClock clock;
    const WindowedSeries series(MetricKey{.name = "X"}, 60, clock.steadySecond());
    QVERIFY(s_allocations - before >= 2); // its first lane, and the ring of that
}

void PutAllocationTest::warmPutsAllocateNothing()
{
    FakeClock clock;
    ManualTimer timer;
    MetricsManagerOptions options;
    options.level = MetricsLevel::Detailed;
    MetricsManager manager(options, nullptr, clock, timer);
    const PutHandle handle = manager.bind("X", {.stream = "s", .shard = "7"});
    manager.put("by name", 1, {.stream = "s", .shard = "7"});
    const std::uint64_t before = s_allocations;
    for (int i = 0; i < kPuts; ++i) {
        handle.put(i);
        manager.put("by name", i, {.stream = "s", .shard = "7"});
        if (i % 1000 == 0)
            clock.pass(0.5); // through all slots several times
    }
    const std::uint64_t allocated = s_allocations - before;
    QCOMPARE(allocated, std::uint64_t{0});
    QCOMPARE(manager.snapshot().size(), std::size_t{2});
}

void PutAllocationTest::putsThatAreNotRecordedAllocateNothing()
{
    FakeClock clock;
    ManualTimer timer;
    MetricsManager none({}, nullptr, clock, timer);
    const PutHandle handle = none.bind("X");
    MetricsManagerOptions options;
    options.level = MetricsLevel::Detailed;
    MetricsManager closed(options, nullptr, clock, timer);
    QVERIFY(closed.close().isDone);
    const std::uint64_t before = s_allocations;
    for (int i = 0; i < kPuts; ++i) {
        handle.put(i);
        none.put("X", i, {.stream = "s"});
        closed.put("X", i, {.stream = "s"});
    }
    const std::uint64_t allocated = s_allocations - before;
    QCOMPARE(allocated, std::uint64_t{0});
    QCOMPARE(closed.counts().droppedPuts, std::uint64_t{kPuts});
}

} // namespace

TIDEMARK_TEST(PutAllocationTest)
#include "put_allocation_test.moc"
