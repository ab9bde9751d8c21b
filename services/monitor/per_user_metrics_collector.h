// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/monitor/user_sessions.h"

#include <functional>
#include <optional>

namespace tidemark::monitor {

/// Puts together what this program tells of its users (collectors 2.6). Any thread.
class PerUserMetricsCollector
{
public:
    /// How much the program keeps for a user. Called without a lock, on the thread that collects.
    using MemoryOf = std::function<Result<PerUserMemoryMetrics>(const QString &userId)>;

    /// The sessions and the clock outlive it.
    PerUserMetricsCollector(const UserSessions &sessions, const Clock &clock, MemoryOf memoryOf);

    /// Nothing for who is not there. Errors: those of MemoryOf.
    [[nodiscard]] Result<std::optional<PerUserResourceUsage>>
    collectUser(const QString &userId) const;
    /// A user of whom the program cannot tell is noted in the log and left out.
    [[nodiscard]] PerUserMonitorResponse collectAll() const;

private:
    [[nodiscard]] Result<PerUserResourceUsage> usageOf(const UserActivity &activity) const;

    const UserSessions &m_sessions;
    const Clock &m_clock;
    MemoryOf m_memoryOf;
};

} // namespace tidemark::monitor
