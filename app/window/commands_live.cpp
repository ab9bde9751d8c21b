// SPDX-License-Identifier: GPL-3.0-or-later
// Following the clock, and recording this machine and the program itself.
#include "app/settings_keeper.h"
#include "app/window/machine_desk.h"
#include "app/window/main_window.h"
#include "app/window/own_metrics_desk.h"
#include "app/window/tool_row.h"
#include "app/window/window_commands.h"
#include "views/range/live_mode.h"

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct RefreshChoice
{
    QLatin1StringView id;
    LiveMode::Refresh refresh;
};
constexpr std::array kRefreshes{RefreshChoice{"live.arrival"_L1, std::nullopt},
                                RefreshChoice{"live.250ms"_L1, 250ms},
                                RefreshChoice{"live.1s"_L1, 1s},
                                RefreshChoice{"live.5s"_L1, 5s},
                                RefreshChoice{"live.30s"_L1, 30s},
                                RefreshChoice{"live.1min"_L1, 1min},
                                RefreshChoice{"live.5min"_L1, 5min}};

void checkRefresh(MainWindow &window)
{
    for (const RefreshChoice &choice : kRefreshes) {
        if (choice.refresh == window.liveMode().refresh())
            window.actions().action(choice.id)->setChecked(true);
    }
}

void addRefreshes(ActionRegistry &actions, MainWindow &window)
{
    const QStringList names{MainWindow::tr("As values &arrive"), MainWindow::tr("Every 250 ms"),
                            MainWindow::tr("Every second"),      MainWindow::tr("Every 5 seconds"),
                            MainWindow::tr("Every 30 seconds"),  MainWindow::tr("Every minute"),
                            MainWindow::tr("Every 5 minutes")};
    for (std::size_t i = 0; i < kRefreshes.size(); ++i) {
        const RefreshChoice &choice = kRefreshes[i];
        actions.add({choice.id,
                     MainWindow::tr("Live refresh"),
                     names[static_cast<qsizetype>(i)],
                     {},
                     {},
                     MainWindow::tr("How often the range moves on while it follows now."),
                     Qt::WindowShortcut,
                     true},
                    [&window, &choice] {
                        window.liveMode().setRefresh(choice.refresh);
                        window.program().settings->change(
                            [&](Settings &settings) { settings.liveRefresh = choice.refresh; });
                        checkRefresh(window);
                    });
    }
}

} // namespace

void addLiveCommands(ActionRegistry &actions, MainWindow &window)
{
    actions.add({u"range.live"_s,
                 MainWindow::tr("Time"),
                 MainWindow::tr("&Live"),
                 {},
                 {},
                 MainWindow::tr("Lets the range follow now, or goes on with that. In a chart: L."),
                 Qt::WindowShortcut,
                 true},
                [&window] { window.context().requestLive(); });
    addRefreshes(actions, window);
    actions.add({u"machine.show"_s,
                 MainWindow::tr("View"),
                 MainWindow::tr("This mac&hine"),
                 {},
                 u"value"_s,
                 MainWindow::tr("Records this machine's processors, memory, disks and network once "
                                "a second, and shows them live.")},
                [&window] { window.machine()->show(); });
    actions.add({u"own.show"_s,
                 MainWindow::tr("View"),
                 MainWindow::tr("T&idemark itself"),
                 {},
                 u"value"_s,
                 MainWindow::tr("Records how long reading, writing and drawing take and what "
                                "waits to be sent, every five seconds, and shows it live.")},
                [&window] { window.ownMetrics()->show(); });
    actions.add({u"machine.record"_s,
                 MainWindow::tr("Metrics"),
                 MainWindow::tr("Record &this machine"),
                 {},
                 {},
                 MainWindow::tr("Once a second while this store is open in the window. Values that "
                                "are there stay when it ends."),
                 Qt::WindowShortcut,
                 true},
                [&window] { window.machine()->setRecording(!window.machine()->isRecording()); });
    actions.add(
        {u"own.record"_s,
         MainWindow::tr("Metrics"),
         MainWindow::tr("Record Tidemark i&tself"),
         {},
         {},
         MainWindow::tr("Every five seconds while this store is open in the window. What is "
                        "recorded is kept for thirty days."),
         Qt::WindowShortcut,
         true},
        [&window] { window.ownMetrics()->setRecording(!window.ownMetrics()->isRecording()); });
}

void refreshLiveCommands(MainWindow &window, const QString &noStore)
{
    ActionRegistry &actions = window.actions();
    actions.setBlocked(u"range.live"_s, noStore);
    QString reason = noStore;
    actions.setBlocked(u"machine.show"_s, reason);
    const QString notCounting = MainWindow::tr("This window keeps no count of what it does.");
    const bool isCounting = window.program().ownMetrics != nullptr;
    actions.setBlocked(u"own.show"_s, reason.isEmpty() && !isCounting ? notCounting : reason);
    if (reason.isEmpty())
        reason = window.workspace()->readOnlyReason();
    actions.setBlocked(u"machine.record"_s, reason);
    actions.setBlocked(u"own.record"_s, reason.isEmpty() && !isCounting ? notCounting : reason);
    actions.action(u"own.record"_s)
        ->setChecked(window.ownMetrics() && window.ownMetrics()->isRecording());
    actions.action(u"machine.record"_s)
        ->setChecked(window.machine() && window.machine()->isRecording());
    checkRefresh(window);
}

void connectLiveMode(MainWindow &window)
{
    LiveMode &live = window.liveMode();
    live.setRefresh(window.program().settings->settings().liveRefresh);
    const auto show = [&window] {
        const LiveState state = window.context().live();
        window.actions().action(u"range.live"_s)->setChecked(state == LiveState::Following);
        window.toolRow().showLive(state, window.liveMode().newValues());
    };
    QObject::connect(&window.context(), &ViewContext::liveChanged, &window, show);
    QObject::connect(&live, &LiveMode::newValuesChanged, &window, show);
}

} // namespace tidemark
