// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/remote.h"

#include <cstdint>
#include <vector>

namespace tidemark::store {

class Connection;

/// See OutboxStore::countUnknown(). On the connection's thread; some look-ups for each value.
[[nodiscard]] Result<std::int64_t> countUnknownValues(Connection &connection, SourceId source,
                                                      const std::vector<RemoteRecord> &there);

} // namespace tidemark::store
