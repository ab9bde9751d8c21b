// SPDX-License-Identifier: GPL-3.0-or-later
// View, Time and Help.
#include "app/window/window_commands.h"

#include "app/paths.h"
#include "app/settings_keeper.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/focus_cycle.h"
#include "app/window/main_window.h"
#include "app/window/message_list.h"
#include "app/window/tool_row.h"
#include "model/core/continue_on.h"
#include "model/core/run_in_background.h"
#include "views/actions/area_help.h"
#include "views/actions/command_palette.h"
#include "views/actions/shortcut_list.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/metric_directory.h"
#include "views/range/filter_popup.h"
#include "views/range/range_picker.h"
#include "views/range/range_text.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QMessageBox>
#include <QToolButton>

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A command that is on or off, or one of several of which one is on.
CommandSpec choice(const QString &id, const QString &area, const QString &text,
                   const QString &help = {}, const QList<QKeySequence> &shortcuts = {})
{
    return {id, area, text, shortcuts, {}, help, Qt::WindowShortcut, true};
}

void addDockToggle(ActionRegistry &actions, MainWindow &window, const QString &id,
                   const QString &text, const QKeySequence &key, const QString &dock)
{
    actions.add(choice(id, MainWindow::tr("View"), text,
                       MainWindow::tr("Shows or hides this area."), {key}),
                [&window, dock] { window.toggleDock(dock); });
}

void showRangePicker(MainWindow &window)
{
    SettingsKeeper *settings = window.program().settings;
    auto *picker = new RangePicker(window.context(), settings->settings().recentRanges, &window);
    picker->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(picker, &RangePicker::rangeApplied, &window, [settings](const QString &json) {
        settings->change([&](Settings &s) { putFirst(s.recentRanges, json, kRecentRanges); });
    });
    QObject::connect(picker, &RangePicker::zoneChosen, &window, [settings](const Zone &zone) {
        settings->change([&](Settings &s) { s.zoneId = zone.id(); });
    });
    QObject::connect(picker, &RangePicker::weekStartChosen, &window,
                     [settings, &window](std::optional<Qt::DayOfWeek> day) {
                         settings->change([&](Settings &s) { s.weekStart = day; });
                         window.applyChoices();
                     });
    picker->open();
}

QList<PaletteEntry> paletteEntries(Workspace &workspace)
{
    QList<PaletteEntry> entries;
    for (const Definition &metric : workspace.metrics().definitions())
        entries.append(
            {metric.name,
             MainWindow::tr("Metric"),
             {},
             {},
             [browser = &workspace.browser(), id = metric.id] { browser->selectMetric(id); }});
    DashboardTabs *tabs = &workspace.tabs();
    for (int i = 0; i < tabs->count(); ++i)
        entries.append(
            {tabs->view(i)->dashboard().title, MainWindow::tr("Dashboard"), {}, {}, [tabs, i] {
                 tabs->setCurrentIndex(i);
             }});
    return entries;
}

/// The dashboards in files, which the palette adds when the disk has answered.
void listDashboardFiles(MainWindow &window, CommandPalette *palette)
{
    continueOn(palette, runInBackground([] {
                   return QDir(dashboardsFolder()).entryInfoList({u"*.json"_s}, QDir::Files);
               }),
               [&window, palette](const QFileInfoList &files) {
                   QList<PaletteEntry> entries;
                   for (const QFileInfo &file : files)
                       entries.append({file.completeBaseName(),
                                       MainWindow::tr("Dashboard file"),
                                       {},
                                       {},
                                       [&window, path = file.absoluteFilePath()] {
                                           openDashboardFile(window, path);
                                       }});
                   palette->addEntries(entries);
               });
}

void showPalette(MainWindow &window)
{
    Workspace *workspace = window.workspace();
    auto *palette = new CommandPalette(
        window.actions(), workspace ? paletteEntries(*workspace) : QList<PaletteEntry>(), &window);
    palette->setAttribute(Qt::WA_DeleteOnClose);
    palette->open();
    if (!workspace)
        return;
    endWith(*workspace, palette);
    listDashboardFiles(window, palette);
}

template <class Dialog, class... Args>
Dialog *openDialog(MainWindow &window, Args &&...args)
{
    auto *dialog = new Dialog(std::forward<Args>(args)..., &window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    return dialog;
}

} // namespace

void addViewCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("View");
    addDockToggle(actions, window, u"view.metrics"_s, MainWindow::tr("&Metrics"),
                  QKeySequence(Qt::Key_F9), u"metricsDock"_s);
    addDockToggle(actions, window, u"view.details"_s, MainWindow::tr("&Details"),
                  QKeySequence(Qt::SHIFT | Qt::Key_F9), u"detailsDock"_s);
    addDockToggle(actions, window, u"view.table"_s, MainWindow::tr("&Table"),
                  QKeySequence(Qt::CTRL | Qt::Key_F9), u"tableDock"_s);
    actions.add(
        {u"view.next_area"_s, area, MainWindow::tr("&Next area"), {QKeySequence(Qt::Key_F6)}},
        [&window] { window.focusCycle().move(1); });
    actions.add({u"view.previous_area"_s,
                 area,
                 MainWindow::tr("&Previous area"),
                 {QKeySequence(Qt::SHIFT | Qt::Key_F6)}},
                [&window] { window.focusCycle().move(-1); });
    actions.add(
        {u"view.maximise"_s,
         area,
         MainWindow::tr("Ma&ximise panel"),
         {},
         u"expand"_s,
         MainWindow::tr("Shows the active panel alone, or all panels again. In a panel: V.")},
        [&window] {
            if (DashboardView *view = window.workspace()->tabs().current())
                view->toggleMaximisedActive();
        });
    actions.add(
        choice(u"view.restore_session"_s, area,
               MainWindow::tr("Restore the last &session at the start"),
               MainWindow::tr("Brings back tabs, range, selection and columns of a store.")),
        [&window] {
            window.program().settings->change(
                [](Settings &settings) { settings.restoresSession ^= true; });
        });
    actions.add({u"view.reload"_s,
                 area,
                 MainWindow::tr("&Reload"),
                 {QKeySequence(Qt::Key_F5)},
                 u"reload"_s,
                 MainWindow::tr("Reads everything in view again.")},
                [&window] { window.workspace()->reload(); });
    actions.add(
        {u"view.full_screen"_s, area, MainWindow::tr("&Full screen"), {QKeySequence(Qt::Key_F11)}},
        [&window] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
    actions.add(
        choice(u"view.patterns"_s, area, MainWindow::tr("&Patterns for all series"),
               MainWindow::tr("Tells series apart by dashes too, not only from the ninth on.")),
        [&window] {
            window.program().settings->change([](Settings &settings) {
                settings.patternsForAllSeries = !settings.patternsForAllSeries;
            });
            window.applyChoices();
            window.workspace()->reload();
        });
    actions.add({u"view.messages"_s, area, MainWindow::tr("M&essages…")},
                [&window] { openDialog<MessageList>(window, window.messages()); });
    constexpr std::array kModes{theme::Mode::System, theme::Mode::Light, theme::Mode::Dark,
                                theme::Mode::HighContrast};
    const QStringList names{MainWindow::tr("As the &system"), MainWindow::tr("&Light"),
                            MainWindow::tr("&Dark"), MainWindow::tr("&High contrast")};
    const QStringList ids{u"theme.system"_s, u"theme.light"_s, u"theme.dark"_s,
                          u"theme.high_contrast"_s};
    for (std::size_t i = 0; i < kModes.size(); ++i) {
        const auto place = static_cast<qsizetype>(i);
        actions.add(choice(ids[place], MainWindow::tr("Theme"), names[place]),
                    [&window, mode = kModes[i]] {
                        window.program().settings->change(
                            [&](Settings &settings) { settings.themeMode = mode; });
                        window.program().theme->setMode(mode);
                    });
    }
}

void addRangeCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("Time");
    ViewContext *context = &window.context();
    actions.add({u"range.choose"_s,
                 area,
                 MainWindow::tr("&Time range…"),
                 {QKeySequence(Qt::CTRL | Qt::Key_R)},
                 {},
                 MainWindow::tr("Chooses the range, the time zone and the first day of the week.")},
                [&window] { showRangePicker(window); });
    const auto step = [context](int by) {
        context->setWindow(steppedWindow(context->window(), context->calendar(), by));
    };
    actions.add({u"range.back"_s,
                 area,
                 MainWindow::tr("Step &back"),
                 {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Left)},
                 u"step-back"_s,
                 MainWindow::tr("One whole range into the past.")},
                [step] { step(-1); });
    actions.add({u"range.forward"_s,
                 area,
                 MainWindow::tr("Step &forward"),
                 {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Right)},
                 u"step-forward"_s,
                 MainWindow::tr("One whole range into the future.")},
                [step] { step(1); });
    actions.add({u"range.zoom_out"_s,
                 area,
                 MainWindow::tr("Zoom &out"),
                 {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Down)},
                 u"zoom-out"_s,
                 MainWindow::tr("Shows twice the range around the same middle.")},
                [context] { context->setWindow(zoomedOut(context->window())); });
    actions.add({u"range.all"_s,
                 area,
                 MainWindow::tr("Show &all data"),
                 {QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_Home)},
                 u"fit"_s,
                 MainWindow::tr("From the first to the last record of the store.")},
                [context] { showAllData(*context); });
    actions.add(
        choice(u"range.utc"_s, area, MainWindow::tr("&UTC instead of the system's zone"),
               MainWindow::tr("Changes how times are shown, never which records are selected by "
                              "fixed times."),
               {QKeySequence(Qt::ALT | Qt::Key_U)}),
        [&window, context] {
            const bool wasUtc = context->calendar().zone.isUtc();
            context->setZone(wasUtc ? Zone::system() : Zone::utc());
            const QString id = context->calendar().zone.id();
            window.program().settings->change([&](Settings &s) { s.zoneId = id; });
        });
    actions.add(
        {u"range.copy"_s,
         area,
         MainWindow::tr("&Copy range as text"),
         {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_T)},
         u"copy"_s,
         MainWindow::tr("Copies both instants; pasted into the range picker they apply.")},
        [context] { QGuiApplication::clipboard()->setText(windowText(context->window())); });
    actions.add({u"range.filter"_s,
                 area,
                 MainWindow::tr("&Filter…"),
                 {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F)},
                 u"filter"_s,
                 MainWindow::tr("Narrows devices, invocations, sessions and tags.")},
                [&window] {
                    const Workspace &workspace = *window.workspace();
                    endWith(workspace,
                            openDialog<FilterPopup>(window, workspace.ports(), window.context()));
                });
    for (const Period period : kAllPeriods)
        actions.add(
            choice(QString(u"period."_s % periodId(period)), MainWindow::tr("Period"),
                   periodUnitName(period),
                   MainWindow::tr("Gathers values by %1.").arg(periodUnitName(period).toLower())),
            [context, period] { context->setPeriod(period); });
    actions.add(
        choice(u"function.kind"_s, MainWindow::tr("Function"), MainWindow::tr("As the kind says"),
               MainWindow::tr("Each metric's own function: the sum of a counter, the mean of "
                              "the others, or what its definition names.")),
        [context] { context->setFunction({}); });
    for (const AggregateFunction function : kAggregateFunctions)
        actions.add(choice(QString(u"function."_s % functionKey(function)),
                           MainWindow::tr("Function"), functionLabel(function),
                           MainWindow::tr("What the values of each period are reduced to.")),
                    [context, function] { context->setFunction(function); });
}

void addHelpCommands(ActionRegistry &actions, MainWindow &window)
{
    const QString area = MainWindow::tr("Help");
    actions
        .add({u"help.palette"_s,
              area,
              MainWindow::tr("&Find a command…"),
              {QKeySequence(Qt::CTRL | Qt::Key_K)},
              u"search"_s,
              MainWindow::tr("Finds every command, metric and dashboard.")},
             [&window] { showPalette(window); })
        ->setIconText(MainWindow::tr("Find…", "a button with little room"));
    actions.add({u"help.area"_s,
                 area,
                 MainWindow::tr("&Help for this area"),
                 {QKeySequence(Qt::Key_F1)},
                 u"help"_s},
                [&window] {
                    openDialog<AreaHelp>(window, topicFor(QApplication::focusWidget()),
                                         window.actions());
                });
    actions.add({u"help.shortcuts"_s,
                 area,
                 MainWindow::tr("&Keyboard shortcuts…"),
                 {QKeySequence(Qt::Key_Question)},
                 u"keyboard"_s},
                [&window] {
                    addWidgetKeys(window.actions(), *window.program().theme);
                    openDialog<ShortcutList>(window, window.actions());
                });
    actions.add({u"help.about"_s, area, MainWindow::tr("&About Tidemark")}, [&window] {
        QMessageBox::about(&window, MainWindow::tr("About Tidemark"),
                           MainWindow::tr("Tidemark %1\nA local-first dashboard for metrics. "
                                          "GPL 3.0 or later.")
                               .arg(QCoreApplication::applicationVersion()));
    });
}

} // namespace tidemark
