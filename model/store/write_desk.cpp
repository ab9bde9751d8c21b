// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/write_desk.h"

#include "model/core/logging.h"

namespace tidemark::store {

WriteDesk::WriteDesk(StoreLanes &lanes, EventsHub &events, const Clock &clock, QString author,
                     QString origin)
    : m_lanes(lanes)
    , m_events(events)
    , m_clock(clock)
    , m_author(std::move(author))
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

// On the writer's thread.
Result<void> WriteDesk::enter(Connection &connection)
{
    const QString reason = readOnlyReason();
    if (!reason.isEmpty())
        return failure(ErrorCode::ReadOnly, reason);
    return m_gate ? m_gate->pass(connection) : Result<void>();
}

Author WriteDesk::author() const
{
    return {m_author, m_clock.now(), m_origin};
}

void WriteDesk::noteFailure(const Error &error)
{
    if (!error.detail.isEmpty())
        qCDebug(lcStore) << "failed:" << error.detail;
    if (error.code != ErrorCode::Damaged || !readOnlyReason().isEmpty())
        return;
    refuse(error.message);
    m_events.postReadOnly(error.message);
}

} // namespace tidemark::store
