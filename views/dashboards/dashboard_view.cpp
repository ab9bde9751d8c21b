// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/dashboard_view.h"

#include "views/charts/chart_widget.h"
#include "views/dashboards/chart_panel.h"
#include "views/dashboards/dashboard_grid.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/dashboards/panel_factory.h"
#include "views/dashboards/state_view.h"
#include "views/dashboards/view_context.h"

#include <QApplication>
#include <QEvent>
#include <QMap>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

DashboardView::DashboardView(Dashboard dashboard, const PanelServices &services, QWidget *parent)
    : QWidget(parent)
    , m_dashboard(std::move(dashboard))
    , m_services(services)
    , m_scroll(new QScrollArea(this))
    , m_grid(new DashboardGrid)
    , m_empty(new StateView(*services.theme, this))
{
    setAcceptDrops(true);
    m_scroll->setWidget(m_grid); // takes it over
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->installEventFilter(this);
    connect(qApp, &QApplication::focusChanged, this, &DashboardView::onFocusChanged);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_grid->setAutoFillBackground(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_scroll);
    layout->addWidget(m_empty);
    showPanels();
}

DashboardView::~DashboardView()
{
    disconnect(qApp, nullptr, this, nullptr);
}

void DashboardView::setDashboard(const Dashboard &dashboard)
{
    if (m_dashboard == dashboard)
        return;
    m_dashboard = dashboard;
    showPanels();
    Q_EMIT dashboardChanged();
}

void DashboardView::setTitle(const QString &title)
{
    Dashboard renamed = m_dashboard;
    renamed.title = title;
    edit(tr("rename dashboard"), renamed);
}

bool DashboardView::edit(const QString &label, const Dashboard &after)
{
    const Dashboard before = m_dashboard;
    if (before == after)
        return true;
    if (isReadOnly()) {
        refuse();
        return false;
    }
    setDashboard(after);
    Q_EMIT edited(label, before, after);
    return true;
}

void DashboardView::refuse()
{
    Q_EMIT refused(tr("This dashboard was made by a newer version. It can be looked at here, not "
                      "changed."));
}

void DashboardView::showPanels()
{
    const QStringList shown = m_cards.keys();
    for (const QString &id : shown) {
        const PanelSpec *spec = m_dashboard.panel(id);
        const PanelCard *card = m_cards.value(id);
        if (!spec || spec->type != card->spec().type) {
            m_grid->removeCard(id);
            m_cards.remove(id);
        }
    }
    for (const PanelSpec &spec : m_dashboard.panels) {
        PanelCard *card = m_cards.value(spec.id);
        if (card)
            card->setSpec(spec);
        else
            card = createCard(spec);
        m_grid->setCard(spec.id, card, spec.place);
    }
    const QList<PanelCard *> order = panels();
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
    if (!m_cards.contains(m_active))
        setActivePanel(chartForPlot() ? chartForPlot()->spec().id : QString());
    updateEmptyState();
    updateWheelRule();
}

PanelCard *DashboardView::createCard(const PanelSpec &spec)
{
    PanelCard *card = createPanel(spec, m_services, m_grid);
    const QString id = spec.id;
    m_cards.insert(id, card);
    connect(card, &PanelCard::activated, this, [this, id] { activate(id); });
    connect(card, &PanelCard::maximiseRequested, this, [this, id] { toggleMaximised(id); });
    connect(card, &PanelCard::removeRequested, this, [this, id] { removePanel(id); });
    connect(card, &PanelCard::specEdited, this, &DashboardView::changePanel);
    connect(card, &PanelCard::chooseMetricRequested, this,
            [this, id] { Q_EMIT chooseMetricRequested(id); });
    connect(card, &PanelCard::addValueRequested, this, &DashboardView::addValueRequested);
    connect(card, &PanelCard::answered, this, &DashboardView::answered);
    connect(card, &PanelCard::stateChanged, this, &DashboardView::panelStateChanged);
    if (auto *chart = qobject_cast<ChartPanel *>(card)) {
        connect(chart, &ChartPanel::axisWidthsChanged, this, &DashboardView::alignCharts);
        connect(chart, &ChartPanel::answered, this, &DashboardView::alignCharts);
        connect(chart, &ChartPanel::tableRequested, this, &DashboardView::tableRequested);
    }
    return card;
}

void DashboardView::setActivePanel(const QString &id)
{
    m_active = id;
    for (PanelCard *card : std::as_const(m_cards))
        card->setActive(m_cards.size() > 1 && card->spec().id == id);
}

void DashboardView::activate(const QString &id)
{
    const bool isNew = m_active != id;
    setActivePanel(id);
    if (isNew)
        Q_EMIT activePanelChanged();
}

QList<PanelCard *> DashboardView::panels() const
{
    QList<PanelCard *> order = m_cards.values();
    std::sort(order.begin(), order.end(), [](const PanelCard *a, const PanelCard *b) {
        const PanelPlace &first = a->spec().place;
        const PanelPlace &second = b->spec().place;
        return std::tie(first.row, first.column, a->spec().id) <
               std::tie(second.row, second.column, b->spec().id);
    });
    return order;
}

int DashboardView::panelsShowing(const std::vector<MetricId> &metrics) const
{
    const auto shows = [&](const PanelSpec &panel) {
        return std::any_of(panel.metrics.begin(), panel.metrics.end(), [&](const MetricRef &ref) {
            const Definition *found = m_services.metrics->find(ref);
            return found && std::find(metrics.begin(), metrics.end(), found->id) != metrics.end();
        });
    };
    return static_cast<int>(
        std::count_if(m_dashboard.panels.begin(), m_dashboard.panels.end(), shows));
}

void DashboardView::removePanel(const QString &id)
{
    Dashboard after = m_dashboard;
    std::erase_if(after.panels, [&](const PanelSpec &panel) { return panel.id == id; });
    edit(tr("remove panel"), after);
}

void DashboardView::changePanel(const PanelSpec &spec)
{
    Dashboard after = m_dashboard;
    if (PanelSpec *panel = after.panel(spec.id)) {
        *panel = spec;
        edit(tr("change panel"), after);
    }
}

void DashboardView::toggleMaximised(const QString &id)
{
    if (PanelCard *before = m_cards.value(m_grid->maximised()))
        before->setMaximised(false);
    m_grid->setMaximised(m_grid->maximised() == id ? QString() : id);
    if (PanelCard *card = m_cards.value(m_grid->maximised())) {
        card->setMaximised(true);
        card->setFocus();
    }
    updateWheelRule();
}

void DashboardView::toggleMaximisedActive()
{
    const QString id = isMaximised() ? m_grid->maximised() : m_active;
    if (m_cards.contains(id))
        toggleMaximised(id);
}

bool DashboardView::isMaximised() const
{
    return !m_grid->maximised().isEmpty();
}

void DashboardView::reload()
{
    for (PanelCard *card : std::as_const(m_cards))
        card->reload();
}

void DashboardView::focusDashboard()
{
    PanelCard *card = activePanel();
    if (!card && !m_cards.isEmpty())
        card = panels().first();
    if (card)
        card->setFocus(Qt::ShortcutFocusReason);
    else
        m_empty->setFocus(Qt::ShortcutFocusReason);
}

bool DashboardView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_scroll->viewport() && event->type() == QEvent::Resize) {
        m_grid->setViewport(m_scroll->viewport()->size());
        updateWheelRule();
    }
    return QWidget::eventFilter(watched, event);
}

void DashboardView::onFocusChanged(QWidget *, QWidget *now)
{
    for (QWidget *widget = now; widget && widget != this; widget = widget->parentWidget()) {
        const auto *card = qobject_cast<PanelCard *>(widget);
        if (card && m_cards.value(card->spec().id) == card)
            activate(card->spec().id);
    }
}

void DashboardView::alignCharts()
{
    // Charts that span the same columns share their plots' edges (C4).
    QMap<QPair<int, int>, QList<charts::ChartWidget *>> columns;
    for (PanelCard *card : std::as_const(m_cards)) {
        if (const auto *panel = qobject_cast<ChartPanel *>(card))
            columns[{card->spec().place.column, card->spec().place.columns}].append(panel->chart());
    }
    for (const QList<charts::ChartWidget *> &column : std::as_const(columns)) {
        double left = 0;
        double right = 0;
        for (const charts::ChartWidget *chart : column) {
            left = std::max(left, chart->neededLeft());
            right = std::max(right, chart->neededRight());
        }
        for (charts::ChartWidget *chart : column)
            chart->setAxisWidths(left, right);
    }
}

void DashboardView::updateWheelRule()
{
    for (PanelCard *card : std::as_const(m_cards))
        card->setWheelZooms(!m_grid->isScrolling());
}

void DashboardView::updateEmptyState()
{
    const bool isEmpty = m_dashboard.panels.empty();
    m_scroll->setVisible(!isEmpty);
    m_empty->setVisible(isEmpty);
    if (isEmpty)
        m_empty->showEmpty(tr("This dashboard has no panels yet. Select a metric and press "
                              "Ctrl+Enter to draw it here."));
}

} // namespace tidemark
