// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/sync/lane_lock.h"
#include "services/metrics/windows/metric_key.h"
#include "services/metrics/windows/window_ring.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace tidemark::metrics {

struct RecordingGate;

/// One series: its window, and what no sink has had yet. Any thread, but see unsent.
///
/// Threads that put at the same time do so on lanes of their own, which are merged when they are
/// read. All threads begin on the first lane; one that finds another one writing there moves on,
/// and stays with its lane for all series. So memory goes with how many threads really meet, and
/// threads that come and go leave nothing behind. Beyond kLanes writing threads, lanes are shared.
class WindowedSeries : public std::enable_shared_from_this<WindowedSeries>
{
public:
    static constexpr std::size_t kLanes = 16;

    /// `atSecond`: of the steady clock, now; from there it is idle.
    WindowedSeries(MetricKey key, int windowSeconds, std::int64_t atSecond);
    ~WindowedSeries();
    WindowedSeries(const WindowedSeries &) = delete;
    WindowedSeries &operator=(const WindowedSeries &) = delete;

    [[nodiscard]] const MetricKey &key() const noexcept { return m_key; }
    [[nodiscard]] const std::vector<Dimension> &dimensions() const noexcept { return m_dimensions; }

    /// Records now and tells an eventful sink. Allocates once for each lane.
    void put(double value, RecordingGate &gate) noexcept;

    [[nodiscard]] WindowReading read(std::int64_t second) const;
    /// What came since the call before: each value is in the answer of one call.
    [[nodiscard]] WindowStatistics takeNew();
    /// Returns when the puts that have begun have ended.
    void waitForPuts() const;
    [[nodiscard]] bool isIdleSince(std::int64_t second) const;
    [[nodiscard]] std::uint64_t lateDropped() const;
    [[nodiscard]] std::uint64_t rejectedNonFinite() const;

    /// What was taken and not yet exported; of the thread that exports alone.
    WindowStatistics unsent = {};

private:
    struct alignas(64) Lane
    {
        explicit Lane(int seconds)
            : ring(seconds)
        {}

        LaneLock lock;
        WindowStatistics fresh = {}; ///< since takeNew()
        WindowRing ring;
    };

    [[nodiscard]] Lane &lockForWriting() noexcept;
    [[nodiscard]] Lane &findLaneForWriting() noexcept;
    [[nodiscard]] Lane *addLane(std::size_t at) noexcept;
    template <class Visit>
    void visitLanes(Visit visit) const;

    const MetricKey m_key;
    const std::vector<Dimension> m_dimensions;
    const int m_windowSeconds;
    const std::int64_t m_createdSecond;
    mutable std::mutex m_adding; ///< lanes are added under it and live as long as the series
    std::array<std::atomic<Lane *>, kLanes> m_lanes{};
};

} // namespace tidemark::metrics
