// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_widget.h"

#include "views/charts/chart_canvas.h"
#include "views/charts/chart_legend.h"
#include "views/dashboards/loading_veil.h"
#include "views/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <memory>

namespace tidemark::charts {

using namespace Qt::StringLiterals;

namespace {
constexpr int kLegendPart = 5; ///< of the height, which the legend takes at the most
}

ChartWidget::ChartWidget(const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_controller(new ChartController(this))
    , m_title(new QLabel(this))
    , m_legend(new ChartLegend(theme, this))
    , m_stack(new QStackedWidget(this))
    , m_canvas(new ChartCanvas(*m_controller, theme, m_stack))
    , m_state(new StateView(theme, m_stack))
    , m_partial(new QWidget(this))
    , m_veil(new LoadingVeil(m_stack))
{
    buildLayout();
    connectController();
    connect(m_canvas, &ChartCanvas::stepRequested, this, &ChartWidget::stepRequested);
    connect(m_canvas, &ChartCanvas::tableRequested, this, &ChartWidget::tableRequested);
    connect(m_canvas, &ChartCanvas::maximiseRequested, this, &ChartWidget::maximiseRequested);
    connect(m_legend, &ChartLegend::toggled, m_controller, &ChartController::toggleSeries);
    connect(m_legend, &ChartLegend::soloed, m_controller, &ChartController::soloSeries);
    connect(m_legend, &ChartLegend::largestRequested, m_controller,
            [this](int count) { m_controller->showLargest(static_cast<std::size_t>(count)); });
    connect(m_legend, &ChartLegend::allRequested, m_controller, &ChartController::showAllSeries);
    connect(&m_theme, &theme::Theme::changed, this, &ChartWidget::updateTitle);
    connect(m_veil, &LoadingVeil::cancelled, this, &ChartWidget::loadingCancelled);
}

void ChartWidget::buildLayout()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_title);
    column->addWidget(m_legend);
    column->addWidget(m_stack, 1);
    column->addWidget(m_partial);
    m_title->setTextFormat(Qt::RichText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_title->hide();
    m_stack->addWidget(m_canvas);
    m_stack->addWidget(m_state);
    m_partial->hide();
    auto *row = new QHBoxLayout(m_partial);
    row->setContentsMargins(8, 0, 8, 0);
    setFocusProxy(m_canvas);
}

void ChartWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_legend->setMostRows(height() / kLegendPart / m_legend->rowHeight());
}

void ChartWidget::connectController()
{
    connect(m_controller, &ChartController::changed, this, [this] {
        m_legend->setSeries(m_controller->content().series, m_controller->content().hidden);
        updateAxisWidths();
    });
    connect(m_controller, &ChartController::rangeChangeRequested, this,
            &ChartWidget::rangeChangeRequested);
    connect(m_controller, &ChartController::fitAllRequested, this, &ChartWidget::fitAllRequested);
    connect(m_controller, &ChartController::cursorMoved, this, &ChartWidget::cursorMoved);
    connect(m_controller, &ChartController::bucketSelected, this, &ChartWidget::bucketSelected);
    connect(m_controller, &ChartController::bucketActivated, this, &ChartWidget::bucketActivated);
    connect(m_controller, &ChartController::spanSelected, this, &ChartWidget::spanSelected);
    connect(m_controller, &ChartController::spanStatisticsChanged, this,
            &ChartWidget::spanStatisticsChanged);
    connect(m_controller, &ChartController::seriesVisibilityChanged, this,
            &ChartWidget::seriesVisibilityChanged);
}

void ChartWidget::setTitle(const QString &title, const QString &subtitle)
{
    const ChartContent &shown = m_controller->content();
    if (title == shown.title && subtitle == shown.subtitle)
        return; // to arrange the chart takes time for each point
    m_controller->change([&](ChartContent &content) {
        content.title = title;
        content.subtitle = subtitle;
    });
    updateTitle();
}

void ChartWidget::setTitleVisible(bool isVisible)
{
    m_isTitleVisible = isVisible;
    updateTitle();
}

void ChartWidget::updateTitle()
{
    const ChartContent &content = m_controller->content();
    m_title->setText(u"<b>%1</b>&nbsp; <span style=\"font-weight:600; font-size:small; "
                     "color:%2\">%3</span>"_s.arg(content.title.toHtmlEscaped(),
                                                  m_theme.palette().mutedText.name(),
                                                  content.subtitle.toHtmlEscaped()));
    m_title->setVisible(m_isTitleVisible && !content.title.isEmpty());
}

void ChartWidget::setSeries(std::vector<ChartSeries> series)
{
    m_controller->change([&](ChartContent &content) { content.series = std::move(series); });
    stopLoading();
    showPartial({});
    m_stack->setCurrentWidget(m_canvas);
}

void ChartWidget::setTimeWindow(const TimeWindow &window, RangeOrigin origin, ZoomMove move)
{
    m_controller->setWindow(window, origin, move);
}

void ChartWidget::setCalendar(const Calendar &calendar)
{
    if (calendar != m_controller->content().calendar)
        m_controller->change([&](ChartContent &content) { content.calendar = calendar; });
}

void ChartWidget::setPeriod(std::optional<Period> period)
{
    if (period != m_controller->content().period)
        m_controller->change([&](ChartContent &content) { content.period = period; });
}

void ChartWidget::setFormat(const NumberFormatter &numbers, const TimeStyle &times)
{
    const ChartContent &shown = m_controller->content();
    if (shown.timeForm() == TimeForm{numbers.locale(), times} &&
        shown.numbers.options() == numbers.options())
        return;
    m_controller->change([&](ChartContent &content) {
        content.numbers = numbers;
        content.times = times;
    });
}

void ChartWidget::setDataExtent(std::optional<TimeWindow> extent)
{
    m_controller->setExtent(extent);
}

void ChartWidget::setAxisSettings(std::size_t axis, const ValueAxisSettings &settings)
{
    m_controller->change([&](ChartContent &content) { content.axisSettings.at(axis) = settings; });
}

void ChartWidget::setHiddenSeries(std::set<QString> identities)
{
    m_controller->change([&](ChartContent &content) { content.hidden = std::move(identities); });
}

void ChartWidget::setAxisWidths(double left, double right)
{
    const ChartContent &content = m_controller->content();
    if (left == content.minimumLeft && right == content.minimumRight)
        return;
    m_controller->change([&](ChartContent &edited) {
        edited.minimumLeft = left;
        edited.minimumRight = right;
    });
}

double ChartWidget::neededLeft() const
{
    return m_controller->frame().leftWidth;
}

double ChartWidget::neededRight() const
{
    return m_controller->frame().rightWidth;
}

void ChartWidget::updateAxisWidths()
{
    if (neededLeft() == m_neededLeft && neededRight() == m_neededRight)
        return;
    m_neededLeft = neededLeft();
    m_neededRight = neededRight();
    Q_EMIT axisWidthsChanged();
}

void ChartWidget::setCursor(std::optional<Timestamp> at)
{
    m_controller->setCursorTime(at);
}

void ChartWidget::setSelectedSpan(std::optional<TimeWindow> span)
{
    m_controller->setSelectedSpan(span);
}

void ChartWidget::setWheelScrolls(bool scrolls)
{
    m_canvas->setWheelScrolls(scrolls);
}

void ChartWidget::setLeftDragPans(bool pans)
{
    m_canvas->setLeftDragPans(pans);
}

void ChartWidget::showEmpty(const QString &text, QList<StateAction> actions)
{
    stopLoading();
    m_state->showEmpty(text, std::move(actions));
    m_stack->setCurrentWidget(m_state);
}

void ChartWidget::showError(const Error &error, QList<StateAction> actions)
{
    stopLoading();
    m_state->showError(error, std::move(actions));
    m_stack->setCurrentWidget(m_state);
}

void ChartWidget::showLoading(const QString &text)
{
    m_veil->start(text);
}

void ChartWidget::stopLoading()
{
    m_veil->stop();
}

void ChartWidget::showPartial(const QString &text, QList<StateAction> actions)
{
    QLayout *row = m_partial->layout();
    while (row->count() > 0) {
        const std::unique_ptr<QLayoutItem> item(row->takeAt(0)); // layouts give items away
        if (item->widget())
            item->widget()->deleteLater();
    }
    m_partial->setVisible(!text.isEmpty());
    if (text.isEmpty())
        return;
    auto *label = new QLabel(text, m_partial);
    label->setProperty("tone", u"muted"_s);
    row->addWidget(label);
    for (const StateAction &action : actions) {
        auto *button = new QPushButton(action.text, m_partial);
        button->setProperty("variant", u"link"_s);
        connect(button, &QPushButton::clicked, this, [run = action.run] { run(); });
        row->addWidget(button);
    }
    static_cast<QHBoxLayout *>(row)->addStretch(1);
}

QList<QAction *> ChartWidget::chartActions() const
{
    return m_canvas->chartActions();
}

} // namespace tidemark::charts
