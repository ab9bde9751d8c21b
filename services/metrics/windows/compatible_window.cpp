// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/compatible_window.h"

namespace tidemark::metrics {

void CompatibleWindow::evict(std::int64_t second)
{
    while (!m_buckets.empty() && m_buckets.front().second < second - m_seconds + 1)
        m_buckets.pop_front();
}

void CompatibleWindow::put(double at_s, double value)
{
    const auto second = static_cast<std::int64_t>(at_s);
    evict(second);
    if (m_buckets.empty() || m_buckets.back().second != second)
        m_buckets.push_back({second, {}});
    m_buckets.back().statistics.add(value);
}

std::optional<WindowStatistics> CompatibleWindow::read(double at_s)
{
    evict(static_cast<std::int64_t>(at_s));
    if (m_buckets.empty())
        return std::nullopt;
    WindowStatistics sum;
    for (const Bucket &bucket : m_buckets)
        sum += bucket.statistics;
    return sum;
}

SecondBounds CompatibleWindow::bounds() const noexcept
{
    if (m_buckets.empty())
        return {};
    return {m_buckets.front().second, m_buckets.back().second + 1};
}

} // namespace tidemark::metrics
