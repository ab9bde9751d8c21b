// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/events_board.h"

#include "model/domain/access.h"

#include <utility>

namespace tidemark::store {

EventsBoard::EventsBoard()
    : m_local(m_hubs.emplace(QString::fromLatin1(kLocalOrgUid), std::make_unique<EventsHub>())
                  .first->second.get())
{}

EventsHub &EventsBoard::hub(const QString &orgUid)
{
    const std::lock_guard lock(m_mutex);
    std::unique_ptr<EventsHub> &hub = m_hubs[orgUid];
    if (!hub) {
        hub = std::make_unique<EventsHub>();
        hub->moveToThread(m_local->thread());
    }
    return *hub;
}

QStringList EventsBoard::organisations() const
{
    const std::lock_guard lock(m_mutex);
    QStringList uids;
    for (const auto &[uid, hub] : m_hubs)
        uids.append(uid);
    return uids;
}

void EventsBoard::post(const QString &orgUid, const StoreChange &change)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_hubs.find(orgUid); found != m_hubs.end())
        found->second->post(change);
}

void EventsBoard::postReadOnly(const QString &reason)
{
    const std::lock_guard lock(m_mutex);
    for (const auto &[uid, hub] : m_hubs)
        hub->postReadOnly(reason);
}

void EventsBoard::postAsked(const QString &orgUid)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_hubs.find(orgUid); found != m_hubs.end())
        found->second->postAsked();
}

void EventsBoard::postAnswered(const QString &orgUid, std::function<void()> note)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_hubs.find(orgUid); found != m_hubs.end())
        found->second->postAnswered(std::move(note));
}

} // namespace tidemark::store
