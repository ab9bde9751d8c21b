// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tidemark {

/// Aggregates values by calendar period in one pass: the periods that hold any, ascending.
///
/// `times_ns` ascends (equal times are allowed and keep their order for first and last) and has the
/// length of `values`, which are finite. The calendar is asked once per period that holds values,
/// not per value; 10^6 values by day take some milliseconds. Sums keep the bound of CompensatedSum.
/// The last nanosecond of int64, which no half-open window holds, counts to the last period.
/// Any thread.
[[nodiscard]] std::vector<AggregateBucket> aggregateByPeriod(std::span<const std::int64_t> times_ns,
                                                             std::span<const double> values,
                                                             const Calendar &calendar,
                                                             Period period);

/// The same values as one aggregate.
[[nodiscard]] Aggregate aggregateAll(std::span<const std::int64_t> times_ns,
                                     std::span<const double> values);

/// The part of ascending `times_ns` that lies in [begin, end), as positions [first, last). An
/// absent border is open, so that without `end` the last nanosecond of int64 is inside.
struct IndexRange
{
    std::size_t first = 0;
    std::size_t last = 0;
};
[[nodiscard]] IndexRange indexRange(std::span<const std::int64_t> times_ns,
                                    std::optional<Timestamp> begin, std::optional<Timestamp> end);

} // namespace tidemark
