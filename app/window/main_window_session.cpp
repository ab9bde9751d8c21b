// SPDX-License-Identifier: GPL-3.0-or-later
// What the window takes over from its last session with a store, and leaves to the next one (Q2).
#include "app/window/main_window.h"

#include "app/settings_keeper.h"
#include "app/window/daily_backup.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/machine_desk.h"
#include "app/window/own_metrics_desk.h"
#include "app/window/session_keeper.h"
#include "app/window/tab_ranges.h"
#include "model/core/continue_on.h"
#include "views/browser/details_panel.h"
#include "views/dashboards/dashboard_view.h"
#include "views/range/live_mode.h"
#include "views/range/range_picker.h"
#include "views/tables/table_dock.h"

#include <QDockWidget>
#include <QJsonDocument>
#include <QStackedWidget>

namespace tidemark {

using namespace Qt::StringLiterals;

bool MainWindow::restoresSession() const
{
    return m_program.settings->settings().restoresSession && !m_program.isSafeStart;
}

void MainWindow::offerLastSession(const QString &path, const QString &asidePath)
{
    Message offer{Message::Kind::Caution,
                  tr("Tidemark ended unexpectedly twice in a row, so it began without the last "
                     "session."),
                  {},
                  tr("Bring the session back")};
    offer.action = [this, path, asidePath] {
        // What is on screen must not be written over what comes back.
        const auto closed = storePath() == path ? forgetStore() : closeStore();
        continueOn(this, closed, [this, path, asidePath](auto) {
            continueOn(this, bringSessionBack(asidePath, sessionPath(path)),
                       [this, path](bool) { openExisting(path); });
        });
    };
    m_messages.post(offer);
}

void MainWindow::readLastSession(const QString &path)
{
    const std::uint64_t generation = m_openGeneration;
    continueOn(this, readSession(sessionPath(path)),
               [this, generation](const Result<WindowSession> &session) {
                   if (generation == m_openGeneration)
                       onSessionRead(session.value_or(WindowSession()));
               });
}

void MainWindow::noteEndOfSession()
{
    if (m_workspace && keepsState() && m_workspace->readOnlyReason().isEmpty())
        noteSessionEnd(sessionPath(m_workspace->info().path));
}

void MainWindow::onSessionRead(const WindowSession &session)
{
    const QString path = m_workspace->info().path;
    const WindowSession used = restoresSession() ? session : WindowSession();
    m_styles.restore(QJsonDocument::fromJson(used.seriesStyles).object());
    connectWorkspace();
    m_workspace->restore(used);
    m_tabRanges = std::make_unique<TabRanges>(m_workspace->tabs(), m_context, *m_live);
    if (used.isLive && m_context.live() == LiveState::Off)
        m_live->start();
    if (keepsState())
        m_machine->setRecording(used.recordsMachine);
    if (keepsState() && m_own)
        m_own->setRecording(used.recordsItself);
    m_centre->addWidget(&m_workspace->tabs());
    fitToSmallWindows();
    m_docks[u"metricsDock"_s]->setWidget(&m_workspace->browser());
    m_docks[u"detailsDock"_s]->setWidget(&m_workspace->details());
    m_docks[u"tableDock"_s]->setWidget(&m_workspace->table());
    if (!used.geometry.isEmpty())
        restoreGeometry(used.geometry);
    if (used.docks.isEmpty()) {
        layOutDocks();
    } else {
        restoreState(used.docks);
        m_gaveWay = QSet<QString>(used.gaveWay.cbegin(), used.gaveWay.cend());
    }
    collapseDocks();
    if (keepsState()) {
        m_program.settings->change([&](Settings &settings) {
            putFirst(settings.recentStores, path, kRecentStores);
            settings.lastStore = path;
        });
        if (!m_program.isSafeStart) // else the session is left as it is
            m_session->setPath(sessionPath(path));
    }
    showEmptiness(m_workspace->info().metricCount == 0);
    showInfo();
    updateCommands();
    updateTitle();
    if (m_workspace->tabs().current())
        m_workspace->tabs().current()->focusDashboard();
    if (keepsState())
        m_backup = std::make_unique<DailyBackup>(*this);
    m_workspace->tellOpenEntries();
    Q_EMIT storeOpened();
}

void MainWindow::fillSession(WindowSession &session) const
{
    m_workspace->fillSession(session);
    session.recordsMachine = m_machine && m_machine->isRecording();
    session.recordsItself = m_own && m_own->isRecording();
    if (!m_tabRanges)
        return;
    const auto [range, isLive] = m_tabRanges->common();
    session.range = rangeToJson(range);
    session.isLive = isLive;
}

} // namespace tidemark
