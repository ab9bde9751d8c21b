// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/series_painter.h"

#include "views/charts/marker_painter.h"
#include "views/charts/plotted_series.h"
#include "views/charts/series_ink.h"
#include "views/charts/series_strokes.h"

#include <QPainter>

#include <algorithm>

namespace tidemark::charts {

namespace {

constexpr double kLonePointRadius = 3;
constexpr double kBarGroup_ratio = 0.76;

void paintMarkers(QPainter &painter, const PlottedSeries &plotted)
{
    const double distance = plotted.typicalDistance_px();
    const double radius = distance < 14 ? 2.2 : 2.7;
    const auto mark = [&](const ChartPoint &point, double size) {
        paintMarker(painter, plotted.at(point), size, plotted.series.style.marker, plotted.color,
                    point.isSoFar ? plotted.background : plotted.color);
    };
    for (const auto &run : plotted.runs()) {
        if (run.size() == 1) {
            mark(*run.front(), kLonePointRadius);
        } else if (distance >= kMarkerDistance_px) {
            for (const ChartPoint *point : run)
                mark(*point, radius);
        }
    }
}

void paintPoints(QPainter &painter, const PlottedSeries &plotted)
{
    for (const ChartPoint &point : plotted.points) {
        if (plotted.canShow(point))
            paintMarker(painter, plotted.at(point), 2.6, plotted.series.style.marker, plotted.color,
                        point.isSoFar ? plotted.background : plotted.color);
    }
}

/// The part of a bucket's width that belongs to this bar series.
struct BarPlace
{
    std::size_t index = 0;
    std::size_t count = 1;
};

void paintBars(QPainter &painter, const PlottedSeries &plotted, const BarPlace &place)
{
    const double zero =
        std::clamp(plotted.values.isLogarithmic() ? plotted.frame.plot.bottom() : plotted.y(0),
                   plotted.frame.plot.top(), plotted.frame.plot.bottom());
    for (const ChartPoint &point : plotted.points) {
        if (!plotted.canShow(point))
            continue;
        // A bucket that is in view in part has its group in that part: cut off, it would be a
        // sliver of a bar without its margin.
        const double begin = std::max(plotted.x(point.window.begin), plotted.frame.plot.left());
        const double width =
            std::min(plotted.x(point.window.end), plotted.frame.plot.right()) - begin;
        if (width <= 0)
            continue;
        const double bar = width * kBarGroup_ratio / static_cast<double>(place.count);
        const double left =
            begin + width * (1 - kBarGroup_ratio) / 2 + bar * static_cast<double>(place.index);
        const double gap = place.count > 1 && bar > 4 ? 1 : 0;
        const QRectF area = QRectF(QPointF(left, plotted.y(*point.value)),
                                   QPointF(left + std::max(bar - gap, 1.0), zero))
                                .normalized();
        if (point.isSoFar) {
            painter.fillRect(area, QBrush(plotted.color, Qt::BDiagPattern));
            painter.setPen(seriesPen(plotted.color, theme::DashPattern::Dash, 1));
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
        } else {
            painter.fillRect(area, plotted.color);
        }
    }
}

/// As ink where the painter does with pixels, else as strokes.
class LinePainter
{
public:
    LinePainter(QPainter &painter, const QRectF &plot)
        : m_painter(painter)
        , m_ink(SeriesInk::over(painter, plot))
    {}

    void band(const PlottedSeries &plotted)
    {
        if (m_ink)
            m_ink->addBand(plotted);
        else
            strokeBand(m_painter, plotted);
    }
    void line(const PlottedSeries &plotted)
    {
        if (m_ink)
            m_ink->addLine(plotted);
        else
            strokeLine(m_painter, plotted);
    }
    /// What is painted next lies above all that came before.
    void flush()
    {
        if (m_ink)
            m_ink->flush(m_painter);
    }

private:
    QPainter &m_painter;
    std::optional<SeriesInk> m_ink;
};

} // namespace

void paintSeries(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                 const theme::Palette &palette)
{
    std::vector<PlottedSeries> plotted;
    for (const ChartSeries *one : content.visibleSeries())
        plotted.emplace_back(content, frame, *one, palette);
    const auto isBar = [](const PlottedSeries &one) {
        return one.series.shape == SeriesShape::Bars;
    };
    painter.save();
    painter.setClipRect(frame.plot);
    painter.setRenderHint(QPainter::Antialiasing, true);
    LinePainter lines(painter, frame.plot);
    for (const PlottedSeries &one : plotted) {
        if (one.series.shape == SeriesShape::Line && one.series.showBand)
            lines.band(one);
    }
    BarPlace place;
    place.count = static_cast<std::size_t>(std::count_if(plotted.begin(), plotted.end(), isBar));
    if (place.count > 0)
        lines.flush();
    for (const PlottedSeries &one : plotted) {
        if (!isBar(one))
            continue;
        paintBars(painter, one, place);
        ++place.index;
    }
    for (const PlottedSeries &one : plotted) {
        if (one.series.shape == SeriesShape::Line || one.series.shape == SeriesShape::Step)
            lines.line(one);
    }
    lines.flush();
    for (const PlottedSeries &one : plotted) {
        if (one.series.shape == SeriesShape::Points)
            paintPoints(painter, one);
        else if (one.series.shape == SeriesShape::Line && !one.isReduced())
            paintMarkers(painter, one);
    }
    painter.restore();
}

void paintSeriesKey(QPainter &painter, const QRectF &area, const ChartSeries &series,
                    const theme::Palette &palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.plotBackground);
    painter.drawRoundedRect(area, 3, 3);
    painter.setBrush(Qt::NoBrush);
    const QColor color = theme::colorOf(series.style, palette);
    const QPointF middle = area.center();
    if (series.shape == SeriesShape::Bars) {
        painter.fillRect(QRectF(middle - QPointF(4, 4), QSizeF(8, 8)), color);
    } else {
        if (series.shape != SeriesShape::Points) {
            painter.setPen(seriesPen(color, series.style.dash, kLineWidth_px));
            painter.drawLine(QPointF(area.left() + 1, middle.y()),
                             QPointF(area.right() - 1, middle.y()));
        }
        paintMarker(painter, middle, 2.6, series.style.marker, color, color);
    }
    painter.restore();
}

} // namespace tidemark::charts
