// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/caller_monitor.h"

#include "model/domain/user_id.h"
#include "model/ports/clock.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tidemark::roboto {

namespace {

QStringList organisationsOf(const Principal &caller)
{
    QStringList uids;
    for (const Organisation &organisation : caller.organisations)
        uids.append(organisation.uid);
    return uids;
}

} // namespace

// Nothing is loaded for a single caller: each is told what all share.
CallerMonitor::Circle::Circle(const Clock &clock, const Kept &kept)
    : sessions(clock)
    , collector(sessions, clock, [&kept](const QString &) -> Result<monitor::PerUserMemoryMetrics> {
        return kept ? kept() : monitor::PerUserMemoryMetrics();
    })
{}

CallerMonitor::CallerMonitor(const Clock &clock, Kept kept)
    : m_clock(clock)
    , m_kept(std::move(kept))
{}

monitor::SessionScope CallerMonitor::open(const Principal &caller)
{
    Circle *circle = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        std::unique_ptr<Circle> &kept = m_circles[organisationsOf(caller)];
        if (!kept)
            kept = std::make_unique<Circle>(m_clock, m_kept);
        circle = kept.get();
    }
    return circle->sessions.open(userIdOf(caller.user));
}

std::vector<const CallerMonitor::Circle *>
CallerMonitor::circlesOf(const QStringList &organisations) const
{
    std::vector<const Circle *> circles;
    const std::lock_guard lock(m_mutex);
    for (const auto &[uids, circle] : m_circles) {
        const bool isShared = std::any_of(uids.begin(), uids.end(), [&](const QString &uid) {
            return organisations.contains(uid);
        });
        if (isShared)
            circles.push_back(circle.get());
    }
    return circles;
}

Result<monitor::PerUserMonitorResponse>
CallerMonitor::seenBy(const Principal &caller, const std::optional<QString> &userId) const
{
    monitor::PerUserMonitorResponse response;
    for (const Circle *circle : circlesOf(organisationsOf(caller))) {
        if (userId) {
            auto user = circle->collector.collectUser(*userId);
            if (!user)
                return failure(user.error());
            if (*user)
                response.users.push_back(**std::move(user));
            continue;
        }
        auto all = circle->collector.collectAll();
        std::move(all.users.begin(), all.users.end(), std::back_inserter(response.users));
    }
    response.totalActiveUsers = static_cast<std::int64_t>(response.users.size());
    response.timestamp = m_clock.now();
    return response;
}

} // namespace tidemark::roboto
