// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_content.h"
#include "views/charts/chart_frame.h"
#include "views/theme/palette.h"

#include <QColor>
#include <QPointF>

#include <span>
#include <vector>

namespace tidemark::charts {

inline constexpr double kLineWidth_px = 1.75;
/// Points nearer to each other than this are columns.
inline constexpr double kDense_px = 2;

/// A series in a frame: which of its points are in view and where they lie, in logical pixels.
/// What it is made from must outlive it.
struct PlottedSeries
{
    using Run = std::vector<const ChartPoint *>;

    const ChartFrame &frame;
    const ChartSeries &series;
    const ValueScale &values;
    std::span<const ChartPoint> points;
    std::int64_t gapLimit_ns;
    QColor color;
    QColor background;

    PlottedSeries(const ChartContent &content, const ChartFrame &frame, const ChartSeries &series,
                  const theme::Palette &palette);

    [[nodiscard]] double x(Timestamp at) const;
    [[nodiscard]] double y(double value) const;
    [[nodiscard]] QPointF at(const ChartPoint &point) const;
    [[nodiscard]] bool canShow(const ChartPoint &point) const;
    [[nodiscard]] double typicalDistance_px() const;
    [[nodiscard]] bool isDense() const { return typicalDistance_px() < kDense_px; }
    /// More than two points per column: each column is drawn as one.
    [[nodiscard]] bool isReduced() const;
    /// The points of every unbroken stretch. Empty buckets are in none; whether they part a line
    /// is a question of the gap's length. A value that cannot be shown always does.
    [[nodiscard]] std::vector<Run> runs() const;
};

/// The corners of a line that keeps each value over its bucket.
[[nodiscard]] std::vector<QPointF> stepsOf(const PlottedSeries &plotted,
                                           const PlottedSeries::Run &run);

} // namespace tidemark::charts
