// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/workspace.h"

#include "app/window/dashboard_tabs.h"
#include "app/window/entry_hint.h"
#include "app/window/undo_history.h"
#include "model/items/mirror_ages.h"
#include "model/items/record_table_model.h"
#include "model/store/foreign_tables.h"
#include "services/exchange/csv_exporter.h"
#include "services/exchange/csv_importer.h"
#include "views/browser/details_panel.h"
#include "views/dashboards/automatic_dashboard.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/dashboards/view_context.h"
#include "views/entry/entry_bar.h"
#include "views/range/range_picker.h"
#include "views/range/range_text.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QInputDialog>
#include <QPointer>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

Period periodFor(const TimeWindow &extent)
{
    constexpr std::int64_t kManyDays = 120;
    constexpr std::int64_t kManyWeeks = std::int64_t{3} * 366;
    constexpr std::int64_t kManyMonths = std::int64_t{30} * 366;
    const std::int64_t days = extent.duration().ns() / kNsPerDay;
    if (days <= kManyDays)
        return Period::Daily;
    if (days <= kManyWeeks)
        return Period::Weekly;
    return days <= kManyMonths ? Period::Monthly : Period::Yearly;
}

Workspace::Workspace(std::shared_ptr<store::LocalStore> store, StoreInfo info,
                     const WindowParts &parts, std::unique_ptr<SourceLinks> links)
    : m_store(std::move(store))
    , m_ports(m_store->ports())
    , m_info(std::move(info))
    , m_parts(parts)
    , m_links(std::move(links))
    , m_metrics(std::make_unique<MetricDirectory>(*m_ports.catalog, *m_ports.events))
    , m_history(std::make_unique<UndoHistory>(*m_ports.journal, *m_ports.events))
    , m_importer(std::make_unique<exchange::CsvImporter>(m_ports,
                                                         std::make_unique<store::ForeignTables>()))
    , m_exporter(std::make_unique<exchange::CsvExporter>(m_ports, *m_parts.clock))
    , m_isEmpty(m_info.metricCount == 0)
{
    if (m_info.isReadOnly)
        m_history->setReadOnly();
    if (m_links)
        m_ages = std::make_unique<MirrorAges>(*m_ports.mirror, *m_links, *m_parts.clock);
    buildWidgets();
    connectBrowser();
    connectTable();
    connectTabs();
    connectStore();
}

Workspace::~Workspace()
{
    m_countStop.request_stop();
}

void Workspace::buildWidgets()
{
    const PanelServices services{
        m_ports,        m_parts.context,     m_metrics.get(), m_parts.theme,
        m_parts.styles, m_parts.formatter,   m_ages.get(),    m_parts.chartCommands,
        m_parts.meter,  m_parts.userCommands};
    m_browser = std::make_unique<MetricBrowser>(m_ports, m_parts.context, *m_parts.formatter,
                                                *m_parts.theme);
    m_tabs = std::make_unique<DashboardTabs>(services);
    m_details = std::make_unique<DetailsPanel>(m_ports, m_parts.context, *m_parts.formatter,
                                               *m_parts.theme);
    m_table =
        std::make_unique<TableDock>(m_ports, m_parts.context, *m_parts.formatter, *m_parts.theme);
    m_entry =
        new EntryBar(m_ports, m_parts.context, *m_parts.formatter, *m_parts.theme, m_table.get());
    m_entry->setObjectName(u"entryBar"_s);
    m_hint = new EntryHint(*m_parts.theme, m_table.get());
    m_table->setTopWidget(m_entry);
    m_table->setTopWidget(m_hint); // above the entry bar
    m_table->setReadOnly(m_info.isReadOnly);
    m_entry->hide();
}

void Workspace::restore(const WindowSession &session)
{
    ViewContext &context = *m_parts.context;
    if (const auto range = rangeFromJson(session.range); range && context.setRange(*range))
        m_hasChosenRange = true;
    if (session.period)
        context.setPeriod(*session.period);
    context.setFunction(session.function);
    context.setFilter(session.filter);
    m_selectionToRestore = session.selectedMetrics;
    for (const TabState &tab : session.tabs)
        m_tabs->open(tab);
    if (session.tabs.empty())
        m_tabs->open({QString(), automaticDashboard({}), false});
    m_tabs->setCurrentIndex(session.currentTab);
    if (!session.entry.isEmpty())
        m_entry->restoreState(session.entry);
    if (!session.table.isEmpty())
        m_table->restoreState(session.table);
    if (!session.browser.isEmpty())
        m_browser->restoreState(session.browser);
    refreshExtent();
    if (!m_isFirstRead)
        onCatalogueKnown();
}

void Workspace::fillSession(WindowSession &session) const
{
    const ViewContext &context = *m_parts.context;
    session.tabs = m_tabs->states();
    session.currentTab = m_tabs->currentIndex();
    session.range = rangeToJson(context.range());
    session.period = context.period();
    session.function = context.function();
    session.filter = context.filter();
    for (const MetricId metric : context.selectedMetrics()) {
        if (const Definition *found = m_metrics->find(metric))
            session.selectedMetrics.append(found->name);
    }
    session.entry = m_entry->saveState(m_table->records()->model()->changes().unanswered());
    session.table = m_table->saveState();
    session.browser = m_browser->saveState();
}

void Workspace::startEntry(MetricId metric)
{
    const std::vector<MetricId> &selected = m_parts.context->selectedMetrics();
    if (!metric.isValid() && selected.size() == 1)
        metric = selected.front();
    m_entry->show();
    Q_EMIT entryShown(); // the dock comes up before the focus goes there
    m_entry->start(metric);
}

void Workspace::tellOpenEntries()
{
    if (!m_entry->hasOpenEntries())
        return;
    const QPointer<Workspace> self(this);
    Message message{
        Message::Kind::Caution, tr("Some entries are not saved yet."), {}, tr("Show them")};
    // The bar ends before the workspace does, and its history after it still asks.
    message.canAct = [entry = QPointer<EntryBar>(m_entry)] {
        return entry && entry->hasOpenEntries();
    };
    message.action = [self] {
        if (self)
            self->startEntry();
    };
    m_parts.messages->post(message);
}

// At the next start the table that asks about them need not be in front.
void Workspace::tellOpenCorrections()
{
    const QPointer<Workspace> self(this);
    Message message{
        Message::Kind::Caution, tr("Some corrections are not saved yet."), {}, tr("Show them")};
    message.canAct = [model = QPointer<RecordTableModel>(m_table->records()->model())] {
        return model && model->changes().isAsking();
    };
    message.action = [self] {
        if (!self)
            return;
        self->m_table->setCurrentTab(TableTab::Records);
        Q_EMIT self->entryShown();
        self->m_table->focusTable();
    };
    m_parts.messages->post(message);
}

void endWith(const Workspace &workspace, QDialog *dialog)
{
    QObject::connect(&workspace, &QObject::destroyed, dialog, &QObject::deleteLater);
}

void Workspace::reload()
{
    m_parts.context->resolveAgain();
    m_metrics->reload();
    m_browser->refresh();
    m_table->refresh();
    m_details->refresh();
    if (DashboardView *view = m_tabs->current())
        view->reload();
    refreshInfo();
}

void Workspace::showAutomaticDashboard()
{
    m_tabs->open({QString(), automaticDashboard({}), false});
    fillAutomaticDashboard(false);
}

int Workspace::panelsShowing(const std::vector<MetricId> &metrics) const
{
    int panels = 0;
    for (int i = 0; i < m_tabs->count(); ++i)
        panels += m_tabs->view(i)->panelsShowing(metrics);
    return panels;
}

void Workspace::chooseMetric(const QString &panelId)
{
    DashboardView *view = m_tabs->current();
    PanelCard *card = view ? view->panel(panelId) : nullptr;
    if (!card)
        return;
    if (view->isReadOnly()) {
        view->refuse();
        return;
    }
    QStringList names;
    for (const Definition &metric : m_metrics->definitions())
        names.append(metric.name);
    bool accepted = false;
    const QString name = QInputDialog::getItem(view, tr("Choose metric"), tr("Metric of the panel"),
                                               names, 0, false, &accepted);
    const Definition *metric = accepted ? m_metrics->findName(name) : nullptr;
    if (!metric)
        return;
    view->changePanel(withMetric(card->spec(), *metric, *m_metrics));
}

void Workspace::say(Message::Kind kind, const QString &text)
{
    m_parts.messages->post({kind, text, {}, {}, {}, {}, 1});
}

} // namespace tidemark
