// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ready_dashboards/own_dashboard.h"

#include "app/own_metrics/own_metric_names.h"
#include "app/ready_dashboards/ready_dashboard.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::OwnDashboard)
};

QString named(std::string_view name, QLatin1StringView part = {})
{
    return QLatin1StringView(name) + part;
}

/// How long something took, for most and for the slowest.
std::vector<QString> durations(std::string_view name)
{
    return {named(name, ".p50"_L1), named(name, ".p95"_L1)};
}

/// Those of a card each.
std::vector<PanelGroup> cards()
{
    return {{Text::tr("Query time, p95"), {named(own::kQuery, ".p95"_L1)}},
            {Text::tr("Frame time, p95"), {named(own::kFrame, ".p95"_L1)}},
            {Text::tr("Memory"), {named(own::kMemory)}},
            {Text::tr("Processor"), {named(own::kProcessor)}}};
}

std::vector<PanelGroup> charts()
{
    using namespace own;
    return {
        {Text::tr("Queries per second"), {named(kQuery, ".rate"_L1)}},
        {Text::tr("Query time"), durations(kQuery)},
        {Text::tr("Writes per second"), {named(kWrite, ".rate"_L1)}},
        {Text::tr("Write time"), durations(kWrite)},
        {Text::tr("Values stored per second"),
         {named(kStoredSamples, ".rate"_L1), named(kStoredRecords, ".rate"_L1)}},
        {Text::tr("Failures per second"),
         {named(kQueryFailures, ".rate"_L1), named(kWriteFailures, ".rate"_L1),
          named(kRequestFailures, ".rate"_L1)}},
        {Text::tr("Chart frames per second"), {named(kFrame, ".rate"_L1)}},
        {Text::tr("Frame time"), durations(kFrame)},
        {Text::tr("Server requests per second"), {named(kRequest, ".rate"_L1)}},
        {Text::tr("Server request time"), durations(kRequest)},
        {Text::tr("Server connections"), {named(kConnections)}},
        {Text::tr("Waiting in the outbox"), {named(kOutboxWaiting)}},
        {Text::tr("Sent and refused per second"),
         {named(kOutboxSent, ".rate"_L1), named(kOutboxRefused, ".rate"_L1)}},
        {Text::tr("Memory, resident"), {named(kMemory)}},
        {Text::tr("Processor time"), {named(kProcessor)}},
        {Text::tr("This machine: processors and memory"),
         {named(kMachineProcessors), named(kMachineMemory)}},
        {Text::tr("This machine: network"),
         {named(kMachineReceived, ".rate"_L1), named(kMachineSent, ".rate"_L1)}},
        {Text::tr("This machine: room used on the disk"), {named(kMachineDisk)}},
    };
}

} // namespace

QString ownDashboardUid()
{
    return u"db_tidemark_itself"_s;
}

Dashboard ownDashboard(const QStringList &names)
{
    Dashboard dashboard = readyDashboard(ownDashboardUid(), Text::tr("Tidemark itself"));
    addCards(dashboard, known(cards(), names));
    addCharts(dashboard, known(charts(), names));
    return dashboard;
}

} // namespace tidemark
