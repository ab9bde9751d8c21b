// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/org_scope.h"
#include "model/time/timestamp.h"

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class Connection;

/// The ends of sessions by row id, for passes over records that would ask for each otherwise.
/// 8 bytes a session and a bit, since ids are given out densely.
class SessionEnds
{
public:
    /// Reads those of an organisation in one pass. Errors: Cancelled, those of sqlError().
    [[nodiscard]] static Result<SessionEnds> load(Connection &connection, OrgId org,
                                                  const std::stop_token &stop);

    void add(std::int64_t session, Timestamp end);
    /// Nothing when the session has no end or does not exist.
    [[nodiscard]] std::optional<Timestamp> endOf(std::int64_t session) const;

private:
    std::vector<std::int64_t> m_ends_ns;
    std::vector<bool> m_isKnown;
    std::map<std::int64_t, std::int64_t> m_scattered; ///< ids too large for the field
};

} // namespace tidemark::store
