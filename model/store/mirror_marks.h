// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/mirror.h"
#include "model/domain/outbox.h"

#include <vector>

namespace tidemark::store {

class Connection;

/// How far fetching came; see MirrorStore. Those that write do so within the caller's transaction.
/// On the connection's thread.
[[nodiscard]] Result<FetchMarks> readMarks(Connection &connection, SourceId source);
[[nodiscard]] Result<void> writeMarks(Connection &connection, SourceId source,
                                      const FetchMarks &marks);
[[nodiscard]] Result<std::vector<MetricDigest>> readDigests(Connection &connection,
                                                            SourceId source);
[[nodiscard]] Result<void> writeDigest(Connection &connection, SourceId source,
                                       const MetricDigest &digest);
/// The next connection tells whose data it is.
[[nodiscard]] Result<void> forgetOrganisation(Connection &connection, SourceId source);
/// All values are read once more next time.
[[nodiscard]] Result<void> forgetDigests(Connection &connection, SourceId source);

/// That nothing is published to the source from now on: what was changed until now may have been.
[[nodiscard]] Result<void> noteSwitchedOff(Connection &connection, SourceId source);

/// What deliveries note is numbered from now on; see MirrorStore::deliveries().
[[nodiscard]] Result<void> followDelivered(Connection &connection, SourceId source);
/// The newest number; 0 while they are not followed.
[[nodiscard]] Result<std::int64_t> lastDelivered(Connection &connection, SourceId source);
/// A new number; 0 while they are not followed.
[[nodiscard]] Result<std::int64_t> nextDelivered(Connection &connection, SourceId source);
/// That something was noted of a metric (by its name there) or a session (by its uid) under that
/// number. The last 20,000 numbers are remembered.
[[nodiscard]] Result<void> noteDelivered(Connection &connection, SourceId source,
                                         std::int64_t number, OutboxKind kind, const QString &uid);
/// Whether it was noted after that number, or may have been.
[[nodiscard]] Result<bool> isDeliveredAfter(Connection &connection, SourceId source,
                                            std::int64_t number, OutboxKind kind,
                                            const QString &uid);

} // namespace tidemark::store
