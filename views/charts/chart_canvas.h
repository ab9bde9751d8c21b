// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/activity_meter.h"
#include "views/charts/chart_controller.h"
#include "views/charts/overlay_painter.h"

#include <QChartView>
#include <QTimer>

#include <functional>

class QAction;
class QMenu;

namespace tidemark::theme {
class Theme;
}

namespace tidemark::charts {

/// The plot with its axes: paints what the controller holds and turns pointer, wheel and keys into
/// its commands (the chart interaction map). GUI thread.
class ChartCanvas final : public QChartView
{
    Q_OBJECT
    /// True where a surrounding dashboard scrolls: the plain wheel is left to it.
    Q_PROPERTY(bool wheelScrolls READ wheelScrolls WRITE setWheelScrolls)
    /// True when the left drag pans and the middle one zooms.
    Q_PROPERTY(bool leftDragPans READ leftDragPans WRITE setLeftDragPans)

public:
    /// Theme and controller outlive the canvas.
    ChartCanvas(ChartController &controller, const theme::Theme &theme, QWidget *parent = nullptr);
    ~ChartCanvas() override;

    [[nodiscard]] bool wheelScrolls() const noexcept { return m_wheelScrolls; }
    void setWheelScrolls(bool scrolls) { m_wheelScrolls = scrolls; }
    [[nodiscard]] bool leftDragPans() const noexcept { return m_leftDragPans; }
    void setLeftDragPans(bool pans) { m_leftDragPans = pans; }

    /// Who is told of each frame on the screen; a loan that outlives the canvas, or null.
    void setMeter(ActivityMeter *meter) noexcept { m_meter = meter; }

    [[nodiscard]] const ChartController &controller() const { return m_controller; }
    [[nodiscard]] QList<QAction *> chartActions() const;
    /// Commands of others, which the menu offers after them; loans.
    void addCommands(const QList<QAction *> &commands);
    [[nodiscard]] QSize sizeHint() const override { return {480, 240}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {160, 100}; }

    /// Draws grid, series and axes; the overlay when asked for. For export and printing too.
    void paintContent(QPainter &painter) const;
    void copyData() const;  ///< tab-separated and HTML
    void copyImage() const; ///< at twice the screen's resolution

Q_SIGNALS:
    void stepRequested(int ranges);
    void tableRequested();
    void maximiseRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    enum class Drag
    {
        None,
        ZoomTime,
        ZoomArea,
        Pan,
        SelectSpan,
        SpanBegin,
        SpanEnd,
        PanTimeAxis,
        StretchTimeAxis,
        PanValueAxis,
    };
    enum class Place
    {
        Plot,
        TimeAxis,
        LeftAxis,
        RightAxis,
        Outside,
    };

    class Layer;

    [[nodiscard]] Place placeOf(QPointF at) const;
    [[nodiscard]] std::size_t axisAt(Place place) const;
    [[nodiscard]] Drag dragFor(const QMouseEvent *event) const;
    [[nodiscard]] Drag plotDrag(const QMouseEvent *event) const;
    void continueDrag(QPointF at);
    void finishDrag();
    void finishClick(const QMouseEvent *event);
    void cancelDrag();
    void updateHover(QPointF at);
    void updateOverlay();
    [[nodiscard]] bool handlePinch(QEvent *event);
    void turn();
    void endTurning();
    [[nodiscard]] bool moveByKey(const QKeyEvent *event);
    [[nodiscard]] bool commandByKey(const QKeyEvent *event);
    [[nodiscard]] bool zoomByKey(const QKeyEvent *event);
    void makeActions();
    QAction *addChartAction(const QString &text, const QString &shortcut,
                            const std::function<void()> &run);
    void onControllerChanged();
    void repaintAll();
    void paintMeasured(QPainter &painter) const;
    void announce(const QString &text);
    [[nodiscard]] OverlayState overlay() const;

    ChartController &m_controller;
    const theme::Theme &m_theme;
    ActivityMeter *m_meter = nullptr;
    Layer *m_content = nullptr;
    Layer *m_overlay = nullptr;
    QList<QAction *> m_actions;
    bool m_wheelScrolls = false;
    bool m_leftDragPans = false;
    bool m_selectsSpan = false; ///< S was pressed: the next drag selects
    bool m_hasPointer = false;
    Drag m_drag = Drag::None;
    bool m_dragHasBegun = false;
    QPointF m_pressedAt;
    TimeWindow m_windowBefore; ///< when the button was pressed
    Timestamp m_pressedTime;
    QRectF m_rubberBand;
    QTimer m_turnPause; ///< runs for a moment after a turn of the wheel or a pinch
};

} // namespace tidemark::charts
