// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/natural_order.h"
#include "model/core/search_query.h"

#include <QSortFilterProxyModel>

namespace tidemark {

class MetricTreeModel;

/// Shows the metrics of a MetricTreeModel that match what was typed (D2), with the branches above
/// them, sorted by raw values; text sorts naturally. Archived metrics are hidden unless asked for.
/// GUI thread.
class MetricFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit MetricFilterModel(MetricTreeModel *source, QObject *parent = nullptr);

    void setQuery(const SearchQuery &query);
    [[nodiscard]] const SearchQuery &query() const { return m_query; }
    void setArchivedShown(bool shown);
    [[nodiscard]] bool isArchivedShown() const { return m_isArchivedShown; }

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    MetricTreeModel *m_source;
    NaturalOrder m_order;
    SearchQuery m_query;
    bool m_isArchivedShown = false;
};

/// Orders two raw sort keys: nothing before everything, text naturally, numbers by value.
[[nodiscard]] bool sortsBefore(const QVariant &left, const QVariant &right,
                               const NaturalOrder &order);

} // namespace tidemark
