// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/windowed_series.h"

#include "services/metrics/windows/recording_gate.h"

#include <algorithm>
#include <utility>

namespace tidemark::metrics {
namespace {

constinit thread_local std::size_t t_lane = 0;

} // namespace

// The first lane is there from the start, so that there always is one to write to.
WindowedSeries::WindowedSeries(MetricKey key, int windowSeconds, std::int64_t atSecond)
    : m_key(std::move(key))
    , m_dimensions(m_key.dimensions())
    , m_windowSeconds(windowSeconds)
    , m_createdSecond(atSecond)
{
    m_lanes.front().store(std::make_unique<Lane>(windowSeconds).release());
}

WindowedSeries::~WindowedSeries()
{
    for (const auto &lane : m_lanes)
        std::unique_ptr<Lane>(lane.load());
}

void WindowedSeries::put(double value, RecordingGate &gate) noexcept
{
    Lane &lane = lockForWriting();
    // Asked again under the lock. A manager closes the gate and then takes each lock once: so each
    // value is in its last reading or refused, and nobody uses its clock any more.
    if (!gate.admits()) [[unlikely]] {
        lane.lock.unlock();
        return;
    }
    const auto outcome = lane.ring.put(gate.clock->steadySecond(), value);
    if (outcome == WindowRing::Outcome::NotFinite) [[unlikely]] {
        lane.lock.unlock();
        return;
    }
    lane.fresh.add(value); // what is late for the window is not late for the next export
    if (!gate.events) [[likely]] {
        lane.lock.unlock();
        return;
    }
    const std::int64_t at_ns = gate.clock->wall_ns();
    lane.lock.unlock();
    try {
        gate.events->record({m_key.name, value, at_ns, m_dimensions});
    } catch (...) {
        gate.recordFailures.fetch_add(1, std::memory_order_relaxed);
    }
}

WindowedSeries::Lane &WindowedSeries::lockForWriting() noexcept
{
    Lane *lane = m_lanes[t_lane].load(std::memory_order_acquire);
    if (lane && lane->lock.tryLock(LaneLock::Holder::Writer) == LaneLock::Holder::Nobody) [[likely]]
        return *lane;
    return findLaneForWriting();
}

WindowedSeries::Lane &WindowedSeries::findLaneForWriting() noexcept
{
    for (;;) {
        Lane *lane = m_lanes[t_lane].load(std::memory_order_acquire);
        if (!lane)
            lane = addLane(t_lane);
        const LaneLock::Holder holder =
            lane ? lane->lock.tryLock(LaneLock::Holder::Writer) : LaneLock::Holder::Writer;
        if (holder == LaneLock::Holder::Nobody)
            return *lane;
        if (holder == LaneLock::Holder::Writer)
            t_lane = (t_lane + 1) % kLanes;
        if (holder == LaneLock::Holder::Reader || t_lane == 0)
            std::this_thread::yield();
    }
}

WindowedSeries::Lane *WindowedSeries::addLane(std::size_t at) noexcept
try {
    const std::lock_guard lock(m_adding);
    if (!m_lanes[at].load(std::memory_order_relaxed))
        m_lanes[at].store(std::make_unique<Lane>(m_windowSeconds).release(),
                          std::memory_order_release);
    return m_lanes[at].load(std::memory_order_relaxed);
} catch (const std::bad_alloc &) {
    return nullptr; // lanes that are there already will do
}

template <class Visit>
void WindowedSeries::visitLanes(Visit visit) const
{
    const std::lock_guard lock(m_adding); // a lane that comes later sees what was decided before
    for (const auto &pointer : m_lanes) {
        Lane *lane = pointer.load(std::memory_order_relaxed);
        if (!lane)
            continue;
        lane->lock.lockReading();
        visit(*lane);
        lane->lock.unlock();
    }
}

WindowReading WindowedSeries::read(std::int64_t second) const
{
    WindowReading all;
    WindowStatistics sum;
    visitLanes([&](const Lane &lane) {
        const WindowReading own = lane.ring.read(second);
        all.nominal = own.nominal;
        if (!own.statistics)
            return;
        const bool isFirst = sum.isEmpty();
        all.observed.begin =
            isFirst ? own.observed.begin : std::min(all.observed.begin, own.observed.begin);
        all.observed.end =
            isFirst ? own.observed.end : std::max(all.observed.end, own.observed.end);
        sum += *own.statistics;
    });
    if (!sum.isEmpty())
        all.statistics = sum;
    return all;
}

WindowStatistics WindowedSeries::takeNew()
{
    WindowStatistics sum;
    visitLanes([&sum](Lane &lane) { sum += std::exchange(lane.fresh, {}); });
    return sum;
}

void WindowedSeries::waitForPuts() const
{
    visitLanes([](const Lane &) {});
}

bool WindowedSeries::isIdleSince(std::int64_t second) const
{
    bool isIdle = unsent.isEmpty() && m_createdSecond < second;
    visitLanes([&](const Lane &lane) {
        isIdle = isIdle && lane.fresh.isEmpty() && lane.ring.newestSecond() < second;
    });
    return isIdle;
}

std::uint64_t WindowedSeries::lateDropped() const
{
    std::uint64_t sum = 0;
    visitLanes([&sum](const Lane &lane) { sum += lane.ring.lateDropped(); });
    return sum;
}

std::uint64_t WindowedSeries::rejectedNonFinite() const
{
    std::uint64_t sum = 0;
    visitLanes([&sum](const Lane &lane) { sum += lane.ring.rejectedNonFinite(); });
    return sum;
}

} // namespace tidemark::metrics
