// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/record_store.h"
#include "model/store/org_scope.h"

#include <optional>
#include <stop_token>

namespace tidemark::store {

class Connection;
class RecordCounts;

/// The next `limit` (1 to kMaxPageRows) records in the order of session time, session uid (bytes)
/// and metric id. A page costs what it shows, wherever in the store it lies. On the connection's
/// thread, in its transaction when it has one. Errors: InvalidArgument (limit, begin after end, too
/// many ids in a filter), Cancelled once `stop` fired, those of sqlError(). `counts`: see
/// choosePlan().
[[nodiscard]] Result<RecordPage>
readPage(Connection &connection, OrgId org, const Selection &selection, SortOrder order,
         const std::optional<RecordPageKey> &after, int limit, const std::stop_token &stop = {},
         const PageReading &reading = {}, RecordCounts *counts = nullptr);

} // namespace tidemark::store
