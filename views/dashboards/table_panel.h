// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/dashboards/panel_card.h"

class QTableView;

namespace tidemark {

class AggregateTableModel;

/// The aggregates of one metric by period as a table. GUI thread.
class TablePanel final : public PanelCard
{
    Q_OBJECT

public:
    TablePanel(PanelSpec spec, const PanelServices &services, QWidget *parent);

protected:
    void query() override;

private:
    void showLoaded();

    AggregateTableModel *m_model;
    QTableView *m_table;
    std::uint64_t m_asked = 0;
};

} // namespace tidemark
