// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/source.h"
#include "model/store/org_scope.h"
#include "model/store/uid_source.h"

#include <vector>

namespace tidemark::store {

class Connection;

/// Who writes a source, and when.
struct Signature
{
    QString author;
    Timestamp at;
};

/// Rows of sources; see SourceStore for the errors. Within the caller's transaction, on the
/// connection's thread.
[[nodiscard]] Result<Source> insertSource(Connection &connection, OrgId org,
                                          const NewSource &wanted, const Signature &signature,
                                          UidSource &uids);
/// The source as insertSource() would make it, without id and uid. Only reads.
[[nodiscard]] Result<Source> foreseeSource(Connection &connection, OrgId org,
                                           const NewSource &wanted);
[[nodiscard]] Result<Source> updateSource(Connection &connection, OrgId org, SourceId source,
                                          const SourceChange &change, const Signature &signature);
/// The source as updateSource() would make it, with its old id. Only reads.
[[nodiscard]] Result<Source> foreseeSource(Connection &connection, OrgId org, SourceId source,
                                           const SourceChange &change);
[[nodiscard]] Result<void> removeSource(Connection &connection, OrgId org, SourceId source,
                                        bool withQueue);
[[nodiscard]] Result<std::vector<Source>> readSources(Connection &connection, OrgId org);
[[nodiscard]] Result<Source> findSource(Connection &connection, OrgId org, SourceId source);

} // namespace tidemark::store
