// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/receiver_desk.h"

#include "app/pages/server_import_dialog.h"
#include "app/ready_dashboards/users_dashboard.h"
#include "app/settings_keeper.h"
#include "app/window/dashboard_tabs.h"
#include "app/window/main_window.h"
#include "app/window/server_import_task.h"
#include "app/window/source_desk.h"
#include "model/core/when_finished.h"
#include "model/items/receiver_words.h"
#include "services/receiving/receiver_set.h"
#include "views/dashboards/dashboard_view.h"

#include <QEvent>
#include <QPointer>

#include <utility>

namespace tidemark {

using receiving::ReceiverSet;

ReceiverDesk::ReceiverDesk(MainWindow &window)
    : m_window(window)
    , m_path(window.workspace()->store().path())
{
    const Workspace &workspace = *window.workspace();
    StoreReceivers made =
        window.program().makeReceivers(workspace.store(), *window.program().clock);
    m_ended = std::move(made.ended);
    m_network = made.network;
    m_tokens = made.tokens;
    m_set = std::make_unique<ReceiverSet>(
        std::move(made.make), window.program().settings->settings().receivers.value(m_path),
        workspace.readOnlyReason().isEmpty() ? ReceiverSet::Store::Writable
                                             : ReceiverSet::Store::ReadOnly);
    m_set->setEnded(m_ended);
    m_set->setTokens(m_tokens);
    connect(m_set.get(), &ReceiverSet::plansChanged, this, &ReceiverDesk::keep);
    connect(m_set.get(), &ReceiverSet::changed, this, &ReceiverDesk::tellFailures);
    connect(&workspace.tabs(), &DashboardTabs::currentChanged, this, &ReceiverDesk::tellWhatIsSeen);
    connect(&workspace.tabs(), &DashboardTabs::stateChanged, this, &ReceiverDesk::tellWhatIsSeen);
    window.installEventFilter(this);
    tellWhatIsSeen();
}

ReceiverDesk::~ReceiverDesk()
{
    qDeleteAll(m_window.findChildren<ServerImportDialog *>()); // before what they ask by
}

ReceiverLinks &ReceiverDesk::links() const
{
    return *m_set;
}

void ReceiverDesk::startAll()
{
    m_set->startAll();
}

void ReceiverDesk::show()
{
    if (m_window.sources())
        m_window.sources()->show(SourcesDialog::Tab::Receiving);
}

prometheus::ServerImport &ReceiverDesk::server()
{
    if (!m_server)
        m_server =
            std::make_unique<prometheus::ServerImport>(*m_network, m_window.workspace()->ports());
    return *m_server;
}

void ReceiverDesk::importFromServer()
{
    auto *dialog = new ServerImportDialog(
        {&server(), m_tokens, &m_window.context(), &m_window.formatter(), m_window.program().theme},
        &m_window);
    connect(dialog, &QDialog::rejected, dialog, &QObject::deleteLater);
    connect(dialog, &ServerImportDialog::importRequested, this,
            [this, dialog](const prometheus::QueryServer &from,
                           const prometheus::RangeImportPlan &plan) {
                new ServerImportTask(m_window, dialog, server(), from, plan, this); // by itself
            });
    dialog->open();
}

void ReceiverDesk::keep()
{
    m_window.program().settings->change(
        [this](Settings &settings) { settings.receivers.insert(m_path, m_set->plans()); });
}

// Once for each time that one begins to fail, or to wait: it is tried again every few seconds. A
// slow server is no news.
void ReceiverDesk::tellFailures()
{
    QSet<QString> failing;
    for (const ReceiverLink &link : m_set->links()) {
        const ReceiverStatus status = link.state.status;
        const bool isTold = m_failing.contains(link.plan.uid);
        const bool isSlow = status == ReceiverStatus::Waiting && link.state.error &&
                            link.state.error->code == ErrorCode::Timeout;
        const bool isNews =
            status == ReceiverStatus::Failing || (status == ReceiverStatus::Waiting && !isSlow);
        if (isNews || (isTold && (isSlow || status == ReceiverStatus::Starting)))
            failing.insert(link.plan.uid);
        if (isNews && !isTold)
            tell(link);
    }
    m_failing = std::move(failing);
}

void ReceiverDesk::tell(const ReceiverLink &link)
{
    const bool isFailing = link.state.status == ReceiverStatus::Failing;
    const QString reason = link.state.error ? link.state.error->message : QString();
    Message message{isFailing ? Message::Kind::Bad : Message::Kind::Info, {}};
    message.text =
        isFailing
            ? tr("%1 fails: %2", "a receiver and why").arg(receiverName(link.plan), reason)
            : tr("%1: %2", "a receiver and what it waits for").arg(receiverName(link.plan), reason);
    message.detail = link.state.error ? link.state.error->detail : QString();
    message.actionText = tr("Show receivers");
    message.action = [desk = QPointer<ReceiverDesk>(this)] {
        if (desk)
            desk->show();
    };
    m_window.messages().post(message);
}

bool ReceiverDesk::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::WindowStateChange:
        tellWhatIsSeen();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

// Servers are asked for their users less often while nobody looks at them.
void ReceiverDesk::tellWhatIsSeen()
{
    const bool isShown = m_window.isVisible() && !m_window.isMinimized();
    const DashboardView *view =
        m_window.workspace() ? m_window.workspace()->tabs().current() : nullptr;
    m_set->setSeen(ReceiverKind::Users, isShown && view && showsUsers(view->dashboard()));
}

std::unique_ptr<ReceiverDesk> makeReceiverDesk(MainWindow &window)
{
    const ProgramParts &program = window.program();
    if (!program.makeReceivers || program.use != WindowUse::Interactive)
        return nullptr;
    auto desk = std::make_unique<ReceiverDesk>(window);
    if (!program.isSafeStart)
        desk->startAll();
    return desk;
}

QFuture<void> endReceiving(std::unique_ptr<ReceiverDesk> desk)
{
    if (!desk)
        return QtFuture::makeReadyFuture();
    const auto ended = desk->m_ended;
    desk.reset();
    return ended();
}

QFuture<Result<void>> closeAfter(const QFuture<void> &received,
                                 const std::shared_ptr<store::LocalStore> &store)
{
    if (received.isFinished())
        return store->close();
    const auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    whenFinished(received, [store, promise](const QFuture<void> &) {
        whenAnswered(store->close(), [promise](const Result<void> &closed) {
            promise->addResult(closed);
            promise->finish();
        });
    });
    return promise->future();
}

} // namespace tidemark
