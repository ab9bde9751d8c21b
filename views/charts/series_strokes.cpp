// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/series_strokes.h"

#include "views/charts/column_reduction.h"
#include "views/charts/marker_painter.h"
#include "views/theme/contrast.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace tidemark::charts {

namespace {

QColor bandColor(const PlottedSeries &plotted)
{
    QColor fill = plotted.color;
    fill.setAlphaF(static_cast<float>(theme::kBandAlpha));
    return fill;
}

/// Each point's span over its whole width in whole pixels, so that neighbours meet and do not
/// overlap.
void fillBandColumns(QPainter &painter, const PlottedSeries &plotted)
{
    for (const ChartPoint &point : plotted.points) {
        if (!plotted.canShow(point) || !point.min || !point.max)
            continue;
        const int left = qRound(plotted.x(point.window.begin));
        const int right = std::max(qRound(plotted.x(point.window.end)), left + 1);
        const int top = qRound(plotted.y(*point.max));
        const int bottom = std::max(qRound(plotted.y(*point.min)), top + 1);
        painter.fillRect(QRect(left, top, right - left, bottom - top), bandColor(plotted));
    }
}

/// The segment towards a bucket that has not ended is dotted.
void strokeRun(QPainter &painter, const PlottedSeries &plotted, const PlottedSeries::Run &run)
{
    const QPen open = seriesPen(plotted.color, theme::DashPattern::Dot, kLineWidth_px);
    QPainterPath path(plotted.at(*run.front()));
    for (std::size_t i = 1; i < run.size(); ++i) {
        const QPointF here = plotted.at(*run[i]);
        if (run[i]->isSoFar) {
            painter.setPen(open);
            painter.drawLine(plotted.at(*run[i - 1]), here);
            path.moveTo(here);
        } else {
            path.lineTo(here);
        }
    }
    painter.strokePath(path, seriesPen(plotted.color, plotted.series.style.dash, kLineWidth_px));
}

void strokeSteps(QPainter &painter, const PlottedSeries &plotted, const PlottedSeries::Run &run)
{
    const auto corners = stepsOf(plotted, run);
    painter.setPen(seriesPen(plotted.color, plotted.series.style.dash, kLineWidth_px));
    painter.drawPolyline(corners.data(), static_cast<int>(corners.size()));
}

/// More than two points per column: one vertical run each, so that spikes stay.
void strokeColumns(QPainter &painter, const PlottedSeries &plotted)
{
    const auto runs = reducedToColumns(plotted.points, plotted.frame.time, plotted.gapLimit_ns,
                                       plotted.values.isLogarithmic());
    std::vector<QLineF> lines;
    const ColumnRun *before = nullptr;
    for (const ColumnRun &run : runs) {
        if (plotted.series.showBand)
            painter.fillRect(QRectF(run.x - 0.5, plotted.y(run.bandHigh), 1,
                                    plotted.y(run.bandLow) - plotted.y(run.bandHigh)),
                             bandColor(plotted));
        const double top = plotted.y(run.highest);
        const double bottom = std::max(plotted.y(run.lowest), top + 1);
        lines.emplace_back(run.x, top, run.x, bottom);
        if (before != nullptr && run.isJoinedToPrevious)
            lines.emplace_back(before->x, plotted.y(before->last), run.x, plotted.y(run.first));
        before = &run;
    }
    painter.setPen(QPen(plotted.color, 1));
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
}

} // namespace

void strokeBand(QPainter &painter, const PlottedSeries &plotted)
{
    if (plotted.isReduced())
        return; // its columns have theirs
    // As a polygon, a single high column would be a pale needle.
    if (plotted.isDense()) {
        fillBandColumns(painter, plotted);
        return;
    }
    for (const auto &run : plotted.runs()) {
        QPolygonF upper;
        QPolygonF lower;
        for (const ChartPoint *point : run) {
            const double x = plotted.x(point->middle());
            upper << QPointF(x, plotted.y(point->max.value_or(*point->value)));
            lower << QPointF(x, plotted.y(point->min.value_or(*point->value)));
        }
        if (run.size() == 1) { // a lone bucket: its span as a whisker
            painter.fillRect(QRectF(upper[0].x() - 2, upper[0].y(), 4, lower[0].y() - upper[0].y()),
                             bandColor(plotted));
            continue;
        }
        std::reverse(lower.begin(), lower.end());
        painter.setPen(Qt::NoPen);
        painter.setBrush(bandColor(plotted));
        painter.drawPolygon(upper + lower);
        painter.setBrush(Qt::NoBrush);
    }
}

void strokeLine(QPainter &painter, const PlottedSeries &plotted)
{
    const bool isStep = plotted.series.shape == SeriesShape::Step;
    if (!isStep && plotted.isReduced()) {
        strokeColumns(painter, plotted);
        return;
    }
    for (const auto &run : plotted.runs()) {
        if (isStep)
            strokeSteps(painter, plotted, run);
        else
            strokeRun(painter, plotted, run);
    }
}

} // namespace tidemark::charts
