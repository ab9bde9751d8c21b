// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/series_painter.h"

#include "views/charts/bucket_search.h"
#include "views/charts/column_reduction.h"
#include "views/charts/dense_line.h"
#include "views/charts/marker_painter.h"
#include "views/theme/contrast.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kLineWidth = 1.75;
constexpr double kLonePointRadius = 3;
constexpr double kBarGroup_ratio = 0.76;
constexpr double kFarPixel = 30000;
constexpr double kDense_px = 2;

/// What the drawing of one series needs at hand.
struct Brush
{
    QPainter &painter;
    const ChartFrame &frame;
    const ChartSeries &series;
    const ValueScale &values;
    std::span<const ChartPoint> points;
    std::int64_t gapLimit_ns;
    QColor color;
    QColor background;

    [[nodiscard]] double x(Timestamp at) const
    {
        return std::clamp(frame.time.xOf(at), -kFarPixel, kFarPixel);
    }
    [[nodiscard]] double y(double value) const
    {
        return std::clamp(values.yOf(value), -kFarPixel, kFarPixel);
    }
    [[nodiscard]] QPointF at(const ChartPoint &point) const
    {
        return {x(point.middle()), y(*point.value)};
    }
    [[nodiscard]] bool canShow(const ChartPoint &point) const
    {
        return point.hasValue() && (!values.isLogarithmic() || *point.value > 0);
    }
};

using Run = std::vector<const ChartPoint *>;

/// Calls `draw` with the points of every unbroken stretch. Empty buckets are in none; whether they
/// part a line is a question of the gap's length. A value that cannot be shown always does.
template <class Draw>
void forEachRun(const Brush &brush, Draw draw)
{
    Run run;
    const auto finish = [&] {
        if (!run.empty())
            draw(run);
        run.clear();
    };
    for (const ChartPoint &point : brush.points) {
        if (point.isGap)
            finish();
        if (!point.hasValue())
            continue;
        const bool canShow = brush.canShow(point);
        if (!canShow || (!run.empty() && !isJoined(*run.back(), point, brush.gapLimit_ns)))
            finish();
        if (canShow)
            run.push_back(&point);
    }
    finish();
}

double typicalDistance_px(const Brush &brush)
{
    const std::size_t count = brush.points.size();
    if (count < 2)
        return brush.frame.plot.width();
    return (brush.x(brush.points.back().middle()) - brush.x(brush.points.front().middle())) /
           static_cast<double>(count - 1);
}

/// Each point's span over its whole width in whole pixels, so that neighbours meet and do not
/// overlap.
void paintBandColumns(const Brush &brush, const QColor &fill)
{
    for (const ChartPoint &point : brush.points) {
        if (!brush.canShow(point) || !point.min || !point.max)
            continue;
        const int left = qRound(brush.x(point.window.begin));
        const int right = std::max(qRound(brush.x(point.window.end)), left + 1);
        const int top = qRound(brush.y(*point.max));
        const int bottom = std::max(qRound(brush.y(*point.min)), top + 1);
        fillNarrow(brush.painter, QRect(left, top, right - left, bottom - top), fill);
    }
}

void paintBand(const Brush &brush)
{
    QColor fill = brush.color;
    fill.setAlphaF(static_cast<float>(theme::kBandAlpha));
    // As a polygon, a single high column would be a pale needle.
    if (typicalDistance_px(brush) < kDense_px) {
        paintBandColumns(brush, fill);
        return;
    }
    forEachRun(brush, [&](const Run &run) {
        QPolygonF upper;
        QPolygonF lower;
        for (const ChartPoint *point : run) {
            const double x = brush.x(point->middle());
            upper << QPointF(x, brush.y(point->max.value_or(*point->value)));
            lower << QPointF(x, brush.y(point->min.value_or(*point->value)));
        }
        if (run.size() == 1 &&
            upper[0].y() < lower[0].y()) { // a lone bucket: its span as a whisker
            brush.painter.fillRect(
                QRectF(upper[0].x() - 2, upper[0].y(), 4, lower[0].y() - upper[0].y()), fill);
            return;
        }
        std::reverse(lower.begin(), lower.end());
        brush.painter.setPen(Qt::NoPen);
        brush.painter.setBrush(fill);
        brush.painter.drawPolygon(upper + lower);
        brush.painter.setBrush(Qt::NoBrush);
    });
}

/// Points so near to each other that a stroker's joins and caps would be most of its work.
bool isDense(const Brush &brush)
{
    return typicalDistance_px(brush) < kDense_px && canPaintRuns(brush.painter) &&
           brush.series.style.dash == theme::DashPattern::Solid;
}

void paintDenseRun(const Brush &brush, const Run &run)
{
    std::vector<QPointF> line;
    line.reserve(run.size());
    for (const ChartPoint *point : run)
        line.push_back(brush.at(*point));
    paintDenseLine(brush.painter, line, brush.color, kLineWidth);
}

/// The segment towards a bucket that has not ended is dashed.
void paintLineRun(const Brush &brush, const Run &run)
{
    const QPen solid = seriesPen(brush.color, brush.series.style.dash, kLineWidth);
    const QPen open = seriesPen(brush.color, theme::DashPattern::Dot, kLineWidth);
    QPainterPath path(brush.at(*run.front()));
    for (std::size_t i = 1; i < run.size(); ++i) {
        const QPointF here = brush.at(*run[i]);
        if (run[i]->isSoFar) {
            brush.painter.setPen(open);
            brush.painter.drawLine(brush.at(*run[i - 1]), here);
            path.moveTo(here);
        } else {
            path.lineTo(here);
        }
    }
    brush.painter.strokePath(path, solid);
}

void paintStepRun(const Brush &brush, const Run &run)
{
    QPainterPath path;
    for (const ChartPoint *point : run) {
        const QPointF left(brush.x(point->window.begin), brush.y(*point->value));
        if (point == run.front())
            path.moveTo(left);
        else
            path.lineTo(left);
        path.lineTo(brush.x(point->window.end), left.y());
    }
    brush.painter.strokePath(path, seriesPen(brush.color, brush.series.style.dash, kLineWidth));
}

void paintMarkers(const Brush &brush, bool everyPoint)
{
    const double distance = typicalDistance_px(brush);
    const double radius = distance < 14 ? 2.2 : 2.7;
    const auto mark = [&](const ChartPoint &point, double size) {
        paintMarker(brush.painter, brush.at(point), size, brush.series.style.marker, brush.color,
                    point.isSoFar ? brush.background : brush.color);
    };
    forEachRun(brush, [&](const Run &run) {
        if (run.size() == 1 && brush.series.shape != SeriesShape::Step) {
            mark(*run.front(), kLonePointRadius);
        } else if (everyPoint && distance >= kMarkerDistance_px) {
            for (const ChartPoint *point : run)
                mark(*point, radius);
        }
    });
}

/// More than two points per column: one vertical run each, so that spikes stay.
void paintColumns(const Brush &brush)
{
    const auto runs = reducedToColumns(brush.points, brush.frame.time, brush.gapLimit_ns,
                                       brush.values.isLogarithmic());
    QColor fill = brush.color;
    fill.setAlphaF(static_cast<float>(theme::kBandAlpha));
    std::vector<QLineF> lines;
    const ColumnRun *before = nullptr;
    for (const ColumnRun &run : runs) {
        if (brush.series.showBand)
            brush.painter.fillRect(QRectF(run.x - 0.5, brush.y(run.bandHigh), 1,
                                          brush.y(run.bandLow) - brush.y(run.bandHigh)),
                                   fill);
        const double top = brush.y(run.highest);
        const double bottom = std::max(brush.y(run.lowest), top + 1);
        lines.emplace_back(run.x, top, run.x, bottom);
        if (before != nullptr && run.isJoinedToPrevious)
            lines.emplace_back(before->x, brush.y(before->last), run.x, brush.y(run.first));
        before = &run;
    }
    brush.painter.setPen(QPen(brush.color, 1));
    brush.painter.drawLines(lines.data(), static_cast<int>(lines.size()));
}

/// The part of a bucket's width that belongs to this bar series.
struct BarPlace
{
    std::size_t index = 0;
    std::size_t count = 1;
};

void paintBars(const Brush &brush, const BarPlace &place)
{
    const double zero =
        std::clamp(brush.values.isLogarithmic() ? brush.frame.plot.bottom() : brush.y(0),
                   brush.frame.plot.top(), brush.frame.plot.bottom());
    for (const ChartPoint &point : brush.points) {
        if (!brush.canShow(point))
            continue;
        // A bucket that is in view in part has its group in that part: cut off, it would be a
        // sliver of a bar without its margin.
        const double begin = std::max(brush.x(point.window.begin), brush.frame.plot.left());
        const double width = std::min(brush.x(point.window.end), brush.frame.plot.right()) - begin;
        if (width <= 0)
            continue;
        const double bar = width * kBarGroup_ratio / static_cast<double>(place.count);
        const double left =
            begin + width * (1 - kBarGroup_ratio) / 2 + bar * static_cast<double>(place.index);
        const double gap = place.count > 1 && bar > 4 ? 1 : 0;
        const QRectF area = QRectF(QPointF(left, brush.y(*point.value)),
                                   QPointF(left + std::max(bar - gap, 1.0), zero))
                                .normalized();
        if (point.isSoFar) {
            brush.painter.fillRect(area, QBrush(brush.color, Qt::BDiagPattern));
            brush.painter.setPen(seriesPen(brush.color, theme::DashPattern::Dash, 1));
            brush.painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
        } else {
            brush.painter.fillRect(area, brush.color);
        }
    }
}

void paintOne(const Brush &brush)
{
    switch (brush.series.shape) {
    case SeriesShape::Bars:
        return; // drawn in groups
    case SeriesShape::Points:
        for (const ChartPoint &point : brush.points) {
            if (brush.canShow(point))
                paintMarker(brush.painter, brush.at(point), 2.6, brush.series.style.marker,
                            brush.color, point.isSoFar ? brush.background : brush.color);
        }
        return;
    case SeriesShape::Step:
        forEachRun(brush, [&](const Run &run) { paintStepRun(brush, run); });
        return;
    case SeriesShape::Line:
        break;
    }
    if (needsReduction(brush.points, brush.frame.time)) {
        paintColumns(brush);
        return;
    }
    if (isDense(brush))
        forEachRun(brush, [&](const Run &run) { paintDenseRun(brush, run); });
    else
        forEachRun(brush, [&](const Run &run) { paintLineRun(brush, run); });
    paintMarkers(brush, true);
}

Brush brushFor(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
               const ChartSeries &series, const theme::Palette &palette)
{
    const std::size_t axis = std::min(content.axisOf(series), frame.axes.size() - 1);
    return Brush{painter,
                 frame,
                 series,
                 frame.axes[axis].scale,
                 pointsAround(series.points, content.window),
                 gapLimit_ns(series),
                 theme::colorOf(series.style, palette),
                 palette.plotBackground};
}

} // namespace

void paintSeries(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                 const theme::Palette &palette)
{
    const auto visible = content.visibleSeries();
    const auto isBar = [](const ChartSeries *one) { return one->shape == SeriesShape::Bars; };
    BarPlace place;
    place.count = static_cast<std::size_t>(std::count_if(visible.begin(), visible.end(), isBar));
    painter.save();
    painter.setClipRect(frame.plot);
    for (const ChartSeries *one : visible) {
        const Brush brush = brushFor(painter, content, frame, *one, palette);
        painter.setRenderHint(QPainter::Antialiasing, true);
        if (one->shape == SeriesShape::Line && one->showBand &&
            !needsReduction(brush.points, frame.time))
            paintBand(brush);
        if (!isBar(one))
            continue;
        paintBars(brush, place);
        ++place.index;
    }
    for (const ChartSeries *one : visible)
        paintOne(brushFor(painter, content, frame, *one, palette));
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
            painter.setPen(seriesPen(color, series.style.dash, kLineWidth));
            painter.drawLine(QPointF(area.left() + 1, middle.y()),
                             QPointF(area.right() - 1, middle.y()));
        }
        paintMarker(painter, middle, 2.6, series.style.marker, color, color);
    }
    painter.restore();
}

} // namespace tidemark::charts
