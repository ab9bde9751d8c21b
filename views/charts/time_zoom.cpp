// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/time_zoom.h"

#include "model/time/saturating.h"
#include "views/charts/int_math.h"

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr std::int64_t kEarliest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLatest = std::numeric_limits<std::int64_t>::max();

/// A window of `length` that begins at `begin`, moved so that it fits into 64 bits.
TimeWindow placed(std::int64_t begin, std::int64_t length) noexcept
{
    const std::int64_t fitting = std::min(begin, kLatest - length);
    return {Timestamp(fitting), Timestamp(fitting + length)};
}

std::int64_t dividedSpan(std::int64_t span, double factor)
{
    const double length = static_cast<double>(span) / factor;
    return length >= 9.2e18 ? kLatest : std::llround(length);
}

} // namespace

std::int64_t ZoomLimits::maximumSpan_ns() const noexcept
{
    if (!extent)
        return kLatest;
    const std::int64_t length = std::max(charts::span_ns(*extent), kMinimumSpan_ns);
    return length > kLatest / 2 ? kLatest : length * 2;
}

std::int64_t span_ns(const TimeWindow &window) noexcept
{
    return saturatingSubtract(window.end.posixNs(), window.begin.posixNs());
}

TimeWindow zoomed(const TimeWindow &window, Timestamp anchor, double factor,
                  const ZoomLimits &limits)
{
    const std::int64_t span = std::max<std::int64_t>(span_ns(window), 1);
    const std::int64_t longest = limits.maximumSpan_ns();
    if (factor < 1 ? span >= longest : span <= kMinimumSpan_ns)
        return window;
    const std::int64_t wanted = factor < 1 ? std::min(dividedSpan(span, factor), longest)
                                           : std::max(dividedSpan(span, factor), kMinimumSpan_ns);
    const std::int64_t at =
        std::clamp(anchor.posixNs(), window.begin.posixNs(), window.end.posixNs());
    const std::int64_t before = saturatingSubtract(at, window.begin.posixNs());
    return placed(saturatingSubtract(at, scaled(before, wanted, span)), wanted);
}

TimeWindow panned(const TimeWindow &window, std::int64_t by_ns) noexcept
{
    return placed(saturatingAdd(window.begin.posixNs(), by_ns), span_ns(window));
}

TimeWindow pannedBySteps(const TimeWindow &window, int steps) noexcept
{
    const std::int64_t step = std::max<std::int64_t>(span_ns(window) / kPanStepsPerRange, 1);
    return panned(window, step > kLatest / std::max(1, std::abs(steps))
                              ? (steps < 0 ? kEarliest : kLatest)
                              : step * steps);
}

TimeWindow windowBetween(Timestamp a, Timestamp b) noexcept
{
    // Not std::minmax: it would hand back references to what posixNs() returned.
    const std::int64_t first = std::min(a, b).posixNs();
    const std::int64_t last = std::max(a, b).posixNs();
    const std::int64_t length = saturatingSubtract(last, first);
    if (length >= kMinimumSpan_ns)
        return {Timestamp(first), Timestamp(last)};
    const std::int64_t middle = first + length / 2;
    return placed(saturatingSubtract(middle, kMinimumSpan_ns / 2), kMinimumSpan_ns);
}

Timestamp middleOf(const TimeWindow &window) noexcept
{
    return Timestamp(window.begin.posixNs() + span_ns(window) / 2);
}

} // namespace tidemark::charts
