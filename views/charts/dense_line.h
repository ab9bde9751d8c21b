// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPointF>

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

/// Paints the line, whose points lie in logical pixels and closer together than a stroker is good
/// for: its cost goes with the columns, not with joins and caps. Ends of runs are blended by how
/// much of their pixel they cover.
void paintDenseLine(QPainter &painter, std::span<const QPointF> line, const QColor &color,
                    double width);

} // namespace tidemark::charts
