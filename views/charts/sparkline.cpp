// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/sparkline.h"

#include <QPainter>
#include <QPen>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kLineWidth = 1.25;
constexpr double kDotRadius = 1.5;

struct Extent
{
    double lowest = 0;
    double highest = 0;
};

std::optional<Extent> extentOf(std::span<const std::optional<double>> values)
{
    std::optional<Extent> extent;
    for (const std::optional<double> &value : values) {
        if (!value || !std::isfinite(*value))
            continue;
        if (!extent)
            extent = Extent{*value, *value};
        extent->lowest = std::min(extent->lowest, *value);
        extent->highest = std::max(extent->highest, *value);
    }
    return extent;
}

void paintRun(QPainter &painter, const QPolygonF &run, const QColor &color)
{
    if (run.size() == 1) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(run.first(), kDotRadius, kDotRadius);
    } else if (run.size() > 1) {
        painter.setPen(QPen(color, kLineWidth));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(run);
    }
}

} // namespace

void paintSparkline(QPainter &painter, const QRectF &area,
                    std::span<const std::optional<double>> values, const QColor &color)
{
    const auto extent = extentOf(values);
    if (!extent || area.isEmpty())
        return;
    const QRectF inside = area.adjusted(kDotRadius, kDotRadius, -kDotRadius, -kDotRadius);
    const double range = extent->highest - extent->lowest;
    const double step =
        values.size() > 1 ? inside.width() / static_cast<double>(values.size() - 1) : 0;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF run;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!values[i] || !std::isfinite(*values[i])) {
            paintRun(painter, run, color);
            run.clear();
            continue;
        }
        const double share = range > 0 ? (*values[i] - extent->lowest) / range : 0.5;
        const double x =
            values.size() > 1 ? inside.left() + step * static_cast<double>(i) : inside.center().x();
        run << QPointF(x, inside.bottom() - share * inside.height());
    }
    paintRun(painter, run, color);
    painter.restore();
}

} // namespace tidemark::charts
