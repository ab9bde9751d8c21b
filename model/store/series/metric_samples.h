// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_query.h"
#include "model/domain/series.h"
#include "model/store/series/series_cache.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class Connection;

/// What the samples of a metric come to, for those who ask for its values: all its series
/// together. A sample has no session, device or invocation: a filter that names one leaves it out,
/// one for rows without any takes it. Its tags are those of its series. Any thread, each with its
/// own connection, in that one's transaction. Errors of all: those of sqlError(), Cancelled.
class MetricSamples
{
public:
    explicit MetricSamples(std::shared_ptr<SeriesCache> cache)
        : m_cache(std::move(cache))
    {}

    /// The series with samples that a selection means, whatever its window.
    [[nodiscard]] static Result<std::vector<SeriesInfo>> seriesOf(Connection &connection, OrgId org,
                                                                  const Selection &selection);
    /// From the first to the last of their samples, within the borders that are given; nothing
    /// where none can lie.
    [[nodiscard]] static std::optional<TimeWindow> extentOf(const std::vector<SeriesInfo> &series,
                                                            std::optional<Timestamp> begin = {},
                                                            std::optional<Timestamp> end = {});
    /// By period of `query`, ascending; only those that hold samples. `begin` and `end` lie between
    /// periods. Errors besides: InvalidArgument (more than SeriesStore::kMaxPeriods).
    [[nodiscard]] Result<std::vector<AggregateBucket>>
    byPeriod(Connection &connection, const std::vector<SeriesInfo> &series,
             const AggregateQuery &query, std::optional<Timestamp> begin,
             std::optional<Timestamp> end, const std::stop_token &stop) const;
    /// As one aggregate.
    [[nodiscard]] Result<Aggregate> total(Connection &connection,
                                          const std::vector<SeriesInfo> &series,
                                          std::optional<Timestamp> begin,
                                          std::optional<Timestamp> end,
                                          const std::stop_token &stop) const;

private:
    [[nodiscard]] Result<std::vector<Aggregate>> buckets(Connection &connection, SeriesId series,
                                                         const std::vector<std::int64_t> &borders,
                                                         const std::stop_token &stop) const;

    std::shared_ptr<SeriesCache> m_cache;
};

/// Buckets of both, merged where they are of one period; each side ascends.
[[nodiscard]] std::vector<AggregateBucket> mergedBuckets(std::vector<AggregateBucket> one,
                                                         std::vector<AggregateBucket> other);

} // namespace tidemark::store
