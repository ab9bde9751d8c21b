// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/series_style.h"

#include <QPointF>

class QPainter;
class QPen;

namespace tidemark::charts {

/// Draws one point mark of about 2 * `radius` px. A hollow one has the plot's background inside.
void paintMarker(QPainter &painter, QPointF at, double radius, theme::MarkerShape shape,
                 const QColor &color, const QColor &inside);

/// A line pen of that dash, flat at its ends so that it never reaches over a gap.
[[nodiscard]] QPen seriesPen(const QColor &color, theme::DashPattern dash, double width);

} // namespace tidemark::charts
