// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/publish_selection.h"
#include "model/store/org_scope.h"

#include <functional>

namespace tidemark::store {

class Connection;

/// Calls `take` with each record that a selection publishes, page by page; where it has no window,
/// also with those whose session has no time. Of chosen records, with those that are there. Stops
/// at the first error. On the connection's thread; `take` may write.
[[nodiscard]] Result<void>
forEachPublished(Connection &connection, OrgId org, const PublishSelection &selection,
                 const std::function<Result<void>(const Record &)> &take);

} // namespace tidemark::store
