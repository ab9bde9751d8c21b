// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/mirror.h"

#include <vector>

namespace tidemark::store {

class Connection;

/// How far fetching came; see MirrorStore. Those that write do so within the caller's transaction.
/// On the connection's thread.
[[nodiscard]] Result<FetchMarks> readMarks(Connection &connection, SourceId source);
[[nodiscard]] Result<void> writeMarks(Connection &connection, SourceId source,
                                      const FetchMarks &marks);
[[nodiscard]] Result<std::vector<MetricDigest>> readDigests(Connection &connection,
                                                            SourceId source);
[[nodiscard]] Result<void> writeDigest(Connection &connection, SourceId source,
                                       const MetricDigest &digest);
/// The next connection tells whose data it is.
[[nodiscard]] Result<void> forgetOrganisation(Connection &connection, SourceId source);
/// All values are read once more next time.
[[nodiscard]] Result<void> forgetDigests(Connection &connection, SourceId source);

} // namespace tidemark::store
