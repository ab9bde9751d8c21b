// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/zoom_history.h"

namespace tidemark::charts {

void ZoomHistory::start(const ChartRange &range)
{
    m_ranges = {range};
    m_current = 0;
}

void ZoomHistory::push(const ChartRange &range)
{
    if (m_ranges.empty()) {
        start(range);
        return;
    }
    if (m_ranges[m_current] == range)
        return;
    m_ranges.erase(m_ranges.begin() + static_cast<std::ptrdiff_t>(m_current) + 1, m_ranges.end());
    m_ranges.push_back(range);
    if (m_ranges.size() > kCapacity)
        m_ranges.erase(m_ranges.begin() + 1); // the first stays: double-click returns to it
    m_current = m_ranges.size() - 1;
}

std::optional<ChartRange> ZoomHistory::back()
{
    if (!canGoBack())
        return std::nullopt;
    return m_ranges[--m_current];
}

std::optional<ChartRange> ZoomHistory::forward()
{
    if (!canGoForward())
        return std::nullopt;
    return m_ranges[++m_current];
}

std::optional<ChartRange> ZoomHistory::toFirst()
{
    if (!canGoBack())
        return std::nullopt;
    m_current = 0;
    return m_ranges.front();
}

} // namespace tidemark::charts
