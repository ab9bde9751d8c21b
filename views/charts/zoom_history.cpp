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

void ZoomHistory::replace(const ChartRange &range)
{
    if (!m_ranges.empty())
        m_ranges[m_current] = range;
}

std::optional<ChartRange> ZoomHistory::back()
{
    for (const std::size_t from = m_current; canGoBack();)
        if (m_ranges[--m_current] != m_ranges[from])
            return m_ranges[m_current];
    return std::nullopt;
}

std::optional<ChartRange> ZoomHistory::forward()
{
    for (const std::size_t from = m_current; canGoForward();)
        if (m_ranges[++m_current] != m_ranges[from])
            return m_ranges[m_current];
    return std::nullopt;
}

std::optional<ChartRange> ZoomHistory::toFirst()
{
    if (!canGoBack())
        return std::nullopt;
    m_current = 0;
    return m_ranges.front();
}

std::optional<ChartRange> ZoomHistory::follow(const TimeWindow &window, ZoomMove move)
{
    const bool isForward = move == ZoomMove::Forward;
    if (move == ZoomMove::Step || move == ZoomMove::Continued ||
        !(isForward ? canGoForward() : canGoBack()))
        return std::nullopt;
    std::size_t at = 0;
    if (move != ZoomMove::First) {
        at = isForward ? m_current + 1 : m_current - 1;
        while (m_ranges[at].time != window && at > 0 && at + 1 < m_ranges.size())
            at = isForward ? at + 1 : at - 1;
    }
    if (m_ranges[at].time != window)
        return std::nullopt;
    m_current = at;
    if (move == ZoomMove::Undone)
        m_ranges.erase(m_ranges.begin() + static_cast<std::ptrdiff_t>(at) + 1, m_ranges.end());
    return m_ranges[at];
}

} // namespace tidemark::charts
