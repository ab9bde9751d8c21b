// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startup_trace.h"

#include "app/window/dashboard_tabs.h"
#include "app/window/main_window.h"
#include "app/window/workspace.h"
#include "views/dashboards/dashboard_view.h"
#include "views/dashboards/panel_card.h"

#include <QEvent>
#include <QTimer>

#include <algorithm>

namespace tidemark {

Q_LOGGING_CATEGORY(lcStartup, "tidemark.startup", QtInfoMsg)

void StartupTrace::watch(MainWindow &window)
{
    if (lcStartup().isDebugEnabled())
        new StartupTrace(window);
}

StartupTrace::StartupTrace(MainWindow &window)
    : QObject(&window)
    , m_window(window)
{
    window.installEventFilter(this);
    connect(&window, &MainWindow::storeOpened, this, [this] {
        connect(m_window.workspace(), &Workspace::answered, this, &StartupTrace::onAnswered);
        if (m_window.workspace()->info().metricCount == 0)
            onAnswered(); // the page of an empty store asks for nothing
    });
}

bool StartupTrace::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint && !m_isPainted) {
        m_isPainted = true;
        // Behind the paint event that is being delivered.
        QTimer::singleShot(0, this, [] { qCDebug(lcStartup, "window painted"); });
    }
    return QObject::eventFilter(watched, event);
}

void StartupTrace::onAnswered()
{
    const DashboardView *view = m_window.workspace()->tabs().current();
    const QList<PanelCard *> panels = view ? view->panels() : QList<PanelCard *>();
    const bool isLoading = std::any_of(panels.begin(), panels.end(), [](const PanelCard *panel) {
        return panel->isVisible() && panel->state() == PanelCard::State::Loading;
    });
    if (!isLoading)
        QTimer::singleShot(0, this, [] { qCDebug(lcStartup, "panels drawn"); });
}

} // namespace tidemark
