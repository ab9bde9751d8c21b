// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_frame.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kLabelGap = 6; ///< between labels and the plot
constexpr double kEdgeGap = 4;  ///< between labels and the widget's edge
constexpr double kFontScale = 0.9;
constexpr double kMinimumPlot = 20;
constexpr double kTremble = 16;

/// Span of one axis: the locked one, else the fitted one.
ValueAxisFrame fittedAxis(const ChartContent &content, std::size_t index, const Unit &unit,
                          double top, double bottom, const ChartFrame *kept)
{
    std::vector<const ChartSeries *> members;
    for (const ChartSeries *one : content.visibleSeries()) {
        if (content.axisOf(*one) == index)
            members.push_back(one);
    }
    const ValueAxisSettings &settings = content.axisSettings.at(index);
    ValueFit fit = fittedValues(members, content.window, settings);
    const bool isKept = settings.isLocked && !settings.limits && kept != nullptr &&
                        index < kept->axes.size() && kept->axes[index].unit == unit &&
                        kept->axes[index].scale.isLogarithmic() == fit.isLogarithmic;
    if (isKept) {
        const ValueSpan &before = kept->axes[index].scale.span();
        const ValueSpan wanted{settings.minimum.value_or(before.first),
                               settings.maximum.value_or(before.last)};
        fit.span = wanted.last > wanted.first ? wanted : before;
    }
    ValueAxisFrame axis;
    axis.unit = unit;
    axis.notice = fit.notice;
    axis.scale = ValueScale(fit.span, fit.isLogarithmic, top, bottom);
    axis.labels = labelled(axis.scale, unit, content.numbers);
    return axis;
}

double widthOf(const ValueAxisFrame &axis, const QFontMetricsF &metrics)
{
    double widest = 0;
    for (const ValueTick &tick : axis.labels.ticks)
        widest = std::max(widest, metrics.horizontalAdvance(tick.label));
    return std::ceil(widest + kLabelGap + kEdgeGap);
}

/// A little less than before stays as it was: while one pans, labels come and go, and the plot's
/// edge must not tremble under the pointer.
double steadied(double needed, double before)
{
    return before >= needed && before - needed <= kTremble ? before : needed;
}

} // namespace

QFont chartFont(const QFont &base)
{
    QFont font = base;
    if (base.pointSizeF() > 0)
        font.setPointSizeF(base.pointSizeF() * kFontScale);
    else
        font.setPixelSize(
            std::max(1, static_cast<int>(std::lround(base.pixelSize() * kFontScale))));
    return font;
}

QRectF ChartFrame::timeAxisArea(const QSizeF &size) const
{
    return {plot.left(), plot.bottom(), plot.width(), size.height() - plot.bottom()};
}

QRectF ChartFrame::valueAxisArea(std::size_t axis, const QSizeF &size) const
{
    return axis == 0 ? QRectF(0, plot.top(), plot.left(), plot.height())
                     : QRectF(plot.right(), plot.top(), size.width() - plot.right(), plot.height());
}

ChartFrame arranged(const ChartContent &content, const QSizeF &size, const QFont &font,
                    const ChartFrame *kept)
{
    const QFontMetricsF metrics(chartFont(font));
    const std::vector<Unit> units = content.units();
    // The axis' unit stands above its labels, its notice beside it.
    const double top = std::ceil(metrics.height() + kLabelGap);
    const double below = std::ceil(metrics.height() * 2 + kLabelGap + kEdgeGap);
    const double bottom = std::max(size.height() - below, top + kMinimumPlot);

    ChartFrame frame;
    for (std::size_t i = 0; i < units.size(); ++i)
        frame.axes.push_back(fittedAxis(content, i, units[i], top, bottom, kept));
    frame.leftWidth = widthOf(frame.axes.front(), metrics);
    frame.rightWidth = frame.axes.size() > 1 ? widthOf(frame.axes.back(), metrics) : kLabelGap * 2;
    if (kept != nullptr && kept->axes.size() == frame.axes.size()) {
        frame.leftWidth = steadied(frame.leftWidth, kept->leftWidth);
        frame.rightWidth = steadied(frame.rightWidth, kept->rightWidth);
    }
    const double left = std::max(frame.leftWidth, content.minimumLeft);
    const double right = std::max(frame.rightWidth, content.minimumRight);
    frame.plot = QRectF(QPointF(left, top),
                        QPointF(std::max(size.width() - right, left + kMinimumPlot), bottom));
    frame.time = TimeScale(content.window, frame.plot.left(), frame.plot.width());
    frame.timeTicks =
        timeTicks(frame.time, content.calendar, content.timeForm(),
                  [&metrics](const QString &text) { return metrics.horizontalAdvance(text); });
    return frame;
}

} // namespace tidemark::charts
