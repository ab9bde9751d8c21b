// SPDX-License-Identifier: GPL-3.0-or-later
// Merging two metrics, in the menu Metrics.
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "app/window/window_commands.h"
#include "model/core/continue_on.h"
#include "model/ports/metric_merger.h"
#include "views/browser/merge_dialog.h"
#include "views/dashboards/metric_directory.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Once the list is without the metric that went: rows may move into another branch.
void select(MetricBrowser &browser, MetricId metric)
{
    QObject::connect(
        &browser, &MetricBrowser::summariesRead, &browser,
        [&browser, metric] { browser.selectMetric(metric); },
        static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
    browser.refresh();
}

// The history tells of what was merged, and offers to undo it.
void merge(MainWindow &window, const MergeRequest &request)
{
    Workspace &workspace = *window.workspace();
    auto *task = new LongTask(window.status(), MainWindow::tr("Merging metrics"), &workspace);
    continueOn(
        &workspace, workspace.ports().merger->merge(request, task->stopToken()),
        [&window, task, into = request.into](const Result<MergeOutcome> &merged) {
            task->deleteLater();
            if (merged)
                select(window.workspace()->browser(), into);
            else if (merged.error().code == ErrorCode::Cancelled)
                window.say(Message::Kind::Info,
                           MainWindow::tr("The merge was stopped. Both metrics are as before."));
            else
                window.say(Message::Kind::Bad, merged.error().message, merged.error().detail);
        });
}

// The selected metrics in the order of the list: the first one goes into the second.
void askAndMerge(MainWindow &window)
{
    Workspace &workspace = *window.workspace();
    auto *dialog = new MergeDialog(
        workspace.metrics().definitions(), *workspace.ports().merger,
        [&workspace](const std::vector<MetricId> &metrics) {
            return workspace.panelsShowing(metrics);
        },
        window.formatter(), &window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    endWith(workspace, dialog);
    const std::vector<MetricId> selected = window.context().selectedMetrics();
    if (!selected.empty())
        dialog->choose(selected.front(), selected.size() > 1 ? selected[1] : MetricId());
    QObject::connect(dialog, &QDialog::accepted, &workspace,
                     [&window, dialog] { merge(window, dialog->request()); });
    dialog->open();
}

} // namespace

void addMergeCommands(ActionRegistry &actions, MainWindow &window)
{
    actions.add({u"metric.merge"_s,
                 MainWindow::tr("Metrics"),
                 MainWindow::tr("&Merge metrics…"),
                 {},
                 {},
                 MainWindow::tr("Takes the values of one metric into another one, and removes "
                                "it.")},
                [&window] { askAndMerge(window); });
}

void refreshMergeCommands(MainWindow &window)
{
    const Workspace *workspace = window.workspace();
    QString reason;
    if (!workspace)
        reason = MainWindow::tr("No store is open.");
    else if (!workspace->readOnlyReason().isEmpty())
        reason = workspace->readOnlyReason();
    else if (workspace->info().metricCount < 2)
        reason = MainWindow::tr("The store has fewer than two metrics.");
    window.actions().setBlocked(u"metric.merge"_s, reason);
}

} // namespace tidemark
