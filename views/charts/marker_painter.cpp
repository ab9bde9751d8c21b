// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/marker_painter.h"

#include <QPainter>
#include <QPainterPath>
#include <QPen>
#include <QPolygonF>

#include <cmath>
#include <numbers>

namespace tidemark::charts {

namespace {

/// Corners of a regular polygon, the first one at `turn` quarter turns from the top.
QPolygonF regularPolygon(QPointF at, double radius, int corners, double turn)
{
    QPolygonF polygon;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * std::numbers::pi * (i + turn) / corners;
        polygon << at + QPointF(std::sin(angle), -std::cos(angle)) * radius;
    }
    return polygon;
}

QPainterPath cross(QPointF at, double radius)
{
    QPainterPath path;
    path.moveTo(at - QPointF(radius, radius));
    path.lineTo(at + QPointF(radius, radius));
    path.moveTo(at + QPointF(-radius, radius));
    path.lineTo(at + QPointF(radius, -radius));
    return path;
}

QPainterPath plus(QPointF at, double radius)
{
    QPainterPath path;
    path.moveTo(at - QPointF(radius, 0));
    path.lineTo(at + QPointF(radius, 0));
    path.moveTo(at - QPointF(0, radius));
    path.lineTo(at + QPointF(0, radius));
    return path;
}

QPainterPath closedShape(QPointF at, double radius, theme::MarkerShape shape)
{
    QPainterPath path;
    switch (shape) {
    case theme::MarkerShape::Square:
        path.addRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius));
        break;
    case theme::MarkerShape::Diamond:
        path.addPolygon(regularPolygon(at, radius * 1.35, 4, 0));
        break;
    case theme::MarkerShape::TriangleUp:
        path.addPolygon(regularPolygon(at, radius * 1.35, 3, 0));
        break;
    case theme::MarkerShape::TriangleDown:
        path.addPolygon(regularPolygon(at, radius * 1.35, 3, 1.5));
        break;
    case theme::MarkerShape::Hexagon:
        path.addPolygon(regularPolygon(at, radius * 1.15, 6, 0));
        break;
    default:
        path.addEllipse(at, radius, radius);
    }
    path.closeSubpath();
    return path;
}

} // namespace

void paintMarker(QPainter &painter, QPointF at, double radius, theme::MarkerShape shape,
                 const QColor &color, const QColor &inside)
{
    painter.setPen(QPen(color, 1.5));
    if (shape == theme::MarkerShape::Plus || shape == theme::MarkerShape::Cross) {
        painter.drawPath(shape == theme::MarkerShape::Plus ? plus(at, radius * 1.2)
                                                           : cross(at, radius));
        return;
    }
    painter.setPen(inside == color ? QPen(Qt::NoPen) : QPen(color, 1.5));
    painter.setBrush(inside);
    painter.drawPath(closedShape(at, radius, shape));
    painter.setBrush(Qt::NoBrush);
}

QPen seriesPen(const QColor &color, theme::DashPattern dash, double width)
{
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin);
    switch (dash) {
    case theme::DashPattern::Solid:
        break;
    case theme::DashPattern::Dash:
        pen.setDashPattern({4, 2.5});
        break;
    case theme::DashPattern::Dot:
        pen.setDashPattern({1.2, 2});
        break;
    case theme::DashPattern::DashDot:
        pen.setDashPattern({5, 2, 1.2, 2});
        break;
    }
    return pen;
}

} // namespace tidemark::charts
