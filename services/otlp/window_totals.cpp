// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/window_totals.h"

#include "services/metrics/windows/kpl_names.h"

#include <algorithm>
#include <vector>

namespace tidemark::otlp {

using metrics::MetricSnapshot;

WindowTotals::Map WindowTotals::with(std::span<const MetricSnapshot> windows) const
{
    Map totals;
    for (const MetricSnapshot &window : windows) {
        const metrics::WindowKind kind = metrics::windowKindOf(window.name);
        const metrics::SinkSeriesView name{window.name, window.dimensions};
        Total &total = metrics::entryOf(totals, name);
        if (total.count == 0) {
            const auto known = m_totals.find(name);
            total = known != m_totals.end()
                        ? known->second
                        : Total{0, 0, window.min, window.max, window.windowStart_ns, 0};
            if (kind == metrics::WindowKind::Gauge) {
                total.min = window.min; // what was in earlier windows is over
                total.max = window.max;
            }
        }
        const bool isCounter = kind == metrics::WindowKind::Counter;
        total.count += window.count;
        total.sum += isCounter ? std::max(window.sum, 0.0) : window.sum;
        total.min = std::min(total.min, window.min);
        total.max = std::max(total.max, window.max);
    }
    return totals;
}

void WindowTotals::keep(const Map &totals)
{
    ++m_turn;
    for (const auto &[series, total] : totals) {
        Total &kept = m_totals[series];
        kept = total;
        kept.turn = m_turn;
    }
    if (m_totals.size() > m_most)
        forgetOldest();
}

void WindowTotals::forgetOldest()
{
    std::vector<std::uint64_t> turns;
    turns.reserve(m_totals.size());
    for (const auto &[series, total] : m_totals)
        turns.push_back(total.turn);
    const auto last = turns.begin() + static_cast<std::ptrdiff_t>(turns.size() - m_most) - 1;
    std::nth_element(turns.begin(), last, turns.end());
    const std::uint64_t forgotten = *last;
    std::erase_if(m_totals, [forgotten](const auto &one) { return one.second.turn <= forgotten; });
}

} // namespace tidemark::otlp
