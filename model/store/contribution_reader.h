// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/file_contributions.h"
#include "model/store/org_scope.h"

#include <optional>

namespace tidemark::store {

class Connection;

/// The next `limit` (1 to 10,000) files of a session after a uid, in the byte order of uids. On the
/// connection's thread. Errors: NotFound (session), InvalidArgument (limit), those of sqlError().
[[nodiscard]] Result<ContributionPage> readContributions(Connection &connection, OrgId org,
                                                         const QString &sessionUid,
                                                         const std::optional<QString> &after,
                                                         int limit);

} // namespace tidemark::store
