// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_query.h"

#include <QFuture>

#include <stop_token>

namespace tidemark {

/// Aggregates of a metric's values, its records and its samples together, by calendar period. Any
/// thread may call; answers come from the store's reader lanes.
class AggregateReader
{
public:
    virtual ~AggregateReader() = default;

    /// Errors: NotFound (metric), InvalidArgument (not exactly one metric), Cancelled.
    [[nodiscard]] virtual QFuture<Result<AggregateSeries>> aggregate(AggregateQuery query,
                                                                     std::stop_token stop = {}) = 0;
    /// The whole selection as one aggregate, its window taken as it is, not widened.
    [[nodiscard]] virtual QFuture<Result<Aggregate>> total(Selection selection,
                                                           std::stop_token stop = {}) = 0;
    /// First and last time of the metrics' values (all when empty), of records that of their
    /// session; nothing without any.
    [[nodiscard]] virtual QFuture<Result<std::optional<TimeWindow>>>
    extent(std::vector<MetricId> metrics, TimeFilter filter) = 0;
};

} // namespace tidemark
