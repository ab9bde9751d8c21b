// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/row_table_model.h"

#include <utility>

namespace tidemark {

RowTableModel::RowTableModel(int columns, QObject *parent)
    : QAbstractTableModel(parent)
    , m_columns(columns)
{}

int RowTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_columns;
}

QVariant RowTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns)
        return {};
    if (role == Qt::TextAlignmentRole)
        return alignment(section);
    return role == Qt::DisplayRole ? QVariant(title(section)) : QVariant();
}

QVariant RowTableModel::alignment(int column) const
{
    return QVariant::fromValue(
        Qt::Alignment((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
}

void RowTableModel::setRowsHeld(bool areHeld)
{
    m_areRowsHeld = areHeld;
    if (!areHeld && std::exchange(m_isStale, false))
        readHeldBack();
}

void RowTableModel::titlesChanged()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, m_columns - 1);
}

void RowTableModel::rowsChanged(int first, int last, const QList<int> &roles)
{
    if (first <= last)
        Q_EMIT dataChanged(index(first, 0), index(last, m_columns - 1), roles);
}

} // namespace tidemark
