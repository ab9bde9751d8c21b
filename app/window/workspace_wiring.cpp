// SPDX-License-Identifier: GPL-3.0-or-later
// How the widgets of a workspace and its store hear of each other.
#include "app/window/workspace.h"

#include "app/window/dashboard_tabs.h"
#include "app/window/undo_history.h"
#include "model/core/continue_on.h"
#include "model/items/record_table_model.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/exporter.h"
#include "model/ports/importer.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "views/browser/details_panel.h"
#include "views/dashboards/automatic_dashboard.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/dashboards/view_context.h"
#include "views/entry/entry_bar.h"
#include "views/range/range_text.h"
#include "views/tables/range_pace.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QPointer>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

void Workspace::connectBrowser()
{
    MetricBrowser *browser = m_browser.get();
    browser->setPanelCounter(
        [this](const std::vector<MetricId> &metrics) { return panelsShowing(metrics); });
    connect(browser, &MetricBrowser::mergeRequested, this, &Workspace::mergeRequested);
    browser->setReadOnly(m_info.isReadOnly ? m_info.readOnlyReason : QString());
    connect(browser, &MetricBrowser::plotRequested, this,
            [this](const std::vector<MetricId> &metrics, PlotTarget target) {
                DashboardView *view = m_tabs->current();
                if (!view)
                    view = m_tabs->openNew();
                view->plot(metrics, target);
            });
    connect(browser, &MetricBrowser::previewRequested, this, [this](MetricId metric) {
        m_details->showMetric(metric);
        Q_EMIT detailsRequested();
    });
    connect(browser, &MetricBrowser::entryRequested, this, &Workspace::startEntry);
    connect(browser, &MetricBrowser::importRequested, this, &Workspace::importRequested);
    browser->setPublishing(m_links != nullptr);
    connect(browser, &MetricBrowser::publishRequested, this, &Workspace::publishMetricsRequested);
    connect(browser, &MetricBrowser::failed, this,
            [this](const QString &text) { say(Message::Kind::Bad, text); });
}

void Workspace::connectTable()
{
    TableDock *table = m_table.get();
    connect(table, &TableDock::exportRequested, this, &Workspace::exportRequested);
    table->setPublishing(m_links != nullptr);
    connect(table, &TableDock::publishRequested, this, &Workspace::publishRequested);
    connect(table, &TableDock::removeSamplesRequested, this, &Workspace::removeSamplesRequested);
    connect(table, &TableDock::failed, this, [this](const QString &text, const QString &detail) {
        m_parts.messages->post({Message::Kind::Bad, text, detail, {}, {}, {}, 1});
    });
    connect(table, &TableDock::statisticsChanged, this, &Workspace::statisticsChanged);
    connect(table, &TableDock::recordActivated, m_details.get(), &DetailsPanel::showRecord);
    connect(table, &TableDock::sessionActivated, m_details.get(), &DetailsPanel::showSession);
    connect(table, &TableDock::entryRequested, this, &Workspace::startEntry);
    connect(table, &TableDock::showAllDataRequested, this,
            [this] { showAllData(*m_parts.context); });
    const RecordChanges *corrections = &table->records()->model()->changes();
    connect(corrections, &RecordChanges::asked, this, &Workspace::stateChanged);
    connect(corrections, &RecordChanges::answered, this, &Workspace::stateChanged);
    connect(corrections, &RecordChanges::waitingChanged, this, &Workspace::stateChanged);
    connect(corrections, &RecordChanges::keptAside, this,
            [this](const QString &text, const QString &detail) {
                m_parts.messages->post({Message::Kind::Caution, text, detail, {}, {}, {}, 1});
            });
    connect(corrections, &RecordChanges::restored, this, &Workspace::tellOpenCorrections);
    connect(m_entry, &EntryBar::closeRequested, this, [this] {
        m_entry->hide();
        if (DashboardView *view = m_tabs->current())
            view->focusDashboard();
        tellOpenEntries();
    });
    UndoHistory *history = m_history.get();
    connect(m_entry, &EntryBar::judgementBegan, history, &UndoHistory::expectChange);
    connect(m_entry, &EntryBar::judgementEnded, history, &UndoHistory::endExpectation);
    connect(m_entry, &EntryBar::saved, this, [this](const Record &record) {
        if (m_parts.context->selectedMetrics().empty())
            m_parts.context->setSelectedMetrics({record.key.metric});
        Q_EMIT stateChanged();
    });
}

void Workspace::connectTabs()
{
    DashboardTabs *tabs = m_tabs.get();
    connect(tabs, &DashboardTabs::viewOpened, this, &Workspace::connectView);
    connect(tabs, &DashboardTabs::viewClosed, m_history.get(), &UndoHistory::dropLayout);
    connect(tabs, &DashboardTabs::newRequested, tabs, &DashboardTabs::openNew);
    connect(tabs, &DashboardTabs::stateChanged, this, &Workspace::stateChanged);
    connect(tabs, &DashboardTabs::currentChanged, this, &Workspace::stateChanged);
}

void Workspace::connectView(DashboardView *view)
{
    connect(view, &DashboardView::edited, this,
            [this, view = QPointer<DashboardView>(view)](
                const QString &label, const Dashboard &before, const Dashboard &after) {
                const auto show = [view](const Dashboard &state) {
                    if (view)
                        view->setDashboard(state);
                };
                m_history->pushLayout(
                    label, [show, before] { show(before); }, [show, after] { show(after); }, view);
            });
    connect(view, &DashboardView::refused, this,
            [this](const QString &reason) { say(Message::Kind::Caution, reason); });
    connect(view, &DashboardView::activePanelChanged, this, [this, view] {
        if (view == m_tabs->current() && view->activePanel())
            m_details->showPanel(view->activePanel()->summary());
    });
    connect(view, &DashboardView::chooseMetricRequested, this, &Workspace::chooseMetric);
    connect(view, &DashboardView::addValueRequested, this, [this] { startEntry(); });
    connect(view, &DashboardView::answered, this, &Workspace::answered);
    connect(view, &DashboardView::tableRequested, this, [this] {
        m_table->setCurrentTab(TableTab::Aggregates);
        m_table->focusTable();
    });
}

void Workspace::connectStore()
{
    connect(m_metrics.get(), &MetricDirectory::changed, this, &Workspace::onDefinitionsRead);
    connect(m_ports.events, &StoreEvents::changed, this, &Workspace::onStoreChanged);
    connect(m_ports.events, &StoreEvents::becameReadOnly, this, [this](const QString &reason) {
        m_info.isReadOnly = true;
        m_info.readOnlyReason = reason;
        m_table->setReadOnly(true);
        m_browser->setReadOnly(reason);
        say(Message::Kind::Caution, reason);
        Q_EMIT infoChanged();
    });
    connect(m_history.get(), &UndoHistory::stepsAdded, this, &Workspace::tellSteps);
    connect(m_history.get(), &UndoHistory::changed, m_parts.messages,
            &MessageCenter::actionsChanged);
    connect(m_history.get(), &UndoHistory::failed, this, [this](const Error &error) {
        m_parts.messages->post({Message::Kind::Bad, error.message, error.detail, {}, {}, {}, 1});
    });
    connect(&m_countPace, &RefreshPace::due, this, &Workspace::countRows);
    const ViewContext *context = m_parts.context;
    askByRange(context, &m_countPace);
    connect(context, &ViewContext::filterChanged, &m_countPace, &RefreshPace::onQuestionChanged);
    connect(context, &ViewContext::selectedMetricsChanged, &m_countPace,
            &RefreshPace::onQuestionChanged);
    const auto later = [this, context] {
        if (context->live() != LiveState::Following) // else the state is that it follows
            Q_EMIT stateChanged();
    };
    connect(context, &ViewContext::rangeChanged, this, later);
    connect(context, &ViewContext::filterChanged, this, later);
    connect(context, &ViewContext::selectedMetricsChanged, this, later);
    connect(context, &ViewContext::liveChanged, this, &Workspace::stateChanged);
    connect(context, &ViewContext::focusedMetricChanged, this, &Workspace::stateChanged);
    connect(context, &ViewContext::periodChanged, this, &Workspace::stateChanged);
    connect(context, &ViewContext::functionChanged, this, &Workspace::stateChanged);
}

void Workspace::onStoreChanged(const StoreChange &change)
{
    // A value of now lies beyond the end that "the last 24 hours" had a moment ago. A range that
    // follows the clock moves on by itself.
    if (m_parts.context->range().kind() == TimeRange::Kind::Relative &&
        m_parts.context->live() != LiveState::Following)
        m_parts.context->keepUp();
    refreshInfo();
    if (change.touchesValues() || change.sessions)
        refreshExtent();
    m_countPace.onDataChanged();
}

void Workspace::tellSteps(const std::vector<ChangeEntry> &oldestFirst)
{
    std::vector<Message> messages;
    messages.reserve(oldestFirst.size());
    for (const ChangeEntry &entry : oldestFirst) {
        Message message{
            Message::Kind::Good, tr("Done: %1").arg(entry.label), {}, tr("Undo"), {}, {}, 1};
        const QPointer<UndoHistory> history(m_history.get());
        message.canAct = [history, change = entry.id] {
            return history && history->isNext(change);
        };
        message.action = [history, change = entry.id] {
            if (history)
                history->undo(change);
        };
        messages.push_back(std::move(message));
    }
    m_parts.messages->postAll(std::move(messages));
}

void Workspace::onDefinitionsRead()
{
    Q_EMIT stateChanged(); // the function in use may be that of a changed kind
    const bool wasEmpty = std::exchange(m_isEmpty, m_metrics->definitions().empty());
    const bool isFirst = std::exchange(m_isFirstRead, false);
    if (isFirst || wasEmpty != m_isEmpty) {
        Q_EMIT emptinessChanged(m_isEmpty);
        onCatalogueKnown();
    }
}

void Workspace::onCatalogueKnown()
{
    if (m_tabs->count() == 0)
        return; // restore() comes back here
    if (!m_selectionToRestore.isEmpty())
        restoreSelection(std::exchange(m_selectionToRestore, {}));
    if (!m_isEmpty)
        fillAutomaticDashboard(true);
}

void Workspace::restoreSelection(const QStringList &names)
{
    std::vector<MetricId> metrics;
    for (const QString &name : names) {
        if (const Definition *found = m_metrics->findName(name))
            metrics.push_back(found->id);
    }
    m_parts.context->setSelectedMetrics(metrics);
}

void Workspace::fillAutomaticDashboard(bool alsoSelect)
{
    const TimeWindow window = m_parts.context->window();
    continueOn(this, m_ports.catalog->summaries(window, 0),
               [this, alsoSelect](Result<std::vector<MetricSummary>> summaries) {
                   if (!summaries)
                       return; // the browser says why
                   const Dashboard made = automaticDashboard(std::move(*summaries));
                   for (int i = 0; i < m_tabs->count(); ++i) {
                       DashboardView *view = m_tabs->view(i);
                       const bool isUntouched = view->dashboard().uid == automaticDashboardUid() &&
                                                (view->dashboard().panels.empty() || !alsoSelect);
                       if (isUntouched)
                           m_tabs->replace(i, made);
                   }
                   if (!alsoSelect || made.panels.empty() ||
                       !m_parts.context->selectedMetrics().empty())
                       return;
                   if (const Definition *first = m_metrics->find(made.panels[0].metrics[0]))
                       m_browser->selectMetric(first->id);
               });
}

void Workspace::onFirstValue()
{
    if (m_parts.context->live() == LiveState::Off)
        showAllData(*m_parts.context); // so that the value is in view (F4)
    fillAutomaticDashboard(true); // a metric that was defined earlier had nothing to show until now
    Q_EMIT firstValueEntered();
}

void Workspace::refreshInfo()
{
    continueOn(this, m_ports.admin->info(), [this](Result<StoreInfo> info) {
        if (!info)
            return; // what was known stays on screen
        const bool isFirstValue = m_info.valueCount() == 0 && info->valueCount() > 0;
        m_info = std::move(*info);
        Q_EMIT infoChanged();
        if (isFirstValue && !m_info.isSample)
            onFirstValue();
    });
}

void Workspace::refreshExtent()
{
    const std::uint64_t generation = ++m_extentGeneration;
    ViewContext *context = m_parts.context;
    continueOn(this, m_ports.aggregates->extent({}, context->filter().timeFilter),
               [this, context, generation](const Result<std::optional<TimeWindow>> &extent) {
                   if (generation != m_extentGeneration || !extent)
                       return;
                   const bool isFirst = !context->dataExtent() && extent->has_value();
                   context->setDataExtent(*extent);
                   if (isFirst && !std::exchange(m_hasChosenRange, true))
                       context->setPeriod(periodFor(**extent));
               });
}

void Workspace::countRows()
{
    m_countPace.begin();
    m_countStop.request_stop();
    m_countStop = std::stop_source();
    const std::uint64_t generation = ++m_countGeneration;
    const Selection selection = m_parts.context->selection(m_parts.context->selectedMetrics());
    continueOn(this, m_ports.records->count(selection, m_countStop.get_token()),
               [this, generation](const Result<std::int64_t> &rows) {
                   if (generation != m_countGeneration)
                       return;
                   m_countPace.end();
                   Q_EMIT rowsCounted(rows ? std::optional(*rows) : std::nullopt);
               });
}

} // namespace tidemark
