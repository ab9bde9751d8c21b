// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ready_dashboards/ready_dashboard.h"

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kValueRows = 2;
constexpr int kPanelRows = 6;
constexpr int kChartColumns = 6;

int firstFreeRow(const Dashboard &dashboard)
{
    int row = 0;
    for (const PanelSpec &panel : dashboard.panels)
        row = std::max(row, panel.place.row + panel.place.rows);
    return row;
}

PanelSpec panelOf(const PanelGroup &group, PanelType type, QStringView kind,
                  const PanelPlace &place)
{
    PanelSpec panel;
    panel.type = type;
    panel.id = QString(group.metrics.front() % u'.' % kind);
    panel.title = group.title;
    panel.place = place;
    panel.detail = PanelDetail::Values;
    for (const QString &metric : group.metrics)
        panel.metrics.push_back({{}, metric, {}});
    return panel;
}

} // namespace

std::vector<PanelGroup> known(std::vector<PanelGroup> groups, const QStringList &names)
{
    for (PanelGroup &group : groups)
        std::erase_if(group.metrics, [&](const QString &name) { return !names.contains(name); });
    std::erase_if(groups, [](const PanelGroup &group) { return group.metrics.empty(); });
    return groups;
}

Dashboard readyDashboard(const QString &uid, const QString &title)
{
    Dashboard dashboard;
    dashboard.uid = uid;
    dashboard.title = title;
    const auto from = TimeExpression::parse(u"now-15m");
    if (from)
        dashboard.range = TimeRange::relative(*from, TimeExpression());
    dashboard.isLive = true;
    return dashboard;
}

void addCards(Dashboard &dashboard, const std::vector<PanelGroup> &groups)
{
    const int row = firstFreeRow(dashboard);
    int column = 0;
    for (const PanelGroup &group : groups) {
        const int columns = kGridColumns / static_cast<int>(groups.size());
        dashboard.panels.push_back(
            panelOf(group, PanelType::Value, u"last", {column, row, columns, kValueRows, {}}));
        column += columns;
    }
}

void addCharts(Dashboard &dashboard, const std::vector<PanelGroup> &groups)
{
    const int row = firstFreeRow(dashboard);
    const auto count = static_cast<int>(groups.size());
    for (int i = 0; i < count; ++i) {
        const bool isAlone = i % 2 == 0 && i + 1 == count;
        dashboard.panels.push_back(panelOf(groups[static_cast<std::size_t>(i)], PanelType::Chart,
                                           u"chart",
                                           {i % 2 * kChartColumns,
                                            row + i / 2 * kPanelRows,
                                            isAlone ? kGridColumns : kChartColumns,
                                            kPanelRows,
                                            {}}));
    }
}

void addLatestTable(Dashboard &dashboard, const PanelGroup &group)
{
    dashboard.panels.push_back(panelOf(group, PanelType::Table, u"table",
                                       {0, firstFreeRow(dashboard), kGridColumns, kPanelRows, {}}));
}

} // namespace tidemark
