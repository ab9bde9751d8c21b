// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/overlay_painter.h"

#include "views/charts/bucket_search.h"
#include "views/charts/marker_painter.h"
#include "views/charts/series_painter.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

constexpr double kPadding = 9;
constexpr double kKeyWidth = 18;
constexpr double kPointerGap = 12;

void paintSpan(QPainter &painter, const ChartFrame &frame, const TimeWindow &span,
               const theme::Palette &palette)
{
    const double left = frame.time.xOf(span.begin);
    const double right = frame.time.xOf(span.end);
    QColor fill = palette.accent;
    fill.setAlphaF(0.12F);
    const QRectF area(QPointF(left, frame.plot.top()), QPointF(right, frame.plot.bottom()));
    painter.fillRect(area, fill);
    for (const double x : {left, right}) {
        painter.setPen(QPen(palette.accent, 1.5));
        painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
        painter.setBrush(palette.surface);
        painter.drawRoundedRect(QRectF(x - 3, frame.plot.center().y() - 9, 6, 18), 3, 3);
        painter.setBrush(Qt::NoBrush);
    }
}

void paintMark(QPainter &painter, const ChartFrame &frame, Timestamp at, const QString &name,
               const theme::Palette &palette)
{
    const double x = std::floor(frame.time.xOf(at)) + 0.5;
    painter.setPen(QPen(palette.annotation, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
    painter.setPen(palette.annotationText);
    painter.drawText(QPointF(x + 4, frame.plot.top() + painter.fontMetrics().ascent()), name);
}

void paintCrosshair(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                    const CursorState &cursor, const theme::Palette &palette)
{
    const double x = std::floor(frame.time.xOf(*cursor.at)) + 0.5;
    painter.setPen(QPen(palette.crosshair, 1));
    painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
    for (const ChartSeries *one : content.visibleSeries()) {
        const auto index = pointAt(*one, *cursor.at);
        if (!index || one->shape == SeriesShape::Bars)
            continue;
        const ValueScale &values =
            frame.axes[std::min(content.axisOf(*one), frame.axes.size() - 1)].scale;
        const QPointF at(frame.time.xOf(one->points[*index].middle()),
                         values.yOf(*one->points[*index].value));
        paintMarker(painter, at, 4, theme::MarkerShape::Circle, theme::colorOf(one->style, palette),
                    palette.plotBackground);
    }
}

/// The readout's text measured line by line.
struct Box
{
    const Readout &readout;
    QFont font;
    QFont bold;
    bool hasKeys;

    [[nodiscard]] QString lineOf(const ReadoutRow &row) const
    {
        return hasKeys ? row.series->name % u"  "_s % row.text : row.text;
    }
    [[nodiscard]] double lineHeight() const { return std::ceil(QFontMetricsF(font).height() + 1); }
    [[nodiscard]] QSizeF size() const
    {
        const QFontMetricsF metrics(font);
        double width = QFontMetricsF(bold).horizontalAdvance(readout.title);
        int lines = 1;
        for (const ReadoutRow &row : readout.rows) {
            const double indent = hasKeys ? kKeyWidth + 5 : 0;
            width = std::max(width, indent + metrics.horizontalAdvance(lineOf(row)));
            width = std::max(width, indent + metrics.horizontalAdvance(row.detail));
            lines += row.detail.isEmpty() ? 1 : 2;
        }
        if (!readout.difference.isEmpty()) {
            width = std::max(width, metrics.horizontalAdvance(readout.difference));
            ++lines;
        }
        return {std::ceil(width) + 2 * kPadding, lines * lineHeight() + 2 * kPadding - 3};
    }
};

/// Beside the crosshair, on the side with room, never outside the plot's width if it fits.
QRectF placedBox(const QSizeF &size, const ChartFrame &frame, double x)
{
    double left = x + kPointerGap;
    if (left + size.width() > frame.plot.right() - 2)
        left = x - kPointerGap - size.width();
    left = std::clamp(left, 2.0, std::max(2.0, frame.plot.right() - size.width()));
    return {QPointF(left, frame.plot.top() + 8), size};
}

void paintRows(QPainter &painter, const Box &box, const QRectF &area, const theme::Palette &palette)
{
    const QFontMetricsF metrics(box.font);
    double y = area.top() + kPadding + metrics.ascent() - 2;
    const double left = area.left() + kPadding;
    painter.setFont(box.bold);
    painter.setPen(palette.text);
    painter.drawText(QPointF(left, y), box.readout.title);
    painter.setFont(box.font);
    const double indent = box.hasKeys ? kKeyWidth + 5 : 0;
    for (const ReadoutRow &row : box.readout.rows) {
        y += box.lineHeight();
        if (box.hasKeys)
            paintSeriesKey(painter,
                           QRectF(left, y - metrics.ascent(), kKeyWidth, metrics.height() - 2),
                           *row.series, palette);
        painter.setPen(row.hasValue ? palette.text : palette.mutedText);
        painter.drawText(QPointF(left + indent, y), box.lineOf(row));
        if (row.detail.isEmpty())
            continue;
        y += box.lineHeight();
        painter.setPen(palette.mutedText);
        painter.drawText(QPointF(left + indent, y), row.detail);
    }
    if (!box.readout.difference.isEmpty()) {
        painter.setPen(palette.text);
        painter.drawText(QPointF(left, y + box.lineHeight()), box.readout.difference);
    }
}

void paintPin(QPainter &painter, const QRectF &area, const theme::Palette &palette)
{
    const QPointF at(area.right() - 9, area.top() + 9);
    painter.setPen(QPen(palette.accentText, 1.5));
    painter.setBrush(palette.accentText);
    painter.drawEllipse(at, 2.5, 2.5);
    painter.drawLine(at + QPointF(0, 3), at + QPointF(0, 7));
    painter.setBrush(Qt::NoBrush);
}

void paintReadout(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                  const CursorState &cursor, const QFont &font, const theme::Palette &palette)
{
    const Readout readout = readoutAt(content, cursor);
    QFont bold = chartFont(font);
    bold.setBold(true);
    const Box box{readout, chartFont(font), bold, content.visibleSeries().size() > 1};
    const QRectF area = placedBox(box.size(), frame, frame.time.xOf(*cursor.at));
    painter.setPen(QPen(palette.border, 1));
    painter.setBrush(palette.surface);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
    painter.setBrush(Qt::NoBrush);
    paintRows(painter, box, area, palette);
    if (cursor.isPinned)
        paintPin(painter, area, palette);
}

void paintRubberBand(QPainter &painter, const QRectF &band, const theme::Palette &palette)
{
    QColor fill = palette.accent;
    fill.setAlphaF(0.15F);
    painter.fillRect(band, fill);
    painter.setPen(QPen(palette.accent, 1));
    painter.drawRect(band);
}

} // namespace

void paintOverlay(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                  const OverlayState &overlay, const QFont &font, const theme::Palette &palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(chartFont(font));
    painter.setClipRect(frame.plot);
    if (overlay.span)
        paintSpan(painter, frame, *overlay.span, palette);
    if (overlay.cursor.markA && overlay.cursor.markB)
        paintMark(painter, frame, *overlay.cursor.markA, u"A"_s, palette);
    if (overlay.cursor.markB)
        paintMark(painter, frame, *overlay.cursor.markB, u"B"_s, palette);
    const bool isInView = overlay.cursor.at && content.window.contains(*overlay.cursor.at);
    if (isInView)
        paintCrosshair(painter, content, frame, overlay.cursor, palette);
    if (!overlay.rubberBand.isNull())
        paintRubberBand(painter, overlay.rubberBand, palette);
    painter.setClipping(false);
    if (isInView && (overlay.hasReadout || overlay.cursor.isPinned))
        paintReadout(painter, content, frame, overlay.cursor, font, palette);
    if (overlay.hasFocus) {
        painter.setPen(QPen(palette.focusRing, 2));
        painter.drawRoundedRect(frame.plot.adjusted(-1, -1, 1, 1), 3, 3);
    }
    painter.restore();
}

} // namespace tidemark::charts
