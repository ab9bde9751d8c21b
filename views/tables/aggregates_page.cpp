// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/aggregates_page.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/aggregate_filter_model.h"
#include "model/items/aggregate_table_model.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/store_events.h"
#include "views/dashboards/view_context.h"
#include "views/tables/data_table.h"
#include "views/tables/range_pace.h"
#include "views/tables/state_overlay.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = AggregateTableModel::Column;

// What a column of its own shows; the count has one in every file.
std::optional<AggregateFunction> functionOf(Column column)
{
    switch (column) {
    case Column::Min:
        return AggregateFunction::Min;
    case Column::Max:
        return AggregateFunction::Max;
    case Column::Mean:
        return AggregateFunction::Mean;
    case Column::Sum:
        return AggregateFunction::Sum;
    default:
        return std::nullopt;
    }
}

} // namespace

AggregatesPage::AggregatesPage(const DataPorts &ports, ViewContext *context,
                               const Formatter &formatter, const theme::Theme &theme,
                               QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_context(context)
    , m_formatter(formatter)
    , m_model(new AggregateTableModel(*ports.aggregates, formatter, context->clock(), this))
    , m_filter(new AggregateFilterModel(m_model, this))
    , m_table(new DataTable(tr("Aggregates"), DataTable::Keys::Activate))
    , m_overlay(new StateOverlay(m_table, theme, this))
    , m_statement(new QLabel(this))
    , m_count(new QLabel(this))
    , m_hideEmpty(new QCheckBox(tr("Hide empty"), this))
    , m_pace(new RefreshPace(this))
{
    buildView();
    connectContext();
    reload();
}

void AggregatesPage::buildView()
{
    // Rows that are hidden or go take their selection along, which is nobody's wish: what is
    // selected elsewhere stays (A8). Connected before the table is, to hear of it first.
    connect(m_filter, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this] { m_isLosingRows = true; });
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, [this] { m_isLosingRows = false; });
    m_table->setModel(m_filter);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicatorClearable(true);
    m_table->sortByColumn(-1, Qt::AscendingOrder); // as the model has it: newest first
    for (const Column column : {Column::End, Column::Mean, Column::Change})
        m_table->setColumnHidden(static_cast<int>(column), true);
    // The change beside the value it belongs to.
    m_table->horizontalHeader()->moveSection(static_cast<int>(Column::ChangePercent),
                                             static_cast<int>(Column::Value) + 1);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_statement->setProperty("tone", u"muted"_s);
    m_statement->setAccessibleName(tr("What the table shows"));
    m_statement->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_statement->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_statement->setWordWrap(true); // two lines in a narrow dock rather than half a statement
    m_count->setProperty("tone", u"muted"_s);
    m_hideEmpty->setToolTip(tr("Leave out periods without records"));
    auto *line = new QHBoxLayout;
    line->setContentsMargins(8, 0, 9, 0);
    line->addWidget(m_statement, 1);
    line->addWidget(m_count);
    line->addWidget(m_hideEmpty);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(m_overlay, 1);
    setFocusProxy(m_table);
}

void AggregatesPage::connectContext()
{
    const auto later = [this] { m_pace->onQuestionChanged(); };
    connect(m_pace, &RefreshPace::due, this, &AggregatesPage::reload);
    askByRange(m_context, m_pace);
    const auto otherPeriods = [this] {
        m_chosen.clear();
        m_pace->onQuestionChanged();
    };
    connect(m_context, &ViewContext::calendarChanged, this, otherPeriods);
    connect(m_context, &ViewContext::periodChanged, this, otherPeriods);
    connect(m_context, &ViewContext::filterChanged, this, later);
    connect(m_context, &ViewContext::selectedMetricsChanged, this, later);
    connect(m_context, &ViewContext::functionChanged, this, [this] {
        if (m_definition)
            m_model->setFunction(m_context->functionFor(*m_definition));
        showStatement();
    });
    connect(m_context, &ViewContext::selectedSpanChanged, this, [this] {
        if (m_isSyncing)
            return;
        m_chosen.clear();
        selectSpan();
    });
    connect(m_ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (m_definition && (change.definitions || change.touches(m_definition->id)))
            m_pace->onDataChanged();
    });
    connect(m_model, &AggregateTableModel::loadStarted, this,
            [this] { m_overlay->showLoading(tr("Computing the aggregates…")); });
    connect(m_model, &AggregateTableModel::loaded, this, [this] {
        m_pace->end();
        showState();
    });
    connect(m_model, &AggregateTableModel::loadFailed, this, [this](const Error &error) {
        m_pace->end();
        m_overlay->showError(error, {{tr("Retry"), [this] { refresh(); }}});
    });
    connect(m_overlay, &StateOverlay::cancelled, this, [this] {
        m_model->cancel();
        m_pace->end();
        showState();
    });
    connect(m_hideEmpty, &QCheckBox::toggled, this, [this](bool isHidden) {
        m_filter->setEmptyHidden(isHidden);
        showState();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &AggregatesPage::onRowsSelected);
    connect(m_table, &DataTable::rowActivated, this, &AggregatesPage::activate);
    connect(m_table, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { showMenu(m_table->viewport()->mapToGlobal(at)); });
}

void AggregatesPage::refresh()
{
    reload();
}

void AggregatesPage::reload()
{
    m_pace->begin();
    const std::uint64_t generation = ++m_generation;
    if (m_context->selectedMetrics().empty()) {
        m_pace->end();
        m_definition.reset();
        m_model->clear();
        m_statement->clear();
        m_overlay->showEmpty(tr("Choose a metric to see its aggregates."), {});
        return;
    }
    const MetricId metric = m_context->selectedMetrics().front();
    continueOn(this, m_ports.catalog->definitions(),
               [this, generation, metric](const Result<std::vector<Definition>> &answer) {
                   if (generation != m_generation)
                       return;
                   if (!answer) {
                       m_pace->end();
                       m_overlay->showError(answer.error(), {{tr("Retry"), [this] { refresh(); }}});
                       return;
                   }
                   const auto found = std::find_if(
                       answer->begin(), answer->end(),
                       [metric](const Definition &definition) { return definition.id == metric; });
                   if (found == answer->end()) {
                       m_pace->end();
                       m_model->clear();
                       m_overlay->showEmpty(tr("This metric is not in the store any more."), {});
                       return;
                   }
                   m_definition = *found;
                   m_model->setFunction(m_context->functionFor(*found));
                   AggregateQuery query;
                   query.selection = m_context->selection({metric});
                   query.period = m_context->period();
                   query.calendar = m_context->calendar();
                   m_model->load(query, *found);
               });
}

void AggregatesPage::showState()
{
    showStatement();
    if (m_model->bucketCount() > 0 && m_filter->shownBucketCount() > 0) {
        m_overlay->showData();
        m_table->fitColumns();
        selectSpan();
        return;
    }
    if (m_model->bucketCount() > 0) {
        m_overlay->showEmpty(tr("Every period is empty."), {{tr("Show empty periods"), [this] {
                                                                 m_hideEmpty->setChecked(false);
                                                             }}});
        return;
    }
    if (m_context->filter().isActive()) {
        m_overlay->showEmpty(tr("No record passes the filter in this range."),
                             {{tr("Clear filter"), [this] { m_context->setFilter({}); }}});
        return;
    }
    const MetricId metric = m_definition ? m_definition->id : MetricId();
    m_overlay->showEmpty(tr("No records in %1.").arg(m_formatter.window(m_context->window())),
                         {{tr("Show all data"), [this] { Q_EMIT showAllDataRequested(); }},
                          {tr("Add a value"), [this, metric] { Q_EMIT entryRequested(metric); }}});
}

void AggregatesPage::showStatement()
{
    m_statement->setText(m_definition ? tr("%1 · %2", "metric and what its table shows")
                                            .arg(m_definition->name, m_model->statement())
                                      : QString());
    m_count->setText(m_filter->countText());
}

void AggregatesPage::activate(int row, bool listsRecords)
{
    const auto window = windowAt(row);
    if (!window)
        return;
    if (listsRecords)
        Q_EMIT recordsRequested(*window);
    else
        m_context->setWindow(*window);
}

std::optional<ExportRequest> AggregatesPage::exportRequest() const
{
    const auto &query = m_model->query();
    if (!query)
        return std::nullopt;
    ExportRequest request;
    request.content = ExportContent::Aggregates;
    request.aggregates = {*query};
    request.withEmptyPeriods = !m_filter->isEmptyHidden();
    addShownColumns(request);
    const auto sorted = static_cast<Column>(m_filter->sortColumn());
    const bool isByTime =
        m_filter->sortColumn() < 0 || sorted == Column::Period || sorted == Column::End;
    const bool isAscending =
        m_filter->sortColumn() >= 0 && m_filter->sortOrder() == Qt::AscendingOrder;
    request.periodOrder = isAscending ? SortOrder::Ascending : SortOrder::Descending;
    for (int row = 0; !isByTime && row < m_filter->rowCount(); ++row) {
        if (const auto window = windowAt(row))
            request.onlyPeriods.push_back(window->begin);
    }
    return request;
}

std::optional<ExportRequest> AggregatesPage::selectedExport() const
{
    auto request = exportRequest();
    if (!request)
        return std::nullopt;
    request->onlyPeriods.clear();
    for (const int row : m_table->selectedRows()) {
        if (const auto window = windowAt(row))
            request->onlyPeriods.push_back(window->begin);
    }
    if (request->onlyPeriods.empty())
        return std::nullopt;
    return request;
}

// The value's function first, whose change the file states; then those of the other shown columns.
void AggregatesPage::addShownColumns(ExportRequest &request) const
{
    const QHeaderView *header = m_table->horizontalHeader();
    request.functions = {m_model->function()};
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        if (m_table->isColumnHidden(column))
            continue;
        const auto shown = static_cast<Column>(column);
        request.withChange |= shown == Column::Change || shown == Column::ChangePercent;
        const auto function = functionOf(shown);
        if (function && std::find(request.functions.begin(), request.functions.end(), *function) ==
                            request.functions.end())
            request.functions.push_back(*function);
    }
}

void AggregatesPage::showMenu(const QPoint &globalPosition)
{
    const int row = m_table->currentIndex().row();
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool isBucket = row >= 0 && windowAt(row).has_value();
    QAction *zoom =
        menu->addAction(tr("Zoom to this period"), this, [this, row] { activate(row, false); });
    zoom->setShortcut(Qt::Key_Return);
    zoom->setEnabled(isBucket);
    QAction *list =
        menu->addAction(tr("List its records"), this, [this, row] { activate(row, true); });
    list->setShortcut(Qt::CTRL | Qt::Key_Return);
    list->setEnabled(isBucket);
    menu->addSeparator();
    QAction *newestFirst = menu->addAction(
        tr("Newest first"), this, [this] { m_table->sortByColumn(-1, Qt::AscendingOrder); });
    newestFirst->setEnabled(m_filter->sortColumn() >= 0);
    menu->popup(globalPosition);
}

} // namespace tidemark
