// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_canvas.h"

#include "views/charts/axis_painter.h"
#include "views/charts/chart_accessible.h"
#include "views/charts/chart_clipboard.h"
#include "views/charts/series_painter.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QChart>
#include <QClipboard>
#include <QEvent>
#include <QGraphicsItem>
#include <QGuiApplication>
#include <QImage>
#include <QMimeData>
#include <QPainter>

#include <chrono>

namespace tidemark::charts {

namespace {

/// Turns that follow each other sooner are one gesture.
constexpr std::chrono::milliseconds kTurnPause{400};

} // namespace

/// One item of the scene, painted by a function of the canvas. The overlay has its own, so that a
/// moving crosshair finds the series below already drawn.
class ChartCanvas::Layer final : public QGraphicsItem
{
public:
    Layer(QGraphicsItem *parent, std::function<void(QPainter &)> paint)
        : QGraphicsItem(parent)
        , m_paint(std::move(paint))
    {
        setAcceptedMouseButtons(Qt::NoButton);
    }

    void setSize(const QSizeF &size)
    {
        prepareGeometryChange();
        m_size = size;
    }
    [[nodiscard]] QRectF boundingRect() const override { return {QPointF(0, 0), m_size}; }
    void paint(QPainter *painter, const QStyleOptionGraphicsItem *, QWidget *) override
    {
        m_paint(*painter);
    }

private:
    std::function<void(QPainter &)> m_paint;
    QSizeF m_size;
};

ChartCanvas::ChartCanvas(ChartController &controller, const theme::Theme &theme, QWidget *parent)
    : QChartView(parent)
    , m_controller(controller)
    , m_theme(theme)
{
    installChartAccessibility();
    // QChart is the frame: scene, printing, export. Axes, legend and data are drawn by our layers.
    chart()->setMargins(QMargins(0, 0, 0, 0));
    chart()->setBackgroundVisible(false);
    chart()->legend()->hide();
    chart()->setAnimationOptions(QChart::NoAnimation);
    setRenderHint(QPainter::Antialiasing, false);
    setViewportUpdateMode(QGraphicsView::MinimalViewportUpdate);
    setCacheMode(QGraphicsView::CacheNone);
    setFrameShape(QFrame::NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    setStyleSheet(QStringLiteral("background: transparent"));
    viewport()->setAutoFillBackground(false);
    setFocusPolicy(Qt::StrongFocus);
    setAcceptDrops(false); // a view of a scene takes every drop; metrics are for the dashboard
    viewport()->setAcceptDrops(false);
    viewport()->setMouseTracking(true);
    viewport()->setAccessibleName(tr("Plot"));
    viewport()->grabGesture(Qt::PinchGesture);
    m_content = new Layer(chart(), [this](QPainter &painter) { paintMeasured(painter); });
    m_overlay = new Layer(chart(), [this](QPainter &painter) {
        paintOverlay(painter, m_controller.content(), m_controller.frame(), overlay(), font(),
                     m_theme.palette());
    });
    m_content->setCacheMode(QGraphicsItem::DeviceCoordinateCache);
    m_overlay->setZValue(1);
    makeActions();
    m_turnPause.setSingleShot(true);
    m_turnPause.setInterval(kTurnPause);
    connect(&m_turnPause, &QTimer::timeout, &m_controller, &ChartController::endGesture);
    connect(&m_controller, &ChartController::changed, this, &ChartCanvas::onControllerChanged);
    connect(&m_controller, &ChartController::overlayChanged, this, [this] { updateOverlay(); });
    connect(&m_controller, &ChartController::announced, this, &ChartCanvas::announce);
    connect(&m_theme, &theme::Theme::changed, this, &ChartCanvas::repaintAll);
}

ChartCanvas::~ChartCanvas() = default;

OverlayState ChartCanvas::overlay() const
{
    OverlayState state;
    state.cursor = m_controller.cursor();
    state.span = m_controller.selectedSpan();
    state.rubberBand = m_rubberBand;
    state.hasReadout = m_hasPointer || hasFocus();
    state.hasFocus = hasFocus();
    return state;
}

void ChartCanvas::paintMeasured(QPainter &painter) const
{
    const auto begin = std::chrono::steady_clock::now();
    paintContent(painter);
    if (m_meter != nullptr)
        m_meter->ended(Activity::Frame, std::chrono::steady_clock::now() - begin, Ending::Done);
}

void ChartCanvas::paintContent(QPainter &painter) const
{
    const ChartFrame &frame = m_controller.frame();
    paintGrid(painter, frame, m_theme.palette());
    paintSeries(painter, m_controller.content(), frame, m_theme.palette());
    paintAxes(painter, m_controller.content(), frame, QSizeF(viewport()->size()), font(),
              m_theme.palette());
}

void ChartCanvas::onControllerChanged()
{
    const QSizeF size = viewport()->size();
    setSceneRect(QRectF(QPointF(0, 0), size));
    chart()->resize(size);
    chart()->setPlotArea(m_controller.frame().plot);
    m_content->setSize(size);
    m_overlay->setSize(size);
    repaintAll();
}

void ChartCanvas::updateOverlay()
{
    m_overlay->update();
}

void ChartCanvas::repaintAll()
{
    m_content->update();
    m_overlay->update();
}

void ChartCanvas::resizeEvent(QResizeEvent *event)
{
    QChartView::resizeEvent(event);
    m_controller.setSurface(QSizeF(viewport()->size()), font());
}

void ChartCanvas::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        m_controller.setSurface(QSizeF(viewport()->size()), font());
}

void ChartCanvas::focusInEvent(QFocusEvent *event)
{
    QChartView::focusInEvent(event);
    m_overlay->update();
}

void ChartCanvas::focusOutEvent(QFocusEvent *event)
{
    QChartView::focusOutEvent(event);
    m_selectsSpan = false;
    m_overlay->update();
}

void ChartCanvas::announce(const QString &text)
{
    QAccessibleValueChangeEvent event(this, text);
    QAccessible::updateAccessibility(&event);
}

void ChartCanvas::copyData() const
{
    auto *table = new QMimeData; // the clipboard takes it
    const ClipboardText text = clipboardText(m_controller.content());
    table->setText(text.tabSeparated);
    table->setHtml(text.html);
    QGuiApplication::clipboard()->setMimeData(table);
}

void ChartCanvas::copyImage() const
{
    constexpr double kScale = 2;
    if (viewport()->size().isEmpty())
        return;
    QImage image(viewport()->size() * kScale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(kScale);
    image.fill(m_theme.palette().surface);
    QPainter painter(&image);
    paintContent(painter);
    painter.end();
    QGuiApplication::clipboard()->setImage(image);
}

} // namespace tidemark::charts
