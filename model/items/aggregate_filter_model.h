// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace tidemark {

class AggregateTableModel;

/// Sorts and filters the rows of an AggregateTableModel without touching what it asked for (A8).
/// The totals row stays last whatever the order, and counts everything. GUI thread.
class AggregateFilterModel final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit AggregateFilterModel(AggregateTableModel *source, QObject *parent = nullptr);

    void setEmptyHidden(bool hidden);
    [[nodiscard]] bool isEmptyHidden() const { return m_isEmptyHidden; }
    [[nodiscard]] int shownBucketCount() const;
    /// `12 of 52 rows` while some are hidden, else nothing (A8).
    [[nodiscard]] QString countText() const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    [[nodiscard]] bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    AggregateTableModel *m_source;
    bool m_isEmptyHidden = false;
};

} // namespace tidemark
