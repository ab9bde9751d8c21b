// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/chart_frame.h"
#include "views/theme/palette.h"

class QPainter;

namespace tidemark::charts {

/// Draws the plot's background and grid, under the series.
void paintGrid(QPainter &painter, const ChartFrame &frame, const theme::Palette &palette);

/// Draws the axes' labels, the context row, the zone's name and clock changes, outside the plot.
void paintAxes(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
               const QSizeF &size, const QFont &font, const theme::Palette &palette);

} // namespace tidemark::charts
