// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/machine_dashboard.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::MachineDashboard)
};

constexpr int kValueRows = 2;
constexpr int kChartRows = 6;
constexpr int kChartColumns = 6;

struct Group
{
    const char *title;
    std::vector<QString> metrics; ///< of one chart: at most two units
};

/// Those of a card each.
std::vector<Group> cards()
{
    return {
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Processors busy"),
         {u"machine.cpu.percent"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Memory used"),
         {u"machine.memory.used"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Load, 1 minute"), {u"machine.load.1m"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Swap used"), {u"machine.swap.used"_s}}};
}

std::vector<Group> charts()
{
    return {
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Processors"),
         {u"machine.cpu.percent"_s, u"machine.cpu.iowait.percent"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Memory"),
         {u"machine.memory.used"_s, u"machine.memory.available"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Disks, read"), {u"machine.disk.read"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Disks, written"),
         {u"machine.disk.written"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Network, received"),
         {u"machine.network.received"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Network, sent"),
         {u"machine.network.sent"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Load"),
         {u"machine.load.1m"_s, u"machine.load.5m"_s, u"machine.load.15m"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Processors, each"),
         {u"machine.cpu.core.percent"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Temperatures"),
         {u"machine.temperature"_s}},
        {QT_TRANSLATE_NOOP("tidemark::MachineDashboard", "Disks, room used"),
         {u"machine.disk.space.percent"_s}}};
}

/// What is left of the groups when only the metrics in `names` are there.
std::vector<Group> known(std::vector<Group> groups, const QStringList &names)
{
    for (Group &group : groups)
        std::erase_if(group.metrics, [&](const QString &name) { return !names.contains(name); });
    std::erase_if(groups, [](const Group &group) { return group.metrics.empty(); });
    return groups;
}

PanelSpec panelOf(const Group &group, PanelType type, const PanelPlace &place)
{
    PanelSpec panel;
    panel.type = type;
    panel.id = QString(group.metrics.front() % (type == PanelType::Value ? u".last" : u".chart"));
    panel.title = Text::tr(group.title);
    panel.place = place;
    panel.detail = PanelDetail::Values;
    for (const QString &metric : group.metrics)
        panel.metrics.push_back({{}, metric, {}});
    return panel;
}

} // namespace

QString machineDashboardUid()
{
    return u"db_this_machine"_s;
}

Dashboard machineDashboard(const QStringList &names)
{
    Dashboard dashboard;
    dashboard.uid = machineDashboardUid();
    dashboard.title = Text::tr("This machine");
    const auto from = TimeExpression::parse(u"now-15m");
    if (from)
        dashboard.range = TimeRange::relative(*from, TimeExpression());
    dashboard.isLive = true;
    const std::vector<Group> values = known(cards(), names);
    int column = 0;
    for (const Group &group : values) {
        const int columns = kGridColumns / static_cast<int>(values.size());
        dashboard.panels.push_back(
            panelOf(group, PanelType::Value, {column, 0, columns, kValueRows, {}}));
        column += columns;
    }
    int place = 0;
    const std::vector<Group> drawn = known(charts(), names);
    for (const Group &group : drawn) {
        const bool isAlone = place % 2 == 0 && place + 1 == static_cast<int>(drawn.size());
        dashboard.panels.push_back(
            panelOf(group, PanelType::Chart,
                    {place % 2 * kChartColumns,
                     (values.empty() ? 0 : kValueRows) + place / 2 * kChartRows,
                     isAlone ? kGridColumns : kChartColumns,
                     kChartRows,
                     {}}));
        ++place;
    }
    return dashboard;
}

} // namespace tidemark
