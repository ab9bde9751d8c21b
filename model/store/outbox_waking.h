// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"

#include <QString>

#include <cstdint>

namespace tidemark::store {

class Connection;

/// Of a source, records that were blocked by what they belong to wait again to be sent: those of a
/// metric, and those of a session. On the connection's thread.
[[nodiscard]] Result<void> wakeRecordsOfMetric(Connection &connection, SourceId source,
                                               std::int64_t metric);
[[nodiscard]] Result<void> wakeRecordsOfSession(Connection &connection, SourceId source,
                                                std::int64_t session);

/// No metric has this name there any more: what was refused since another had it waits again, with
/// its records. Likewise.
[[nodiscard]] Result<void> wakeNamesake(Connection &connection, SourceId source,
                                        const QString &name);

/// The same for each name that was refused and that nothing has there now. Likewise.
[[nodiscard]] Result<void> wakeFreeNames(Connection &connection, SourceId source);

} // namespace tidemark::store
