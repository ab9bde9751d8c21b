// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/menus.h"

#include "app/settings_keeper.h"
#include "app/window/main_window.h"
#include "app/window/tool_row.h"

#include <QActionGroup>
#include <QDir>
#include <QMenu>
#include <QMenuBar>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const auto kSeparator = QString();

void addByIds(QMenu *menu, const ActionRegistry &actions, const QStringList &ids)
{
    for (const QString &id : ids) {
        if (id.isEmpty())
            menu->addSeparator();
        else
            menu->addAction(actions.action(id));
    }
}

/// The commands of that id prefix, of which one at most is checked.
void addChoices(QMenu *menu, const ActionRegistry &actions, const QString &prefix)
{
    auto *group = new QActionGroup(menu);
    for (QAction *action : actions.actions()) {
        if (!action->objectName().startsWith(prefix))
            continue;
        group->addAction(action);
        menu->addAction(action);
    }
}

void fillRecent(MainWindow &window)
{
    QMenu *menu = window.recentMenu();
    menu->clear();
    for (const QString &path : window.program().settings->settings().recentStores)
        menu->addAction(QDir::toNativeSeparators(path), &window,
                        [&window, path] { window.openExisting(path); });
    menu->setEnabled(!menu->isEmpty());
}

} // namespace

void buildMenus(MainWindow &window)
{
    const ActionRegistry &actions = window.actions();
    QMenuBar *bar = window.menuBar();
    QMenu *file = bar->addMenu(MainWindow::tr("&File"));
    addByIds(file, actions, {u"file.new"_s, u"file.open"_s});
    file->addMenu(window.recentMenu());
    addByIds(file, actions,
             {u"file.show_folder"_s, kSeparator, u"file.import"_s, u"file.export"_s, kSeparator,
              u"file.backup"_s, u"file.restore"_s, kSeparator, u"file.sample"_s,
              u"file.remove_sample"_s, kSeparator, u"file.quit"_s});
    QObject::connect(file, &QMenu::aboutToShow, &window, [&window] { fillRecent(window); });

    QMenu *edit = bar->addMenu(MainWindow::tr("&Edit"));
    addByIds(edit, actions,
             {u"edit.undo"_s, u"edit.redo"_s, u"edit.history"_s, kSeparator, u"edit.paste"_s,
              u"edit.selected_records"_s, u"edit.remove_samples"_s, u"entry.record"_s});

    QMenu *view = bar->addMenu(MainWindow::tr("&View"));
    addByIds(view, actions,
             {u"view.metrics"_s, u"view.details"_s, u"view.table"_s, kSeparator,
              u"view.next_area"_s, u"view.previous_area"_s, kSeparator, u"view.maximise"_s,
              u"view.reload"_s, u"view.full_screen"_s, kSeparator, u"machine.show"_s, u"own.show"_s,
              u"users.show"_s, u"users.names"_s, kSeparator});
    addChoices(view->addMenu(MainWindow::tr("Theme")), actions, u"theme."_s);
    addByIds(view, actions, {u"view.patterns"_s});
    QMenu *formats = view->addMenu(MainWindow::tr("Numbers and dates"));
    for (const QString &prefix : {u"bytes."_s, u"hours."_s, u"dates."_s}) {
        formats->addSeparator();
        addChoices(formats, actions, prefix);
    }
    addByIds(view, actions, {kSeparator, u"view.restore_session"_s, u"view.messages"_s});

    QMenu *range = bar->addMenu(MainWindow::tr("&Time"));
    addByIds(range, actions,
             {u"range.choose"_s, u"range.back"_s, u"range.forward"_s, u"range.zoom_out"_s,
              u"range.all"_s, kSeparator, u"range.live"_s});
    addChoices(range->addMenu(MainWindow::tr("Live refresh")), actions, u"live."_s);
    addByIds(range, actions, {kSeparator, u"range.utc"_s, u"range.copy"_s, kSeparator});
    addChoices(range->addMenu(MainWindow::tr("Period")), actions, u"period."_s);
    addChoices(range->addMenu(MainWindow::tr("Function")), actions, u"function."_s);
    addByIds(range, actions, {u"range.filter"_s});

    QMenu *metrics = bar->addMenu(MainWindow::tr("&Metrics"));
    addByIds(metrics, actions,
             {u"metric.new"_s, u"metric.find"_s, u"metric.edit"_s, u"metric.merge"_s,
              u"metric.delete"_s, kSeparator, u"machine.record"_s, u"own.record"_s,
              u"metric.receive"_s, u"metric.import_server"_s});

    QMenu *dashboard = bar->addMenu(MainWindow::tr("&Dashboard"));
    addByIds(dashboard, actions,
             {u"dashboard.new"_s, u"dashboard.open"_s, u"dashboard.save"_s, u"dashboard.save_as"_s,
              u"dashboard.rename"_s, u"dashboard.overview"_s, kSeparator, u"panel.chart"_s,
              u"panel.value"_s, u"panel.table"_s, u"panel.text"_s, u"panel.remove"_s, kSeparator,
              u"tab.next"_s, u"tab.previous"_s, u"tab.close"_s});

    QMenu *sources = bar->addMenu(MainWindow::tr("&Sources"));
    addByIds(sources, actions,
             {u"sources.show"_s, u"sources.add"_s, kSeparator, u"sources.publish"_s,
              u"sources.fetch"_s, u"sources.compare"_s, u"sources.send"_s, kSeparator,
              u"sources.outbox"_s, u"sources.privacy"_s});

    QMenu *help = bar->addMenu(MainWindow::tr("&Help"));
    addByIds(help, actions,
             {u"help.palette"_s, u"help.area"_s, u"help.shortcuts"_s, kSeparator, u"help.about"_s});
}

void fillStoreMenu(MainWindow &window)
{
    QMenu *menu = window.toolRow().storeMenu();
    const ActionRegistry &actions = window.actions();
    addByIds(menu, actions, {u"file.open"_s, u"file.new"_s});
    menu->addMenu(window.recentMenu());
    addByIds(menu, actions, {u"file.sample"_s, u"file.show_folder"_s});
    QObject::connect(menu, &QMenu::aboutToShow, &window, [&window] { fillRecent(window); });
}

} // namespace tidemark
