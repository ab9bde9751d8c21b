// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "model/items/latest_values_model.h"
#include "views/dashboards/panel_card.h"

class QSortFilterProxyModel;
class QTableView;

namespace tidemark {

/// The last samples of several metrics within the range: a row for what carries the same tags, such
/// as a user of a server, sortable by each column. Of what is counted by stretch it shows how much
/// there was in the range, and of servers that do not answer it says so. GUI thread.
class LatestTablePanel final : public PanelCard
{
    Q_OBJECT

public:
    LatestTablePanel(PanelSpec spec, const PanelServices &services, QWidget *parent);

protected:
    void query() override;
    void fillMenu(QMenu *menu) override;

private:
    /// Sums that are asked for, and whose values they are.
    struct Sought
    {
        std::vector<SeriesId> series;
        std::vector<std::size_t> places;
    };

    void queryLast(std::vector<SeriesInfo> series, std::uint64_t generation);
    void onLast(const std::vector<SeriesInfo> &series,
                const std::vector<std::optional<Sample>> &last, std::uint64_t generation);
    void querySums(std::vector<LatestValue> values, const Sought &sought, std::uint64_t generation);
    void show(const std::vector<LatestValue> &values);
    /// Shows and hides columns as the person chose, or those that are seldom wanted.
    void arrangeColumns();
    void addColumnsTo(QMenu *menu);
    void showColumn(const QString &metric, bool isShown);
    /// Names of the metrics whose columns are hidden, whether or not they are here at the moment.
    [[nodiscard]] QStringList hiddenColumns() const;
    [[nodiscard]] bool isCounted(MetricId metric) const;
    [[nodiscard]] bool isUp(MetricId metric) const;
    [[nodiscard]] QString note(const std::vector<LatestValue> &values) const;

    LatestValuesModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTableView *m_table;
    LatestAges m_ages;
    std::size_t m_found = 0; ///< values, of which the latest are shown
};

} // namespace tidemark
