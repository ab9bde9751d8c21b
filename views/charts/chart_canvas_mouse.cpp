// SPDX-License-Identifier: GPL-3.0-or-later
// Pointer, wheel and gestures of ChartCanvas: the chart interaction map.
#include "views/charts/chart_canvas.h"

#include "model/time/saturating.h"

#include <QGestureEvent>
#include <QMouseEvent>
#include <QPinchGesture>
#include <QWheelEvent>

#include <cmath>

namespace tidemark::charts {

namespace {

constexpr double kDragThreshold_px = 5;
constexpr double kAxisEnd_ratio = 0.15; ///< the part of the time axis that stretches when dragged
constexpr double kAnglePerNotch = 120;

/// Turns of the wheel in notches; positive away from the person. With Alt held, X11 turns the wheel
/// sideways, so the modifier is looked at first, then the axis.
double notches(const QWheelEvent &event, bool isSideways)
{
    const QPoint angle = event.angleDelta();
    const int turned = isSideways && angle.x() != 0 ? angle.x()
                       : angle.y() != 0             ? angle.y()
                                                    : angle.x();
    return turned / kAnglePerNotch;
}

} // namespace

ChartCanvas::Place ChartCanvas::placeOf(QPointF at) const
{
    const QRectF &plot = m_controller.frame().plot;
    if (plot.contains(at))
        return Place::Plot;
    const bool isBeside = at.y() >= plot.top() && at.y() <= plot.bottom();
    if (isBeside && at.x() < plot.left())
        return Place::LeftAxis;
    if (isBeside && at.x() > plot.right() && m_controller.frame().axes.size() > 1)
        return Place::RightAxis;
    return at.y() > plot.bottom() && at.x() >= plot.left() && at.x() <= plot.right()
               ? Place::TimeAxis
               : Place::Outside;
}

std::size_t ChartCanvas::axisAt(Place place) const
{
    return place == Place::RightAxis ? 1 : 0;
}

ChartCanvas::Drag ChartCanvas::plotDrag(const QMouseEvent *event) const
{
    const bool isMiddle = event->button() == Qt::MiddleButton;
    if (isMiddle || event->modifiers().testFlag(Qt::ControlModifier))
        return m_leftDragPans ? Drag::ZoomTime : Drag::Pan;
    if (m_selectsSpan || event->modifiers().testFlag(Qt::AltModifier))
        return Drag::SelectSpan;
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        return Drag::ZoomArea;
    if (const auto span = m_controller.selectedSpan()) {
        const TimeScale &time = m_controller.frame().time;
        if (std::abs(time.xOf(span->begin) - event->position().x()) <= kHandleReach_px)
            return Drag::SpanBegin;
        if (std::abs(time.xOf(span->end) - event->position().x()) <= kHandleReach_px)
            return Drag::SpanEnd;
    }
    return m_leftDragPans ? Drag::Pan : Drag::ZoomTime;
}

ChartCanvas::Drag ChartCanvas::dragFor(const QMouseEvent *event) const
{
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return Drag::None;
    const QRectF &plot = m_controller.frame().plot;
    switch (placeOf(event->position())) {
    case Place::Plot:
        return plotDrag(event);
    case Place::TimeAxis: {
        const double share = (event->position().x() - plot.left()) / plot.width();
        return share < kAxisEnd_ratio || share > 1 - kAxisEnd_ratio ? Drag::StretchTimeAxis
                                                                    : Drag::PanTimeAxis;
    }
    case Place::LeftAxis:
    case Place::RightAxis:
        return Drag::PanValueAxis;
    case Place::Outside:
        break;
    }
    return Drag::None;
}

void ChartCanvas::mousePressEvent(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    m_drag = dragFor(event);
    m_dragHasBegun = false;
    m_pressedAt = event->position();
    m_pressedTime = m_controller.frame().time.timeAt(event->position().x());
    m_windowBefore = m_controller.content().window;
    m_turnPause.stop();
    m_controller.endGesture(); // its release may have gone elsewhere
    event->setAccepted(m_drag != Drag::None);
}

void ChartCanvas::mouseMoveEvent(QMouseEvent *event)
{
    if (m_drag == Drag::None || event->buttons() == Qt::NoButton) {
        if (!m_turnPause.isActive())
            m_controller.endGesture();
        updateHover(event->position());
        return;
    }
    if (!m_dragHasBegun && (event->position() - m_pressedAt).manhattanLength() < kDragThreshold_px)
        return;
    m_dragHasBegun = true;
    if (m_drag == Drag::Pan || m_drag == Drag::PanTimeAxis || m_drag == Drag::StretchTimeAxis ||
        m_drag == Drag::PanValueAxis)
        m_controller.beginGesture();
    continueDrag(event->position());
}

void ChartCanvas::updateHover(QPointF at)
{
    const Place place = placeOf(at);
    m_hasPointer = place == Place::Plot;
    if (place == Place::Plot) {
        viewport()->setCursor(m_selectsSpan ? Qt::IBeamCursor : Qt::CrossCursor);
        m_controller.hover(m_controller.frame().time.timeAt(at.x()));
        return;
    }
    viewport()->setCursor(place == Place::TimeAxis  ? Qt::SizeHorCursor
                          : place == Place::Outside ? Qt::ArrowCursor
                                                    : Qt::SizeVerCursor);
    m_controller.leave();
}

void ChartCanvas::continueDrag(QPointF at)
{
    const ChartFrame &frame = m_controller.frame();
    const QPointF inside(std::clamp(at.x(), frame.plot.left(), frame.plot.right()),
                         std::clamp(at.y(), frame.plot.top(), frame.plot.bottom()));
    const Timestamp here = frame.time.timeAt(at.x());
    switch (m_drag) {
    case Drag::ZoomTime:
        m_rubberBand = QRectF(QPointF(m_pressedAt.x(), frame.plot.top()),
                              QPointF(inside.x(), frame.plot.bottom()))
                           .normalized();
        updateOverlay();
        break;
    case Drag::ZoomArea:
        m_rubberBand = QRectF(m_pressedAt, inside).normalized();
        updateOverlay();
        break;
    case Drag::Pan:
    case Drag::PanTimeAxis:
        // The instant that was taken hold of stays under the pointer.
        m_controller.panBy(saturatingSubtract(m_pressedTime.posixNs(), here.posixNs()));
        break;
    case Drag::StretchTimeAxis: {
        const bool isLeft = m_pressedAt.x() < frame.plot.center().x();
        const Timestamp fixed = isLeft ? m_windowBefore.end : m_windowBefore.begin;
        const double from =
            std::abs(m_pressedAt.x() - (isLeft ? frame.plot.right() : frame.plot.left()));
        const double to =
            std::max(8.0, std::abs(at.x() - (isLeft ? frame.plot.right() : frame.plot.left())));
        m_controller.zoomTo(zoomed(m_windowBefore, fixed, to / from, {}));
        break;
    }
    case Drag::PanValueAxis:
        m_controller.panValues(axisAt(placeOf(m_pressedAt)), at.y() - m_pressedAt.y());
        m_pressedAt.setY(at.y());
        break;
    case Drag::SelectSpan:
        m_controller.setSelectedSpan(windowBetween(m_pressedTime, frame.time.timeAt(inside.x())));
        break;
    case Drag::SpanBegin:
        m_controller.setSelectedSpan(
            windowBetween(frame.time.timeAt(inside.x()), m_controller.selectedSpan()->end));
        break;
    case Drag::SpanEnd:
        m_controller.setSelectedSpan(
            windowBetween(m_controller.selectedSpan()->begin, frame.time.timeAt(inside.x())));
        break;
    case Drag::None:
        break;
    }
}

void ChartCanvas::mouseReleaseEvent(QMouseEvent *event)
{
    m_controller.endGesture();
    const bool wasClick = m_drag != Drag::None && !m_dragHasBegun;
    if (wasClick)
        finishClick(event);
    else
        finishDrag();
    if (m_drag == Drag::SelectSpan)
        m_selectsSpan = false;
    m_drag = Drag::None;
    m_dragHasBegun = false;
    m_rubberBand = {};
    updateOverlay();
}

void ChartCanvas::finishDrag()
{
    if (m_rubberBand.isNull())
        return;
    const ChartFrame &frame = m_controller.frame();
    const TimeWindow window = windowBetween(frame.time.timeAt(m_rubberBand.left()),
                                            frame.time.timeAt(m_rubberBand.right()));
    if (m_drag == Drag::ZoomArea && m_rubberBand.height() >= kDragThreshold_px) {
        const ValueScale &values = frame.axes.front().scale;
        m_controller.zoomTo(window, ValueSpan{values.valueAt(m_rubberBand.bottom()),
                                              values.valueAt(m_rubberBand.top())});
    } else if (m_rubberBand.width() >= kDragThreshold_px) {
        m_controller.zoomTo(window);
    }
}

void ChartCanvas::finishClick(const QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || placeOf(event->position()) != Place::Plot)
        return;
    const Timestamp at = m_controller.frame().time.timeAt(event->position().x());
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        m_controller.mark(true, at);
    else
        m_controller.selectAt(at);
}

void ChartCanvas::cancelDrag()
{
    m_controller.cancelGesture();
    m_drag = Drag::None;
    m_dragHasBegun = false;
    m_rubberBand = {};
    updateOverlay();
}

void ChartCanvas::mouseDoubleClickEvent(QMouseEvent *event)
{
    const Place place = placeOf(event->position());
    if (place == Place::Plot)
        m_controller.resetZoom();
    else if (place == Place::LeftAxis || place == Place::RightAxis)
        m_controller.fitValues(axisAt(place));
    else if (place == Place::TimeAxis)
        m_controller.fitAll();
    m_drag = Drag::None;
}

// Wheels and pinches tell of each turn, not of where a gesture ends: a pause does.
void ChartCanvas::turn()
{
    if (m_drag != Drag::None)
        return; // part of the drag
    m_controller.beginGesture();
    m_turnPause.start();
}

void ChartCanvas::endTurning()
{
    if (!m_turnPause.isActive())
        return;
    m_turnPause.stop();
    m_controller.endGesture();
}

void ChartCanvas::wheelEvent(QWheelEvent *event)
{
    const Qt::KeyboardModifiers keys = event->modifiers();
    const Place place = placeOf(event->position());
    const bool isOverAxis = place == Place::LeftAxis || place == Place::RightAxis;
    const Timestamp here = m_controller.frame().time.timeAt(event->position().x());
    const bool isSideways = std::abs(event->angleDelta().x()) > std::abs(event->angleDelta().y());
    event->accept();
    const auto zoomTime = [&] {
        turn();
        m_controller.zoomTime(here, std::pow(kZoomFactor, notches(*event, false)));
    };
    if (keys.testFlag(Qt::ControlModifier)) { // always, also where the wheel scrolls
        zoomTime();
        return;
    }
    if (keys.testFlag(Qt::AltModifier) || isOverAxis) {
        turn();
        m_controller.zoomValues(axisAt(place), event->position().y(),
                                std::pow(kZoomFactor, notches(*event, false)));
    } else if (keys.testFlag(Qt::ShiftModifier) || isSideways) {
        turn();
        const double tenths = -notches(*event, true);
        m_controller.panBy(static_cast<std::int64_t>(
            tenths * static_cast<double>(span_ns(m_controller.content().window)) /
            kPanStepsPerRange));
    } else if (m_wheelScrolls || place == Place::Outside) {
        event->ignore(); // the dashboard scrolls
    } else {
        zoomTime();
    }
}

bool ChartCanvas::handlePinch(QEvent *event)
{
    auto *gesture = static_cast<QGestureEvent *>(event)->gesture(Qt::PinchGesture);
    auto *pinch = qobject_cast<QPinchGesture *>(gesture);
    if (pinch == nullptr)
        return false;
    turn();
    const QPointF centre = viewport()->mapFromGlobal(pinch->hotSpot());
    if (pinch->scaleFactor() > 0)
        m_controller.zoomTime(m_controller.frame().time.timeAt(centre.x()), pinch->scaleFactor());
    if (pinch->state() == Qt::GestureFinished || pinch->state() == Qt::GestureCanceled)
        endTurning();
    return true;
}

bool ChartCanvas::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Gesture && handlePinch(event))
        return true;
    if (event->type() == QEvent::Leave && m_drag == Drag::None) {
        m_hasPointer = false;
        m_controller.leave();
    }
    return QChartView::viewportEvent(event);
}

} // namespace tidemark::charts
