// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/charts/ink_sheet.h"
#include "views/charts/plotted_series.h"

#include <QPainter>

#include <optional>

namespace tidemark::charts {

/// Draws lines, steps and bands of series on a sheet of pixels, for screens and images.
class SeriesInk
{
public:
    /// Nothing when the painter does not do with pixels. Inks the plot and no more.
    [[nodiscard]] static std::optional<SeriesInk> over(const QPainter &painter, const QRectF &plot);

    void addBand(const PlottedSeries &plotted);
    /// Line or steps, by the series' shape.
    void addLine(const PlottedSeries &plotted);
    /// Paints what was added, and is empty again.
    void flush(QPainter &painter);

private:
    SeriesInk(const QRect &area, double ratio, const QPointF &shift);

    [[nodiscard]] QPointF device(const QPointF &point) const;
    [[nodiscard]] InkSpans spans() const { return InkSpans(m_sheet.area().size()); }
    void addColumnBand(InkSpans &spans, const PlottedSeries &plotted) const;
    void addBandRun(InkSpans &spans, const PlottedSeries &plotted,
                    const PlottedSeries::Run &run) const;
    void addLineRun(InkSpans &spans, const PlottedSeries &plotted,
                    const PlottedSeries::Run &run) const;
    void addPolyline(InkSpans &spans, std::span<const QPointF> line, theme::DashPattern dash) const;
    void addReduced(const PlottedSeries &plotted);

    InkSheet m_sheet;
    InkSpans m_spans; ///< of one shape, for one after the other
    double m_ratio;   ///< device pixels of a logical one
    QPointF m_shift;  ///< of the painter's origin from the sheet's corner, device pixels
};

} // namespace tidemark::charts
