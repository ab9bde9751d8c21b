// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/plotted_series.h"

#include "views/charts/bucket_search.h"
#include "views/charts/column_reduction.h"

#include <algorithm>

namespace tidemark::charts {

namespace {

constexpr double kFarPixel = 30000;

} // namespace

PlottedSeries::PlottedSeries(const ChartContent &content, const ChartFrame &inFrame,
                             const ChartSeries &one, const theme::Palette &palette)
    : frame(inFrame)
    , series(one)
    , values(inFrame.axes[std::min(content.axisOf(one), inFrame.axes.size() - 1)].scale)
    , points(pointsAround(one.points, content.window))
    , gapLimit_ns(charts::gapLimit_ns(one))
    , color(theme::colorOf(one.style, palette))
    , background(palette.plotBackground)
{}

double PlottedSeries::x(Timestamp at) const
{
    return std::clamp(frame.time.xOf(at), -kFarPixel, kFarPixel);
}

double PlottedSeries::y(double value) const
{
    return std::clamp(values.yOf(value), -kFarPixel, kFarPixel);
}

QPointF PlottedSeries::at(const ChartPoint &point) const
{
    return {x(point.middle()), y(*point.value)};
}

bool PlottedSeries::canShow(const ChartPoint &point) const
{
    return point.hasValue() && (!values.isLogarithmic() || *point.value > 0);
}

double PlottedSeries::typicalDistance_px() const
{
    const std::size_t count = points.size();
    if (count < 2)
        return frame.plot.width();
    return (x(points.back().middle()) - x(points.front().middle())) /
           static_cast<double>(count - 1);
}

bool PlottedSeries::isReduced() const
{
    return needsReduction(points, frame.time);
}

std::vector<PlottedSeries::Run> PlottedSeries::runs() const
{
    std::vector<Run> runs;
    Run run;
    const auto finish = [&] {
        if (!run.empty())
            runs.push_back(std::move(run));
        run.clear();
    };
    for (const ChartPoint &point : points) {
        if (point.isGap)
            finish();
        if (!point.hasValue())
            continue;
        const bool shows = canShow(point);
        if (!shows || (!run.empty() && !isJoined(*run.back(), point, gapLimit_ns)))
            finish();
        if (shows)
            run.push_back(&point);
    }
    finish();
    return runs;
}

std::vector<QPointF> stepsOf(const PlottedSeries &plotted, const PlottedSeries::Run &run)
{
    std::vector<QPointF> corners;
    for (const ChartPoint *point : run) {
        const double y = plotted.y(*point->value);
        corners.emplace_back(plotted.x(point->window.begin), y);
        corners.emplace_back(plotted.x(point->window.end), y);
    }
    return corners;
}

} // namespace tidemark::charts
