// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/access.h"
#include "services/monitor/per_user_metrics_collector.h"
#include "services/monitor/user_sessions.h"

#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace tidemark::roboto {

/// The callers of a server as its users, for /monitor/users. Each request of a caller is a session
/// of the user with the id of the token's user (userIdOf()).
///
/// Organisations never meet here either: sessions are kept apart by the organisations of the token,
/// and a caller is told of those who share one. So a user with tokens for different organisations
/// may be listed more than once. Any thread.
class CallerMonitor
{
public:
    /// What the server keeps for its callers, who share it. Any thread; it waits for nothing.
    using Kept = std::function<monitor::PerUserMemoryMetrics()>;

    /// `clock` outlives it. Without `kept` nothing is kept.
    explicit CallerMonitor(const Clock &clock, Kept kept = {});

    /// The scope does not outlive the monitor.
    [[nodiscard]] monitor::SessionScope open(const Principal &caller);
    /// What the caller is told: of all, or of one user, who need not be there. Errors: Internal.
    [[nodiscard]] Result<monitor::PerUserMonitorResponse>
    seenBy(const Principal &caller, const std::optional<QString> &userId) const;

private:
    /// Those with tokens for the same organisations.
    struct Circle
    {
        Circle(const Clock &clock, const Kept &kept);

        monitor::UserSessions sessions;
        monitor::PerUserMetricsCollector collector;
    };

    [[nodiscard]] std::vector<const Circle *> circlesOf(const QStringList &organisations) const;

    const Clock &m_clock;
    const Kept m_kept;
    mutable std::mutex m_mutex;
    /// Under m_mutex, by organisations; what it points to stays.
    std::map<QStringList, std::unique_ptr<Circle>> m_circles;
};

} // namespace tidemark::roboto
