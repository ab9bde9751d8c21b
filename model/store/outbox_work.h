// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/outbox_work.h"
#include "model/store/org_scope.h"

namespace tidemark::store {

class Connection;

/// The next `limit` items of a source with the rows that they stand for, as one state of the store.
/// On the connection's thread.
[[nodiscard]] Result<OutboxBatch> readWork(Connection &connection, OrgId org, SourceId source,
                                           int limit);

} // namespace tidemark::store
