// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_controller.h"

#include <algorithm>
#include <utility>

namespace tidemark::charts {

ChartController::ChartController(QObject *parent)
    : QObject(parent)
{
    m_history.start(shownRange());
    arrange();
}

void ChartController::arrange()
{
    m_frame = arranged(m_content, m_size, m_font, m_frame.axes.empty() ? nullptr : &m_frame);
    Q_EMIT changed();
}

void ChartController::setSurface(const QSizeF &size, const QFont &font)
{
    m_size = size;
    m_font = font;
    arrange();
}

ChartRange ChartController::shownRange() const
{
    return {m_content.window, m_content.axisSettings.front().limits};
}

void ChartController::setWindow(const TimeWindow &window, RangeOrigin origin, ZoomMove move)
{
    if (window.isEmpty())
        return;
    const bool isSame = window == m_content.window;
    if (!isSame && origin == RangeOrigin::Zoomed && follow(window, move))
        return;
    m_content.window = window;
    if (origin == RangeOrigin::Chosen && !isSame)
        m_history.start(shownRange());
    else
        remember(shownRange());
    if (!isSame)
        arrange();
}

bool ChartController::follow(const TimeWindow &window, ZoomMove move)
{
    if (m_before || move == ZoomMove::Step)
        return false;
    if (move == ZoomMove::Continued) {
        m_content.window = window;
        m_history.replace(shownRange());
        arrange();
        return true;
    }
    const auto range = m_history.follow(window, move);
    if (!range)
        return false;
    m_content.window = range->time;
    m_content.axisSettings.front().limits = range->values;
    arrange();
    return true;
}

void ChartController::remember(const ChartRange &range)
{
    if (!m_before)
        m_history.push(range);
}

void ChartController::beginGesture()
{
    if (!m_before)
        m_before = {shownRange(), m_content.axisSettings, false};
}

void ChartController::endGesture()
{
    const auto before = std::exchange(m_before, std::nullopt);
    if (before && before->range != shownRange())
        m_history.push(shownRange());
}

void ChartController::cancelGesture()
{
    if (!m_before)
        return;
    for (std::size_t axis = 0; axis < m_content.axisSettings.size(); ++axis)
        m_content.axisSettings.at(axis).limits = m_before->axes.at(axis).limits;
    // A window that moved on by itself meanwhile stays.
    const TimeWindow window = m_before->hasMoved ? m_before->range.time : m_content.window;
    show({window, m_before->range.values},
         ZoomMove::Undone); // who is told of the window tells it: no step either
    m_before.reset();
}

void ChartController::show(const ChartRange &range, ZoomMove move)
{
    const bool isNewTime = range.time != m_content.window;
    m_content.window = range.time;
    m_content.axisSettings.front().limits = range.values;
    arrange();
    if (!isNewTime)
        return;
    if (m_before)
        m_before->hasMoved = true;
    Q_EMIT rangeChangeRequested(range.time, move);
}

void ChartController::zoomTo(const TimeWindow &window, std::optional<ValueSpan> values)
{
    const ChartRange range{window, values ? values : shownRange().values};
    if (range == shownRange())
        return;
    remember(range);
    show(range, m_before && m_before->hasMoved ? ZoomMove::Continued : ZoomMove::Step);
}

void ChartController::zoomTime(Timestamp anchor, double factor)
{
    zoomTo(zoomed(m_content.window, anchor, factor, m_limits));
}

void ChartController::zoomTimeAtCursor(double factor)
{
    const bool isInView = m_cursor.at && m_content.window.contains(*m_cursor.at);
    zoomTime(isInView ? *m_cursor.at : middleOf(m_content.window), factor);
}

void ChartController::panBy(std::int64_t by_ns)
{
    zoomTo(panned(m_content.window, by_ns));
}

void ChartController::panBySteps(int steps)
{
    zoomTo(pannedBySteps(m_content.window, steps));
}

void ChartController::fitAll()
{
    m_content.axisSettings.front().limits.reset();
    if (!m_limits.extent) {
        arrange();
        Q_EMIT fitAllRequested();
        return;
    }
    zoomTo(windowBetween(m_limits.extent->begin, m_limits.extent->end));
    arrange();
}

void ChartController::focusSelection()
{
    if (!m_span || *m_span == m_content.window)
        fitAll();
    else
        zoomTo(windowBetween(m_span->begin, m_span->end));
}

void ChartController::goBack()
{
    endGesture();
    if (const auto range = m_history.back())
        show(*range, ZoomMove::Back);
}

void ChartController::goForward()
{
    endGesture();
    if (const auto range = m_history.forward())
        show(*range, ZoomMove::Forward);
}

void ChartController::resetZoom()
{
    endGesture();
    if (const auto range = m_history.toFirst())
        show(*range, ZoomMove::First);
}

void ChartController::zoomValues(std::size_t axis, double y, double factor)
{
    if (axis >= m_frame.axes.size())
        return;
    m_content.axisSettings.at(axis).limits = m_frame.axes[axis].scale.zoomedAt(y, factor);
    remember(shownRange());
    arrange();
}

void ChartController::panValues(std::size_t axis, double pixels)
{
    if (axis >= m_frame.axes.size() || pixels == 0)
        return;
    m_content.axisSettings.at(axis).limits = m_frame.axes[axis].scale.movedBy(pixels);
    remember(shownRange());
    arrange();
}

void ChartController::fitValues(std::size_t axis)
{
    m_content.axisSettings.at(axis).limits.reset();
    m_content.axisSettings.at(axis).isLocked = false;
    remember(shownRange());
    arrange();
}

void ChartController::toggleLock()
{
    const bool lock = !m_content.axisSettings.front().isLocked;
    for (ValueAxisSettings &settings : m_content.axisSettings) {
        settings.isLocked = lock;
        if (!lock)
            settings.limits.reset();
    }
    arrange();
}

void ChartController::toggleZero()
{
    const bool include = !m_content.axisSettings.front().includesZero;
    for (ValueAxisSettings &settings : m_content.axisSettings)
        settings.includesZero = include;
    arrange();
}

void ChartController::toggleLogarithmic()
{
    const bool isLogarithmic = !m_content.axisSettings.front().isLogarithmic;
    for (ValueAxisSettings &settings : m_content.axisSettings)
        settings.isLogarithmic = isLogarithmic;
    arrange();
}

} // namespace tidemark::charts
