// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/receiver_desk.h"

#include "app/settings_keeper.h"
#include "app/window/main_window.h"
#include "app/window/source_desk.h"
#include "model/core/when_finished.h"
#include "model/items/receiver_words.h"
#include "services/receiving/receiver_set.h"

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
    m_set = std::make_unique<ReceiverSet>(
        std::move(made.make), window.program().settings->settings().receivers.value(m_path),
        workspace.readOnlyReason().isEmpty() ? ReceiverSet::Store::Writable
                                             : ReceiverSet::Store::ReadOnly);
    connect(m_set.get(), &ReceiverSet::plansChanged, this, &ReceiverDesk::keep);
    connect(m_set.get(), &ReceiverSet::changed, this, &ReceiverDesk::tellFailures);
}

ReceiverDesk::~ReceiverDesk() = default; // ReceiverSet is complete here only

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

void ReceiverDesk::keep()
{
    m_window.program().settings->change(
        [this](Settings &settings) { settings.receivers.insert(m_path, m_set->plans()); });
}

// Once for each time that one begins to fail: it is tried again every few seconds.
void ReceiverDesk::tellFailures()
{
    QSet<QString> failing;
    for (const ReceiverLink &link : m_set->links()) {
        const bool isTold = m_failing.contains(link.plan.uid);
        if (link.state.status == ReceiverStatus::Failing ||
            (isTold && link.state.status == ReceiverStatus::Starting))
            failing.insert(link.plan.uid);
        if (link.state.status != ReceiverStatus::Failing || isTold)
            continue;
        Message message{Message::Kind::Bad, {}};
        message.text = tr("%1 fails: %2", "a receiver and why")
                           .arg(receiverName(link.plan),
                                link.state.error ? link.state.error->message : QString());
        message.detail = link.state.error ? link.state.error->detail : QString();
        message.actionText = tr("Show receivers");
        message.action = [desk = QPointer<ReceiverDesk>(this)] {
            if (desk)
                desk->show();
        };
        m_window.messages().post(message);
    }
    m_failing = std::move(failing);
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
