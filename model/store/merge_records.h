// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/merge_sides.h"

#include <stop_token>

namespace tidemark::store {

class ChangeScope;
class Connection;

/// Counts the records of the metric that goes. In the connection's transaction.
[[nodiscard]] Result<void> countMergedRecords(Connection &connection, const MergeSides &sides,
                                              MergeCounts &counts);

/// Gives the metric that stays a record for each of the other one's, which are still there
/// afterwards. Set-based, since there may be millions; one by one only where the values differ
/// from those that are there. Nothing else has written records in this change. Errors: Overflow,
/// Cancelled, those of sqlError(). On the writer's thread.
[[nodiscard]] Result<void> mergeRecords(ChangeScope &scope, const MergeSides &sides,
                                        MergeConflicts conflicts, const std::stop_token &stop);

} // namespace tidemark::store
