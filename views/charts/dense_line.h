// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPointF>
#include <QRectF>

#include <span>
#include <vector>

class QPainter;

namespace tidemark::charts {

/// What a polyline inks in one column of device pixels.
struct InkRun
{
    int column = 0;    ///< device pixels from the origin
    double top = 0;    ///< device pixels, the line's width included
    double bottom = 0; ///< not less than `top`

    friend bool operator==(const InkRun &, const InkRun &) = default;
};

/// The runs of a line of that width through points that go from left to right, one for each column
/// it passes; both in device pixels. Linear in points and columns.
[[nodiscard]] std::vector<InkRun> inkRuns(std::span<const QPointF> line, double width);

/// Whether dense lines may be painted as runs: pixels, neither turned nor sheared.
[[nodiscard]] bool canPaintRuns(const QPainter &painter);

/// Fills a narrow area in pieces of some rows: beyond 64 rows Qt hands the parts of a fill to
/// threads, which takes longer than many such fills.
void fillNarrow(QPainter &painter, const QRectF &area, const QColor &color);

/// Paints the line, whose points lie in logical pixels and closer together than a stroker is good
/// for: its cost goes with the columns, not with joins and caps. Ends of runs are blended by how
/// much of their pixel they cover.
void paintDenseLine(QPainter &painter, std::span<const QPointF> line, const QColor &color,
                    double width);

} // namespace tidemark::charts
