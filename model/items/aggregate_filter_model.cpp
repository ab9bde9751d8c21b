// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/aggregate_filter_model.h"

#include "model/items/aggregate_table_model.h"
#include "model/items/item_roles.h"
#include "model/items/metric_filter_model.h"

namespace tidemark {

AggregateFilterModel::AggregateFilterModel(AggregateTableModel *source, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_source(source)
{
    setSortRole(roleOf(ItemRole::SortKey));
    setSourceModel(source);
}

void AggregateFilterModel::setEmptyHidden(bool hidden)
{
    if (hidden == m_isEmptyHidden)
        return;
    m_isEmptyHidden = hidden;
    invalidateFilter();
}

int AggregateFilterModel::shownBucketCount() const
{
    return rowCount() - (m_source->hasTotals() ? 1 : 0);
}

QString AggregateFilterModel::countText() const
{
    if (shownBucketCount() == m_source->bucketCount())
        return {};
    return tr("%1 of %n row(s)", nullptr, m_source->bucketCount()).arg(shownBucketCount());
}

bool AggregateFilterModel::filterAcceptsRow(int row, const QModelIndex &) const
{
    const AggregateRow *at = m_source->row(row);
    return at == nullptr || !m_isEmptyHidden || !at->aggregate.isEmpty();
}

bool AggregateFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool isLeftTotal = left.row() >= m_source->bucketCount();
    const bool isRightTotal = right.row() >= m_source->bucketCount();
    if (isLeftTotal || isRightTotal) // last in either order
        return sortOrder() == Qt::AscendingOrder ? isRightTotal && !isLeftTotal
                                                 : isLeftTotal && !isRightTotal;
    static const NaturalOrder order;
    const int role = roleOf(ItemRole::SortKey);
    return sortsBefore(left.data(role), right.data(role), order);
}

} // namespace tidemark
