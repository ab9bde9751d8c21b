// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace tidemark::monitor {

// What a server tells of its users: the values of the endpoint /monitor/users (collectors 2.2 and
// 2.3). Counts are 0 or more; times are UTC.

/// The life of what a server keeps for one user.
struct PerUserSessionMetrics
{
    Timestamp createdAt;       ///< of the user's state; another one: the counters began anew
    Timestamp lastActivity;    ///< when a session was opened or closed last
    std::int64_t refCount = 0; ///< sessions open now, those that wait for their turn included
    bool isActive = false;     ///< refCount > 0

    friend bool operator==(const PerUserSessionMetrics &, const PerUserSessionMetrics &) = default;
};

struct PerUserRequestMetrics
{
    std::int64_t totalRequests = 0;  ///< sessions that were closed
    std::int64_t activeRequests = 0; ///< the same number as refCount
    double avgLatency_ms = 0;    ///< mean of all closed sessions, to two decimals; 0 without any
    std::int64_t errorCount = 0; ///< sessions that ended by an error

    friend bool operator==(const PerUserRequestMetrics &, const PerUserRequestMetrics &) = default;
};

/// How much is kept for a user.
struct PerUserMemoryMetrics
{
    std::int64_t functionsCount = 0;
    std::int64_t functionGroupsCount = 0;
    std::int64_t exitStackSize = 0; ///< steps that wait for the end of the user's state

    friend bool operator==(const PerUserMemoryMetrics &, const PerUserMemoryMetrics &) = default;
};

struct PerUserResourceUsage
{
    QString userId; ///< see userIdOf()
    PerUserSessionMetrics session;
    PerUserRequestMetrics requests;
    PerUserMemoryMetrics memory;

    friend bool operator==(const PerUserResourceUsage &, const PerUserResourceUsage &) = default;
};

/// The whole answer. A user may be listed more than once, with other numbers each time.
struct PerUserMonitorResponse
{
    Timestamp timestamp;               ///< of the server's clock, when it was put together
    std::int64_t totalActiveUsers = 0; ///< entries of `users`, whether or not they are active
    std::vector<PerUserResourceUsage> users;

    friend bool operator==(const PerUserMonitorResponse &,
                           const PerUserMonitorResponse &) = default;
};

} // namespace tidemark::monitor
