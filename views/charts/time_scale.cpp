// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/time_scale.h"

#include "model/time/saturating.h"

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

/// Rounds down; far values stop at the ends of 64 bits.
std::int64_t flooredToInt64(double value) noexcept
{
    constexpr double kLimit = 9223372036854775808.0; // 2^63
    if (value >= kLimit)
        return std::numeric_limits<std::int64_t>::max();
    if (value < -kLimit)
        return std::numeric_limits<std::int64_t>::min();
    return static_cast<std::int64_t>(std::floor(value));
}

} // namespace

TimeScale::TimeScale(TimeWindow window, double left, double width)
    : m_window(window)
    , m_left(left)
    , m_width(std::max(width, 1.0))
    , m_span_ns(std::max<std::int64_t>(
          saturatingSubtract(window.end.posixNs(), window.begin.posixNs()), 1))
{}

double TimeScale::xOf(Timestamp at) const noexcept
{
    const std::int64_t offset = saturatingSubtract(at.posixNs(), m_window.begin.posixNs());
    return m_left + static_cast<double>(offset) / static_cast<double>(m_span_ns) * m_width;
}

Timestamp TimeScale::timeAt(double x) const noexcept
{
    const double offset = (x - m_left) / m_width * static_cast<double>(m_span_ns);
    return Timestamp(saturatingAdd(m_window.begin.posixNs(), flooredToInt64(offset)));
}

std::int64_t TimeScale::lengthOf(double pixels) const noexcept
{
    return flooredToInt64(pixels / m_width * static_cast<double>(m_span_ns));
}

} // namespace tidemark::charts
