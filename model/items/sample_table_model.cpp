// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/sample_table_model.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"
#include "model/ports/series_store.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

namespace tidemark {

SampleTableModel::SampleTableModel(SeriesStore &store, const Formatter &formatter, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Count), parent)
    , m_store(store)
    , m_formatter(formatter)
{}

SampleTableModel::~SampleTableModel()
{
    m_stop.request_stop();
}

// Of the same series as many rows as are shown are asked for again, so that the place on screen
// stays.
void SampleTableModel::load(const SampleTableQuery &query)
{
    cancel();
    const bool isSame = m_query && m_query->series.id == query.series.id;
    m_query = query;
    m_total.reset();
    m_isDamaged = false;
    m_isLoading = true;
    if (!isSame) {
        accept({});
        titlesChanged();
    }
    Q_EMIT loadStarted();
    fetch({}, std::max<std::size_t>(kPageRows, m_rows.size()));
}

void SampleTableModel::clear()
{
    cancel();
    m_query.reset();
    m_total.reset();
    m_isComplete = true;
    m_isDamaged = false;
    accept({});
}

void SampleTableModel::cancel()
{
    ++m_generation;
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_isLoading = false;
}

void SampleTableModel::fetch(std::vector<Sample> before, std::size_t wanted)
{
    TimeWindow window = m_query->window;
    if (!before.empty())
        window.end = before.back().at;
    const int limit = static_cast<int>(std::min<std::size_t>(wanted - before.size(), kMaxPageRows));
    continueOn(this, m_store.latestSamples(m_query->series.id, window, limit, m_stop.get_token()),
               [this, generation = m_generation, wanted, limit,
                rows = std::move(before)](const Result<SamplePage> &page) mutable {
                   if (generation != m_generation)
                       return;
                   if (!page) {
                       m_isLoading = false;
                       Q_EMIT loadFailed(page.error());
                       return;
                   }
                   m_isDamaged = m_isDamaged || !page->damaged.empty();
                   rows.insert(rows.end(), page->samples.begin(), page->samples.end());
                   const bool isLast = page->samples.size() < static_cast<std::size_t>(limit);
                   if (!isLast && rows.size() < wanted) {
                       fetch(std::move(rows), wanted);
                       return;
                   }
                   m_isComplete = isLast;
                   m_isLoading = false;
                   accept(std::move(rows));
                   count();
                   Q_EMIT loaded();
               });
}

// The interval of a row is told by the row below it, which may be new.
void SampleTableModel::accept(std::vector<Sample> rows)
{
    const int last = rowCount() - 1;
    mergeInto(
        m_rows, std::move(rows), [](const Sample &a, const Sample &b) { return b.at < a.at; },
        [](Sample &old, const Sample &fresh) {
            const bool isChanged = std::bit_cast<std::uint64_t>(old.value) !=
                                   std::bit_cast<std::uint64_t>(fresh.value);
            old = fresh;
            return isChanged;
        });
    if (last >= 0 && !m_rows.empty())
        rowsChanged(0, rowCount() - 1);
}

// Only of a list that goes on; a complete one is its own number.
void SampleTableModel::count()
{
    if (m_isComplete && !m_isDamaged) {
        m_total = rowCount();
        Q_EMIT totalChanged();
        return;
    }
    if (m_total)
        return;
    continueOn(this, m_store.count({m_query->series.id}, m_query->window, m_stop.get_token()),
               [this, generation = m_generation](const Result<std::vector<std::int64_t>> &found) {
                   if (generation != m_generation || !found)
                       return; // the list says that there are more
                   m_total = found->front();
                   Q_EMIT totalChanged();
               });
}

bool SampleTableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_query && !m_isComplete && !m_isLoading;
}

void SampleTableModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isLoading = true;
    fetch(m_rows, m_rows.size() + kPageRows);
}

void SampleTableModel::setZone(const Zone &zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    titlesChanged();
    rowsChanged(0, rowCount() - 1);
}

const Sample *SampleTableModel::sample(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int SampleTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

std::optional<Timedelta> SampleTableModel::intervalOf(int row) const
{
    const Sample *at = sample(row);
    const Sample *before = sample(row + 1);
    return at && before ? std::optional(at->at - before->at) : std::nullopt;
}

QString SampleTableModel::text(int row, Column column) const
{
    const Sample &at = m_rows[static_cast<std::size_t>(row)];
    switch (column) {
    case Column::Time:
        return m_formatter.editTime(at.at, m_zone);
    case Column::Value:
        return std::isnan(at.value)
                   ? tr("gap", "a sample that says that there is no value")
                   : numberCell(m_formatter, at.value, m_query->metric.settings.decimals);
    case Column::Interval: {
        const auto interval = intervalOf(row);
        return interval ? m_formatter.duration(*interval) : QString(NumberFormatter::kMissing);
    }
    case Column::Count:
        break;
    }
    return {};
}

QString SampleTableModel::exactText(int row, Column column) const
{
    const Sample &at = m_rows[static_cast<std::size_t>(row)];
    if (column == Column::Time)
        return exactTimeCell(m_formatter, at.at);
    if (column == Column::Value && !std::isnan(at.value))
        return exactValueCell(m_formatter, at.value, m_query->metric.unit);
    return text(row, column);
}

QVariant SampleTableModel::rawValue(int row, Column column) const
{
    const Sample &at = m_rows[static_cast<std::size_t>(row)];
    switch (column) {
    case Column::Time:
        return nsKey(at.at);
    case Column::Value:
        return std::isnan(at.value) ? QVariant() : QVariant(at.value);
    case Column::Interval: {
        const auto interval = intervalOf(row);
        return interval ? QVariant::fromValue<qint64>(interval->ns()) : QVariant();
    }
    case Column::Count:
        break;
    }
    return {};
}

QVariant SampleTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case Qt::ToolTipRole:
        return exactText(index.row(), column);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Value):
    case roleOf(ItemRole::SortKey):
        return rawValue(index.row(), column);
    case roleOf(ItemRole::Time):
        return nsKey(m_rows[static_cast<std::size_t>(index.row())].at);
    default:
        return {};
    }
}

bool SampleTableModel::isNumber(int column) const
{
    return static_cast<Column>(column) != Column::Time;
}

QString SampleTableModel::title(int column) const
{
    switch (static_cast<Column>(column)) {
    case Column::Time:
        return tr("Time (%1)").arg(m_zone.id());
    case Column::Value:
        return m_query && !m_query->metric.unit.isEmpty()
                   ? tr("Value (%1)").arg(m_query->metric.unit)
                   : tr("Value");
    case Column::Interval:
        return tr("Since the one before");
    case Column::Count:
        break;
    }
    return {};
}

} // namespace tidemark
