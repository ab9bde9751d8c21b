// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_collector.h"
#include "services/metrics/system/metrics_stream.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace tidemark::metrics {

/// Hands what a collector records to its subscribers. The collector is observed only while there
/// are some. Any thread.
class StreamHub final : public RecordObserver, public std::enable_shared_from_this<StreamHub>
{
public:
    struct Counts
    {
        std::size_t streams = 0;
        std::size_t waiting = 0;   ///< values, in all of them
        std::uint64_t dropped = 0; ///< also of those that ended
    };

    /// The clock outlives it.
    StreamHub(std::weak_ptr<MetricCollector> collector, const Clock &clock)
        : m_collector(std::move(collector))
        , m_clock(clock)
    {}

    /// Fault Closed: closed, or the collector is gone.
    [[nodiscard]] Outcome<MetricsStream> subscribe(StreamFilter filter, std::size_t mostWaiting);
    void leave(const std::shared_ptr<StreamQueue> &queue);
    /// Ends all streams, and lets none begin.
    void close();
    [[nodiscard]] Counts counts() const;

    void recorded(const Series &series, const Number &value) noexcept override;

private:
    using Queues = std::vector<std::shared_ptr<StreamQueue>>;

    /// With the lock.
    void setQueues(std::shared_ptr<const Queues> queues);
    [[nodiscard]] std::shared_ptr<const Queues> queues() const;

    const std::weak_ptr<MetricCollector> m_collector;
    const Clock &m_clock;
    mutable std::mutex m_mutex; ///< of all below
    std::shared_ptr<const Queues> m_queues = std::make_shared<const Queues>();
    std::uint64_t m_droppedBefore = 0; ///< of streams that ended
    bool m_isClosed = false;
};

} // namespace tidemark::metrics
