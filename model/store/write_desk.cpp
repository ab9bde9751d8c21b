// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/write_desk.h"

#include "model/core/logging.h"
#include "model/store/transaction.h"

namespace tidemark::store {

WriteDesk::WriteDesk(StoreLanes &lanes, EventsBoard &events, const Clock &clock, QString origin)
    : m_lanes(lanes)
    , m_events(events)
    , m_clock(clock)
    , m_origin(std::move(origin))
{}

void WriteDesk::refuse(const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    m_readOnlyReason = reason;
}

QString WriteDesk::readOnlyReason() const
{
    const std::lock_guard lock(m_mutex);
    return m_readOnlyReason;
}

// On the writer's thread. The write that meets the damage first is told what all later ones are.
Result<void> WriteDesk::enter(Connection &connection)
{
    const QString reason = readOnlyReason();
    if (!reason.isEmpty())
        return failure(ErrorCode::ReadOnly, reason);
    auto passed = m_gate ? m_gate->pass(connection) : Result<void>();
    if (passed || passed.error().code != ErrorCode::Damaged)
        return passed;
    noteFailure(passed.error());
    return failure(ErrorCode::ReadOnly, readOnlyReason());
}

// A job in the lane for each change keeps the order; the first one takes its neighbours along, and
// theirs then find nothing to do.
void WriteDesk::submit(std::shared_ptr<GroupedWrite> write)
{
    {
        const std::lock_guard lock(m_orderMutex);
        m_waiting.push_back({m_stretch, ++m_asked, write});
        if (m_lanes.submitWrite(
                [this, stretch = m_stretch](const Result<Connection *> &connection) {
                    runGroup(stretch, connection);
                }))
            return;
        m_waiting.pop_back();
    }
    write->answer(cancelledError());
}

// What is asked for after this comes after what was done alone.
void WriteDesk::endStretch()
{
    const std::lock_guard lock(m_orderMutex);
    ++m_stretch;
}

std::uint64_t WriteDesk::askAlone()
{
    const std::lock_guard lock(m_orderMutex);
    return ++m_asked;
}

std::uint64_t WriteDesk::lastAsked()
{
    const std::lock_guard lock(m_orderMutex);
    return m_asked;
}

std::optional<Error> WriteDesk::waitedInVain(std::uint64_t number) const
{
    return m_vain && number <= m_vain->last ? std::optional(m_vain->error) : std::nullopt;
}

void WriteDesk::noteWait(const std::optional<Error> &error, std::uint64_t last)
{
    if (error && isWaitForLock(*error))
        m_vain = VainWait{*error, last};
    else
        m_vain.reset();
}

std::shared_ptr<GroupedWrite> WriteDesk::takeNext(std::uint64_t stretch, std::uint64_t last)
{
    const std::lock_guard lock(m_orderMutex);
    if (m_waiting.empty() || m_waiting.front().stretch != stretch ||
        m_waiting.front().number > last)
        return nullptr;
    auto write = std::move(m_waiting.front().write);
    m_waiting.pop_front();
    return write;
}

void WriteDesk::runGroup(std::uint64_t stretch, const Result<Connection *> &connection)
{
    std::shared_ptr<GroupedWrite> write;
    // Those that have waited for the same lock hear of it now, not a time-out later each.
    while (m_vain && (write = takeNext(stretch, m_vain->last)))
        write->answer(m_vain->error);
    write = takeNext(stretch);
    if (!write)
        return; // went along with an earlier one
    const auto fail = [&](const Error &error) {
        noteFailure(error);
        write->answer(error);
    };
    if (!connection)
        return fail(connection.error());
    if (auto entered = enter(**connection); !entered)
        return fail(entered.error());
    WriteGroup group(
        **connection,
        {m_clock, m_origin, m_uids, [this](const Error &error) { noteFailure(error); },
         [this](const QString &org, const StoreChange &change) { m_events.post(org, change); }});
    const std::uint64_t last = lastAsked();
    auto begun = group.begin();
    noteWait(begun ? std::nullopt : std::optional(begun.error()), last);
    if (!begun)
        return fail(begun.error());
    for (; write; write = group.isFull() ? nullptr : takeNext(stretch))
        group.take(std::move(write));
    group.finish();
}

void WriteDesk::noteFailure(const Error &error)
{
    if (!error.detail.isEmpty())
        qCDebug(lcStore) << "failed:" << error.detail;
    // Damaged samples do not spread: what lies beside them is written on.
    const bool isOfStore =
        error.code == ErrorCode::Damaged && error.subject != ErrorSubject::Samples;
    if (!isOfStore || !readOnlyReason().isEmpty())
        return;
    refuse(error.message);
    m_events.postReadOnly(error.message);
}

} // namespace tidemark::store
