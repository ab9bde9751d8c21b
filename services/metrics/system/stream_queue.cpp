// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/stream_queue.h"

#include "services/metrics/collector/metrics_snapshot.h"

#include <algorithm>

namespace tidemark::metrics {
namespace {

/// In the unit of the series, and whole when it needs no factor.
Number inOwnUnit(const Series &series, const Number &value)
{
    const double factor = toOwnUnit(series);
    return factor == 1 ? value : Number(toReal(value) * factor);
}

} // namespace

StreamQueue::StreamQueue(StreamFilter filter, std::size_t mostWaiting,
                         std::shared_ptr<const MetricCollector> collector)
    : m_filter(std::move(filter))
    , m_collector(std::move(collector))
    , m_ring(std::max<std::size_t>(1, mostWaiting))
{}

void StreamQueue::offer(const Series &series, const Number &value, const ClockPair &now) noexcept
{
    Wake wake;
    try {
        const std::lock_guard lock(m_mutex);
        if (add(series, value, now))
            wake = m_wake;
    } catch (...) { // no memory for a series that is new
        const std::lock_guard lock(m_mutex);
        ++m_dropped;
        ++m_untold;
    }
    m_changed.notify_one();
    if (wake)
        (*wake)();
}

bool StreamQueue::add(const Series &series, const Number &value, const ClockPair &now)
{
    if (m_isEnded)
        return false;
    const auto [place, isNew] = m_admissions.try_emplace(&series);
    Admission &admission = place->second;
    if (isNew)
        admission.isAdmitted = m_filter.admits(series);
    if (!admission.isAdmitted)
        return false;
    const Number shown = inOwnUnit(series, value);
    if (!m_filter.admits(toReal(shown)))
        return false;
    if (admission.last_ns && now.steady_ns - *admission.last_ns < m_filter.minInterval().count())
        return false;
    admission.last_ns = now.steady_ns;
    if (m_count == m_ring.size()) {
        m_first = (m_first + 1) % m_ring.size();
        --m_count;
        ++m_dropped;
        ++m_untold;
    }
    m_ring[(m_first + m_count++) % m_ring.size()] = {&series, shown, now.wall_ns};
    return m_count == 1;
}

MetricValue StreamQueue::pop()
{
    const Item item = m_ring[m_first];
    m_first = (m_first + 1) % m_ring.size();
    --m_count;
    const Series &series = *item.series;
    MetricValue value{series.family->name, item.value, series.family->type,
                      series.unit,         item.at_ns, series.tags};
    if (const std::uint64_t dropped = std::exchange(m_untold, 0); dropped > 0)
        value.metadata.emplace("dropped", dropped);
    return value;
}

std::optional<MetricValue> StreamQueue::next(Deadline deadline)
{
    std::unique_lock lock(m_mutex);
    (void)m_changed.wait_until(lock, deadline, [this] { return m_count > 0 || m_isEnded; });
    return m_count > 0 ? std::optional(pop()) : std::nullopt;
}

std::vector<MetricValue> StreamQueue::take(std::size_t most)
{
    std::vector<MetricValue> values;
    const std::lock_guard lock(m_mutex);
    values.reserve(std::min(most, m_count));
    while (m_count > 0 && values.size() < most)
        values.push_back(pop());
    return values;
}

void StreamQueue::end()
{
    Wake wake;
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_isEnded, true))
            return;
        wake = m_wake;
    }
    m_changed.notify_all();
    if (wake)
        (*wake)();
}

bool StreamQueue::isOver() const
{
    const std::lock_guard lock(m_mutex);
    return m_isEnded && m_count == 0;
}

std::size_t StreamQueue::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return m_count;
}

std::uint64_t StreamQueue::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

void StreamQueue::setWake(std::function<void()> wake)
{
    auto shared = wake ? std::make_shared<const std::function<void()>>(std::move(wake)) : nullptr;
    const std::lock_guard lock(m_mutex);
    m_wake = std::move(shared);
}

} // namespace tidemark::metrics
