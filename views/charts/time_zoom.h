// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/time_window.h"

#include <optional>

namespace tidemark::charts {

/// Pan and zoom of a time window in whole nanoseconds. Nothing wraps at the ends of 64 bits: a
/// window that would leave them keeps its length and stops there. Any thread.

/// One notch of the wheel, one press of + or -.
inline constexpr double kZoomFactor = 1.2;
/// One notch of sideways wheel: this part of the range.
inline constexpr int kPanStepsPerRange = 10;
/// The shortest window that can be shown.
inline constexpr std::int64_t kMinimumSpan_ns = 20;

/// How far out one can zoom: twice the data's extent; without data, as far as time goes.
struct ZoomLimits
{
    std::optional<TimeWindow> extent;

    [[nodiscard]] std::int64_t maximumSpan_ns() const noexcept;
};

/// Length of a window; one longer than 292 years counts as that long.
[[nodiscard]] std::int64_t span_ns(const TimeWindow &window) noexcept;

/// The window with its length divided by `factor` (above 1 zooms in), so that `anchor` keeps its
/// place on the screen. Stops at the limits; a window already beyond a limit is not made worse.
[[nodiscard]] TimeWindow zoomed(const TimeWindow &window, Timestamp anchor, double factor,
                                const ZoomLimits &limits);

/// The window moved by `by_ns`.
[[nodiscard]] TimeWindow panned(const TimeWindow &window, std::int64_t by_ns) noexcept;
/// The window moved by whole steps of a tenth of its length.
[[nodiscard]] TimeWindow pannedBySteps(const TimeWindow &window, int steps) noexcept;

/// The window between two instants in either order, widened around its middle to the minimum.
[[nodiscard]] TimeWindow windowBetween(Timestamp a, Timestamp b) noexcept;

/// The middle, rounded down.
[[nodiscard]] Timestamp middleOf(const TimeWindow &window) noexcept;

} // namespace tidemark::charts
