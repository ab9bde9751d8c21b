// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ready_dashboards/machine_dashboard.h"

#include "app/ready_dashboards/ready_dashboard.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::MachineDashboard)
};

/// Those of a card each.
std::vector<PanelGroup> cards()
{
    return {{Text::tr("Processors busy"), {u"machine.cpu.percent"_s}},
            {Text::tr("Memory used"), {u"machine.memory.used"_s}},
            {Text::tr("Load, 1 minute"), {u"machine.load.1m"_s}},
            {Text::tr("Swap used"), {u"machine.swap.used"_s}}};
}

std::vector<PanelGroup> charts()
{
    return {{Text::tr("Processors"), {u"machine.cpu.percent"_s, u"machine.cpu.iowait.percent"_s}},
            {Text::tr("Memory"), {u"machine.memory.used"_s, u"machine.memory.available"_s}},
            {Text::tr("Disks, read"), {u"machine.disk.read"_s}},
            {Text::tr("Disks, written"), {u"machine.disk.written"_s}},
            {Text::tr("Network, received"), {u"machine.network.received"_s}},
            {Text::tr("Network, sent"), {u"machine.network.sent"_s}},
            {Text::tr("Load"), {u"machine.load.1m"_s, u"machine.load.5m"_s, u"machine.load.15m"_s}},
            {Text::tr("Processors, each"), {u"machine.cpu.core.percent"_s}},
            {Text::tr("Temperatures"), {u"machine.temperature"_s}},
            {Text::tr("Disks, room used"), {u"machine.disk.space.percent"_s}}};
}

} // namespace

QString machineDashboardUid()
{
    return u"db_this_machine"_s;
}

Dashboard machineDashboard(const QStringList &names)
{
    Dashboard dashboard = readyDashboard(machineDashboardUid(), Text::tr("This machine"));
    addCards(dashboard, known(cards(), names));
    addCharts(dashboard, known(charts(), names));
    return dashboard;
}

} // namespace tidemark
