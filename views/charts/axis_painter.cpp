// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/axis_painter.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

constexpr double kLabelGap = 6;
constexpr double kTickLength = 4;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::charts::Axis)
};

/// The middle of the device pixel row nearest to y, so that a hairline is one pixel and sharp.
double crisp(double at)
{
    return std::floor(at) + 0.5;
}

void paintValueLabels(QPainter &painter, const ChartFrame &frame, std::size_t index,
                      const QFontMetricsF &metrics)
{
    const ValueAxisFrame &axis = frame.axes[index];
    for (const ValueTick &tick : axis.labels.ticks) {
        const double y = axis.scale.yOf(tick.value) + (metrics.ascent() - metrics.descent()) / 2;
        const double width = metrics.horizontalAdvance(tick.label);
        const double x =
            index == 0 ? frame.plot.left() - kLabelGap - width : frame.plot.right() + kLabelGap;
        painter.drawText(QPointF(x, y), tick.label);
    }
}

/// The unit over the labels, then what a logarithmic axis hides.
void paintHead(QPainter &painter, const ChartFrame &frame, std::size_t index, const QSizeF &size,
               const QFontMetricsF &metrics)
{
    const ValueAxisFrame &axis = frame.axes[index];
    const double baseline = frame.plot.top() - kLabelGap - metrics.descent();
    const QString unit = axis.labels.unit;
    const double unitWidth = metrics.horizontalAdvance(unit);
    if (index > 0) {
        painter.drawText(QPointF(size.width() - unitWidth - 2, baseline), unit);
        return;
    }
    const double right = frame.plot.left() - kLabelGap;
    painter.drawText(QPointF(std::max(2.0, right - unitWidth), baseline), unit);
    if (axis.notice.isEmpty())
        return;
    const double left = std::max(frame.plot.left(), unitWidth + 12);
    painter.drawText(QPointF(left, baseline),
                     metrics.elidedText(axis.notice, Qt::ElideRight, frame.plot.right() - left));
}

void paintTimeLabels(QPainter &painter, const ChartFrame &frame, const QSizeF &size,
                     const QFontMetricsF &metrics, const theme::Palette &palette)
{
    const double baseline = frame.plot.bottom() + kLabelGap + metrics.ascent();
    for (const TimeTick &tick : frame.timeTicks.ticks) {
        const double x = frame.time.xOf(tick.at);
        painter.setPen(QPen(palette.border, 1));
        painter.drawLine(QPointF(crisp(x), frame.plot.bottom()),
                         QPointF(crisp(x), frame.plot.bottom() + kTickLength));
        const double width = metrics.horizontalAdvance(tick.label);
        const double left = std::clamp(x - width / 2, 1.0, std::max(1.0, size.width() - width - 1));
        painter.setPen(palette.mutedText);
        painter.drawText(QPointF(left, baseline), tick.label);
    }
}

void paintContexts(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
                   const QSizeF &size, const QFontMetricsF &metrics)
{
    const double baseline = frame.plot.bottom() + kLabelGap + metrics.height() + metrics.ascent();
    const QString zone = frame.timeTicks.corner.isEmpty()
                             ? content.calendar.zone.id()
                             : frame.timeTicks.corner % u' ' % content.calendar.zone.id();
    const double zoneLeft = size.width() - metrics.horizontalAdvance(zone) - 8;
    for (const TimeContext &context : frame.timeTicks.contexts) {
        const double x = std::max(frame.time.xOf(context.at), frame.plot.left());
        if (x + metrics.horizontalAdvance(context.label) < zoneLeft - kLabelGap)
            painter.drawText(QPointF(x, baseline), context.label);
    }
    painter.drawText(QPointF(zoneLeft, baseline), zone);
}

QString clockChangeText(const OffsetChange &change)
{
    const auto minutes = (change.after - change.before).count() / 60;
    const auto size = minutes < 0 ? -minutes : minutes;
    const QString sign = minutes < 0 ? u"\u2212"_s : u"+"_s;
    return Text::tr("clock %1")
        .arg(sign % (size % 60 == 0 ? u"%1 h"_s.arg(size / 60) : u"%1 min"_s.arg(size)));
}

void paintClockChanges(QPainter &painter, const ChartFrame &frame, const QFontMetricsF &metrics,
                       const theme::Palette &palette)
{
    for (const OffsetChange &change : frame.timeTicks.clockChanges) {
        const double x = crisp(frame.time.xOf(change.at));
        painter.setPen(QPen(palette.caution, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()));
        const QString text = clockChangeText(change);
        const double width = metrics.horizontalAdvance(text);
        const double left = x + 4 + width > frame.plot.right() ? x - 4 - width : x + 4;
        painter.setPen(palette.caution);
        painter.drawText(QPointF(left, frame.plot.bottom() - 4), text);
    }
}

} // namespace

void paintGrid(QPainter &painter, const ChartFrame &frame, const theme::Palette &palette)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(frame.plot, palette.plotBackground);
    for (const ValueTick &tick : frame.axes.front().labels.ticks) {
        const double y = crisp(frame.axes.front().scale.yOf(tick.value));
        if (y < frame.plot.top() || y > frame.plot.bottom() + 1)
            continue;
        painter.setPen(QPen(tick.value == 0 ? palette.border : palette.grid, 1));
        painter.drawLine(QPointF(frame.plot.left(), y), QPointF(frame.plot.right(), y));
    }
    painter.restore();
}

void paintAxes(QPainter &painter, const ChartContent &content, const ChartFrame &frame,
               const QSizeF &size, const QFont &font, const theme::Palette &palette)
{
    const QFont small = chartFont(font);
    const QFontMetricsF metrics(small);
    painter.save();
    painter.setFont(small);
    painter.setPen(palette.mutedText);
    for (std::size_t i = 0; i < frame.axes.size(); ++i) {
        paintValueLabels(painter, frame, i, metrics);
        paintHead(painter, frame, i, size, metrics);
    }
    paintTimeLabels(painter, frame, size, metrics, palette);
    painter.setPen(palette.mutedText);
    paintContexts(painter, content, frame, size, metrics);
    paintClockChanges(painter, frame, metrics, palette);
    painter.restore();
}

} // namespace tidemark::charts
