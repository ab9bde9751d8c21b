// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"

namespace tidemark::store {

class ChangeScope;
class UidSource;

/// Brings the source's version of a row that both sides changed into the store; see
/// OutboxStore::takeTheirs(). Part of the caller's change, which must not be sent back to the
/// source. On the connection's thread.
[[nodiscard]] Result<void> takeTheirsOf(ChangeScope &scope, UidSource &uids, SourceId source,
                                        OutboxItemId item);

} // namespace tidemark::store
