// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

class ActionRegistry;
class FirstRunPage;
class MainWindow;

namespace theme {
class Theme;
}

// The commands of the window, by menu. Each is registered once, with its name, keys and help.

void addAllCommands(ActionRegistry &actions, MainWindow &window);
void addFileCommands(ActionRegistry &actions, MainWindow &window);
void addDashboardCommands(ActionRegistry &actions, MainWindow &window);
void addEditCommands(ActionRegistry &actions, MainWindow &window);
/// What is done to samples, in the menu Edit.
void addSampleCommands(ActionRegistry &actions, MainWindow &window);
/// Merging two metrics, in the menu Metrics.
void addMergeCommands(ActionRegistry &actions, MainWindow &window);
void addMetricCommands(ActionRegistry &actions, MainWindow &window);
void addRangeCommands(ActionRegistry &actions, MainWindow &window);
void addSourceCommands(ActionRegistry &actions, MainWindow &window);
void addViewCommands(ActionRegistry &actions, MainWindow &window);
/// Prefixes of bytes; hours and order of dates, each as the locale has it or otherwise.
void addFormatCommands(ActionRegistry &actions, MainWindow &window);
/// Following the clock, and recording this machine.
void addLiveCommands(ActionRegistry &actions, MainWindow &window);
/// The dashboard of the users of servers, and the names that they go by.
void addUserCommands(ActionRegistry &actions, MainWindow &window);
void addHelpCommands(ActionRegistry &actions, MainWindow &window);
/// Keys that widgets handle themselves, for the shortcut list; adds them once.
void addWidgetKeys(ActionRegistry &actions, const theme::Theme &theme);
/// Opens the dashboard of a file in a tab; a failure is told.
void openDashboardFile(MainWindow &window, const QString &path);

/// Marks the chosen ones.
void checkFormat(MainWindow &window);
/// Those of addLiveCommands(); `noStore` as below.
void refreshLiveCommands(MainWindow &window, const QString &noStore);
/// Lets the commands and the tool row follow the live mode.
void connectLiveMode(MainWindow &window);
/// Those of sources; `noStore` is the reason why nothing can be done without one, or empty.
void refreshSourceCommands(MainWindow &window, const QString &noStore);
/// Whether there are metrics to merge.
void refreshMergeCommands(MainWindow &window);
/// Those of samples: whether the metric that is looked at has any.
void refreshSampleCommands(MainWindow &window);
/// Says of each command whether it is possible now, and why not.
void refreshCommands(MainWindow &window);
/// The first-run page's buttons run the commands.
void connectFirstRun(FirstRunPage &page, MainWindow &window);
/// Asks before a tab with unsaved changes is closed.
void connectTabClosing(MainWindow &window);

} // namespace tidemark
