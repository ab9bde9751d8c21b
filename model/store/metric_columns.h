// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/period_aggregation.h"
#include "model/domain/session.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class Connection;

/// The records of one metric in memory, as arrays in the order of one of the two session times;
/// equal times stand in the byte order of their sessions' uids. Records without that time are left
/// out. 24 bytes a record, 8 more each where devices or invocations occur.
struct MetricColumns
{
    std::vector<std::int64_t> times_ns;
    std::vector<double> values;
    std::vector<std::int64_t> sessions;
    std::vector<std::int64_t> devices;     ///< row ids, 0 without; empty while no record has one
    std::vector<std::int64_t> invocations; ///< likewise

    [[nodiscard]] std::size_t size() const noexcept { return times_ns.size(); }
    [[nodiscard]] std::size_t size_bytes() const noexcept;
    [[nodiscard]] std::int64_t device(std::size_t i) const
    {
        return devices.empty() ? 0 : devices[i];
    }
    [[nodiscard]] std::int64_t invocation(std::size_t i) const
    {
        return invocations.empty() ? 0 : invocations[i];
    }
    /// Puts `part` in the place of the records at [range.first, range.last).
    void replace(IndexRange range, const MetricColumns &part);
};

/// A closed range of times, since the very last nanosecond counts too.
struct TimeSpan
{
    std::int64_t first_ns = std::numeric_limits<std::int64_t>::min();
    std::int64_t last_ns = std::numeric_limits<std::int64_t>::max();
};

/// Reads all records of a metric. Cost: about a second for 10^6.
/// Errors: those of sqlError(), Cancelled.
[[nodiscard]] Result<MetricColumns> loadColumns(Connection &connection, MetricId metric,
                                                TimeFilter filter, const std::stop_token &stop);
/// Reads those with a time in the span; the cost goes with the sessions that lie there.
[[nodiscard]] Result<MetricColumns> loadColumns(Connection &connection, MetricId metric,
                                                TimeFilter filter, const TimeSpan &span,
                                                const std::stop_token &stop);

} // namespace tidemark::store
