// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_content.h"
#include "views/charts/time_scale.h"
#include "views/charts/time_ticks.h"

#include <QFont>
#include <QRectF>
#include <QSizeF>

namespace tidemark::charts {

/// One value axis with its place on the screen.
struct ValueAxisFrame
{
    Unit unit;
    ValueScale scale;
    ValueAxisLabels labels;
    QString notice; ///< what a logarithmic axis hides or refuses
};

/// A chart's geometry: where everything of a ChartContent lies in a rectangle of logical pixels.
struct ChartFrame
{
    QRectF plot;
    TimeScale time;
    TimeTicks timeTicks;
    std::vector<ValueAxisFrame> axes; ///< one or two
    double leftWidth = 0;             ///< what the left axis needs by itself
    double rightWidth = 0;

    [[nodiscard]] QRectF timeAxisArea(const QSizeF &size) const;
    [[nodiscard]] QRectF valueAxisArea(std::size_t axis, const QSizeF &size) const;
};

/// Font of axis labels and readouts, made from the widget's: a little smaller.
[[nodiscard]] QFont chartFont(const QFont &base);

/// Lays the content out. `kept` gives the spans of locked axes (the previous frame's).
[[nodiscard]] ChartFrame arranged(const ChartContent &content, const QSizeF &size,
                                  const QFont &font, const ChartFrame *kept = nullptr);

} // namespace tidemark::charts
