// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timestamp.h"

namespace tidemark::store {

class Connection;

/// What becomes of a source's outbox when the source changes. Within the caller's transaction, on
/// the connection's thread.

/// Queues the rows that the source has and that were changed or removed while nothing was queued.
[[nodiscard]] Result<void> queueChanged(Connection &connection, SourceId source, Timestamp now);
/// Whether anything is known of the other side: what it has, how far fetching came, what was sent
/// without an answer, or its version of a conflict.
[[nodiscard]] Result<bool> isSourceUsed(Connection &connection, SourceId source);
/// What waits for `from` waits for `to` as if it was never tried, with what it needs there and the
/// devices that were chosen for it. Removals go: there is nothing to remove.
[[nodiscard]] Result<void> moveQueue(Connection &connection, SourceId from, SourceId to,
                                     Timestamp now);

} // namespace tidemark::store
