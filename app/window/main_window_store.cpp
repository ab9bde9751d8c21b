// SPDX-License-Identifier: GPL-3.0-or-later
// How the window opens, shows and closes a store.
#include "app/window/main_window.h"

#include "app/pages/first_run_page.h"
#include "app/settings_keeper.h"
#include "app/window/daily_backup.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/entry_hint.h"
#include "app/window/machine_desk.h"
#include "app/window/own_metrics_desk.h"
#include "app/window/receiver_desk.h"
#include "app/window/session_keeper.h"
#include "app/window/source_desk.h"
#include "app/window/status_bar.h"
#include "app/window/store_banner.h"
#include "app/window/tab_ranges.h"
#include "app/window/tool_row.h"
#include "app/window/undo_history.h"
#include "app/window/window_commands.h"
#include "model/core/continue_on.h"
#include "views/browser/details_panel.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/state_view.h"
#include "views/range/live_mode.h"
#include "views/range/range_picker.h"
#include "views/tables/table_dock.h"

#include <QDir>
#include <QDockWidget>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// After so many sessions in a row that never ended, the next one begins without the last (Q2).
constexpr int kUnfinishedTold = 2;
constexpr int kSideMinimumWidth = 190;
/// A chart of 320 pixels with its frame and the margins of the dashboard (W6).
constexpr int kDashboardMinimumWidth = 372;
constexpr int kTableMinimumWidth = 320;

} // namespace

void MainWindow::openStore(const QString &path, bool isSample)
{
    m_opener->open({path, isSample, true});
}

void MainWindow::openExisting(const QString &path)
{
    m_opener->open({path, false, false});
}

void MainWindow::connectOpener()
{
    connect(m_opener, &StoreOpener::opening, this, [this](const QString &path) {
        (void)closeWorkspace();
        m_storeState->showEmpty(tr("Opening %1…").arg(QDir::toNativeSeparators(path)));
        Q_EMIT storeOpening();
    });
    connect(m_opener, &StoreOpener::opened, this, &MainWindow::onStoreReady);
    connect(m_opener, &StoreOpener::failed, this, &MainWindow::showStoreFailure);
    connect(m_opener, &StoreOpener::activationRequested, this, &MainWindow::bringToFront);
    connect(m_opener, &StoreOpener::handedOver, this, [this](const QString &path) {
        const Error told{ErrorCode::Locked,
                         tr("\"%1\" is open in another window, which was brought to the front.")
                             .arg(QDir::toNativeSeparators(path)),
                         {}};
        if (m_workspace)
            say(Message::Kind::Info, told.message); // what is open here stays open
        else
            showStoreFailure(told);
    });
    connect(m_opener, &StoreOpener::missing, this, &MainWindow::tellMissing);
}

void MainWindow::tellMissing(const QString &path, const Error &error)
{
    if (!m_workspace) {
        showStoreFailure(error);
        return;
    }
    Message message{Message::Kind::Bad, error.message, error.detail};
    if (m_program.settings->settings().recentStores.contains(path)) {
        message.actionText = tr("Forget it");
        message.action = [settings = m_program.settings, path] {
            settings->change([&](Settings &s) { s.recentStores.removeAll(path); });
        };
    }
    m_messages.post(message);
}

void MainWindow::onStoreReady(const std::shared_ptr<store::LocalStore> &store,
                              const StoreInfo &info)
{
    const QString path = store->path();
    StoreInfo known = info;
    known.path = path;
    std::unique_ptr<SourceLinks> links;
    if (m_program.makeLinks && keepsState()) // a picture makes no connections
        links = m_program.makeLinks(*store, *m_program.clock);
    m_workspace =
        std::make_unique<Workspace>(store, std::move(known),
                                    WindowParts{m_program.clock,
                                                &m_context,
                                                &m_formatter,
                                                m_program.theme,
                                                &m_styles,
                                                &m_messages,
                                                {m_actions.action(u"edit.remove_samples"_s)},
                                                m_program.meter().get(),
                                                {m_actions.action(u"users.names"_s)}},
                                    std::move(links));
    if (!keepsState()) {
        onSessionRead({});
        return;
    }
    if (!m_workspace->readOnlyReason().isEmpty()) {
        readLastSession(path); // another window may be the one that counts
        return;
    }
    const std::uint64_t generation = m_openGeneration;
    continueOn(this, noteSessionStart(sessionPath(path)), [this, generation, path](int unfinished) {
        if (generation != m_openGeneration)
            return;
        if (unfinished < kUnfinishedTold || !restoresSession()) {
            readLastSession(path);
            return;
        }
        continueOn(this, setSessionAside(sessionPath(path), unfinished),
                   [this, generation, path](const QString &asidePath) {
                       if (generation != m_openGeneration)
                           return;
                       if (!asidePath.isEmpty())
                           offerLastSession(path, asidePath);
                       readLastSession(path);
                   });
    });
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
    m_workspace->table().setMinimumWidth(kTableMinimumWidth);
    m_workspace->tabs().setMinimumWidth(kDashboardMinimumWidth);
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
    connect(workspace, &Workspace::firstValueEntered, this, [this] {
        if (m_program.settings->settings().showsEntryHint) {
            m_workspace->hint().show();
            m_docks[u"tableDock"_s]->show();
        }
    });
    connect(&workspace->hint(), &EntryHint::dismissedForGood, this,
            [this] { m_program.settings->change([](Settings &s) { s.showsEntryHint = false; }); });
    connect(workspace, &Workspace::rowsCounted, m_status, &WindowStatusBar::showRowsInView);
    connect(workspace, &Workspace::answered, m_status, &WindowStatusBar::showQueryTime);
    connect(workspace, &Workspace::statisticsChanged, m_status,
            &WindowStatusBar::showSelectionSummary);
    connect(&workspace->history(), &UndoHistory::changed, this, &MainWindow::updateCommands);
    connect(&workspace->browser(), &MetricBrowser::summariesRead, this,
            [this] { refreshSampleCommands(*this); });
    for (const auto &[request, command] :
         {std::pair(&Workspace::importRequested, u"file.import"_s),
          {&Workspace::exportRequested, u"file.export"_s},
          {&Workspace::mergeRequested, u"metric.merge"_s},
          {&Workspace::removeSamplesRequested, u"edit.remove_samples"_s},
          {&Workspace::publishRequested, u"sources.publish"_s}})
        connect(workspace, request, m_actions.action(command), &QAction::trigger);
    m_receivers = makeReceiverDesk(*this);
    if (workspace->links()) {
        m_sources = std::make_unique<SourceDesk>(*this);
        connect(m_sources.get(), &SourceDesk::changed, this, &MainWindow::updateCommands);
        connect(workspace, &Workspace::publishMetricsRequested, m_sources.get(),
                &SourceDesk::publishMetrics);
    }
    const auto onChanged = [this] {
        updateCommands();
        m_session->scheduleSave();
    };
    m_machine = std::make_unique<MachineDesk>(*this);
    connect(m_machine.get(), &MachineDesk::changed, this, onChanged);
    if (m_program.ownMetrics) {
        m_own = std::make_unique<OwnMetricsDesk>(*this);
        connect(m_own.get(), &OwnMetricsDesk::changed, this, onChanged);
    }
    connectTabClosing(*this);
}

QFuture<Result<void>> MainWindow::closeStore()
{
    QFuture<Result<void>> closed = closeWorkspace();
    m_opener->reset();
    return closed;
}

QFuture<Result<void>> MainWindow::forgetStore()
{
    m_session->setPath({});
    return closeStore();
}

QFuture<Result<void>> MainWindow::closeWorkspace()
{
    ++m_openGeneration;
    m_centre->setCurrentWidget(m_storeState);
    m_banner->showReason({});
    if (!m_workspace)
        return QtFuture::makeReadyFuture(Result<void>());
    m_workspace->table().finishEditing();
    m_session->saveNow();
    noteEndOfSession();
    m_session->setPath({});
    m_tabRanges.reset();
    m_live->stop();
    m_context.setSelectedMetrics({});
    m_context.setSelectedSpan({});
    m_context.setDataExtent({});
    m_context.setFilter({});
    static_cast<void>(m_context.setRange(TimeRange::allData())); // always resolves
    const auto store = m_workspace->store().shared_from_this();
    m_backup.reset();
    m_own.reset();
    m_sources.reset();
    const QFuture<void> received = endReceiving(std::move(m_receivers));
    m_machine.reset();
    m_workspace.reset();
    m_tools->setStoreName(tr("No store"));
    m_storeState->showEmpty(tr("No store is open."));
    m_status->showNoStore();
    updateCommands();
    updateTitle();
    return closeAfter(received, store);
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
    QList<StateAction> actions{
        {tr("Open another store"), [this] { m_actions.action(u"file.open"_s)->trigger(); }}};
    if (error.code == ErrorCode::Damaged || error.code == ErrorCode::NewerSchema)
        actions.append(
            {tr("Restore a backup…"), [this] { m_actions.action(u"file.restore"_s)->trigger(); }});
    m_storeState->showError(error, actions);
    m_centre->setCurrentWidget(m_storeState);
    m_status->showStoreError(error.message);
    updateCommands();
    Q_EMIT storeFailed(error);
}

void MainWindow::showInfo()
{
    const StoreInfo &info = m_workspace->info();
    // A picture is of the data, not of how it was read.
    const QString reason = keepsState() ? m_workspace->readOnlyReason() : QString();
    m_status->showStore(info, reason);
    m_banner->showReason(reason);
    m_live->onArrival(info.valueCount());
    m_tools->setStoreName(info.isSample ? tr("Sample store") : tr("Store: %1").arg(info.name));
    updateCommands();
}

} // namespace tidemark
