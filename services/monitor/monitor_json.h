// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/monitor/server_time.h"
#include "services/monitor/user_metrics.h"

#include <QByteArray>
#include <QByteArrayView>

#include <chrono>

namespace tidemark::monitor {

/// Largest answer that is read, in bytes; some ten thousand users.
inline constexpr qsizetype kMonitorMaxBytes = qsizetype{8} * 1024 * 1024;

/// An answer that was read.
struct MonitorReading
{
    PerUserMonitorResponse response; ///< times in UTC
    Timestamp receivedAt;            ///< by our clock; stamps the samples
    /// How far the server's clock is ahead of UTC: taken off from times without a zone.
    std::chrono::seconds offset{0};
    bool isOffsetEstimated = false; ///< neither the answer nor a person says it
    bool hasZone = false;           ///< the answer's times say their zone
};

/// Reads an answer of /monitor/users (collectors 2.2). Unknown members are ignored; `requests`,
/// `memory` and their fields may be missing, which is 0; so may `ref_count`, `is_active` and
/// `total_active_users`, which follow from the rest. Users listed twice are all kept.
/// `offset` is asked only where the answer's `timestamp` has no zone, and remembers the answer.
/// Errors: Network, as for any other mistake of a server; the message names the field, the detail
/// is that of JsonDocument or `wire.field` and the field's path. One thread at a time for each
/// `offset`.
[[nodiscard]] Result<MonitorReading> readMonitorResponse(QByteArrayView body, Timestamp receivedAt,
                                                         ServerOffset &offset);

/// The same answer as text: times in UTC with `Z` and microseconds, numbers as they are. Any
/// thread.
[[nodiscard]] QByteArray writeMonitorResponse(const PerUserMonitorResponse &response);

} // namespace tidemark::monitor
