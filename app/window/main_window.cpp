// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/main_window.h"

#include "app/launch.h"
#include "app/own_metrics/own_metrics.h"
#include "app/pages/first_run_page.h"
#include "app/settings_keeper.h"
#include "app/window/daily_backup.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/dialog_sizes.h"
#include "app/window/file_drop.h"
#include "app/window/focus_cycle.h"
#include "app/window/machine_desk.h"
#include "app/window/menus.h"
#include "app/window/message_bar.h"
#include "app/window/offline_banner.h"
#include "app/window/own_metrics_desk.h"
#include "app/window/range_clock.h"
#include "app/window/receiver_desk.h"
#include "app/window/session_keeper.h"
#include "app/window/source_desk.h"
#include "app/window/status_bar.h"
#include "app/window/store_banner.h"
#include "app/window/tab_ranges.h"
#include "app/window/tool_row.h"
#include "app/window/undo_history.h"
#include "app/window/window_commands.h"
#include "views/browser/details_panel.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/state_view.h"
#include "views/entry/entry_bar.h"
#include "views/range/live_mode.h"
#include "views/tables/table_dock.h"
#include "views/theme/theme_icon.h"

#include <QCloseEvent>
#include <QDockWidget>
#include <QJsonDocument>
#include <QMenu>
#include <QShortcut>
#include <QStackedWidget>
#include <QStyle>
#include <QToolBar>
#include <QVBoxLayout>

#include <array>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A chart of 200 pixels with its heading, and the tabs above.
constexpr int kDashboardMinimumHeight = 270;

/// The room that what the dock holds needs at least.
QSize leastOf(const QDockWidget &dock)
{
    const QWidget *content = dock.widget();
    return content->minimumSizeHint().expandedTo(content->minimumSize());
}

} // namespace

std::shared_ptr<ActivityMeter> ProgramParts::meter() const
{
    return ownMetrics ? ownMetrics->meter() : nullptr;
}

MainWindow::MainWindow(const ProgramParts &program, QWidget *parent)
    : QMainWindow(parent)
    , m_program(program)
    , m_context(*program.clock)
    , m_opener(new StoreOpener(*program.clock, program.use, program.meter(), this))
    , m_focusCycle(new FocusCycle(this))
    , m_session(nullptr)
    , m_centre(new QStackedWidget(this))
    , m_firstRun(new FirstRunPage(*program.theme, this))
    , m_storeState(new StateView(*program.theme, this))
    , m_status(new WindowStatusBar(*program.theme, m_formatter, this))
    , m_recentMenu(new QMenu(tr("Recent stores"), this))
{
    setObjectName(u"mainWindow"_s);
    setMinimumSize(kLeastWidth, kLeastHeight);
    setAttribute(Qt::WA_DontShowOnScreen, !keepsState()); // a picture needs no window on a screen
    setDockNestingEnabled(false);
    setStatusBar(m_status);
    m_session = new SessionKeeper(
        [this] {
            WindowSession session;
            session.geometry = saveGeometry();
            session.docks = saveState();
            session.gaveWay = QStringList(m_gaveWay.cbegin(), m_gaveWay.cend());
            session.gaveWay.sort(); // the same state is the same text
            session.seriesStyles = QJsonDocument(m_styles.toJson()).toJson(QJsonDocument::Compact);
            if (m_workspace)
                fillSession(session);
            return session;
        },
        this);
    addAllCommands(m_actions, *this);
    addActions(m_actions.actions());
    buildMenus(*this);
    m_toolBar = addToolBar(tr("Tool bar"));
    m_toolBar->setObjectName(u"mainToolBar"_s);
    m_toolBar->setMovable(false);
    m_toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    m_tools = new ToolRow(m_actions, m_context, *program.theme, m_formatter, m_toolBar);
    m_toolBar->addWidget(m_tools);
    fillStoreMenu(*this);
    buildDocks();
    buildCentre();
    new FileDrop(*this);
    connectOpener();
    m_rangeClock = std::make_unique<RangeClock>(m_context, *this);
    m_live = std::make_unique<LiveMode>(m_context, *this);
    connectLiveMode(*this);
    m_dialogSizes = std::make_unique<DialogSizes>(*program.settings);
    // Before any view hears of the new zone, times must be written in it.
    connect(&m_context, &ViewContext::calendarChanged, this, &MainWindow::updateFormatter);
    connect(program.theme, &theme::Theme::changed, this, &MainWindow::updateIcons);
    applyChoices();
    updateIcons();
    updateCommands();
    updateTitle();
    resize(1280, 800);
}

MainWindow::~MainWindow()
{
    m_session->setPath({});
    m_backup.reset();
    m_own.reset();
    m_sources.reset();
    m_receivers.reset();
    m_machine.reset();
    m_tabRanges.reset();
    m_workspace.reset();
    delete m_toolBar; // while its row can still ask for the actions
}

QDockWidget *MainWindow::addDock(const QString &name, const QString &title, Qt::DockWidgetArea area)
{
    auto *dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setFeatures(QDockWidget::DockWidgetClosable | QDockWidget::DockWidgetMovable);
    // Docks are told by what they hold; a title bar of no height takes no room.
    auto *noTitle = new QWidget(dock);
    (new QHBoxLayout(noTitle))->setContentsMargins(0, 0, 0, 0);
    dock->setTitleBarWidget(noTitle);
    dock->setAccessibleName(title);
    addDockWidget(area, dock);
    m_docks.insert(name, dock);
    connect(dock, &QDockWidget::visibilityChanged, m_session, &SessionKeeper::scheduleSave);
    QAction *toggle = m_actions.action(u"view."_s % name.chopped(4)); // metricsDock, view.metrics
    connect(dock, &QDockWidget::visibilityChanged, toggle,
            [dock, toggle] { toggle->setChecked(!dock->isHidden()); });
    return dock;
}

void MainWindow::buildDocks()
{
    // The side docks reach from top to bottom, the table lies between them.
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    addDock(u"metricsDock"_s, tr("Metrics"), Qt::LeftDockWidgetArea);
    addDock(u"detailsDock"_s, tr("Details"), Qt::RightDockWidgetArea);
    addDock(u"tableDock"_s, tr("Table"), Qt::BottomDockWidgetArea);
    m_focusCycle->addArea(m_docks[u"metricsDock"_s], [this] {
        if (m_workspace)
            m_workspace->browser().focusFilter();
    });
    m_focusCycle->addArea(m_centre, [this] {
        if (m_workspace && m_workspace->tabs().current())
            m_workspace->tabs().current()->focusDashboard();
        else
            m_centre->setFocus(Qt::ShortcutFocusReason);
    });
    m_focusCycle->addArea(m_docks[u"tableDock"_s], [this] {
        if (m_workspace)
            m_workspace->table().focusTable();
    });
    m_focusCycle->addArea(m_docks[u"detailsDock"_s], [this] {
        if (m_workspace)
            m_workspace->details().setFocus(Qt::ShortcutFocusReason);
    });
    m_focusCycle->addArea(m_tools, [this] { m_tools->focusFirst(); });
}

void MainWindow::buildCentre()
{
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *bar = new MessageBar(m_messages, *m_program.theme, centre);
    bar->setQuiet(!keepsState()); // what was just done is no part of a picture
    m_banner = new StoreBanner(*m_program.theme, m_actions.action(u"file.restore"_s),
                               m_actions.action(u"file.export"_s), centre);
    m_offline = new OfflineBanner(*m_program.theme, m_formatter, centre);
    layout->addWidget(m_banner);
    layout->addWidget(m_offline);
    layout->addWidget(bar);
    layout->addWidget(m_centre, 1);
    m_focusCycle->addArea(bar, [bar] { bar->focusFirst(); });
    m_focusCycle->addArea(m_banner, [this] { m_banner->focusFirst(); });
    m_focusCycle->addArea(m_offline, [this] { m_offline->focusFirst(); });
    m_centre->addWidget(m_storeState);
    m_centre->addWidget(m_firstRun);
    setCentralWidget(centre);
    connectFirstRun(*m_firstRun, *this);
    // Single letters act where a chart can have the focus, never while text is typed.
    const std::array keys{std::pair{Qt::Key_T, u"range.choose"_s},
                          std::pair{Qt::Key_L, u"range.live"_s}};
    for (const auto &[key, command] : keys) {
        auto *shortcut = new QShortcut(QKeySequence(key), m_centre);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, m_actions.action(command), &QAction::trigger);
    }
}

void MainWindow::updateCommands()
{
    refreshCommands(*this);
}

bool MainWindow::hasRunningTask() const
{
    return m_status->hasTask();
}

void MainWindow::toggleDock(const QString &name)
{
    QDockWidget *toggled = m_docks.value(name);
    m_gaveWay.remove(name); // from now on it is as the person wants it
    toggled->setVisible(!toggled->isVisible());
}

void MainWindow::bringToFront()
{
    setWindowState(windowState() & ~Qt::WindowMinimized);
    show();
    raise();
    activateWindow();
}

void MainWindow::say(Message::Kind kind, const QString &text, const QString &detail)
{
    m_messages.post({kind, text, detail, {}, {}, {}, 1});
}

void MainWindow::updateTitle()
{
    if (!m_workspace) {
        setWindowTitle(u"Tidemark"_s);
        return;
    }
    const DashboardView *view = m_workspace->tabs().current();
    const QString store = m_workspace->info().isSample ? tr("Sample") : m_workspace->info().name;
    const QString dashboard = view ? view->dashboard().title : tr("No dashboard");
    const QString star = m_workspace->tabs().isCurrentModified() ? u"*"_s : QString();
    setWindowTitle(dashboard % star % u" — "_s % store % u" — Tidemark"_s);
}

void MainWindow::updateIcons()
{
    for (QAction *action : m_actions.actions()) {
        const QString icon = action->property("iconName").toString();
        if (!icon.isEmpty())
            action->setIcon(theme::themeIcon(*m_program.theme, icon));
    }
}

void MainWindow::updateFormatter()
{
    FormatChoices choices = formatChoices(m_program.settings->settings(), locale());
    choices.zone = m_context.calendar().zone;
    choices.weekStart = m_context.calendar().weekStart;
    m_formatter = Formatter(choices);
}

void MainWindow::applyChoices()
{
    const Settings &settings = m_program.settings->settings();
    m_program.theme->setMode(settings.themeMode);
    m_styles.setPatternsForAll(settings.patternsForAllSeries);
    const FormatChoices choices = formatChoices(settings, locale());
    m_context.setZone(choices.zone);
    m_context.setWeekStart(choices.firstDayOfWeek());
    m_context.setUserNames(settings.userNames);
    updateFormatter();
}

void MainWindow::applyFormat()
{
    updateFormatter();
    Q_EMIT m_context.calendarChanged(); // whoever writes times or numbers then writes them anew
    if (m_workspace) {
        m_workspace->browser().refresh();
        showInfo();
    }
    updateCommands();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_workspace)
        m_workspace->table().finishEditing();
    m_session->saveNow();
    noteEndOfSession();
    event->accept();
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QMainWindow::resizeEvent(event);
    collapseDocks();
}

bool MainWindow::takesRoom(const QString &dock) const
{
    const QDockWidget *asked = m_docks.value(dock);
    return !asked->isHidden() && !asked->isFloating() && asked->widget();
}

int MainWindow::neededWidth(const QString &extra) const
{
    const int gap = style()->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent, nullptr, this);
    int needed = m_workspace->tabs().minimumWidth();
    for (const QString &side : {u"detailsDock"_s, u"metricsDock"_s})
        needed +=
            side == extra || takesRoom(side) ? leastOf(*m_docks.value(side)).width() + gap : 0;
    return needed;
}

int MainWindow::neededHeight() const
{
    const int gap = style()->pixelMetric(QStyle::PM_DockWidgetSeparatorExtent, nullptr, this);
    int needed = kDashboardMinimumHeight + leastOf(*m_docks.value(u"tableDock"_s)).height() + gap;
    needed += centralWidget()->height() - m_centre->height(); // the strips over the charts
    for (const QWidget *bar :
         {static_cast<const QWidget *>(menuWidget()), static_cast<const QWidget *>(statusBar()),
          static_cast<const QWidget *>(m_toolBar)})
        needed += bar->sizeHint().height();
    return needed;
}

void MainWindow::hideDock(const QString &name)
{
    m_docks[name]->hide();
    m_gaveWay.insert(name);
}

void MainWindow::collapseDocks()
{
    // Docks give way before the charts get smaller than they can be read (W6).
    if (!m_workspace)
        return;
    for (const QString &name : {u"detailsDock"_s, u"metricsDock"_s}) {
        if (takesRoom(name) && neededWidth() > width())
            hideDock(name);
    }
    // Whoever enters values keeps the bar for it: with it there is less of the table, and the
    // dashboard scrolls.
    const QString table = u"tableDock"_s;
    if (takesRoom(table) && m_workspace->entry().isHidden() && neededHeight() > height())
        hideDock(table);
    for (const QString &name : {u"metricsDock"_s, u"detailsDock"_s, table}) {
        const bool fits = name == table ? neededHeight() <= height() : neededWidth(name) <= width();
        if (m_gaveWay.contains(name) && m_docks[name]->widget() && (fits || takesRoom(name))) {
            m_docks[name]->show();
            m_gaveWay.remove(name);
        }
    }
}

} // namespace tidemark
