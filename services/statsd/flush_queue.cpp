// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/flush_queue.h"

#include "services/statsd/statsd_names.h"

#include <numeric>
#include <utility>

namespace tidemark::statsd {

std::size_t sampleCount(const StatsdFlush &flush)
{
    return std::accumulate(flush.readings.begin(), flush.readings.end(), flush.points.size(),
                           [](std::size_t sum, const StatsdReading &reading) {
                               return sum + (reading.timing ? kTimingParts.size() : 1);
                           });
}

std::int64_t FlushQueue::push(StatsdFlush flush)
{
    const std::size_t more = sampleCount(flush);
    std::size_t dropped = 0;
    {
        const std::lock_guard lock(m_mutex);
        while (!m_flushes.empty() && m_samples + more > m_most) {
            const std::size_t fewer = sampleCount(m_flushes.front());
            m_flushes.pop_front();
            m_samples -= fewer;
            dropped += fewer;
        }
        m_flushes.push_back(std::move(flush));
        m_samples += more;
    }
    m_changed.notify_one();
    return static_cast<std::int64_t>(dropped);
}

std::optional<StatsdFlush> FlushQueue::pop()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_isClosed || !m_flushes.empty(); });
    if (m_flushes.empty())
        return std::nullopt;
    StatsdFlush flush = std::move(m_flushes.front());
    m_flushes.pop_front();
    m_samples -= sampleCount(flush);
    return flush;
}

void FlushQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }
    m_changed.notify_all();
}

std::int64_t FlushQueue::clear()
{
    const std::lock_guard lock(m_mutex);
    m_flushes.clear();
    return static_cast<std::int64_t>(std::exchange(m_samples, 0));
}

std::size_t FlushQueue::samples() const
{
    const std::lock_guard lock(m_mutex);
    return m_samples;
}

} // namespace tidemark::statsd
