// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/export_result.h"
#include "services/metrics/system/stream_filter.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace tidemark::metrics {

/// Values between the threads that record and one that reads. When it is full the oldest gives
/// way. Recording threads wait for its lock alone, and for no reader. Any thread.
class StreamQueue
{
public:
    /// Keeps the collector, whose series its values name.
    StreamQueue(StreamFilter filter, std::size_t mostWaiting,
                std::shared_ptr<const MetricCollector> collector);

    /// A value as RecordObserver sees it, when the filter admits it. Asks for memory when the
    /// series is new to it.
    void offer(const Series &series, const Number &value, const ClockPair &now) noexcept;
    /// The oldest, with `dropped` in its metadata when some before it were. Waits until the
    /// deadline; nothing then, or when it has ended.
    [[nodiscard]] std::optional<MetricValue> next(Deadline deadline);
    /// Up to `most` of those that wait.
    [[nodiscard]] std::vector<MetricValue> take(std::size_t most);
    /// Nothing is taken in any longer. What waits can still be read.
    void end();
    /// Ended, and nothing waits.
    [[nodiscard]] bool isOver() const;
    [[nodiscard]] std::size_t waiting() const;
    /// Since it began.
    [[nodiscard]] std::uint64_t dropped() const;
    /// Called without a lock when the first value comes to wait and when it ends, on the thread
    /// that does that: for waking who reads, which may not wait.
    void setWake(std::function<void()> wake);

private:
    struct Item
    {
        const Series *series = nullptr;
        Number value = std::uint64_t{0};
        std::int64_t at_ns = 0;
    };
    /// What the filter says of a series, and when its last value came.
    struct Admission
    {
        bool isAdmitted = false;
        std::optional<std::int64_t> last_ns = {};
    };
    using Wake = std::shared_ptr<const std::function<void()>>;

    /// Whether to call it.
    [[nodiscard]] bool add(const Series &series, const Number &value, const ClockPair &now);
    [[nodiscard]] MetricValue pop();

    const StreamFilter m_filter;
    const std::shared_ptr<const MetricCollector> m_collector;
    mutable std::mutex m_mutex; ///< of all below
    std::condition_variable m_changed;
    std::vector<Item> m_ring;
    std::size_t m_first = 0;
    std::size_t m_count = 0;
    std::uint64_t m_dropped = 0;
    std::uint64_t m_untold = 0; ///< of the dropped
    bool m_isEnded = false;
    std::unordered_map<const Series *, Admission> m_admissions;
    Wake m_wake;
};

} // namespace tidemark::metrics
