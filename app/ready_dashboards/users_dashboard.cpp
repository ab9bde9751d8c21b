// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ready_dashboards/users_dashboard.h"

#include "app/ready_dashboards/ready_dashboard.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::UsersDashboard)
};

PanelGroup table()
{
    return {Text::tr("Each user"),
            {u"nat.user.active"_s, u"nat.user.new_requests"_s, u"nat.user.new_errors"_s,
             u"nat.user.new_time_ms"_s, u"nat.user.window_latency_ms"_s,
             u"nat.user.total_requests"_s, u"nat.user.errors"_s, u"nat.user.avg_latency_ms"_s,
             u"nat.user.created_timestamp_seconds"_s, u"nat.user.last_activity_timestamp_seconds"_s,
             u"nat.user.functions"_s, u"nat.user.function_groups"_s, u"nat.user.exit_stack"_s}};
}

std::vector<PanelGroup> charts()
{
    return {{Text::tr("Requests under way"), {u"nat.user.active"_s}},
            {Text::tr("Latency of new requests"), {u"nat.user.window_latency_ms"_s}},
            {Text::tr("New requests"), {u"nat.user.new_requests"_s}},
            {Text::tr("New errors"), {u"nat.user.new_errors"_s}},
            {Text::tr("Requests, total"), {u"nat.user.total_requests"_s}},
            {Text::tr("Mean latency since the user is known"), {u"nat.user.avg_latency_ms"_s}},
            {Text::tr("Errors, total"), {u"nat.user.errors"_s}},
            {Text::tr("Users"), {u"nat.users.active"_s}},
            {Text::tr("Functions kept"), {u"nat.user.functions"_s}},
            {Text::tr("Servers that answer"), {u"nat.users.up"_s}}};
}

} // namespace

QString usersDashboardUid()
{
    return u"db_users"_s;
}

bool showsUsers(const Dashboard &dashboard)
{
    return std::any_of(dashboard.panels.begin(), dashboard.panels.end(),
                       [](const PanelSpec &panel) {
                           return std::any_of(panel.metrics.begin(), panel.metrics.end(),
                                              [](const MetricRef &metric) {
                                                  return metric.name.startsWith("nat.user"_L1);
                                              });
                       });
}

Dashboard usersDashboard(const QStringList &names)
{
    Dashboard dashboard = readyDashboard(usersDashboardUid(), Text::tr("Users"));
    for (const PanelGroup &group : known({table()}, names))
        addLatestTable(dashboard, group);
    addCharts(dashboard, known(charts(), names));
    return dashboard;
}

} // namespace tidemark
