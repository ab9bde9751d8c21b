// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/page_rows.h"
#include "model/ports/session_store.h"
#include "model/store/org_scope.h"

#include <optional>
#include <stop_token>

namespace tidemark::store {

class Connection;

/// The next `limit` (1 to kMaxPageRows) sessions of an organisation that match: newest start
/// first, then those without a start; ties in the byte order of their uids. A text is looked for in
/// each session passed by, so that a rare one costs a walk over all. Runs on the connection's
/// thread. Errors: InvalidArgument (limit, begin after end), Cancelled, those of sqlError().
[[nodiscard]] Result<SessionPage> readSessions(Connection &connection, OrgId org,
                                               const SessionQuery &query,
                                               const std::optional<SessionPageKey> &after,
                                               int limit, const std::stop_token &stop = {});
/// How many sessions all pages of the query hold. Without a text an index is counted; a text costs
/// a walk over all. Errors: those of readSessions().
[[nodiscard]] Result<std::int64_t> readSessionCount(Connection &connection, OrgId org,
                                                    const SessionQuery &query,
                                                    const std::stop_token &stop = {});

/// The next `limit` (1 to kMaxPageRows) sessions after a uid, in the byte order of uids, entries
/// included. Nothing is counted. Errors: InvalidArgument (limit), those of sqlError().
[[nodiscard]] Result<SessionUidPage> readSessionsByUid(Connection &connection, OrgId org,
                                                       const std::optional<QString> &after,
                                                       int limit);
/// The same of the sessions that a device is attached to.
[[nodiscard]] Result<SessionUidPage> readSessionsOfDevice(Connection &connection, DeviceId device,
                                                          const std::optional<QString> &after,
                                                          int limit);

} // namespace tidemark::store
