// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/comparison_table_model.h"

#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"

#include <QStringList>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

ComparisonTableModel::ComparisonTableModel(const Formatter &formatter, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Count), parent)
    , m_formatter(formatter)
{}

void ComparisonTableModel::append(const std::vector<AggregateDifference> &differences)
{
    const int first = rowCount();
    const int count = std::min(static_cast<int>(differences.size()), kMostRows - first);
    if (count <= 0)
        return;
    beginInsertRows({}, first, first + count - 1);
    m_rows.insert(m_rows.end(), differences.begin(), differences.begin() + count);
    endInsertRows();
}

void ComparisonTableModel::clear()
{
    if (m_rows.empty())
        return;
    beginRemoveRows({}, 0, rowCount() - 1);
    m_rows.clear();
    endRemoveRows();
}

int ComparisonTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ComparisonTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const AggregateDifference &row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return text(row, column);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Value):
        return value(row, column);
    case roleOf(ItemRole::Unit):
        return column == Column::Here || column == Column::There ? QVariant(row.unit) : QVariant();
    default:
        return {};
    }
}

QString ComparisonTableModel::title(int column) const
{
    switch (static_cast<Column>(column)) {
    case Column::Metric:
        return tr("Metric");
    case Column::Period:
        return tr("Period (UTC)");
    case Column::Function:
        return tr("Function");
    case Column::Here:
        return tr("Here");
    case Column::There:
        return tr("There");
    case Column::RecordsHere:
        return tr("Records here");
    case Column::RecordsThere:
        return tr("Records there");
    case Column::Count:
        break;
    }
    return {};
}

bool ComparisonTableModel::isNumber(int column) const
{
    return column >= static_cast<int>(Column::Here);
}

QVariant ComparisonTableModel::value(const AggregateDifference &row, Column column)
{
    const ComparedBucket &bucket = row.bucket;
    switch (column) {
    case Column::Here:
        return bucket.here ? QVariant(*bucket.here) : QVariant();
    case Column::There:
        return bucket.there ? QVariant(*bucket.there) : QVariant();
    case Column::RecordsHere:
        return qint64{bucket.totalHere};
    case Column::RecordsThere:
        return qint64{bucket.totalThere};
    default:
        return {};
    }
}

QString ComparisonTableModel::text(const AggregateDifference &row, Column column) const
{
    const ComparedBucket &bucket = row.bucket;
    switch (column) {
    case Column::Metric:
        return row.metric;
    case Column::Period:
        return m_formatter.bucket({bucket.begin, bucket.end}, row.period, Calendar());
    case Column::Function:
        return functionLabel(row.function);
    case Column::Here:
        return exactValueCell(m_formatter, bucket.here, row.unit);
    case Column::There:
        return exactValueCell(m_formatter, bucket.there, row.unit);
    case Column::RecordsHere:
        return m_formatter.numbers().fullCount(bucket.totalHere);
    case Column::RecordsThere:
        return m_formatter.numbers().fullCount(bucket.totalThere);
    case Column::Count:
        break;
    }
    return {};
}

QString ComparisonTableModel::listText() const
{
    QStringList lines;
    QStringList titles;
    for (int column = 0; column < columnCount(); ++column)
        titles << title(column);
    lines << titles.join(u'\t');
    for (const AggregateDifference &row : m_rows) {
        QStringList cells;
        for (int column = 0; column < columnCount(); ++column)
            cells << text(row, static_cast<Column>(column)).replace(u'\t', u' ');
        lines << cells.join(u'\t');
    }
    return QString(lines.join(u'\n') % u'\n');
}

} // namespace tidemark
