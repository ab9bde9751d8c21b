// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"

#include <optional>
#include <vector>

namespace tidemark::store {

class Connection;

/// The sources of an organisation that are published to, whatever their level, in order; `except`:
/// but for this one. Errors: those of sqlError().
[[nodiscard]] Result<std::vector<SourceId>> publishedSources(Connection &connection, OrgId org,
                                                             std::optional<SourceId> except);
/// With those that were when `change` was made, and that publishing was switched off for since.
[[nodiscard]] Result<std::vector<SourceId>> sourcesPublishedThen(Connection &connection, OrgId org,
                                                                 std::optional<SourceId> except,
                                                                 ChangeId change);

} // namespace tidemark::store
