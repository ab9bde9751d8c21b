// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/poll_pace.h"

#include <algorithm>
#include <cmath>

namespace tidemark::monitor {

PollPace::PollPace(const PollIntervals &intervals)
    : m_intervals(intervals)
{}

void PollPace::succeeded()
{
    m_failures = 0;
    m_hasNoMonitor = false;
}

void PollPace::failed()
{
    ++m_failures;
    m_hasNoMonitor = false;
}

void PollPace::foundNoMonitor()
{
    m_failures = 0;
    m_hasNoMonitor = true;
}

std::chrono::milliseconds PollPace::interval(bool isVisible, double random) const
{
    std::chrono::milliseconds regular = isVisible ? m_intervals.visible : m_intervals.hidden;
    if (m_hasNoMonitor || m_failures >= m_intervals.failuresBeforeBackOff)
        regular = std::max(regular, m_intervals.backOff);
    const double share = 1 + m_intervals.jitter_ratio * (2 * random - 1);
    return std::chrono::milliseconds(std::llround(static_cast<double>(regular.count()) * share));
}

} // namespace tidemark::monitor
