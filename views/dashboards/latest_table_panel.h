// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "views/dashboards/panel_card.h"

class QSortFilterProxyModel;
class QTableView;

namespace tidemark {

class LatestValuesModel;

/// The last samples of several metrics within the range: a row for what carries the same tags, such
/// as a user of a server, sortable by each column. GUI thread.
class LatestTablePanel final : public PanelCard
{
    Q_OBJECT

public:
    LatestTablePanel(PanelSpec spec, const PanelServices &services, QWidget *parent);

protected:
    void query() override;
    void fillMenu(QMenu *menu) override;

private:
    void queryLast(std::vector<SeriesInfo> series, std::uint64_t generation);
    void show(const std::vector<SeriesInfo> &series,
              const std::vector<std::optional<Sample>> &last);

    LatestValuesModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
};

} // namespace tidemark
