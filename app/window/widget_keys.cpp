// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/window_commands.h"

#include "app/window/main_window.h"

namespace tidemark {

void addWidgetKeys(ActionRegistry &actions)
{
    const auto add = [&actions](const QString &area, const QString &keys, const QString &text) {
        actions.addKey(area, keys, text);
    };
    const QString chart = MainWindow::tr("Dashboard");
    add(chart, MainWindow::tr("Wheel"),
        MainWindow::tr("Zooms time at the pointer; scrolls a dashboard that scrolls"));
    add(chart, MainWindow::tr("Ctrl+Wheel"), MainWindow::tr("Zooms time at the pointer, always"));
    add(chart, MainWindow::tr("Shift+Wheel"), MainWindow::tr("Moves along time"));
    add(chart, MainWindow::tr("Alt+Wheel"), MainWindow::tr("Zooms the value axis"));
    add(chart, MainWindow::tr("Left drag"), MainWindow::tr("Zooms to the span; Esc cancels"));
    add(chart, MainWindow::tr("Middle drag, Ctrl+Left drag"), MainWindow::tr("Moves along time"));
    add(chart, MainWindow::tr("Double-click"), MainWindow::tr("Goes back to before zooming"));
    add(chart, MainWindow::tr("Left, Right"), MainWindow::tr("Previous or next value"));
    add(chart, MainWindow::tr("Up, Down"), MainWindow::tr("Previous or next series"));
    add(chart, MainWindow::tr("Page Up, Page Down"), MainWindow::tr("One range back or forward"));
    add(chart, MainWindow::tr("+, -"), MainWindow::tr("Zooms time in or out"));
    add(chart, MainWindow::tr("0"), MainWindow::tr("Shows all data"));
    add(chart, MainWindow::tr("Backspace, Alt+Left, Alt+Right"),
        MainWindow::tr("Goes through earlier zooms"));
    add(chart, MainWindow::tr("Ctrl+T"), MainWindow::tr("Shows the chart as a table"));
    add(chart, MainWindow::tr("T"), MainWindow::tr("Chooses the time range"));
    add(chart, MainWindow::tr("V"), MainWindow::tr("Maximises the panel, or restores it"));
    const QString metrics = MainWindow::tr("Metrics");
    add(metrics, MainWindow::tr("Enter"),
        MainWindow::tr("Plots the selection in the active panel"));
    add(metrics, MainWindow::tr("Ctrl+Enter"),
        MainWindow::tr("Plots the selection in a new panel"));
    add(metrics, MainWindow::tr("Space"), MainWindow::tr("Shows the metric in Details"));
    const QString table = MainWindow::tr("Table");
    add(table, MainWindow::tr("F2"), MainWindow::tr("Edits the cell"));
    add(table, MainWindow::tr("Delete"), MainWindow::tr("Removes the selected records"));
    add(table, MainWindow::tr("Ctrl+C"), MainWindow::tr("Copies the selected rows"));
    add(table, MainWindow::tr("Ctrl+D"), MainWindow::tr("Fills down"));
    add(table, MainWindow::tr("Enter on a bucket"), MainWindow::tr("Zooms to it"));
    const QString entry = MainWindow::tr("Record value");
    add(entry, MainWindow::tr("Enter"), MainWindow::tr("Saves and readies the next entry"));
    add(entry, MainWindow::tr("Ctrl+Enter"), MainWindow::tr("Saves and closes"));
    add(entry, MainWindow::tr("Alt+1 … Alt+7"), MainWindow::tr("Goes to a field"));
    add(entry, MainWindow::tr("Alt+0"), MainWindow::tr("Pins the time"));
    add(entry, MainWindow::tr("Esc"), MainWindow::tr("Clears, then closes"));
}

} // namespace tidemark
