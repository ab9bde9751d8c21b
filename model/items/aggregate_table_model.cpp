// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/aggregate_table_model.h"

#include "model/core/continue_on.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/clock.h"

#include <algorithm>

namespace tidemark {

namespace {

bool isSameRow(const AggregateRow &a, const AggregateRow &b)
{
    return a.aggregate.count == b.aggregate.count && a.aggregate.min == b.aggregate.min &&
           a.aggregate.max == b.aggregate.max && a.aggregate.sum == b.aggregate.sum &&
           a.value == b.value && a.previous == b.previous && a.isRunning == b.isRunning;
}

} // namespace

AggregateTableModel::AggregateTableModel(AggregateReader &reader, const Formatter &formatter,
                                         const Clock &clock, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Total), parent)
    , m_reader(reader)
    , m_formatter(formatter)
    , m_clock(clock)
{}

AggregateTableModel::~AggregateTableModel()
{
    m_stop.request_stop();
}

void AggregateTableModel::load(const AggregateQuery &query, const Definition &definition)
{
    const bool isOtherSeries = !m_query || m_query->period != query.period ||
                               m_query->calendar != query.calendar ||
                               m_definition.id != definition.id;
    m_definition = definition;
    m_query = query;
    if (isOtherSeries && !m_rows.empty())
        titlesChanged();
    refresh();
}

void AggregateTableModel::refresh()
{
    if (!m_query)
        return;
    cancel();
    m_stop = std::stop_source();
    const std::uint64_t generation = m_generation;
    Q_EMIT loadStarted();
    continueOn(this, m_reader.aggregate(*m_query, m_stop.get_token()),
               [this, generation](Result<AggregateSeries> answer) {
                   if (generation != m_generation)
                       return;
                   if (answer)
                       accept(*std::move(answer));
                   else if (answer.error().code != ErrorCode::Cancelled)
                       Q_EMIT loadFailed(answer.error());
               });
}

void AggregateTableModel::clear()
{
    cancel();
    m_query.reset();
    m_series = {};
    showTotals(false);
    merge({});
}

void AggregateTableModel::cancel()
{
    ++m_generation;
    m_stop.request_stop();
}

void AggregateTableModel::accept(AggregateSeries series)
{
    const bool isOtherShape = series.period != m_series.period ||
                              series.calendar != m_series.calendar ||
                              series.metric != m_series.metric;
    m_series = std::move(series);
    if (isOtherShape) {
        beginResetModel(); // every row is new
        m_rows = makeRows();
        m_hasTotals = isAdditive(m_function) && !m_rows.empty();
        endResetModel();
    } else {
        showTotals(false);
        merge(makeRows());
        showTotals(isAdditive(m_function) && !m_rows.empty());
    }
    titlesChanged();
    Q_EMIT loaded();
}

void AggregateTableModel::merge(std::vector<AggregateRow> rows)
{
    mergeInto(
        m_rows, std::move(rows),
        [](const AggregateRow &a, const AggregateRow &b) {
            return a.window.begin > b.window.begin;
        },
        [](AggregateRow &old, const AggregateRow &fresh) {
            const bool isChanged = !isSameRow(old, fresh);
            old = fresh;
            return isChanged;
        });
}

std::vector<AggregateRow> AggregateTableModel::makeRows() const
{
    const Timestamp now = m_clock.now();
    std::vector<AggregateRow> rows;
    std::optional<double> previous;
    for (AggregateBucket &bucket : filled(m_series)) {
        AggregateRow row;
        row.window = bucket.window;
        row.aggregate = bucket.aggregate;
        row.value = bucket.aggregate.value(m_function);
        row.previous = previous;
        row.isRunning = bucket.window.contains(now);
        previous = row.value;
        rows.push_back(row);
    }
    std::reverse(rows.begin(), rows.end());
    return rows;
}

void AggregateTableModel::setFunction(AggregateFunction function)
{
    if (function == m_function)
        return;
    m_function = function;
    showTotals(false);
    merge(makeRows());
    showTotals(isAdditive(function) && !m_rows.empty());
    titlesChanged();
}

void AggregateTableModel::showTotals(bool shown)
{
    if (shown == m_hasTotals)
        return;
    const int at = bucketCount();
    if (shown)
        beginInsertRows({}, at, at);
    else
        beginRemoveRows({}, at, at);
    m_hasTotals = shown;
    if (shown)
        endInsertRows();
    else
        endRemoveRows();
}

int AggregateTableModel::filledBucketCount() const
{
    return static_cast<int>(std::count_if(
        m_rows.begin(), m_rows.end(), [](const auto &row) { return !row.aggregate.isEmpty(); }));
}

const AggregateRow *AggregateTableModel::row(int row) const
{
    return row >= 0 && row < bucketCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

bool AggregateTableModel::hasTotals() const
{
    return m_hasTotals;
}

int AggregateTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : bucketCount() + (m_hasTotals ? 1 : 0);
}

} // namespace tidemark
