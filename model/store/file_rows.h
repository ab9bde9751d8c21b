// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/file_contribution.h"
#include "model/store/org_scope.h"

#include <QString>

#include <cstdint>
#include <optional>

namespace tidemark::store {

class ChangeScope;
class Connection;

/// Writes rows of session_file, with their revisions. One per change; on the writer's thread.
class FileRows
{
public:
    explicit FileRows(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// Adds the file or gives it the range. False when it was there just so.
    [[nodiscard]] Result<bool> put(SessionId session, std::int64_t file,
                                   const std::optional<ClosedRange> &range);
    /// The row must be there.
    [[nodiscard]] Result<void> remove(SessionId session, std::int64_t file);

private:
    ChangeScope &m_scope;
};

/// What a file says about its session's time.
struct StoredContribution
{
    std::int64_t file = 0;
    std::optional<ClosedRange> range;
};

/// The session's row of a file that is there. On the connection's thread, as the others.
[[nodiscard]] Result<std::optional<StoredContribution>>
findContribution(Connection &connection, OrgId org, SessionId session, const QString &file);
/// From the first to the last instant of the session's files; nothing without a range.
[[nodiscard]] Result<std::optional<ClosedRange>> boundsOfFiles(Connection &connection,
                                                               SessionId session);

} // namespace tidemark::store
