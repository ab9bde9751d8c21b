// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/records_page.h"

#include "model/core/continue_on.h"
#include "model/items/pending_records.h"
#include "model/items/record_table_model.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/store_events.h"
#include "views/dashboards/view_context.h"
#include "views/tables/data_table.h"
#include "views/tables/message_strip.h"
#include "views/tables/range_pace.h"
#include "views/tables/record_questions.h"
#include "views/tables/record_states.h"
#include "views/tables/selection_statistics.h"
#include "views/tables/state_overlay.h"

#include <QScopedValueRollback>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = RecordTableModel::Column;

} // namespace

RecordsPage::RecordsPage(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                         const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_context(context)
    , m_formatter(formatter)
    , m_model(
          new RecordTableModel(*ports.records, *ports.catalog, formatter, context->clock(), this))
    , m_pending(new PendingRecords(*ports.sources, *ports.outbox, *ports.events, this))
    , m_table(new DataTable(tr("Records"), DataTable::Keys::Edit))
    , m_overlay(new StateOverlay(m_table, theme, this))
    , m_states(new RecordStates(m_model, m_table, m_overlay, context, formatter, this))
    , m_questions(new MessageStrip(theme, this))
    , m_strip(new MessageStrip(theme, this))
    , m_statistics(new SelectionStatistics(*m_model, formatter, this))
    , m_pace(new RefreshPace(this))
    , m_statisticsTimer(new QTimer(this))
{
    m_model->setCalendar(context->calendar());
    buildView();
    connectContext();
    connectModel();
    connectChanges();
    connectTable();
    connectStatistics();
    m_model->setPending(m_pending);
    connect(m_pending, &PendingRecords::changed, this, &RecordsPage::showPending);
    showPending();
    reload();
}

void RecordsPage::buildView()
{
    m_table->setModel(m_model);
    for (const Column column : {Column::Start, Column::Invocation, Column::Published, Column::By})
        m_table->setColumnHidden(static_cast<int>(column), true);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_questions->setObjectName(u"recordQuestions"_s);
    layout->addWidget(m_questions);
    layout->addWidget(m_strip);
    layout->addWidget(m_overlay, 1);
    setFocusProxy(m_table);
    m_statisticsTimer->setSingleShot(true);
    m_statisticsTimer->setInterval(0);
}

void RecordsPage::connectContext()
{
    connect(m_pace, &RefreshPace::due, this, &RecordsPage::reload);
    const auto later = [this] { m_pace->onQuestionChanged(); };
    askByRange(m_context, m_pace);
    connect(m_context, &ViewContext::filterChanged, this, later);
    connect(m_context, &ViewContext::selectedMetricsChanged, this, later);
    connect(m_context, &ViewContext::selectedSpanChanged, this, later);
    connect(m_context, &ViewContext::calendarChanged, this, [this] {
        m_model->setCalendar(m_context->calendar());
        m_pace->onQuestionChanged();
    });
    connect(m_context, &ViewContext::cursorChosen, this, &RecordsPage::followCursor);
    connect(m_ports.events, &StoreEvents::changed, m_pace, &RefreshPace::onDataChanged);
}

void RecordsPage::connectModel()
{
    connect(m_model, &RecordTableModel::loadStarted, m_pace, &RefreshPace::begin);
    connect(m_model, &RecordTableModel::loaded, m_pace, &RefreshPace::end);
    connect(m_model, &RecordTableModel::loadFailed, m_pace, &RefreshPace::end);
    connect(m_overlay, &StateOverlay::cancelled, m_pace, &RefreshPace::end);
    connect(m_model, &RecordTableModel::totalChanged, this, &RecordsPage::totalChanged);
    connect(m_model, &RecordTableModel::changeMade, this,
            [this](ChangeId change, const QString &label) {
                m_strip->clear();
                Q_EMIT changeMade(change, label);
            });
    connect(m_model, &RecordTableModel::editRefused, this, &RecordsPage::sayRefused);
    connect(m_states, &RecordStates::retryRequested, this, &RecordsPage::refresh);
    connect(m_states, &RecordStates::entryRequested, this, &RecordsPage::entryRequested);
    connect(m_states, &RecordStates::showAllDataRequested, this,
            &RecordsPage::showAllDataRequested);
}

void RecordsPage::connectChanges()
{
    auto *questions = new RecordQuestions(m_model->changes(), m_questions, m_table, this);
    connect(questions, &RecordQuestions::refused, this, [this](const Error &error) {
        if (!isVisible())
            Q_EMIT failed(error); // another tab is shown: say it where it is seen
    });
    connect(&m_model->changes(), &RecordChanges::warned, this, [this](const QString &text) {
        m_strip->showMessage(theme::StateColor::Caution, text);
    });
}

void RecordsPage::connectStatistics()
{
    connect(m_statistics, &SelectionStatistics::changed, this, &RecordsPage::statisticsChanged);
    connect(m_statisticsTimer, &QTimer::timeout, this, [this] {
        if (isVisible()) // else the line is about another table
            m_statistics->sumUp(m_table->selectedRows());
    });
    const auto later = [this] {
        m_statistics->stop();
        m_statisticsTimer->start();
    };
    connect(m_model, &RecordTableModel::dataChanged, this, later);
    connect(m_model, &RecordTableModel::rowsInserted, this, later);
    connect(m_model, &RecordTableModel::rowsRemoved, this, later);
    connect(m_model, &RecordTableModel::modelReset, this, later);
}

void RecordsPage::showPending()
{
    // The column is there while something waits (E16).
    const int column = static_cast<int>(Column::Sending);
    if (m_table->isColumnHidden(column) == m_pending->isEmpty())
        return;
    m_table->setColumnHidden(column, m_pending->isEmpty());
    m_table->fitColumns();
}

void RecordsPage::restoreTable(const QByteArray &state)
{
    m_table->restoreState(state);
    showPending(); // not as it was the last time
}

void RecordsPage::sayRefused(const Error &error)
{
    m_strip->showError(error);
    if (!isVisible())
        Q_EMIT failed(error);
}

void RecordsPage::connectTable()
{
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RecordsPage::onSelectionChanged);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex &current, const QModelIndex &previous) {
                if (previous.isValid() && m_model->draftRow() == previous.row() &&
                    current.row() != previous.row())
                    m_model->commitDraft();
            });
    connect(m_table, &DataTable::leftByEnter, this, [this](int row) {
        if (m_model->draftRow() == row)
            m_model->commitDraft();
    });
    connect(m_table, &DataTable::escapePressed, this, [this] {
        m_model->discardDraft();
        m_strip->clear();
    });
    // Under an editor its record stays where it is; the last row stays the last one by itself.
    connect(m_table, &DataTable::editedCellChanged, this, [this] {
        m_model->setRowsHeld(m_model->record(m_table->editedCell().row()) != nullptr);
    });
    connect(m_table, &DataTable::deleteRequested, this, &RecordsPage::removeSelected);
    connect(m_table, &DataTable::fillDownRequested, this,
            [this] { m_model->fillDown(m_table->selectionModel()->selectedIndexes()); });
    connect(m_table, &DataTable::pasteRequested, this, &RecordsPage::paste);
    connect(m_table, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { showMenu(m_table->viewport()->mapToGlobal(at)); });
}

void RecordsPage::setReadOnly(bool readOnly)
{
    m_model->setReadOnly(readOnly);
}

std::optional<std::int64_t> RecordsPage::total() const
{
    return m_model->total();
}

void RecordsPage::refresh()
{
    reload();
}

void RecordsPage::reload()
{
    m_pace->begin();
    const std::uint64_t generation = ++m_generation;
    if (m_context->selectedMetrics().empty()) {
        m_pace->end();
        m_model->clear();
        m_states->showNoMetric();
        return;
    }
    continueOn(this, m_ports.catalog->definitions(),
               [this, generation](const Result<std::vector<Definition>> &answer) {
                   if (generation != m_generation)
                       return;
                   if (answer) {
                       load(*answer);
                       return;
                   }
                   m_pace->end();
                   m_states->showError(answer.error());
               });
}

void RecordsPage::load(const std::vector<Definition> &all)
{
    const std::vector<MetricId> &metrics = m_context->selectedMetrics();
    std::vector<Definition> definitions;
    for (const Definition &definition : all)
        if (std::find(metrics.begin(), metrics.end(), definition.id) != metrics.end())
            definitions.push_back(definition);
    m_table->setColumnHidden(static_cast<int>(Column::Metric), metrics.size() == 1);
    m_model->load(shownSelection(), definitions);
}

Selection RecordsPage::shownSelection() const
{
    Selection selection = m_context->selection(m_context->selectedMetrics());
    const TimeWindow window = m_context->shownWindow();
    selection.begin = window.begin;
    selection.end = window.end;
    return selection;
}

void RecordsPage::onSelectionChanged()
{
    const QList<int> rows = m_table->selectedRows();
    m_statistics->sumUp(rows);
    const Record *selected = rows.size() == 1 ? m_model->record(rows.front()) : nullptr;
    if (selected == nullptr)
        return;
    const Record record = *selected; // whoever listens may change the rows
    Q_EMIT recordSelected(record);
    if (m_isSyncing)
        return;
    const QScopedValueRollback syncing(m_isSyncing, true);
    m_context->setCursor(m_model->timeOf(record));
}

void RecordsPage::followCursor()
{
    // Whoever types stays where the text belongs.
    if (m_isSyncing || !m_context->cursor() || m_table->isEditing() || m_model->hasDraft())
        return;
    const Timestamp at = *m_context->cursor();
    const auto rows = m_model->rowsIn(TimeWindow{at, at + Timedelta(1)});
    if (!rows)
        return;
    const QScopedValueRollback syncing(m_isSyncing, true);
    m_table->selectRows(rows->first, rows->first);
}

} // namespace tidemark
