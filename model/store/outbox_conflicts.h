// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/time/timestamp.h"

#include <cstdint>
#include <vector>

namespace tidemark::store {

class ChangeScope;
class Connection;
class UidSource;

/// What a person decided of rows that both sides changed; see OutboxStore. On the connection's
/// thread. Within the caller's transaction.
[[nodiscard]] Result<std::int64_t> keepMineOf(Connection &connection, SourceId source,
                                              const std::vector<OutboxItemId> &items,
                                              Timestamp now);
/// Part of the caller's change, which must not be sent back to the source.
[[nodiscard]] Result<void> takeTheirsOf(ChangeScope &scope, UidSource &uids, SourceId source,
                                        OutboxItemId item);

} // namespace tidemark::store
