// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and the context menu of ChartCanvas: the chart interaction map.
#include "views/charts/chart_canvas.h"

#include <QAction>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>

#include <utility>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {

/// The modifiers that choose a command; the keypad's own flag does not.
Qt::KeyboardModifiers modifiersOf(const QKeyEvent *event)
{
    return event->modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier);
}

} // namespace

void ChartCanvas::keyPressEvent(QKeyEvent *event)
{
    const bool isModifier = event->key() >= Qt::Key_Shift && event->key() <= Qt::Key_Alt;
    if (!isModifier) // what a key does is a step of its own
        endTurning();
    if (event->key() == Qt::Key_Escape && m_drag != Drag::None) {
        cancelDrag();
        return;
    }
    if (!moveByKey(event) && !zoomByKey(event) && !commandByKey(event))
        event->ignore(); // the window's shortcuts; not QGraphicsView, which would scroll
}

bool ChartCanvas::moveByKey(const QKeyEvent *event)
{
    const Qt::KeyboardModifiers keys = modifiersOf(event);
    const bool control = keys.testFlag(Qt::ControlModifier);
    const bool shift = keys.testFlag(Qt::ShiftModifier);
    if (keys.testFlag(Qt::AltModifier))
        return false;
    switch (event->key()) {
    case Qt::Key_Left:
        m_controller.step(control ? CursorStep::PreviousGap : CursorStep::Previous, shift);
        return true;
    case Qt::Key_Right:
        m_controller.step(control ? CursorStep::NextGap : CursorStep::Next, shift);
        return true;
    case Qt::Key_Home:
        m_controller.step(control ? CursorStep::First : CursorStep::FirstInView, shift);
        return true;
    case Qt::Key_End:
        m_controller.step(control ? CursorStep::Last : CursorStep::LastInView, shift);
        return true;
    case Qt::Key_Up:
        m_controller.stepSeries(-1);
        return true;
    case Qt::Key_Down:
        m_controller.stepSeries(1);
        return true;
    case Qt::Key_PageUp:
        Q_EMIT stepRequested(-1);
        return !control;
    case Qt::Key_PageDown:
        Q_EMIT stepRequested(1);
        return !control;
    default:
        return false;
    }
}

bool ChartCanvas::zoomByKey(const QKeyEvent *event)
{
    const Qt::KeyboardModifiers keys = modifiersOf(event);
    const bool isAlt = keys.testFlag(Qt::AltModifier);
    const auto zoom = [this, isAlt](double factor) {
        if (isAlt)
            m_controller.zoomValues(0, m_controller.frame().plot.center().y(), factor);
        else
            m_controller.zoomTimeAtCursor(factor);
    };
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift
        zoom(kZoomFactor);
        return true;
    case Qt::Key_Minus:
        zoom(1 / kZoomFactor);
        return true;
    case Qt::Key_Backspace:
        m_controller.goBack();
        return true;
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (!isAlt)
            return false;
        if (event->key() == Qt::Key_Left)
            m_controller.goBack();
        else
            m_controller.goForward();
        return true;
    case Qt::Key_0:
        m_controller.fitAll();
        return !isAlt;
    default:
        return false;
    }
}

bool ChartCanvas::commandByKey(const QKeyEvent *event)
{
    const Qt::KeyboardModifiers keys = modifiersOf(event);
    if (event->key() == Qt::Key_C && keys == Qt::ControlModifier) {
        copyData();
        return true;
    }
    if (event->key() == Qt::Key_C && keys == (Qt::ControlModifier | Qt::ShiftModifier)) {
        copyImage();
        return true;
    }
    if (event->key() == Qt::Key_T && keys == Qt::ControlModifier) {
        Q_EMIT tableRequested();
        return true;
    }
    const bool isShifted = keys == Qt::ShiftModifier;
    if (keys != Qt::NoModifier && !(isShifted && event->key() == Qt::Key_M))
        return false;
    switch (event->key()) {
    case Qt::Key_F:
        m_controller.focusSelection();
        return true;
    case Qt::Key_M:
        m_controller.mark(isShifted);
        return true;
    case Qt::Key_P:
        m_controller.togglePin();
        return true;
    case Qt::Key_S:
        m_selectsSpan = true;
        return true;
    case Qt::Key_V:
        Q_EMIT maximiseRequested();
        return true;
    case Qt::Key_Y:
        m_controller.toggleLock();
        return true;
    case Qt::Key_Z:
        m_controller.toggleZero();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_controller.activate();
        return true;
    case Qt::Key_Escape:
        if (std::exchange(m_selectsSpan, false))
            return true;
        if (!m_controller.selectedSpan())
            return false;
        m_controller.setSelectedSpan(std::nullopt);
        return true;
    default:
        return false;
    }
}

QAction *ChartCanvas::addChartAction(const QString &text, const QString &shortcut,
                                     const std::function<void()> &run)
{
    // The keys are handled by keyPressEvent, only while the chart has the focus; the menu shows
    // them.
    auto *action = new QAction(shortcut.isEmpty() ? text : text % u'\t' % shortcut, this);
    connect(action, &QAction::triggered, this, run);
    m_actions.append(action);
    return action;
}

void ChartCanvas::makeActions()
{
    addChartAction(tr("Zoom in"), u"+"_s, [this] { m_controller.zoomTimeAtCursor(kZoomFactor); });
    addChartAction(tr("Zoom out"), u"\u2212"_s,
                   [this] { m_controller.zoomTimeAtCursor(1 / kZoomFactor); });
    addChartAction(tr("Zoom back"), tr("Backspace"), [this] { m_controller.goBack(); });
    addChartAction(tr("Zoom forward"), tr("Alt+Right"), [this] { m_controller.goForward(); });
    addChartAction(tr("Back to the chosen range"), tr("Double-click"),
                   [this] { m_controller.resetZoom(); });
    addChartAction(tr("Fit all data"), u"0"_s, [this] { m_controller.fitAll(); });
    addChartAction(tr("Fit the selection"), u"F"_s, [this] { m_controller.focusSelection(); });
    addChartAction(tr("Select a span"), u"S"_s, [this] { m_selectsSpan = true; });
    addChartAction(tr("Clear the selection"), tr("Esc"),
                   [this] { m_controller.setSelectedSpan(std::nullopt); });
    addChartAction(tr("Lock the value range"), u"Y"_s, [this] { m_controller.toggleLock(); });
    addChartAction(tr("Include zero"), u"Z"_s, [this] { m_controller.toggleZero(); });
    addChartAction(tr("Logarithmic values"), {}, [this] { m_controller.toggleLogarithmic(); });
    addChartAction(tr("Pin the readout"), u"P"_s, [this] { m_controller.togglePin(); });
    addChartAction(tr("Mark A here"), u"M"_s, [this] { m_controller.mark(false); });
    addChartAction(tr("Mark B here"), tr("Shift+M"), [this] { m_controller.mark(true); });
    addChartAction(tr("Open the record"), tr("Enter"), [this] { m_controller.activate(); });
    addChartAction(tr("Show as table"), tr("Ctrl+T"), [this] { Q_EMIT tableRequested(); });
    addChartAction(tr("Maximise or restore"), u"V"_s, [this] { Q_EMIT maximiseRequested(); });
    addChartAction(tr("Copy data"), tr("Ctrl+C"), [this] { copyData(); });
    addChartAction(tr("Copy image"), tr("Ctrl+Shift+C"), [this] { copyImage(); });
}

void ChartCanvas::addCommands(const QList<QAction *> &commands)
{
    if (commands.isEmpty())
        return;
    auto *separator = new QAction(this);
    separator->setSeparator(true);
    m_actions.append(separator);
    m_actions.append(commands);
}

QList<QAction *> ChartCanvas::chartActions() const
{
    return m_actions;
}

void ChartCanvas::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Chart"));
    menu->setToolTipsVisible(true); // they say why a command is not possible
    menu->addActions(m_actions);
    // By key the menu opens where the crosshair stands, not at the pointer.
    const bool isByKey = event->reason() == QContextMenuEvent::Keyboard;
    const QPoint middle = m_controller.frame().plot.center().toPoint();
    menu->popup(isByKey ? viewport()->mapToGlobal(middle) : event->globalPos());
    event->accept();
}

} // namespace tidemark::charts
