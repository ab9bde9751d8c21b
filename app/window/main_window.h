// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/store_network.h"
#include "app/window/message_center.h"
#include "app/window/store_opener.h"
#include "app/window/workspace.h"
#include "model/core/result.h"
#include "model/domain/formatter.h"
#include "views/actions/action_registry.h"
#include "views/dashboards/view_context.h"
#include "views/theme/series_style.h"

#include <QFuture>
#include <QMainWindow>
#include <QSet>

#include <memory>

class QDockWidget;
class QMenu;
class QStackedWidget;
class QToolBar;

namespace tidemark {

class ActivityMeter;
class DailyBackup;
class DialogSizes;
class FirstRunPage;
class FocusCycle;
class LiveMode;
class MachineDesk;
class OfflineBanner;
class OwnMetricsDesk;
class RangeClock;
class ReceiverDesk;
class SessionKeeper;
class SettingsKeeper;
class SourceDesk;
class StateView;
class StoreBanner;
class TabRanges;
class ToolRow;
class WindowStatusBar;

namespace own {
class OwnMetrics;
}

/// What the window needs from the program; all outlive it.
struct ProgramParts
{
    const Clock *clock = nullptr;
    theme::Theme *theme = nullptr;
    SettingsKeeper *settings = nullptr;
    WindowUse use = WindowUse::Interactive;
    bool isSafeStart = false; ///< neither reads nor writes the session of the last time (Q2)
    SourceLinksFactory makeLinks = {};        ///< empty: the window makes no connections
    StoreReceiversFactory makeReceivers = {}; ///< empty: it receives nothing
    own::OwnMetrics *ownMetrics = nullptr;    ///< null: nobody counts what the window does

    /// Null where nobody counts.
    [[nodiscard]] std::shared_ptr<ActivityMeter> meter() const;
};

/// The window's frame: menus, tool bar, docks, centre and status bar around the workspace of one
/// store, which it opens, closes and exchanges. What its commands do is in the classes and
/// functions named after them (window_commands.h, menus.h). GUI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    explicit MainWindow(const ProgramParts &program, QWidget *parent = nullptr);
    ~MainWindow() override; // the workspace goes before the docks that show it

    /// Opens a store in the background, makes it where there is none, and shows it in place of the
    /// one before.
    void openStore(const QString &path, bool isSample = false);
    /// The same for a store that must be there; else it is told, and what is open stays.
    void openExisting(const QString &path);
    /// Closes the store; its session is saved.
    /// Answers once the store's file is closed; with nothing open, at once.
    QFuture<Result<void>> closeStore();
    /// The same without a memory of it, as it is going to be removed.
    QFuture<Result<void>> forgetStore();

    [[nodiscard]] Workspace *workspace() const { return m_workspace.get(); }
    [[nodiscard]] ViewContext &context() { return m_context; }
    [[nodiscard]] const Formatter &formatter() const { return m_formatter; }
    [[nodiscard]] ActionRegistry &actions() { return m_actions; }
    [[nodiscard]] MessageCenter &messages() { return m_messages; }
    [[nodiscard]] WindowStatusBar &status() { return *m_status; }
    [[nodiscard]] ToolRow &toolRow() { return *m_tools; }
    /// nullptr without a store, and where no connection is made.
    [[nodiscard]] SourceDesk *sources() const { return m_sources.get(); }
    /// nullptr without a store, and where nothing is received.
    [[nodiscard]] ReceiverDesk *receivers() const { return m_receivers.get(); }
    /// nullptr without a store.
    [[nodiscard]] MachineDesk *machine() const { return m_machine.get(); }
    /// nullptr without a store, and where nobody counts.
    [[nodiscard]] OwnMetricsDesk *ownMetrics() const { return m_own.get(); }
    [[nodiscard]] LiveMode &liveMode() { return *m_live; }
    [[nodiscard]] OfflineBanner &offlineBanner() { return *m_offline; }
    [[nodiscard]] FocusCycle &focusCycle() { return *m_focusCycle; }
    [[nodiscard]] const ProgramParts &program() const { return m_program; }
    /// The store that is open, being opened, or could not be opened; empty after closing.
    [[nodiscard]] const QString &storePath() const { return m_opener->path(); }
    [[nodiscard]] QDockWidget *dock(const QString &name) const { return m_docks.value(name); }
    [[nodiscard]] QMenu *recentMenu() const { return m_recentMenu; }
    /// A long task that the status bar shows.
    [[nodiscard]] bool hasRunningTask() const;
    void toggleDock(const QString &name);
    void applyChoices(); ///< zone, week start, theme and names of users of the settings
    void applyFormat();  ///< bytes, hours and order of dates of the settings
    void bringToFront();
    void say(Message::Kind kind, const QString &text, const QString &detail = {});

Q_SIGNALS:
    void storeOpening(); ///< the store is this window's, and is read in the background
    void storeOpened();
    void storeFailed(const tidemark::Error &error);

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildDocks();
    void buildCentre();
    QDockWidget *addDock(const QString &name, const QString &title, Qt::DockWidgetArea area);
    void connectOpener();
    void tellMissing(const QString &path, const Error &error);
    void onStoreReady(const std::shared_ptr<store::LocalStore> &store, const StoreInfo &info);
    void readLastSession(const QString &path);
    /// Says that the window begins without the session after crashes, and offers it.
    void offerLastSession(const QString &path, const QString &asidePath);
    [[nodiscard]] bool restoresSession() const;
    void onSessionRead(const WindowSession &session);
    QFuture<Result<void>> closeWorkspace();
    void noteEndOfSession();
    void fillSession(WindowSession &session) const;
    /// False for a picture, which leaves nothing behind.
    [[nodiscard]] bool keepsState() const { return m_program.use == WindowUse::Interactive; }
    void layOutDocks();
    void fitToSmallWindows();
    void connectWorkspace();
    void showEmptiness(bool isEmpty);
    void showStoreFailure(const Error &error);
    void showInfo();
    void updateTitle();
    void updateIcons();
    void updateCommands();
    void updateFormatter();
    void collapseDocks();
    void hideDock(const QString &name);
    [[nodiscard]] bool takesRoom(const QString &dock) const;
    /// What the window needs at least with `extra` shown besides what is.
    [[nodiscard]] int neededWidth(const QString &extra = {}) const;
    /// The same with the table below the charts.
    [[nodiscard]] int neededHeight() const;

    ProgramParts m_program;
    MessageCenter m_messages;
    ViewContext m_context;
    Formatter m_formatter;
    theme::SeriesStyleRegistry m_styles;
    ActionRegistry m_actions;
    StoreOpener *m_opener;
    std::unique_ptr<RangeClock> m_rangeClock;
    std::unique_ptr<LiveMode> m_live;
    std::unique_ptr<DialogSizes> m_dialogSizes;
    StoreBanner *m_banner = nullptr;
    OfflineBanner *m_offline = nullptr;
    FocusCycle *m_focusCycle;
    SessionKeeper *m_session;
    QHash<QString, QDockWidget *> m_docks;
    QSet<QString> m_gaveWay; ///< docks that come back as soon as there is room
    QStackedWidget *m_centre;
    FirstRunPage *m_firstRun;
    StateView *m_storeState;
    WindowStatusBar *m_status;
    QToolBar *m_toolBar = nullptr;
    ToolRow *m_tools = nullptr;
    QMenu *m_recentMenu;
    std::uint64_t m_openGeneration = 0;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<TabRanges> m_tabRanges;    ///< of the workspace's dashboards
    std::unique_ptr<MachineDesk> m_machine;    ///< of the workspace's store
    std::unique_ptr<ReceiverDesk> m_receivers; ///< likewise
    std::unique_ptr<SourceDesk> m_sources;     ///< likewise; shows the receivers, too
    std::unique_ptr<OwnMetricsDesk> m_own;     ///< likewise
    std::unique_ptr<DailyBackup> m_backup;     ///< likewise
};

} // namespace tidemark
