// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_series.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tidemark::charts {

/// Searches in points that are in time order; logarithmic unless said otherwise. Any thread.

/// The point whose bucket holds `at`.
[[nodiscard]] std::optional<std::size_t> bucketAt(std::span<const ChartPoint> points, Timestamp at);

/// The point with a value whose middle is nearest to `at`, the earlier of two as near. Linear in
/// the length of the gap around `at`.
[[nodiscard]] std::optional<std::size_t> nearestBucket(std::span<const ChartPoint> points,
                                                       Timestamp at);

/// The point whose value the series has at `at` (C2): the bucket that holds it, or of single
/// records the nearest one within the series' gap limit that no explicit gap parts from `at`;
/// nothing where there is none. Linear for records.
[[nodiscard]] std::optional<std::size_t> pointAt(const ChartSeries &series, Timestamp at);

/// From `at` to the nearest instant of the point's window; 0 within it.
[[nodiscard]] std::int64_t distance_ns(const ChartPoint &point, Timestamp at);

/// Whether a record at `at` would be joined with the point, its neighbour. Linear.
[[nodiscard]] bool isWithinGapLimit(const ChartSeries &series, const ChartPoint &point,
                                    Timestamp at);

/// The next point with a value after (`step` 1) or before (`step` -1) the index; nothing at the
/// end.
[[nodiscard]] std::optional<std::size_t> neighbour(std::span<const ChartPoint> points,
                                                   std::size_t from, int step);

/// The first and the last point with a value that lies in the window at least in part.
struct IndexRange
{
    std::size_t first = 0;
    std::size_t last = 0; ///< included
};
[[nodiscard]] std::optional<IndexRange> valuesIn(std::span<const ChartPoint> points,
                                                 const TimeWindow &window);

/// Where the next gap begins (the last point before it, `step` 1) or the previous one ended (the
/// first point after it, `step` -1), seen from `from`; nothing when no gap follows. Linear.
[[nodiscard]] std::optional<std::size_t> nextGap(const ChartSeries &series, std::size_t from,
                                                 int step);

/// The points that a window can show, with one more on either side so that lines leave the plot.
[[nodiscard]] std::span<const ChartPoint> pointsAround(std::span<const ChartPoint> points,
                                                       const TimeWindow &window);

} // namespace tidemark::charts
