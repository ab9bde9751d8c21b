// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/record.h"
#include "model/domain/selection.h"
#include "model/store/org_scope.h"

#include <QString>

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::store {

class Connection;
class Statement;

/// An id filter with row ids for names. A name without a row matches nothing and is left out.
struct IdCondition
{
    IdFilter::Mode mode = IdFilter::Mode::Any;
    std::vector<std::int64_t> ids; ///< ascending, unique

    [[nodiscard]] bool matchesNothing() const
    {
        return mode == IdFilter::Mode::OneOf && ids.empty();
    }
};

/// A selection in the store's terms: row ids for names and a closed range of times.
struct SelectionCondition
{
    OrgId org = kLocalOrg;
    std::vector<std::int64_t> metrics; ///< ascending, unique; empty: every metric
    TimeFilter timeFilter = TimeFilter::SessionEnd;
    std::int64_t first_ns = std::numeric_limits<std::int64_t>::min();
    std::int64_t last_ns = std::numeric_limits<std::int64_t>::max(); ///< included
    IdCondition devices;
    IdCondition invocations;
    IdCondition sessions; ///< Any or OneOf
    QString tags;         ///< JSON object of the wanted tags; null: any
    bool matchesNothing = false;
};

/// Looks the selection's names up in one organisation; metrics of others match nothing. Errors:
/// InvalidArgument (begin after end, a filter with more than kMaxFilterIds ids), those of
/// sqlError().
[[nodiscard]] Result<SelectionCondition> resolve(Connection &connection, OrgId org,
                                                 const Selection &selection);

/// `[1,2,3]`, for json_each.
[[nodiscard]] QString jsonArray(const std::vector<std::int64_t> &ids);

/// `[[1,2],[3,4]]` of metrics and sessions, for json_each.
[[nodiscard]] QString jsonPairs(std::span<const RecordKey> records);

/// The session's column that the filter names.
[[nodiscard]] QString timeColumn(TimeFilter filter);

/// The bounds of time that may lead the walk through an index. The other one is looked at in each
/// row, where the statement has a nearer bound of its own.
enum class LeadingBounds
{
    Both,
    First,
    Last,
};

/// The conditions on organisation, times, devices, invocations and tags that every statement over
/// records `r` and sessions `s` shares; `bindCondition` gives them their values. A filter that lets
/// everything through is left out. The metrics and sessions are part of the statement's joins.
[[nodiscard]] QString conditionSql(const SelectionCondition &condition,
                                   LeadingBounds bounds = LeadingBounds::Both);
/// The same for sessions that lack the filter's time, whatever the window is.
[[nodiscard]] QString timelessConditionSql(const SelectionCondition &condition);
void bindCondition(Statement &statement, const SelectionCondition &condition);

/// The condition on `s.tags` alone, with the parameter `:tags`.
[[nodiscard]] QString tagConditionSql();

} // namespace tidemark::store
