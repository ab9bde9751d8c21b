// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"
#include "app/window/window_commands.h"
#include "views/charts/chart_widget.h"

#include <QAction>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// What the mouse and the arrow keys do in a chart; no menu can name it.
void addChartGestures(ActionRegistry &actions, const QString &area)
{
    const auto add = [&](const QString &keys, const QString &text) {
        actions.addKey(area, keys, text);
    };
    add(MainWindow::tr("Wheel"),
        MainWindow::tr("Zooms time at the pointer; scrolls a dashboard that scrolls"));
    add(MainWindow::tr("Ctrl+Wheel"), MainWindow::tr("Zooms time at the pointer, always"));
    add(MainWindow::tr("Shift+Wheel"), MainWindow::tr("Moves along time"));
    add(MainWindow::tr("Alt+Wheel"), MainWindow::tr("Zooms the value axis"));
    add(MainWindow::tr("Left drag"), MainWindow::tr("Zooms to the span; Esc cancels"));
    add(MainWindow::tr("Shift+Left drag"), MainWindow::tr("Zooms to the rectangle"));
    add(MainWindow::tr("Middle drag, Ctrl+Left drag"), MainWindow::tr("Moves along time"));
    add(MainWindow::tr("Click, Shift+Click"), MainWindow::tr("Sets mark A, mark B"));
    add(MainWindow::tr("Left, Right"),
        MainWindow::tr("Previous or next value; with Shift selects, with Ctrl to the next gap"));
    add(MainWindow::tr("Up, Down"), MainWindow::tr("Previous or next series"));
    add(MainWindow::tr("Home, End"),
        MainWindow::tr("First or last value in view; with Ctrl of all time"));
    add(MainWindow::tr("Page Up, Page Down"), MainWindow::tr("One range back or forward"));
    add(MainWindow::tr("Alt++, Alt+−"), MainWindow::tr("Zooms the value axis in or out"));
    add(MainWindow::tr("Alt+Left"), MainWindow::tr("Zoom back"));
    add(MainWindow::tr("Menu, Shift+F10"), MainWindow::tr("Opens the menu of the chart"));
    add(MainWindow::tr("T"), MainWindow::tr("Chooses the time range"));
}

/// The commands of a chart with the keys that its menu shows: they are made by the chart itself.
void addChartCommands(ActionRegistry &actions, const QString &area, const theme::Theme &theme)
{
    const charts::ChartWidget chart(theme);
    const QList<QAction *> commands = chart.chartActions();
    for (const QAction *command : commands) {
        const QString keys = command->text().section(u'\t', 1);
        if (!keys.isEmpty())
            actions.addKey(area, keys, command->text().section(u'\t', 0, 0));
    }
}

} // namespace

void addWidgetKeys(ActionRegistry &actions, const theme::Theme &theme)
{
    if (!actions.keys().isEmpty())
        return;
    const QString chart = MainWindow::tr("Dashboard");
    addChartGestures(actions, chart);
    addChartCommands(actions, chart, theme);
    const auto add = [&actions](const QString &area, const QString &keys, const QString &text) {
        actions.addKey(area, keys, text);
    };
    // MetricBrowser::handleTreeKey
    const QString metrics = MainWindow::tr("Metrics");
    add(metrics, MainWindow::tr("Enter"),
        MainWindow::tr("Plots the selection in the active panel"));
    add(metrics, MainWindow::tr("Ctrl+Enter"),
        MainWindow::tr("Plots the selection in a new panel"));
    add(metrics, MainWindow::tr("Space"), MainWindow::tr("Shows the metric in Details"));
    add(metrics, MainWindow::tr("F2"), MainWindow::tr("Edits the metric"));
    add(metrics, MainWindow::tr("Delete"), MainWindow::tr("Deletes the selected metrics"));
    add(metrics, MainWindow::tr("Any letter"), MainWindow::tr("Begins to filter"));
    // DataTable::keyPressEvent, handleEditKey; the menus of the pages
    const QString table = MainWindow::tr("Table");
    add(table, MainWindow::tr("F2"), MainWindow::tr("Edits the cell or the session"));
    add(table, MainWindow::tr("Enter"), MainWindow::tr("Goes down; on a bucket zooms to it"));
    add(table, MainWindow::tr("Ctrl+Enter"), MainWindow::tr("On a bucket: lists its records"));
    add(table, MainWindow::tr("Delete"), MainWindow::tr("Removes the selected rows"));
    add(table, MainWindow::tr("Ctrl+C"), MainWindow::tr("Copies the selected cells"));
    add(table, MainWindow::tr("Ctrl+V"), MainWindow::tr("Pastes cells"));
    add(table, MainWindow::tr("Ctrl+D"), MainWindow::tr("Fills down"));
    // EntryBar::eventFilter and its shortcuts
    const QString entry = MainWindow::tr("Record value");
    add(entry, MainWindow::tr("Enter"), MainWindow::tr("Saves and readies the next entry"));
    add(entry, MainWindow::tr("Ctrl+Enter"), MainWindow::tr("Saves and closes"));
    add(entry, MainWindow::tr("Up, Down"), MainWindow::tr("Steps the last decimal of the value"));
    add(entry, MainWindow::tr("Page Up, Page Down"), MainWindow::tr("Steps it by ten"));
    add(entry, MainWindow::tr("Alt+1 … Alt+7"), MainWindow::tr("Goes to a field"));
    add(entry, MainWindow::tr("Alt+0"), MainWindow::tr("Pins the time"));
    add(entry, MainWindow::tr("Esc"), MainWindow::tr("Clears, then closes"));
}

} // namespace tidemark
