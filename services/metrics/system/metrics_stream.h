// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/stream_queue.h"

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace tidemark::metrics {

class StreamHub;

/// A subscription to what is recorded from its beginning on, which ends with it. The values of a
/// series that one thread records come in their order. Any thread; it may be ended by one while
/// another waits in it.
class MetricsStream
{
public:
    static constexpr std::size_t kMostWaiting = 10'000;

    MetricsStream(std::shared_ptr<StreamQueue> queue, std::weak_ptr<StreamHub> hub)
        : m_queue(std::move(queue))
        , m_hub(std::move(hub))
    {}
    ~MetricsStream() { end(); }
    MetricsStream(MetricsStream &&) noexcept = default;
    MetricsStream &operator=(MetricsStream &&) = delete;

    /// The next one. Waits until the deadline; nothing then, or when the stream is over. The
    /// metadata of the first value after a loss says how many were `dropped`.
    [[nodiscard]] std::optional<MetricValue> next(Deadline deadline = Deadline::max())
    {
        return m_queue->next(deadline);
    }
    /// Up to `most` of those that wait.
    [[nodiscard]] std::vector<MetricValue> take(std::size_t most = kMostWaiting)
    {
        return m_queue->take(most);
    }
    /// Unsubscribes. What waits can still be read.
    void end();
    /// It ended, by who has it or with the system, and nothing waits.
    [[nodiscard]] bool isOver() const { return m_queue->isOver(); }
    [[nodiscard]] std::uint64_t dropped() const { return m_queue->dropped(); }
    /// See StreamQueue::setWake().
    void setWake(std::function<void()> wake) { m_queue->setWake(std::move(wake)); }

private:
    std::shared_ptr<StreamQueue> m_queue; ///< null once it was moved from
    std::weak_ptr<StreamHub> m_hub;
};

/// Calls back for each value of a stream, one after the other, on a thread of its own. It may be
/// ended and destroyed by the callback itself.
class StreamDelivery
{
public:
    using Callback = std::function<void(const MetricValue &)>;

    /// What the callback throws goes no further. Throws std::system_error when the system has no
    /// thread left.
    StreamDelivery(MetricsStream stream, Callback callback);
    /// Ends it, and waits for a callback that is on, unless that is where it is called.
    ~StreamDelivery();
    StreamDelivery(const StreamDelivery &) = delete;
    StreamDelivery &operator=(const StreamDelivery &) = delete;

    /// Unsubscribes: at most the callback that is on still goes on.
    void end();

private:
    struct Shared;

    const std::shared_ptr<Shared> m_shared;
    std::thread m_thread;
};

} // namespace tidemark::metrics
