// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_series.h"
#include "views/charts/time_scale.h"

#include <span>
#include <vector>

namespace tidemark::charts {

/// All points of one pixel column as one vertical run, so that no extreme is lost however many
/// buckets a column holds.
struct ColumnRun
{
    double x = 0;       ///< the column's middle
    double first = 0;   ///< value of the earliest point
    double last = 0;    ///< value of the latest point
    double lowest = 0;  ///< of the points' values
    double highest = 0; ///< of the points' values
    double bandLow = 0; ///< of the points' minima (of their values where they have none)
    double bandHigh = 0;
    bool isJoinedToPrevious = false; ///< no gap lies between the previous run and this one

    friend bool operator==(const ColumnRun &, const ColumnRun &) = default;
};

/// True when the window shows more than two points per pixel column, so that runs must be drawn.
[[nodiscard]] bool needsReduction(std::span<const ChartPoint> points, const TimeScale &scale);

/// The runs of the points in time order; columns without a value have none. A logarithmic axis
/// cannot show what is not above 0: such a point parts the line and is in no run. Linear.
[[nodiscard]] std::vector<ColumnRun> reducedToColumns(std::span<const ChartPoint> points,
                                                      const TimeScale &scale,
                                                      std::int64_t gapLimit_ns,
                                                      bool isLogarithmic = false);

} // namespace tidemark::charts
