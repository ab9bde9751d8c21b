// SPDX-License-Identifier: GPL-3.0-or-later
// Users of servers: their dashboard, and the names that they go by.
#include "app/ready_dashboards/users_dashboard.h"
#include "app/settings_keeper.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/main_window.h"
#include "app/window/window_commands.h"
#include "model/core/continue_on.h"
#include "model/ports/series_store.h"
#include "services/monitor/user_metric_definitions.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/user_names_dialog.h"

#include <set>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

void showUsers(MainWindow &window)
{
    Workspace &workspace = *window.workspace();
    if (workspace.tabs().showByUid(usersDashboardUid()))
        return;
    const Dashboard made = usersDashboard(workspace.metrics().names());
    if (made.panels.empty()) {
        window.say(Message::Kind::Info,
                   MainWindow::tr("This store holds no users of a server yet. Record them with "
                                  "Metrics > Receive from programs…, or with: tidemark monitor "
                                  "URL"));
        return;
    }
    workspace.tabs().open({QString(), made, false});
}

void openNames(MainWindow &window, const QStringList &ids)
{
    const Settings &settings = window.program().settings->settings();
    auto *dialog = new UserNamesDialog(ids, settings.userNames, *window.program().theme, &window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    endWith(*window.workspace(), dialog);
    QObject::connect(dialog, &UserNamesDialog::saved, &window, [&window](const UserNames &names) {
        window.program().settings->change([&](Settings &changed) { changed.userNames = names; });
        window.context().setUserNames(names);
    });
    dialog->open();
}

QStringList usersOf(const std::vector<SeriesInfo> &series)
{
    std::set<QString> ids;
    for (const SeriesInfo &each : series) {
        if (const QString id = each.key.tags.value(kUserTag); !id.isEmpty())
            ids.insert(id);
    }
    return {ids.begin(), ids.end()};
}

void nameUsers(MainWindow &window)
{
    Workspace &workspace = *window.workspace();
    std::vector<MetricId> metrics;
    const MetricDirectory &directory = workspace.metrics();
    for (const NewDefinition &definition : monitor::userMetricDefinitions()) {
        if (const Definition *metric = directory.findName(definition.name))
            metrics.push_back(metric->id);
    }
    if (metrics.empty()) { // no list of all series is asked for
        openNames(window, {});
        return;
    }
    continueOn(&workspace, workspace.ports().series->list(std::move(metrics)),
               [&window](const Result<std::vector<SeriesInfo>> &series) {
                   if (series)
                       openNames(window, usersOf(*series));
                   else
                       window.say(Message::Kind::Bad, series.error().message,
                                  series.error().detail);
               });
}

} // namespace

void addUserCommands(ActionRegistry &actions, MainWindow &window)
{
    actions.add(
        {u"users.show"_s,
         MainWindow::tr("View"),
         MainWindow::tr("&Users of servers"),
         {},
         u"table"_s,
         MainWindow::tr("Shows who uses the servers that this store has recorded: requests, "
                        "latency, errors and what is kept for each user.")},
        [&window] { showUsers(window); });
    actions.add({u"users.names"_s,
                 MainWindow::tr("View"),
                 MainWindow::tr("N&ames of users…"),
                 {},
                 {},
                 MainWindow::tr("Gives names to the ids by which servers tell of their users.")},
                [&window] { nameUsers(window); });
}

} // namespace tidemark
