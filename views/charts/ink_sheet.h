// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/ink_spans.h"

#include <QColor>
#include <QRect>

#include <cstddef>
#include <vector>

class QPainter;

namespace tidemark::charts {

/// Lines and bands of many series, gathered and then painted at once. A painter's own strokes and
/// fills go through joins, clips and threads for each series; here each column of pixels is inked
/// by all shapes while it is in the cache, and the painter gets pictures of some columns.
class InkSheet
{
public:
    /// `area`: what may be inked, in device pixels of the painter that paint() gets.
    explicit InkSheet(const QRect &area);

    [[nodiscard]] const QRect &area() const noexcept { return m_area; }
    /// A shape's spans, counted from the area's corner. Later shapes lie above earlier ones.
    void add(const InkSpans &spans, const QColor &color);
    /// Blends the sheet over what is there. The painter must do with pixels: canPaintInk().
    void paint(QPainter &painter) const;

private:
    struct Shape
    {
        QRgb color = 0; ///< premultiplied
        std::size_t begin = 0;
        std::size_t count = 0; ///< of its spans
    };

    QRect m_area;
    std::vector<Shape> m_shapes;
    std::vector<InkSpan> m_spans; ///< of all shapes
};

/// Whether a painter paints pixels that are neither turned nor sheared.
[[nodiscard]] bool canPaintInk(const QPainter &painter);

} // namespace tidemark::charts
