// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/iso8601.h"
#include "services/monitor/monitor_json.h"

#include <QByteArray>
#include <QString>

namespace tidemark::test {

/// The answer that collectors 2.2 shows.
inline const QByteArray kExampleAnswer = R"({
  "timestamp": "2025-12-17T10:30:00.076274",
  "total_active_users": 2,
  "users": [
    {
      "user_id": "7b031fd4-714b-598e-b755-a517d069edc5",
      "session": {
        "created_at": "2025-12-17T10:00:00.120000",
        "last_activity": "2025-12-17T10:29:55",
        "ref_count": 1,
        "is_active": true
      },
      "requests": {
        "total_requests": 42,
        "active_requests": 1,
        "avg_latency_ms": 1250.5,
        "error_count": 2
      },
      "memory": {
        "per_user_functions_count": 3,
        "per_user_function_groups_count": 1,
        "exit_stack_size": 2
      }
    },
    {
      "user_id": "e0d43398-5fc8-5c1d-95d5-d39399e69f51",
      "session": {
        "created_at": "2025-12-17T10:15:00.000001",
        "last_activity": "2025-12-17T10:28:00.500000",
        "ref_count": 0,
        "is_active": false
      },
      "requests": {
        "total_requests": 10,
        "active_requests": 0,
        "avg_latency_ms": 980.0,
        "error_count": 0
      },
      "memory": {
        "per_user_functions_count": 2,
        "per_user_function_groups_count": 1,
        "exit_stack_size": 1
      }
    }
  ]
})";

inline const QString kAlice = QStringLiteral("7b031fd4-714b-598e-b755-a517d069edc5");
inline const QString kBob = QStringLiteral("e0d43398-5fc8-5c1d-95d5-d39399e69f51");

/// Exact to the nanosecond.
[[nodiscard]] inline Timestamp utc(const char *iso)
{
    return parseIso8601(QString::fromLatin1(iso)).value();
}

/// The same as values.
[[nodiscard]] inline monitor::PerUserMonitorResponse exampleResponse()
{
    return {utc("2025-12-17T10:30:00.076274Z"),
            2,
            {{kAlice,
              {utc("2025-12-17T10:00:00.12Z"), utc("2025-12-17T10:29:55Z"), 1, true},
              {42, 1, 1250.5, 2},
              {3, 1, 2}},
             {kBob,
              {utc("2025-12-17T10:15:00.000001Z"), utc("2025-12-17T10:28:00.5Z"), 0, false},
              {10, 0, 980.0, 0},
              {2, 1, 1}}}};
}

/// Read on its own, as the first answer of a target.
[[nodiscard]] inline Result<monitor::MonitorReading>
readAnswer(const QByteArray &body, Timestamp receivedAt = utc("2025-12-17T10:30:00.1Z"))
{
    monitor::ServerOffset offset;
    return monitor::readMonitorResponse(body, receivedAt, offset);
}

/// One user with these requests, who began at `createdAt`.
[[nodiscard]] inline monitor::PerUserResourceUsage usage(const QString &user, Timestamp createdAt,
                                                         std::int64_t total, double avg_ms = 0,
                                                         std::int64_t errors = 0)
{
    return {user, {createdAt, createdAt, 0, false}, {total, 0, avg_ms, errors}, {}};
}

/// An answer of a server whose clock runs by UTC.
[[nodiscard]] inline monitor::MonitorReading
reading(Timestamp at, std::vector<monitor::PerUserResourceUsage> users)
{
    monitor::MonitorReading reading;
    reading.receivedAt = at;
    reading.response.timestamp = at;
    reading.response.totalActiveUsers = static_cast<std::int64_t>(users.size());
    reading.response.users = std::move(users);
    return reading;
}

} // namespace tidemark::test
