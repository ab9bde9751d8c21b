// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/window_registry.h"

#include <algorithm>
#include <mutex>

namespace tidemark::metrics {

WindowRegistry::WindowRegistry(std::size_t mostPerMetric, int windowSeconds)
    : m_mostPerMetric(mostPerMetric)
    , m_windowSeconds(windowSeconds)
{}

WindowedSeries *WindowRegistry::find(const MetricKeyView &key) const noexcept
{
    if (const auto found = m_byKey.find(key); found != m_byKey.end())
        return found->second;
    const auto metric = m_metrics.find(key.name);
    const bool isFull = metric != m_metrics.end() && metric->second.seriesCount >= m_mostPerMetric;
    return isFull ? metric->second.overflow : nullptr;
}

bool WindowRegistry::put(const MetricKeyView &key, double value, RecordingGate &gate) noexcept
{
    const StripeReading reading(m_lock); // keeps the series
    WindowedSeries *series = find(key);
    if (series)
        series->put(value, gate);
    return series != nullptr;
}

std::shared_ptr<WindowedSeries> WindowRegistry::findOrAdd(const MetricKeyView &key,
                                                          std::int64_t atSecond)
{
    {
        const StripeReading reading(m_lock);
        if (WindowedSeries *series = find(key))
            return series->shared_from_this();
    }
    const std::lock_guard lock(m_lock);
    if (WindowedSeries *series = find(key)) // another thread was faster
        return series->shared_from_this();
    Metric &metric = m_metrics.try_emplace(std::string(key.name)).first->second;
    const bool isFull = metric.seriesCount >= m_mostPerMetric;
    const MetricKeyView own = isFull ? MetricKeyView{key.name, {}, true} : key;
    auto series = std::make_shared<WindowedSeries>(MetricKey::of(own), m_windowSeconds, atSecond);
    m_order.push_back(series);
    try {
        m_byKey.emplace(series->key().view(), series.get());
    } catch (...) {
        m_order.pop_back();
        throw;
    }
    if (isFull)
        metric.overflow = series.get();
    else
        ++metric.seriesCount;
    return series;
}

std::vector<std::shared_ptr<WindowedSeries>> WindowRegistry::all() const
{
    const StripeReading reading(m_lock);
    return m_order;
}

std::size_t WindowRegistry::dropIdleSince(std::int64_t second)
{
    const std::lock_guard lock(m_lock);
    const auto isHeld = [this, second](const std::shared_ptr<WindowedSeries> &series) {
        // Nobody can take hold of it meanwhile: that needs the lock.
        if (series.use_count() > 1 || !series->isIdleSince(second))
            return true;
        forget(*series);
        return false;
    };
    const auto end = std::stable_partition(m_order.begin(), m_order.end(), isHeld);
    const auto dropped = static_cast<std::size_t>(m_order.end() - end);
    m_order.erase(end, m_order.end());
    return dropped;
}

void WindowRegistry::forget(const WindowedSeries &series)
{
    m_pastLate += series.lateDropped();
    m_pastRejected += series.rejectedNonFinite();
    m_byKey.erase(series.key().view());
    const auto metric = m_metrics.find(series.key().name);
    if (series.key().isOverflow)
        metric->second.overflow = nullptr;
    else
        --metric->second.seriesCount;
    if (metric->second.seriesCount == 0 && !metric->second.overflow)
        m_metrics.erase(metric);
}

std::uint64_t WindowRegistry::lateDropped() const
{
    const StripeReading reading(m_lock);
    std::uint64_t sum = m_pastLate;
    for (const auto &series : m_order)
        sum += series->lateDropped();
    return sum;
}

std::uint64_t WindowRegistry::rejectedNonFinite() const
{
    const StripeReading reading(m_lock);
    std::uint64_t sum = m_pastRejected;
    for (const auto &series : m_order)
        sum += series->rejectedNonFinite();
    return sum;
}

} // namespace tidemark::metrics
