// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/series_ink.h"

#include "views/charts/column_reduction.h"
#include "views/charts/marker_painter.h"
#include "views/theme/contrast.h"

#include <QPen>

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kWhisker_px = 4;

QColor bandColor(QColor color)
{
    color.setAlphaF(static_cast<float>(theme::kBandAlpha));
    return color;
}

} // namespace

std::optional<SeriesInk> SeriesInk::over(const QPainter &painter, const QRectF &plot)
{
    if (!canPaintInk(painter))
        return std::nullopt;
    const QTransform &transform = painter.deviceTransform();
    const QRect area = transform.mapRect(plot).toAlignedRect();
    return SeriesInk(area, transform.m11(),
                     QPointF(transform.dx(), transform.dy()) - QPointF(area.topLeft()));
}

SeriesInk::SeriesInk(const QRect &area, double ratio, const QPointF &shift)
    : m_sheet(area)
    , m_spans(area.size())
    , m_ratio(ratio)
    , m_shift(shift)
{}

QPointF SeriesInk::device(const QPointF &point) const
{
    return point * m_ratio + m_shift;
}

/// Each point's span over its whole width in whole pixels, so that neighbours meet and do not
/// overlap.
void SeriesInk::addColumnBand(InkSpans &spans, const PlottedSeries &plotted) const
{
    for (const ChartPoint &point : plotted.points) {
        if (!plotted.canShow(point) || !point.min || !point.max)
            continue;
        const QPointF first = device({plotted.x(point.window.begin), plotted.y(*point.max)});
        const QPointF last = device({plotted.x(point.window.end), plotted.y(*point.min)});
        const double left = std::round(first.x());
        const double top = std::round(first.y());
        spans.addRectangle(left, top, std::max(std::round(last.x()), left + 1),
                           std::max(std::round(last.y()), top + 1));
    }
}

void SeriesInk::addBandRun(InkSpans &spans, const PlottedSeries &plotted,
                           const PlottedSeries::Run &run) const
{
    std::vector<QPointF> upper;
    std::vector<QPointF> lower;
    for (const ChartPoint *point : run) {
        const double x = plotted.x(point->middle());
        upper.push_back(device({x, plotted.y(point->max.value_or(*point->value))}));
        lower.push_back(device({x, plotted.y(point->min.value_or(*point->value))}));
    }
    const double half = kWhisker_px / 2 * m_ratio;
    if (run.size() == 1) // a lone bucket: its span as a whisker
        spans.addRectangle(upper[0].x() - half, upper[0].y(), upper[0].x() + half, lower[0].y());
    else
        spans.addBand(upper, lower);
}

void SeriesInk::addBand(const PlottedSeries &plotted)
{
    if (plotted.isReduced())
        return; // its columns have theirs
    m_spans.clear();
    // As a polygon, a single high column would be a pale needle.
    if (plotted.isDense()) {
        addColumnBand(m_spans, plotted);
    } else {
        for (const auto &run : plotted.runs())
            addBandRun(m_spans, plotted, run);
    }
    m_sheet.add(m_spans, bandColor(plotted.color));
}

void SeriesInk::addPolyline(InkSpans &spans, std::span<const QPointF> line,
                            theme::DashPattern dash) const
{
    std::vector<QPointF> pixels;
    pixels.reserve(line.size());
    for (const QPointF &point : line)
        pixels.push_back(device(point));
    const double width = kLineWidth_px * m_ratio;
    if (dash == theme::DashPattern::Solid) {
        spans.addLine(pixels, width);
        return;
    }
    QList<double> pattern = seriesPen(Qt::black, dash, width).dashPattern();
    for (double &part : pattern)
        part *= width; // a pen counts in its own widths
    spans.addDashedLine(pixels, width, {pattern.constData(), std::size_t(pattern.size())});
}

/// The segment towards a bucket that has not ended is dotted.
void SeriesInk::addLineRun(InkSpans &spans, const PlottedSeries &plotted,
                           const PlottedSeries::Run &run) const
{
    const theme::DashPattern dash = plotted.series.style.dash;
    std::vector<QPointF> line{plotted.at(*run.front())};
    for (std::size_t i = 1; i < run.size(); ++i) {
        const QPointF here = plotted.at(*run[i]);
        if (run[i]->isSoFar) {
            addPolyline(spans, line, dash);
            addPolyline(spans, std::array{line.back(), here}, theme::DashPattern::Dot);
            line.clear();
        }
        line.push_back(here);
    }
    addPolyline(spans, line, dash);
}

/// One vertical run for each column, so that spikes stay.
void SeriesInk::addReduced(const PlottedSeries &plotted)
{
    const auto columns = reducedToColumns(plotted.points, plotted.frame.time, plotted.gapLimit_ns,
                                          plotted.values.isLogarithmic());
    InkSpans band = spans();
    InkSpans lines = spans();
    const ColumnRun *before = nullptr;
    const auto rectangle = [&](InkSpans &to, double x, double top, double bottom) {
        const QPointF first = device({x - 0.5, top});
        const QPointF last = device({x + 0.5, bottom});
        to.addRectangle(first.x(), first.y(), last.x(), last.y());
    };
    for (const ColumnRun &column : columns) {
        if (plotted.series.showBand)
            rectangle(band, column.x, plotted.y(column.bandHigh), plotted.y(column.bandLow));
        const double top = plotted.y(column.highest);
        rectangle(lines, column.x, top, std::max(plotted.y(column.lowest), top + 1));
        if (before != nullptr && column.isJoinedToPrevious)
            lines.addLine(std::array{device({before->x, plotted.y(before->last)}),
                                     device({column.x, plotted.y(column.first)})},
                          m_ratio);
        before = &column;
    }
    m_sheet.add(band, bandColor(plotted.color));
    m_sheet.add(lines, plotted.color);
}

void SeriesInk::addLine(const PlottedSeries &plotted)
{
    if (plotted.series.shape == SeriesShape::Line && plotted.isReduced()) {
        addReduced(plotted);
        return;
    }
    m_spans.clear();
    for (const auto &run : plotted.runs()) {
        if (plotted.series.shape == SeriesShape::Step)
            addPolyline(m_spans, stepsOf(plotted, run), plotted.series.style.dash);
        else
            addLineRun(m_spans, plotted, run);
    }
    m_sheet.add(m_spans, plotted.color);
}

void SeriesInk::flush(QPainter &painter)
{
    m_sheet.paint(painter);
    m_sheet = InkSheet(m_sheet.area());
}

} // namespace tidemark::charts
