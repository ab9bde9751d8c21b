// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of AggregateTableModel say.
#include "model/items/aggregate_table_model.h"

#include "model/core/unit.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"

#include <QLocale>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = AggregateTableModel::Column;

QVariant numberKey(std::optional<double> value)
{
    return value ? QVariant(*value) : QVariant();
}

std::optional<double> change(const AggregateRow &row)
{
    if (!row.value || !row.previous)
        return {};
    return *row.value - *row.previous;
}

std::optional<double> changeRatio(const AggregateRow &row)
{
    if (!row.value || !row.previous || *row.previous == 0)
        return {};
    return (*row.value - *row.previous) / *row.previous;
}

} // namespace

std::optional<int> AggregateTableModel::decimals(Column column) const
{
    const bool isCount = column == Column::Value && m_function == AggregateFunction::Count;
    return isCount ? std::optional<int>(0) : m_definition.settings.decimals;
}

std::optional<double> AggregateTableModel::number(const AggregateRow &row, Column column) const
{
    switch (column) {
    case Column::Count:
        return static_cast<double>(row.aggregate.count);
    case Column::Value:
        return row.value;
    case Column::Min:
        return row.aggregate.value(AggregateFunction::Min);
    case Column::Max:
        return row.aggregate.value(AggregateFunction::Max);
    case Column::Mean:
        return row.aggregate.mean();
    case Column::Sum:
        return row.aggregate.value(AggregateFunction::Sum);
    case Column::Change:
        return change(row);
    case Column::ChangePercent:
        return changeRatio(row);
    default:
        return {};
    }
}

QString AggregateTableModel::text(const AggregateRow &row, Column column) const
{
    const Calendar &calendar = m_series.calendar;
    switch (column) {
    case Column::Period: {
        const QString name = m_formatter.bucket(row.window, m_series.period, calendar);
        return row.isRunning ? tr("%1 so far", "period that has not ended").arg(name) : name;
    }
    case Column::End:
        return timeCell(m_formatter, row.window.end);
    case Column::Count:
        return m_formatter.numbers().count(static_cast<std::int64_t>(row.aggregate.count));
    case Column::Change:
        return m_formatter.numbers().difference(row.previous, row.value, Unit());
    case Column::ChangePercent:
        return m_formatter.numbers().percentChange(row.previous, row.value);
    default:
        return numberCell(m_formatter, number(row, column), decimals(column));
    }
}

QVariant AggregateTableModel::sortKey(const AggregateRow &row, Column column) const
{
    if (column == Column::Period)
        return QVariant::fromValue<qint64>(row.window.begin.posixNs());
    if (column == Column::End)
        return QVariant::fromValue<qint64>(row.window.end.posixNs());
    return numberKey(number(row, column));
}

QVariant AggregateTableModel::totalsData(Column column, int role) const
{
    if (role == Qt::TextAlignmentRole)
        return alignment(static_cast<int>(column));
    if (role == roleOf(ItemRole::IsTotal))
        return true;
    AggregateRow all;
    all.aggregate = total(m_series);
    all.value = all.aggregate.value(m_function);
    const bool isShown = column == Column::Count || column == Column::Value ||
                         (column == Column::Sum && m_function == AggregateFunction::Sum);
    if (role == roleOf(ItemRole::Value))
        return isShown ? numberKey(number(all, column)) : QVariant();
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole)
        return {};
    if (column == Column::Period)
        return tr("Total");
    return isShown ? text(all, column) : QString();
}

QVariant AggregateTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = static_cast<Column>(index.column());
    const AggregateRow *at = row(index.row());
    if (at == nullptr)
        return totalsData(column, role);
    switch (role) {
    case Qt::DisplayRole:
        return text(*at, column);
    case Qt::ToolTipRole:
        if (column == Column::Period || column == Column::End)
            return tr("%1 to %2, end excluded")
                .arg(exactTimeCell(m_formatter, at->window.begin),
                     exactTimeCell(m_formatter, at->window.end));
        if (column == Column::ChangePercent)
            return text(*at, Column::Change);
        return exactValueCell(m_formatter, number(*at, column),
                              column == Column::Count ? QString() : m_definition.unit);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Value):
    case roleOf(ItemRole::SortKey):
        return sortKey(*at, column);
    case roleOf(ItemRole::Unit):
        return m_definition.unit;
    case roleOf(ItemRole::Time):
        return QVariant::fromValue<qint64>(at->window.begin.posixNs());
    case roleOf(ItemRole::Id):
        return QVariant::fromValue<qint64>(m_definition.id.value());
    case roleOf(ItemRole::IsTotal):
        return false;
    default:
        return {};
    }
}

bool AggregateTableModel::isNumber(int column) const
{
    return column != static_cast<int>(Column::Period) && column != static_cast<int>(Column::End);
}

QString AggregateTableModel::title(int column) const
{
    const bool hasUnit = !m_definition.unit.isEmpty() && m_function != AggregateFunction::Count;
    switch (static_cast<Column>(column)) {
    case Column::Period:
        return tr("%1 (%2)", "period and zone")
            .arg(periodUnitName(m_series.period), m_series.calendar.zone.id());
    case Column::End:
        return tr("End (excluded)");
    case Column::Count:
        return tr("Count");
    case Column::Value:
        return hasUnit ? tr("%1, %2", "function and unit")
                             .arg(functionLabel(m_function), m_definition.unit)
                       : functionLabel(m_function);
    case Column::Min:
        return tr("Min");
    case Column::Max:
        return tr("Max");
    case Column::Mean:
        return tr("Mean");
    case Column::Sum:
        return tr("Sum");
    case Column::Change:
        return tr("Change");
    case Column::ChangePercent:
        return tr("Change %");
    case Column::Total:
        break;
    }
    return {};
}

QString AggregateTableModel::statement() const
{
    const Calendar &calendar = m_series.calendar;
    QString text = tr("%1 %2 · %3", "period, function and zone: Weekly mean · UTC")
                       .arg(periodName(m_series.period), functionLabel(m_function).toLower(),
                            calendar.zone.id());
    if (m_series.period == Period::Weekly)
        text = tr("%1 · weeks from %2")
                   .arg(text, m_formatter.numbers().locale().standaloneDayName(calendar.weekStart));
    if (m_series.window.isEmpty())
        return text;
    // In the calendar's zone, which stands before it already.
    const TimeFormatter times(m_formatter.numbers().locale(), calendar.zone,
                              m_formatter.choices().timeStyle);
    return tr("%1 · whole periods: %2").arg(text, times.window(m_series.window, false));
}

} // namespace tidemark
