// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_frame.h"
#include "views/theme/palette.h"

class QPainter;

namespace tidemark::charts {

/// Draws the visible series into the frame's plot, bands under bars under lines, clipped to it.
/// Cost follows the points in the window and the plot's width. GUI thread or any thread with its
/// painter.
void paintSeries(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                 const theme::Palette &palette);

/// The line, dash and marker of a series, in a rectangle of a legend or readout, on a chip of the
/// plot's background so that its contrast holds on any surface.
void paintSeriesKey(QPainter &painter, const QRectF &area, const ChartSeries &series,
                    const theme::Palette &palette);

/// Distance of neighbouring points from which each is marked.
inline constexpr double kMarkerDistance_px = 6;

} // namespace tidemark::charts
