// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/export_commands.h"

#include "app/pages/export_dialog.h"
#include "app/settings_keeper.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/long_task.h"
#include "app/window/main_window.h"
#include "model/core/continue_on.h"
#include "model/core/plural_count.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/tables/table_dock.h"

#include <QDir>

#include <set>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Range = ExportScope::Range;

void addTable(std::vector<ExportScope> &scopes, MainWindow &window)
{
    const TableDock &table = window.workspace()->table();
    if (auto shown = table.exportRequest())
        scopes.push_back(
            {MainWindow::tr("This table, as shown"), {}, Range::Visible, {}, std::move(shown)});
    if (auto selected = table.selectedExport())
        scopes.push_back(
            {MainWindow::tr("Its selected rows"), {}, Range::Visible, {}, std::move(selected)});
    if (window.context().selectedSpan())
        scopes.push_back({MainWindow::tr("Selected metrics, selected span"),
                          window.context().selectedMetrics(), Range::SelectedSpan});
}

ExportScope scopeOf(const QString &label, const std::vector<const PanelCard *> &panels,
                    const ViewContext &context)
{
    ExportScope scope{label};
    std::set<MetricId> metrics;
    for (const PanelCard *panel : panels) {
        for (const Definition &metric : panel->metrics()) {
            if (metrics.insert(metric.id).second)
                scope.metrics.push_back(metric.id);
            scope.series.push_back({metric.id, panel->spec().period.value_or(context.period()),
                                    panel->spec().function.value_or(context.functionFor(metric))});
        }
    }
    return scope;
}

void addPanels(std::vector<ExportScope> &scopes, MainWindow &window)
{
    const DashboardView *view = window.workspace()->tabs().current();
    if (view == nullptr)
        return;
    const PanelCard *active = view->activePanel();
    if (active && !active->metrics().empty())
        scopes.push_back(
            scopeOf(MainWindow::tr("Active panel, visible range"), {active}, window.context()));
    std::vector<const PanelCard *> panels;
    for (const PanelCard *panel : view->panels())
        panels.push_back(panel);
    ExportScope all = scopeOf(MainWindow::tr("Dashboard, visible range"), panels, window.context());
    if (!all.metrics.empty())
        scopes.push_back(std::move(all));
}

ExportContent contentOf(TableTab tab)
{
    switch (tab) {
    case TableTab::Records:
        return ExportContent::Records;
    case TableTab::Sessions:
        return ExportContent::Sessions;
    case TableTab::Samples:
        return ExportContent::Samples;
    case TableTab::Aggregates:
    case TableTab::Count:
        break;
    }
    return ExportContent::Aggregates;
}

void report(MainWindow &window, const Result<ExportSummary> &done)
{
    if (!done) {
        const bool isStopped = done.error().code == ErrorCode::Cancelled;
        window.say(isStopped ? Message::Kind::Info : Message::Kind::Bad, done.error().message,
                   done.error().detail);
        return;
    }
    const QString written =
        MainWindow::tr("Exported %n rows to %1.", nullptr, pluralCount(done->rows))
            .arg(QDir::toNativeSeparators(done->path));
    if (done->leftOut == 0) {
        window.say(Message::Kind::Good, written);
        return;
    }
    const QString lost = MainWindow::tr("%Ln damaged place(s) could not be read and were left out.",
                                        nullptr, pluralCount(done->leftOut));
    const QString rows = done->leftOutRows ? MainWindow::tr("%Ln row(s) are missing.", nullptr,
                                                            pluralCount(*done->leftOutRows))
                                           : QString();
    window.say(Message::Kind::Caution, QString(written % u' ' % lost % u' ' % rows).trimmed());
}

void rememberPreset(MainWindow &window, const ExportOrder &order)
{
    window.program().settings->change([&order](Settings &settings) {
        settings.exportPresets.insert(exportContentKey(order.request.content),
                                      presetKey(order.preset));
    });
}

} // namespace

std::vector<ExportScope> exportScopes(MainWindow &window)
{
    const std::vector<MetricId> selected = window.context().selectedMetrics();
    std::vector<ExportScope> scopes;
    addTable(scopes, window);
    if (!selected.empty())
        scopes.push_back(
            {MainWindow::tr("Selected metrics, visible range"), selected, Range::Visible});
    addPanels(scopes, window);
    if (!selected.empty())
        scopes.push_back({MainWindow::tr("Selected metrics, all times"), selected, Range::All});
    scopes.push_back({MainWindow::tr("Everything, visible range"), {}, Range::Visible});
    scopes.push_back({MainWindow::tr("Everything, all times"), {}, Range::All});
    return scopes;
}

void showExport(MainWindow &window)
{
    const Workspace &workspace = *window.workspace();
    const auto &definitions = workspace.metrics().definitions();
    auto *dialog = new ExportDialog(workspace.exporter(), window.context(), window.formatter(),
                                    exportScopes(window), {definitions.begin(), definitions.end()},
                                    workspace.info().name, &window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    endWith(workspace, dialog);
    if (!workspace.table().exportRequest()) // else the first scope has its content
        dialog->setContent(contentOf(workspace.table().currentTab()));
    dialog->setRememberedPresets(window.program().settings->settings().exportPresets);
    const auto offer = [&workspace, dialog] {
        if (workspace.info().isReadOnly)
            dialog->offerToSkipDamage();
    };
    offer();
    QObject::connect(&workspace, &Workspace::infoChanged, dialog, offer); // damage that is found
    QObject::connect(dialog, &ExportDialog::ordered, &window,
                     [&window](const ExportOrder &order) { startExport(window, order); });
    dialog->open();
}

void startExport(MainWindow &window, const ExportOrder &order)
{
    rememberPreset(window, order);
    Workspace &workspace = *window.workspace();
    auto *task = new LongTask(window.status(), MainWindow::tr("Exporting"), &workspace);
    continueOn(&workspace,
               workspace.exporter().writeFile(order.path, true, order.request, order.options,
                                              task->stopToken(), task->progress()),
               [&window, task](const Result<ExportSummary> &done) {
                   task->deleteLater();
                   report(window, done);
               });
}

} // namespace tidemark
