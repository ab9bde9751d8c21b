// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark {

class ActionRegistry;
class FirstRunPage;
class MainWindow;

// The commands of the window, by menu. Each is registered once, with its name, keys and help.

void addAllCommands(ActionRegistry &actions, MainWindow &window);
void addFileCommands(ActionRegistry &actions, MainWindow &window);
void addDashboardCommands(ActionRegistry &actions, MainWindow &window);
void addEditCommands(ActionRegistry &actions, MainWindow &window);
void addMetricCommands(ActionRegistry &actions, MainWindow &window);
void addRangeCommands(ActionRegistry &actions, MainWindow &window);
void addViewCommands(ActionRegistry &actions, MainWindow &window);
void addHelpCommands(ActionRegistry &actions, MainWindow &window);
/// Keys that widgets handle themselves, for the shortcut list.
void addWidgetKeys(ActionRegistry &actions);

/// Says of each command whether it is possible now, and why not.
void refreshCommands(MainWindow &window);
/// The first-run page's buttons run the commands.
void connectFirstRun(FirstRunPage &page, MainWindow &window);
/// Asks before a tab with unsaved changes is closed.
void connectTabClosing(MainWindow &window);

} // namespace tidemark
