// SPDX-License-Identifier: GPL-3.0-or-later
// Edit, Metrics and Dashboard; and which commands are possible now.
#include "app/window/window_commands.h"

#include "app/paths.h"
#include "app/settings_keeper.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/history_list.h"
#include "app/window/import_task.h"
#include "app/window/main_window.h"
#include "app/window/tool_row.h"
#include "app/window/undo_history.h"
#include "model/core/continue_on.h"
#include "views/dashboards/dashboard_file.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/dashboards/panel_card.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QMessageBox>
#include <QPointer>
#include <QPushButton>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kChartRows = 7;
constexpr int kValueRows = 2;
constexpr int kValueColumns = 3;

QString fileFilter()
{
    return MainWindow::tr("Dashboards (*.json)");
}

void saveDashboardTo(MainWindow &window, const QString &path)
{
    DashboardTabs &tabs = window.workspace()->tabs();
    const Dashboard saved = tabs.current()->dashboard();
    continueOn(
        &tabs, writeDashboard(path, saved),
        [&window, &tabs, path, saved](const Result<void> &written) {
            if (!written) {
                window.say(Message::Kind::Bad, written.error().message, written.error().detail);
                return;
            }
            if (tabs.current() && tabs.current()->dashboard().uid == saved.uid)
                tabs.markSaved(path, saved);
            window.say(
                Message::Kind::Good,
                MainWindow::tr("Saved the dashboard to %1.").arg(QDir::toNativeSeparators(path)));
        });
}

void saveDashboardAs(MainWindow &window)
{
    DashboardTabs &tabs = window.workspace()->tabs();
    if (!tabs.current())
        return;
    QString proposed = tabs.currentPath();
    if (proposed.isEmpty())
        proposed = dashboardsFolder() % u'/' % tabs.current()->dashboard().title % u".json"_s;
    QDir().mkpath(dashboardsFolder());
    const QString path = QFileDialog::getSaveFileName(&window, MainWindow::tr("Save dashboard"),
                                                      proposed, fileFilter());
    if (!path.isEmpty())
        saveDashboardTo(window, path);
}

void saveDashboard(MainWindow &window)
{
    const QString path = window.workspace()->tabs().currentPath();
    if (path.isEmpty())
        saveDashboardAs(window);
    else
        saveDashboardTo(window, path);
}

void openDashboard(MainWindow &window)
{
    const QString path = QFileDialog::getOpenFileName(&window, MainWindow::tr("Open dashboard"),
                                                      dashboardsFolder(), fileFilter());
    if (!path.isEmpty())
        openDashboardFile(window, path);
}

QString stepText(const QString &verb, const QString &label)
{
    return label.isEmpty() ? verb
                           : MainWindow::tr("%1: %2", "Undo: edit 3 records").arg(verb, label);
}

void addPanel(MainWindow &window, PanelType type)
{
    DashboardView *view = window.workspace()->tabs().current();
    if (!view)
        return;
    PanelSpec spec;
    spec.type = type;
    spec.place.rows = type == PanelType::Value ? kValueRows : kChartRows;
    spec.place.columns = type == PanelType::Value ? kValueColumns : kGridColumns;
    if (type != PanelType::Text) {
        for (const MetricId metric : window.context().selectedMetrics()) {
            if (const Definition *found = window.workspace()->metrics().find(metric))
                spec.metrics.push_back(refOf(*found));
        }
    }
    view->addPanel(spec);
}

void refreshUndo(MainWindow &window)
{
    ActionRegistry &actions = window.actions();
    const UndoHistory *history = window.workspace() ? &window.workspace()->history() : nullptr;
    const bool canUndo = history && history->canUndo();
    const bool canRedo = history && history->canRedo();
    actions.action(u"edit.undo"_s)
        ->setText(
            stepText(MainWindow::tr("&Undo"), canUndo ? history->stack().undoText() : QString()));
    actions.action(u"edit.redo"_s)
        ->setText(
            stepText(MainWindow::tr("&Redo"), canRedo ? history->stack().redoText() : QString()));
    actions.setBlocked(u"edit.undo"_s,
                       canUndo ? QString() : MainWindow::tr("There is nothing to undo."));
    actions.setBlocked(u"edit.redo"_s,
                       canRedo ? QString() : MainWindow::tr("There is nothing to redo."));
}

void refreshChecks(MainWindow &window)
{
    ActionRegistry &actions = window.actions();
    const ViewContext &context = window.context();
    actions.action(u"period."_s % periodId(context.period()))->setChecked(true);
    const auto chosen = context.function();
    actions.action(chosen ? QString(u"function."_s % functionKey(*chosen)) : u"function.kind"_s)
        ->setChecked(true);
    const Definition *metric =
        window.workspace() ? window.workspace()->metrics().find(context.focusedMetric()) : nullptr;
    window.toolRow().setKindFunction(metric ? defaultFunction(*metric) : AggregateFunction::Mean);
    actions.action(u"view.patterns"_s)
        ->setChecked(window.program().settings->settings().patternsForAllSeries);
    actions.action(u"range.utc"_s)->setChecked(context.calendar().zone.isUtc());
    constexpr std::array kModes{"theme.system"_L1, "theme.light"_L1, "theme.dark"_L1,
                                "theme.high_contrast"_L1};
    const auto mode = static_cast<std::size_t>(window.program().settings->settings().themeMode);
    actions.action(kModes[mode])->setChecked(true);
    checkFormat(window);
    actions.action(u"view.restore_session"_s)
        ->setChecked(window.program().settings->settings().restoresSession);
}

} // namespace

void openDashboardFile(MainWindow &window, const QString &path)
{
    if (!window.workspace())
        return;
    DashboardTabs &tabs = window.workspace()->tabs();
    continueOn(&tabs, readDashboard(path), [&window, &tabs, path](const Result<Dashboard> &read) {
        if (!read) {
            window.say(Message::Kind::Bad, read.error().message, read.error().detail);
            return;
        }
        tabs.open({path, *read, false});
        if (read->isReadOnly())
            window.say(Message::Kind::Caution,
                       MainWindow::tr("This dashboard was made by a newer version. It can be "
                                      "looked at, not saved."));
    });
}

void addEditCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("Edit");
    actions.add({u"edit.undo"_s,
                 area,
                 MainWindow::tr("&Undo"),
                 {QKeySequence(Qt::CTRL | Qt::Key_Z)},
                 u"undo"_s},
                [&window] { window.workspace()->history().undo(); });
    actions.add(
        {u"edit.redo"_s,
         area,
         MainWindow::tr("&Redo"),
         {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
         u"redo"_s},
        [&window] { window.workspace()->history().redo(); });
    actions.add({u"edit.history"_s,
                 area,
                 MainWindow::tr("&History…"),
                 {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Z)},
                 {},
                 MainWindow::tr("Lists all steps; choosing one goes back or forth to it.")},
                [&window] {
                    auto *list = new HistoryList(window.workspace()->history(), &window);
                    list->setAttribute(Qt::WA_DeleteOnClose);
                    endWith(*window.workspace(), list);
                    list->open();
                });
    actions.add({u"edit.paste"_s,
                 area,
                 MainWindow::tr("&Paste records…"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_V)},
                 u"import"_s,
                 MainWindow::tr("Looks at the rows of the clipboard as at a file, and stores them "
                                "as one step.")},
                [&window] { showPaste(window); });
    actions.add({u"edit.selected_records"_s,
                 area,
                 MainWindow::tr("&Edit selected records…"),
                 {},
                 u"edit"_s,
                 MainWindow::tr("Changes tags, session, device, note, time or value of all of "
                                "them.")},
                [&window] {
                    window.workspace()->table().setCurrentTab(TableTab::Records);
                    window.workspace()->table().records()->editSelected();
                });
    actions.add({u"entry.record"_s,
                 area,
                 MainWindow::tr("Record &value"),
                 {QKeySequence(Qt::CTRL | Qt::Key_N)},
                 u"add-value"_s,
                 MainWindow::tr("Opens the entry bar.")},
                [&window] { window.workspace()->startEntry(); });
}

void addMetricCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("Metrics");
    actions.add({u"metric.new"_s,
                 area,
                 MainWindow::tr("&New metric…"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_N)},
                 u"plus"_s,
                 MainWindow::tr("Defines a metric before it has values.")},
                [&window] { window.workspace()->browser().createDefinition(); });
    actions.add({u"metric.find"_s,
                 area,
                 MainWindow::tr("&Find metrics"),
                 {QKeySequence(Qt::CTRL | Qt::Key_F)},
                 u"search"_s,
                 MainWindow::tr("Goes to the filter field of the metrics.")},
                [&window] {
                    window.dock(u"metricsDock"_s)->show();
                    window.workspace()->browser().focusFilter();
                });
    actions.add({u"metric.edit"_s, area, MainWindow::tr("&Edit metric…"), {}, u"edit"_s},
                [&window] {
                    const auto metrics = window.context().selectedMetrics();
                    if (!metrics.empty())
                        window.workspace()->browser().editDefinition(metrics.front());
                });
    actions.add({u"metric.delete"_s, area, MainWindow::tr("&Delete metrics…"), {}, u"trash"_s},
                [&window] { window.workspace()->browser().removeSelected(); });
}

void addDashboardCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("Dashboard");
    const auto tabs = [&window]() -> DashboardTabs & { return window.workspace()->tabs(); };
    actions.add({u"dashboard.new"_s, area, MainWindow::tr("&New dashboard")},
                [tabs] { tabs().openNew(); });
    actions.add({u"dashboard.open"_s,
                 area,
                 MainWindow::tr("&Open dashboard…"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)},
                 u"folder"_s},
                [&window] { openDashboard(window); });
    actions.add({u"dashboard.save"_s,
                 area,
                 MainWindow::tr("&Save dashboard"),
                 {QKeySequence(Qt::CTRL | Qt::Key_S)}},
                [&window] { saveDashboard(window); });
    actions.add({u"dashboard.save_as"_s,
                 area,
                 MainWindow::tr("Save dashboard &as…"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S)}},
                [&window] { saveDashboardAs(window); });
    actions.add({u"dashboard.rename"_s, area, MainWindow::tr("&Rename dashboard…")},
                [tabs] { tabs().rename(tabs().currentIndex()); });
    actions.add({u"dashboard.overview"_s,
                 area,
                 MainWindow::tr("Over&view of the store"),
                 {},
                 {},
                 MainWindow::tr("A dashboard made of what the store holds.")},
                [&window] { window.workspace()->showAutomaticDashboard(); });
    actions.add({u"panel.chart"_s, area, MainWindow::tr("Add &chart"), {}, u"chart-line"_s},
                [&window] { addPanel(window, PanelType::Chart); });
    actions.add({u"panel.value"_s, area, MainWindow::tr("Add single &value"), {}, u"value"_s},
                [&window] { addPanel(window, PanelType::Value); });
    actions.add({u"panel.table"_s, area, MainWindow::tr("Add &table"), {}, u"table"_s},
                [&window] { addPanel(window, PanelType::Table); });
    actions.add({u"panel.text"_s, area, MainWindow::tr("Add te&xt"), {}, u"text"_s},
                [&window] { addPanel(window, PanelType::Text); });
    actions.add({u"panel.remove"_s, area, MainWindow::tr("Re&move active panel"), {}, u"trash"_s},
                [tabs] {
                    DashboardView *view = tabs().current();
                    if (view && view->activePanel())
                        view->removePanel(view->activePanel()->spec().id);
                });
    actions.add({u"tab.next"_s,
                 area,
                 MainWindow::tr("Next ta&b"),
                 {QKeySequence(Qt::CTRL | Qt::Key_Tab), QKeySequence(Qt::CTRL | Qt::Key_PageDown)}},
                [tabs] { tabs().next(1); });
    actions.add({u"tab.previous"_s,
                 area,
                 MainWindow::tr("&Previous tab"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab),
                  QKeySequence(Qt::CTRL | Qt::Key_PageUp)}},
                [tabs] { tabs().next(-1); });
    actions.add(
        {u"tab.close"_s, area, MainWindow::tr("C&lose tab"), {QKeySequence(Qt::CTRL | Qt::Key_W)}},
        [tabs] { tabs().requestClose(tabs().currentIndex()); });
}

void connectTabClosing(MainWindow &window)
{
    DashboardTabs *tabs = &window.workspace()->tabs();
    QObject::connect(tabs, &DashboardTabs::unsavedCloseRequested, &window, [&window, tabs](int i) {
        QMessageBox question(QMessageBox::Question, MainWindow::tr("Close dashboard"),
                             MainWindow::tr("\"%1\" has changes that no file holds.")
                                 .arg(tabs->view(i)->dashboard().title),
                             QMessageBox::NoButton, &window);
        const QAbstractButton *save =
            question.addButton(MainWindow::tr("Save dashboard…"), QMessageBox::AcceptRole);
        const QAbstractButton *discard =
            question.addButton(MainWindow::tr("Discard changes"), QMessageBox::DestructiveRole);
        question.setDefaultButton(question.addButton(QMessageBox::Cancel));
        question.exec();
        if (question.clickedButton() == save) {
            tabs->setCurrentIndex(i);
            saveDashboard(window);
        } else if (question.clickedButton() == discard) {
            tabs->close(i);
        }
    });
}

void refreshCommands(MainWindow &window)
{
    ActionRegistry &actions = window.actions();
    const Workspace *workspace = window.workspace();
    const QString noStore = workspace ? QString() : MainWindow::tr("No store is open.");
    static const QStringList kWithoutStore{
        u"file.new"_s,           u"file.open"_s,           u"file.sample"_s,
        u"file.remove_sample"_s, u"file.restore"_s,        u"file.quit"_s,
        u"view.full_screen"_s,   u"view.messages"_s,       u"view.next_area"_s,
        u"view.previous_area"_s, u"view.restore_session"_s};
    for (const QAction *action : actions.actions()) {
        const QString id = action->objectName();
        if (!kWithoutStore.contains(id) && !id.startsWith("help."_L1) &&
            !id.startsWith("theme."_L1) && !id.startsWith("bytes."_L1) &&
            !id.startsWith("hours."_L1) && !id.startsWith("dates."_L1) &&
            !id.startsWith("period."_L1) && !id.startsWith("function."_L1) &&
            !id.startsWith("range."_L1) && !id.startsWith("live."_L1))
            actions.setBlocked(id, noStore);
    }
    actions.setBlocked(u"range.filter"_s, noStore);
    if (workspace && !workspace->readOnlyReason().isEmpty()) {
        for (const QString &id :
             {u"file.import"_s, u"entry.record"_s, u"metric.new"_s, u"metric.edit"_s,
              u"metric.delete"_s, u"edit.selected_records"_s, u"edit.paste"_s})
            actions.setBlocked(id, workspace->readOnlyReason());
    }
    refreshLiveCommands(window, noStore);
    refreshSampleCommands(window);
    refreshMergeCommands(window);
    refreshSourceCommands(window, noStore);
    refreshUndo(window);
    refreshChecks(window);
}

} // namespace tidemark
