// SPDX-License-Identifier: GPL-3.0-or-later
// Samples of the metric that is looked at: removing those of a stretch of time.
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "app/window/window_commands.h"
#include "model/core/continue_on.h"
#include "model/ports/series_store.h"
#include "views/browser/remove_samples_dialog.h"
#include "views/dashboards/metric_directory.h"

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// The history tells of what was removed, and offers to undo it.
void tellRemoval(MainWindow &window, const Result<SampleRemoval> &removal)
{
    if (removal && removal->removed == 0)
        window.say(Message::Kind::Info,
                   MainWindow::tr("There were no samples any more. Nothing was removed."));
    else if (!removal && removal.error().code == ErrorCode::Cancelled)
        window.say(Message::Kind::Info,
                   MainWindow::tr("The removal was stopped. Nothing was removed."));
    else if (!removal)
        window.say(Message::Kind::Bad, removal.error().message, removal.error().detail);
}

void removeSamples(MainWindow &window, const QString &metric, std::vector<SeriesId> series,
                   const TimeWindow &stretch)
{
    Workspace &workspace = *window.workspace();
    auto *task = new LongTask(window.status(), MainWindow::tr("Removing samples"), &workspace);
    const auto removal = workspace.ports().series->remove(
        std::move(series), stretch, MainWindow::tr("remove samples of %1").arg(metric),
        task->stopToken());
    continueOn(&workspace, removal, [&window, task](const Result<SampleRemoval> &removed) {
        task->deleteLater();
        tellRemoval(window, removed);
    });
}

void askAndRemove(MainWindow &window)
{
    Workspace &workspace = *window.workspace();
    const ViewContext &context = window.context();
    const Definition *metric = workspace.metrics().find(context.focusedMetric());
    if (!metric)
        return;
    const TimeWindow stretch = context.shownWindow();
    auto *dialog = new RemoveSamplesDialog(*metric, stretch, *workspace.ports().series,
                                           window.formatter(), &window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    endWith(workspace, dialog);
    QObject::connect(dialog, &QDialog::accepted, &workspace,
                     [&window, dialog, name = metric->name, stretch] {
                         removeSamples(window, name, dialog->chosen(), stretch);
                     });
    dialog->open();
}

QString whyNot(MainWindow &window)
{
    const Workspace *workspace = window.workspace();
    if (!workspace)
        return MainWindow::tr("No store is open.");
    if (!workspace->readOnlyReason().isEmpty())
        return workspace->readOnlyReason();
    // The directory may know a new metric later than the browser; its news come back here.
    const Definition *metric = workspace->metrics().find(window.context().focusedMetric());
    if (!metric)
        return MainWindow::tr("Choose a metric first.");
    return workspace->browser().sampleCount(metric->id) > 0
               ? QString()
               : MainWindow::tr("The metric has no samples.");
}

} // namespace

void addSampleCommands(ActionRegistry &actions, MainWindow &window)
{
    actions.add({u"edit.remove_samples"_s,
                 MainWindow::tr("Edit"),
                 MainWindow::tr("Remove &samples…"),
                 {},
                 u"trash"_s,
                 MainWindow::tr("Removes samples of the selected metric in the selected span, or "
                                "in the range shown.")},
                [&window] { askAndRemove(window); });
}

void refreshSampleCommands(MainWindow &window)
{
    window.actions().setBlocked(u"edit.remove_samples"_s, whyNot(window));
}

} // namespace tidemark
