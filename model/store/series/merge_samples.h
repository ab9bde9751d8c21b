// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/merge_sides.h"

#include <stop_token>

namespace tidemark::store {

class ChangeScope;
class Connection;
class SeriesCache;

/// Samples of two metrics that become one, series by series of the same tags. Errors of both:
/// Damaged (samples of the metric that goes cannot be read), Cancelled, those of sqlError().

/// Counts those of the metric that goes. In the connection's transaction.
[[nodiscard]] Result<void> countMergedSamples(Connection &connection, OrgId org,
                                              const MergeSides &sides, SeriesCache &cache,
                                              const std::stop_token &stop, MergeCounts &counts);

/// Puts them into the series of the metric that stays. Those of the other one are still there
/// afterwards. Errors: Overflow besides. On the writer's thread.
[[nodiscard]] Result<void> mergeSamples(ChangeScope &scope, const MergeSides &sides,
                                        MergeConflicts conflicts, SeriesCache &cache,
                                        const std::stop_token &stop);

} // namespace tidemark::store
