// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/selection_sql.h"

#include <cstdint>
#include <limits>

namespace tidemark::store {

class Connection;
class RecordCounts;

/// How the records of a selection are found. The choice changes the time an answer takes, never
/// the answer.
enum class RecordPlan
{
    ByTime,    ///< walk the sessions in time order, look for their records; stops at the limit
    ByMetric,  ///< take every record of the metrics, sort; for metrics with few records
    BySession, ///< take the listed sessions, sort
};

/// The cheapest plan for `limit` rows: what a walk along time is expected to visit before it has
/// found them, against the records of the metrics. Counts at most 200,000 index rows, and those of
/// one metric once for some time where `counts` is kept.
[[nodiscard]] Result<RecordPlan>
choosePlan(Connection &connection, const SelectionCondition &condition,
           std::int64_t limit = std::numeric_limits<std::int64_t>::max(),
           RecordCounts *counts = nullptr);

/// `FROM … WHERE …` up to the shared conditions, for records `r` and sessions `s`.
[[nodiscard]] QString planSql(RecordPlan plan, const SelectionCondition &condition,
                              LeadingBounds bounds = LeadingBounds::Both);
/// Gives the parameters of planSql their values.
void bindPlan(Statement &statement, RecordPlan plan, const SelectionCondition &condition);

} // namespace tidemark::store
