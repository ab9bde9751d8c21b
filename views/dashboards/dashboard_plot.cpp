// SPDX-License-Identifier: GPL-3.0-or-later
// Where asked metrics are drawn (D11), by key, menu or drop.
#include "views/dashboards/dashboard_view.h"

#include "model/items/metric_tree_model.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/dashboards/view_context.h"

#include <QDropEvent>
#include <QScrollArea>

#include <algorithm>
#include <set>

namespace tidemark {

namespace {

/// A chart has two value axes; a third unit opens a panel of its own (C10).
constexpr std::size_t kUnitsPerChart = 2;
constexpr int kNewChartRows = 7;

/// The panel itself, or where its metrics have more units than a chart has axes several of it, each
/// with the next units in order of appearance.
std::vector<PanelSpec> splitByUnits(const PanelSpec &spec, const MetricDirectory &directory)
{
    if (spec.type != PanelType::Chart || spec.function == AggregateFunction::Count)
        return {spec};
    std::vector<QString> units;
    std::vector<PanelSpec> parts;
    for (const MetricRef &ref : spec.metrics) {
        const Definition *metric = directory.find(ref);
        const QString unit = metric != nullptr ? metric->unit : QString();
        const auto place =
            static_cast<std::size_t>(std::find(units.begin(), units.end(), unit) - units.begin());
        if (place == units.size())
            units.push_back(unit);
        if (place / kUnitsPerChart == parts.size()) {
            parts.push_back(spec);
            parts.back().metrics.clear();
        }
        parts[place / kUnitsPerChart].metrics.push_back(ref);
    }
    if (parts.empty())
        parts.push_back(spec);
    return parts;
}

/// Below the others, under an id of its own, which is returned.
QString append(Dashboard &dashboard, PanelSpec spec)
{
    spec.id = dashboard.freePanelId();
    spec.place.row = dashboard.rowCount();
    dashboard.panels.push_back(spec);
    return spec.id;
}

bool contains(const std::vector<MetricRef> &refs, const MetricRef &ref)
{
    return std::find(refs.begin(), refs.end(), ref) != refs.end();
}

} // namespace

PanelCard *DashboardView::chartForPlot() const
{
    PanelCard *active = activePanel();
    if (active && active->spec().type != PanelType::Text &&
        active->spec().type != PanelType::Unknown)
        return active;
    for (PanelCard *card : panels()) {
        if (card->spec().type == PanelType::Chart)
            return card;
    }
    return nullptr;
}

void DashboardView::dragEnterEvent(QDragEnterEvent *event)
{
    if (!MetricTreeModel::metricsFrom(event->mimeData()).empty())
        event->acceptProposedAction();
}

void DashboardView::dropEvent(QDropEvent *event)
{
    const std::vector<MetricId> metrics = MetricTreeModel::metricsFrom(event->mimeData());
    if (metrics.empty())
        return;
    PlotTarget target = PlotTarget::NewPanel; // on empty space
    for (PanelCard *card : std::as_const(m_cards)) {
        if (!card->isVisible() ||
            !card->rect().contains(card->mapFrom(this, event->position().toPoint())))
            continue;
        setActivePanel(card->spec().id);
        target = event->modifiers().testFlag(Qt::ControlModifier) ? PlotTarget::Replace
                                                                  : PlotTarget::ActivePanel;
    }
    event->acceptProposedAction();
    plot(metrics, target);
}

void DashboardView::addPanel(const PanelSpec &spec)
{
    Dashboard after = m_dashboard;
    QString first;
    for (const PanelSpec &part : splitByUnits(spec, *m_services.metrics)) {
        const QString id = append(after, part);
        if (first.isEmpty())
            first = id;
    }
    if (!edit(tr("add panel"), after))
        return;
    setActivePanel(first);
    m_scroll->ensureWidgetVisible(m_cards.value(first));
}

void DashboardView::plot(const std::vector<MetricId> &metrics, PlotTarget target)
{
    if (metrics.empty())
        return;
    PanelCard *card = target == PlotTarget::NewPanel ? nullptr : chartForPlot();
    if (card && plotInto(card->spec(), metrics, target == PlotTarget::Replace))
        return;
    PanelSpec spec;
    spec.type = PanelType::Chart;
    spec.place.rows = kNewChartRows;
    for (const MetricId metric : metrics) {
        if (const Definition *found = m_services.metrics->find(metric))
            spec.metrics.push_back(refOf(*found));
    }
    addPanel(spec);
}

bool DashboardView::plotInto(PanelSpec spec, const std::vector<MetricId> &metrics, bool replace)
{
    const PanelCard *card = m_cards.value(spec.id);
    // What the panel shows now stays, also where it only followed the selection.
    std::vector<MetricRef> shown;
    std::set<QString> units;
    const bool holdsOne = spec.type != PanelType::Chart;
    if (!replace && !holdsOne && !spec.followsSelection) {
        for (const Definition &metric : card->metrics()) {
            shown.push_back(refOf(metric));
            units.insert(metric.unit);
        }
    }
    for (const MetricId id : metrics) {
        const Definition *metric = m_services.metrics->find(id);
        if (!metric || (holdsOne && !shown.empty()))
            continue;
        units.insert(metric->unit);
        if (!contains(shown, refOf(*metric)))
            shown.push_back(refOf(*metric));
    }
    if (!replace && units.size() > kUnitsPerChart)
        return false;
    spec.metrics = shown;
    Dashboard after = m_dashboard;
    std::vector<PanelSpec> parts = splitByUnits(spec, *m_services.metrics);
    *after.panel(spec.id) = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        parts[i].followsSelection = false;
        append(after, parts[i]);
    }
    if (!edit(tr("change panel"), after))
        return true; // the reason was told
    m_services.context->setSelectedMetrics(metrics);
    return true;
}

} // namespace tidemark
