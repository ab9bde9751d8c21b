// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/sync/striped_lock.h"
#include "services/metrics/windows/windowed_series.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace tidemark::metrics {

/// The series of a manager, in the order in which they were first put to. Of each metric there are
/// at most so many; what comes for further ones goes to one series more, the metric's overflow.
/// Any thread.
class WindowRegistry
{
public:
    WindowRegistry(std::size_t mostPerMetric, int windowSeconds);

    /// Puts to the series of that key, or to the metric's overflow. False when there is neither:
    /// findOrAdd makes it. Holds a lock meanwhile, so it is not for eventful sinks.
    [[nodiscard]] bool put(const MetricKeyView &key, double value, RecordingGate &gate) noexcept;
    /// The series of that key, or the metric's overflow. Throws when there is no memory.
    [[nodiscard]] std::shared_ptr<WindowedSeries> findOrAdd(const MetricKeyView &key,
                                                            std::int64_t atSecond);

    [[nodiscard]] std::vector<std::shared_ptr<WindowedSeries>> all() const;
    /// Removes the series that nobody holds and nobody has put to since that second of the steady
    /// clock, and whose values have all been exported. On the thread that exports. How many.
    std::size_t dropIdleSince(std::int64_t second);

    /// Of all series, also of those that were dropped.
    [[nodiscard]] std::uint64_t lateDropped() const;
    [[nodiscard]] std::uint64_t rejectedNonFinite() const;

private:
    struct Metric
    {
        std::size_t seriesCount = 0; ///< without the overflow
        WindowedSeries *overflow = nullptr;
    };

    [[nodiscard]] WindowedSeries *find(const MetricKeyView &key) const noexcept;
    void forget(const WindowedSeries &series);

    const std::size_t m_mostPerMetric;
    const int m_windowSeconds;
    mutable StripedLock m_lock; ///< of all below
    std::vector<std::shared_ptr<WindowedSeries>> m_order;
    std::unordered_map<MetricKeyView, WindowedSeries *> m_byKey; ///< the texts are the series' own
    std::map<std::string, Metric, std::less<>> m_metrics;
    std::uint64_t m_pastLate = 0; ///< of series that were dropped
    std::uint64_t m_pastRejected = 0;
};

} // namespace tidemark::metrics
