// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/column_reduction.h"

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kPointsPerColumn = 2;

ColumnRun startedRun(double x, const ChartPoint &point)
{
    ColumnRun run;
    run.x = x;
    run.first = run.last = run.lowest = run.highest = *point.value;
    run.bandLow = point.min.value_or(*point.value);
    run.bandHigh = point.max.value_or(*point.value);
    return run;
}

void extend(ColumnRun &run, const ChartPoint &point)
{
    run.last = *point.value;
    run.lowest = std::min(run.lowest, *point.value);
    run.highest = std::max(run.highest, *point.value);
    run.bandLow = std::min(run.bandLow, point.min.value_or(*point.value));
    run.bandHigh = std::max(run.bandHigh, point.max.value_or(*point.value));
}

} // namespace

bool needsReduction(std::span<const ChartPoint> points, const TimeScale &scale)
{
    return static_cast<double>(points.size()) > kPointsPerColumn * scale.width();
}

std::vector<ColumnRun> reducedToColumns(std::span<const ChartPoint> points, const TimeScale &scale,
                                        std::int64_t gapLimit_ns, bool isLogarithmic)
{
    std::vector<ColumnRun> runs;
    const ChartPoint *before = nullptr;
    for (const ChartPoint &point : points) {
        if (point.isGap)
            before = nullptr;
        if (!point.hasValue())
            continue; // whether a line crosses it is a question of its length
        if (isLogarithmic && !(*point.value > 0)) {
            before = nullptr;
            continue;
        }
        const double x = std::floor(scale.xOf(point.middle())) + 0.5;
        if (!runs.empty() && runs.back().x == x) {
            extend(runs.back(), point);
        } else {
            ColumnRun run = startedRun(x, point);
            run.isJoinedToPrevious =
                before != nullptr && !runs.empty() && isJoined(*before, point, gapLimit_ns);
            runs.push_back(run);
        }
        before = &point;
    }
    return runs;
}

} // namespace tidemark::charts
