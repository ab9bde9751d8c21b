// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/record_table_model.h"

#include "model/core/continue_on.h"
#include "model/items/pending_records.h"
#include "model/ports/clock.h"

#include <algorithm>

namespace tidemark {

RecordTableModel::RecordTableModel(RecordStore &records, MetricCatalog &catalog,
                                   const Formatter &formatter, const Clock &clock, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Count), parent)
    , m_records(records)
    , m_formatter(formatter)
    , m_clock(clock)
    , m_changes(records, catalog, formatter, clock)
{
    connectChanges();
}

RecordTableModel::~RecordTableModel()
{
    m_stop.request_stop();
}

void RecordTableModel::load(const Selection &selection, const std::vector<Definition> &definitions)
{
    const bool isOther = !m_selection || m_selection->metrics != selection.metrics ||
                         m_selection->timeFilter != selection.timeFilter;
    if (isOther) {
        putDraftAway();
        cancel();
        beginResetModel(); // other metrics, other rows, and maybe no row for new records
        m_rows.clear();
        m_next.reset();
    }
    m_selection = selection;
    m_definitions.clear();
    for (const Definition &definition : definitions)
        m_definitions.insert(definition.id, definition);
    m_changes.setDefinitions(m_definitions);
    if (isOther) {
        takeDraft();
        endResetModel();
    }
    refresh();
}

void RecordTableModel::begin()
{
    cancel();
    m_stop = std::stop_source();
    setLoading(true);
    Q_EMIT loadStarted();
}

void RecordTableModel::refresh()
{
    if (!m_selection)
        return;
    const bool wantsAll = m_wantsAll;
    begin();
    m_wantsAll = wantsAll;
    readAgain({}, {}, std::max<std::size_t>(kPageRows, m_rows.size()));
    countRecords();
}

void RecordTableModel::clear()
{
    putDraftAway();
    cancel();
    beginResetModel();
    m_selection.reset();
    m_definitions.clear();
    m_rows.clear();
    m_next.reset();
    m_total.reset();
    endResetModel();
    Q_EMIT totalChanged();
}

void RecordTableModel::cancel()
{
    ++m_generation;
    m_stop.request_stop();
    m_wantsAll = false;
    setLoading(false);
}

void RecordTableModel::loadAll()
{
    if (!m_selection || !m_next)
        return;
    begin();
    m_wantsAll = true;
    readNext(kLoadAllPageRows);
}

void RecordTableModel::fail(const Error &error)
{
    setLoading(false);
    if (error.code != ErrorCode::Cancelled)
        Q_EMIT loadFailed(error);
}

// Reads as many rows as are shown and brings these up to date in one merge.
void RecordTableModel::readAgain(std::vector<Record> before, std::optional<RecordPageKey> after,
                                 std::size_t wanted)
{
    const std::uint64_t generation = m_generation;
    const std::size_t missing = wanted - before.size();
    const int limit = static_cast<int>(std::min<std::size_t>(missing, kLoadAllPageRows));
    continueOn(
        this, m_records.page(*m_selection, SortOrder::Descending, after, limit, m_stop.get_token()),
        [this, generation, wanted, rows = std::move(before)](Result<RecordPage> answer) mutable {
            if (generation != m_generation)
                return;
            if (!answer)
                return fail(answer.error());
            rows.insert(rows.end(), std::make_move_iterator(answer->records.begin()),
                        std::make_move_iterator(answer->records.end()));
            if (answer->next && rows.size() < wanted)
                return readAgain(std::move(rows), answer->next, wanted);
            accept(std::move(rows), answer->next);
            if (m_wantsAll && m_next)
                return readNext(kLoadAllPageRows);
            setLoading(false);
            Q_EMIT loaded();
        });
}

// Reads the page behind the last row; all of them when all are wanted.
void RecordTableModel::readNext(int limit)
{
    const std::uint64_t generation = m_generation;
    continueOn(
        this,
        m_records.page(*m_selection, SortOrder::Descending, m_next, limit, m_stop.get_token()),
        [this, generation, limit](Result<RecordPage> answer) {
            if (generation != m_generation)
                return;
            if (!answer)
                return fail(answer.error());
            m_next = answer->next;
            append(std::move(answer->records));
            Q_EMIT totalChanged();
            if (m_wantsAll && m_next)
                return readNext(limit);
            setLoading(false);
            Q_EMIT loaded();
        });
}

void RecordTableModel::accept(std::vector<Record> rows, std::optional<RecordPageKey> next)
{
    const auto less = [this](const Record &a, const Record &b) { return comesBefore(a, b); };
    if (holdsBack(m_rows))
        rows = inPlace(m_rows, std::move(rows), less);
    else
        m_next = std::move(next);
    mergeInto(m_rows, std::move(rows), less, [](Record &old, Record fresh) {
        const bool isChanged = !(old == fresh);
        old = std::move(fresh);
        return isChanged;
    });
    Q_EMIT totalChanged();
}

void RecordTableModel::countRecords()
{
    const std::uint64_t generation = m_generation;
    continueOn(this, m_records.count(*m_selection, m_stop.get_token()),
               [this, generation](const Result<std::int64_t> &answer) {
                   if (generation != m_generation || !answer)
                       return;
                   m_total = *answer;
                   Q_EMIT totalChanged();
               });
}

bool RecordTableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_next.has_value() && !m_isLoading;
}

void RecordTableModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    if (m_stop.stop_requested())
        m_stop = std::stop_source();
    setLoading(true);
    readNext(kPageRows);
}

void RecordTableModel::append(std::vector<Record> rows)
{
    if (rows.empty())
        return;
    const int first = recordCount();
    beginInsertRows({}, first, first + static_cast<int>(rows.size()) - 1);
    m_rows.insert(m_rows.end(), std::make_move_iterator(rows.begin()),
                  std::make_move_iterator(rows.end()));
    endInsertRows();
}

void RecordTableModel::setLoading(bool loading)
{
    m_isLoading = loading;
}

void RecordTableModel::setCalendar(const Calendar &calendar)
{
    if (calendar == m_calendar)
        return;
    m_calendar = calendar;
    titlesChanged();
    rowsChanged(0, recordCount() - 1, {Qt::DisplayRole, Qt::ToolTipRole, Qt::EditRole});
}

void RecordTableModel::setPending(const PendingRecords *pending)
{
    m_pending = pending;
    connect(pending, &PendingRecords::changed, this, [this] {
        const int last = recordCount() - 1;
        const int column = static_cast<int>(Column::Sending);
        if (last >= 0)
            Q_EMIT dataChanged(index(0, column), index(last, column),
                               {Qt::DisplayRole, Qt::ToolTipRole});
    });
}

void RecordTableModel::setReadOnly(bool readOnly)
{
    if (readOnly == m_isReadOnly)
        return;
    beginResetModel(); // the last row comes or goes
    m_isReadOnly = readOnly;
    endResetModel();
}

Timestamp RecordTableModel::timeOf(const Record &record) const
{
    const bool byStart = m_selection && m_selection->timeFilter == TimeFilter::SessionStart;
    return (byStart ? record.sessionStart : record.sessionEnd).value_or(Timestamp::min());
}

bool RecordTableModel::comesBefore(const Record &a, const Record &b) const
{
    // Newest first: the store's order, backwards (RecordPageKey).
    const Timestamp timeA = timeOf(a);
    const Timestamp timeB = timeOf(b);
    if (timeA != timeB)
        return timeA > timeB;
    if (a.sessionUid != b.sessionUid)
        return a.sessionUid.toUtf8() > b.sessionUid.toUtf8();
    return a.key.metric > b.key.metric;
}

const Record *RecordTableModel::record(int row) const
{
    return row >= 0 && row < recordCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

std::optional<int> RecordTableModel::rowOf(const RecordKey &key) const
{
    const auto at = std::find_if(m_rows.begin(), m_rows.end(),
                                 [&key](const Record &record) { return record.key == key; });
    if (at == m_rows.end())
        return {};
    return static_cast<int>(at - m_rows.begin());
}

std::optional<std::pair<int, int>> RecordTableModel::rowsIn(const TimeWindow &window) const
{
    const auto first =
        std::partition_point(m_rows.begin(), m_rows.end(),
                             [&](const Record &record) { return timeOf(record) >= window.end; });
    const auto end = std::partition_point(
        first, m_rows.end(), [&](const Record &record) { return timeOf(record) >= window.begin; });
    if (first == end)
        return {};
    return std::pair(static_cast<int>(first - m_rows.begin()),
                     static_cast<int>(end - m_rows.begin()) - 1);
}

const Definition *RecordTableModel::definitionOf(MetricId metric) const
{
    const auto at = m_definitions.constFind(metric);
    return at == m_definitions.constEnd() ? nullptr : &*at;
}

std::optional<int> RecordTableModel::draftRow() const
{
    const bool isKnown = m_selection && m_selection->metrics.size() == 1 &&
                         m_definitions.contains(m_selection->metrics.front());
    return isKnown && !m_isReadOnly ? std::optional<int>(recordCount()) : std::nullopt;
}

int RecordTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : recordCount() + (draftRow() ? 1 : 0);
}

} // namespace tidemark
