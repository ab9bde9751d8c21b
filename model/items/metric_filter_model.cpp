// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/metric_filter_model.h"

#include "model/items/item_roles.h"
#include "model/items/metric_tree_model.h"

namespace tidemark {

MetricFilterModel::MetricFilterModel(MetricTreeModel *source, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_source(source)
{
    setRecursiveFilteringEnabled(true);
    setSortRole(roleOf(ItemRole::SortKey));
    setSourceModel(source);
    sort(0);
}

void MetricFilterModel::setQuery(const SearchQuery &query)
{
    if (query == m_query)
        return;
    m_query = query;
    invalidateFilter();
}

void MetricFilterModel::setArchivedShown(bool shown)
{
    if (shown == m_isArchivedShown)
        return;
    m_isArchivedShown = shown;
    invalidateFilter();
}

bool MetricFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const MetricNode *node = m_source->node(m_source->index(row, 0, parent));
    if (node == nullptr || !node->summary)
        return false; // a branch shows when something below it does
    if (node->summary->definition.isArchived && !m_isArchivedShown)
        return false;
    return m_query.matches(node->search);
}

bool MetricFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const int role = roleOf(ItemRole::SortKey);
    return sortsBefore(left.data(role), right.data(role), m_order);
}

bool sortsBefore(const QVariant &left, const QVariant &right, const NaturalOrder &order)
{
    if (!left.isValid() || !right.isValid())
        return !left.isValid() && right.isValid();
    if (left.typeId() == QMetaType::QString)
        return order.compare(left.toString(), right.toString()) < 0;
    if (left.typeId() == QMetaType::LongLong)
        return left.toLongLong() < right.toLongLong();
    return left.toDouble() < right.toDouble();
}

} // namespace tidemark
