// SPDX-License-Identifier: GPL-3.0-or-later
// How the window opens, shows and closes a store.
#include "app/window/main_window.h"

#include "app/pages/first_run_page.h"
#include "app/settings_keeper.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/session_keeper.h"
#include "app/window/status_bar.h"
#include "app/window/tool_row.h"
#include "app/window/undo_history.h"
#include "app/window/window_commands.h"
#include "model/core/continue_on.h"
#include "views/browser/details_panel.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/state_view.h"
#include "views/tables/table_dock.h"

#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QJsonDocument>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSideMinimumWidth = 190;
constexpr int kCentreMinimumWidth = 320;

} // namespace

void MainWindow::openStore(const QString &path, bool isSample)
{
    const QString absolute = QFileInfo(path).absoluteFilePath();
    if (m_workspace && m_workspace->info().path == absolute)
        return;
    auto lock = std::make_unique<StoreLock>();
    const StoreLock::Outcome outcome = lock->acquire(absolute);
    if (outcome == StoreLock::Outcome::HandedOver) {
        const Error told{ErrorCode::Locked,
                         tr("\"%1\" is open in another window, which was brought to the front.")
                             .arg(QDir::toNativeSeparators(absolute)),
                         {}};
        if (m_workspace)
            say(Message::Kind::Info, told.message); // what is open here stays open
        else
            showStoreFailure(told);
        return;
    }
    (void)closeStore();
    connect(lock.get(), &StoreLock::activationRequested, this, &MainWindow::bringToFront);
    m_lock = std::move(lock);
    store::OpenOptions options;
    options.path = absolute;
    options.isSample = isSample;
    options.readOnly = outcome == StoreLock::Outcome::HeldByOther;
    options.author = qEnvironmentVariable("USER", tr("local user"));
    options.clock = m_program.clock;
    if (options.readOnly)
        say(Message::Kind::Caution,
            tr("The store is open elsewhere (%1), so it is read-only here.").arg(m_lock->holder()));
    const std::uint64_t generation = ++m_openGeneration;
    m_storeState->showEmpty(tr("Opening %1…").arg(QDir::toNativeSeparators(absolute)));
    m_centre->setCurrentWidget(m_storeState);
    continueOn(this, store::LocalStore::open(options),
               [this, generation](Result<std::shared_ptr<store::LocalStore>> opened) {
                   if (generation != m_openGeneration)
                       return;
                   if (!opened) {
                       m_lock.reset();
                       showStoreFailure(opened.error());
                       return;
                   }
                   const std::shared_ptr<store::LocalStore> store = std::move(*opened);
                   continueOn(this, store->ports().admin->info(),
                              [this, generation, store](Result<StoreInfo> info) {
                                  if (generation != m_openGeneration)
                                      return;
                                  if (info)
                                      onStoreReady(store, std::move(*info));
                                  else
                                      showStoreFailure(info.error());
                              });
               });
}

void MainWindow::onStoreReady(std::shared_ptr<store::LocalStore> store, StoreInfo info)
{
    const QString path = store->path();
    info.path = path;
    m_workspace = std::make_unique<Workspace>(std::move(store), std::move(info),
                                              WindowParts{m_program.clock, &m_context, &m_formatter,
                                                          m_program.theme, &m_styles, &m_messages});
    const std::uint64_t generation = m_openGeneration;
    continueOn(this, readSession(sessionPath(path)),
               [this, generation](const Result<WindowSession> &session) {
                   if (generation == m_openGeneration)
                       onSessionRead(session.value_or(WindowSession()));
               });
}

void MainWindow::onSessionRead(const WindowSession &session)
{
    const QString path = m_workspace->info().path;
    const bool restores = m_program.settings->settings().restoresSession;
    const WindowSession used = restores ? session : WindowSession();
    m_styles.restore(QJsonDocument::fromJson(used.seriesStyles).object());
    connectWorkspace();
    m_workspace->restore(used);
    m_centre->addWidget(&m_workspace->tabs());
    fitToSmallWindows();
    m_docks[u"metricsDock"_s]->setWidget(&m_workspace->browser());
    m_docks[u"detailsDock"_s]->setWidget(&m_workspace->details());
    m_docks[u"tableDock"_s]->setWidget(&m_workspace->table());
    if (!used.geometry.isEmpty())
        restoreGeometry(used.geometry);
    if (used.docks.isEmpty())
        layOutDocks();
    else
        restoreState(used.docks);
    m_program.settings->change([&](Settings &settings) {
        putFirst(settings.recentStores, path, kRecentStores);
        settings.lastStore = path;
    });
    m_session->setPath(sessionPath(path));
    showEmptiness(m_workspace->info().metricCount == 0);
    showInfo();
    updateCommands();
    updateTitle();
    if (m_workspace->tabs().current())
        m_workspace->tabs().current()->focusDashboard();
    offerBackup();
    Q_EMIT storeOpened();
}

void MainWindow::layOutDocks()
{
    const int unit = fontMetrics().averageCharWidth();
    const int side = std::min(unit * 35, width() / 5);
    resizeDocks({m_docks[u"metricsDock"_s], m_docks[u"detailsDock"_s]}, {side, side},
                Qt::Horizontal);
    const int lines = std::min(fontMetrics().height() * 13, height() / 4);
    resizeDocks({m_docks[u"tableDock"_s]}, {lines}, Qt::Vertical);
}

void MainWindow::fitToSmallWindows()
{
    // Explicit minimums stand above what the contents would like, so that 1024 pixels hold all.
    m_workspace->browser().setMinimumWidth(kSideMinimumWidth);
    m_workspace->details().setMinimumWidth(kSideMinimumWidth);
    m_workspace->table().setMinimumWidth(kCentreMinimumWidth);
    m_workspace->tabs().setMinimumWidth(kCentreMinimumWidth);
    for (QWidget *content : {static_cast<QWidget *>(&m_workspace->browser()),
                             static_cast<QWidget *>(&m_workspace->details()),
                             static_cast<QWidget *>(&m_workspace->table())})
        content->setAttribute(Qt::WA_StyledBackground); // the docks' surface, not the window's
}

void MainWindow::connectWorkspace()
{
    Workspace *workspace = m_workspace.get();
    connect(workspace, &Workspace::infoChanged, this, &MainWindow::showInfo);
    connect(workspace, &Workspace::emptinessChanged, this, &MainWindow::showEmptiness);
    connect(workspace, &Workspace::stateChanged, this, [this] {
        updateTitle();
        updateCommands();
        m_session->scheduleSave();
    });
    connect(workspace, &Workspace::entryShown, this, [this] {
        m_docks[u"tableDock"_s]->show();
        m_docks[u"tableDock"_s]->raise();
    });
    connect(workspace, &Workspace::detailsRequested, this, [this] {
        m_docks[u"detailsDock"_s]->show();
        m_docks[u"detailsDock"_s]->raise();
    });
    connect(workspace, &Workspace::firstValueEntered, this, &MainWindow::showEntryHint);
    connect(workspace, &Workspace::importRequested, m_actions.action(u"file.import"_s),
            &QAction::trigger);
    connect(workspace, &Workspace::exportRequested, m_actions.action(u"file.export"_s),
            &QAction::trigger);
    connect(workspace, &Workspace::rowsCounted, m_status, &WindowStatusBar::showRowsInView);
    connect(workspace, &Workspace::answered, m_status, &WindowStatusBar::showQueryTime);
    connect(workspace, &Workspace::statisticsChanged, m_status,
            &WindowStatusBar::showSelectionSummary);
    connect(&workspace->history(), &UndoHistory::changed, this, &MainWindow::updateCommands);
    connectTabClosing(*this);
}

void MainWindow::showEntryHint()
{
    if (!m_program.settings->settings().showsEntryHint)
        return;
    Message hint{Message::Kind::Info,
                 tr("The next value: type its digits and press Enter. Ctrl+N comes here from "
                    "anywhere."),
                 {},
                 tr("Do not show again"),
                 {},
                 {},
                 1};
    hint.action = [settings = m_program.settings] {
        settings->change([](Settings &s) { s.showsEntryHint = false; });
    };
    m_messages.post(hint);
}

void MainWindow::offerBackup()
{
    if (m_workspace->store().dailyBackup() != store::DailyBackup::AskFirst)
        return;
    // A large store, or little room: the person decides, in a message and not in a dialog (W10).
    Message offer{Message::Kind::Info,
                  tr("Today's backup of this store would need %1.")
                      .arg(locale().formattedDataSize(m_workspace->info().sizeBytes)),
                  {},
                  tr("Back up now"),
                  {},
                  {},
                  1};
    offer.action = [this] {
        if (!m_workspace)
            return;
        continueOn(m_workspace.get(), m_workspace->store().makeDailyBackup(),
                   [this](const Result<QString> &made) {
                       if (made)
                           say(Message::Kind::Good, tr("Backed up to %1.").arg(*made));
                       else
                           say(Message::Kind::Bad, made.error().message, made.error().detail);
                   });
    };
    m_messages.post(offer);
}

QFuture<Result<void>> MainWindow::closeStore()
{
    ++m_openGeneration;
    if (!m_workspace)
        return QtFuture::makeReadyFuture(Result<void>());
    m_session->saveNow();
    m_session->setPath({});
    m_context.setSelectedMetrics({});
    m_context.setSelectedSpan({});
    m_context.setDataExtent({});
    m_context.setFilter({});
    static_cast<void>(m_context.setRange(TimeRange::allData())); // always resolves
    const auto store = m_workspace->store().shared_from_this();
    m_workspace.reset();
    m_lock.reset();
    m_tools->setStoreName(tr("No store"));
    m_centre->setCurrentWidget(m_storeState);
    updateCommands();
    updateTitle();
    return store->close();
}

void MainWindow::showEmptiness(bool isEmpty)
{
    if (isEmpty)
        m_centre->setCurrentWidget(m_firstRun);
    else
        m_centre->setCurrentWidget(&m_workspace->tabs());
}

void MainWindow::showStoreFailure(const Error &error)
{
    m_storeState->showError(error, {{tr("Open another store"),
                                     [this] { m_actions.action(u"file.open"_s)->trigger(); }}});
    m_centre->setCurrentWidget(m_storeState);
    m_status->showStoreError(error.message);
    updateCommands();
    Q_EMIT storeFailed(error);
}

void MainWindow::showInfo()
{
    const StoreInfo &info = m_workspace->info();
    m_status->showStore(m_workspace->store().path(), info.recordCount, info.sizeBytes,
                        m_workspace->store().readOnlyReason());
    m_tools->setStoreName(info.isSample ? tr("Sample store") : tr("Store: %1").arg(info.name));
    updateCommands();
}

void MainWindow::updateCommands()
{
    refreshCommands(*this);
}

} // namespace tidemark
