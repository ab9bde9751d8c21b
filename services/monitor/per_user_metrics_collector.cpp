// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/per_user_metrics_collector.h"

#include "services/logging.h"

namespace tidemark::monitor {

PerUserMetricsCollector::PerUserMetricsCollector(const UserSessions &sessions, const Clock &clock,
                                                 MemoryOf memoryOf)
    : m_sessions(sessions)
    , m_clock(clock)
    , m_memoryOf(std::move(memoryOf))
{}

Result<std::optional<PerUserResourceUsage>>
PerUserMetricsCollector::collectUser(const QString &userId) const
{
    const auto activity = m_sessions.user(userId);
    if (!activity)
        return std::nullopt;
    auto usage = usageOf(*activity);
    if (!usage)
        return failure(usage.error());
    return *std::move(usage);
}

PerUserMonitorResponse PerUserMetricsCollector::collectAll() const
{
    PerUserMonitorResponse response;
    for (const UserActivity &activity : m_sessions.users()) {
        auto usage = usageOf(activity);
        if (usage)
            response.users.push_back(*std::move(usage));
        else
            qCWarning(lcServices, "The user %s is left out of the monitor's answer: %s (%s)",
                      qUtf8Printable(activity.userId), qUtf8Printable(usage.error().message),
                      qUtf8Printable(usage.error().detail));
    }
    response.totalActiveUsers = static_cast<std::int64_t>(response.users.size());
    response.timestamp = m_clock.now();
    return response;
}

Result<PerUserResourceUsage> PerUserMetricsCollector::usageOf(const UserActivity &activity) const
{
    return m_memoryOf(activity.userId).transform([&activity](const PerUserMemoryMetrics &memory) {
        return PerUserResourceUsage{activity.userId, activity.session, activity.requests, memory};
    });
}

} // namespace tidemark::monitor
