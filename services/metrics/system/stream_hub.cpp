// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/stream_hub.h"

#include <utility>

namespace tidemark::metrics {

Outcome<MetricsStream> StreamHub::subscribe(StreamFilter filter, std::size_t mostWaiting)
{
    const std::lock_guard lock(m_mutex);
    auto collector = m_collector.lock();
    if (m_isClosed || !collector)
        return failed(Fault::Closed, "The metrics system was shut down, so nothing comes any more. "
                                     "Subscribe to one that is at work.");
    auto queue =
        std::make_shared<StreamQueue>(std::move(filter), mostWaiting, std::move(collector));
    auto next = std::make_shared<Queues>(*m_queues);
    next->push_back(queue);
    setQueues(std::move(next));
    return MetricsStream(std::move(queue), weak_from_this());
}

void StreamHub::leave(const std::shared_ptr<StreamQueue> &queue)
{
    queue->end();
    const std::lock_guard lock(m_mutex);
    auto next = std::make_shared<Queues>(*m_queues);
    if (std::erase(*next, queue) == 0)
        return;
    m_droppedBefore += queue->dropped();
    setQueues(std::move(next));
}

void StreamHub::close()
{
    std::shared_ptr<const Queues> ended;
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
        ended = m_queues;
        for (const auto &queue : *ended)
            m_droppedBefore += queue->dropped();
        setQueues(std::make_shared<const Queues>());
    }
    for (const auto &queue : *ended)
        queue->end();
}

void StreamHub::setQueues(std::shared_ptr<const Queues> queues)
{
    m_queues = std::move(queues);
    if (const auto collector = m_collector.lock())
        collector->setObserver(m_queues->empty() ? nullptr : shared_from_this());
}

std::shared_ptr<const StreamHub::Queues> StreamHub::queues() const
{
    const std::lock_guard lock(m_mutex);
    return m_queues;
}

StreamHub::Counts StreamHub::counts() const
{
    const std::lock_guard lock(m_mutex);
    Counts counts{m_queues->size(), 0, m_droppedBefore};
    for (const auto &queue : *m_queues) {
        counts.waiting += queue->waiting();
        counts.dropped += queue->dropped();
    }
    return counts;
}

void StreamHub::recorded(const Series &series, const Number &value) noexcept
{
    const ClockPair now = ClockPair::of(m_clock);
    // The list is kept, not the lock: a queue that wakes its reader may be left by that.
    const auto all = queues();
    for (const auto &queue : *all)
        queue->offer(series, value, now);
}

} // namespace tidemark::metrics
