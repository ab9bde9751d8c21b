// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/aggregate_sql.h"

#include "model/store/record_reader.h"
#include "model/store/store_lanes.h"

#include <utility>

namespace tidemark::store {

LaneAggregateReader::LaneAggregateReader(StoreLanes &lanes, const ColumnCacheLimits &limits)
    : m_lanes(&lanes)
    , m_store(std::make_shared<AggregateStore>(limits))
{}

QFuture<Result<AggregateSeries>> LaneAggregateReader::aggregate(AggregateQuery query,
                                                                std::stop_token stop)
{
    const auto work = [store = m_store, query = std::move(query), stop](Connection &connection) {
        return store->aggregate(connection, query, stop);
    };
    return m_lanes->read<AggregateSeries>(work, stop);
}

QFuture<Result<Aggregate>> LaneAggregateReader::total(Selection selection, std::stop_token stop)
{
    const auto work = [store = m_store, selection = std::move(selection),
                       stop](Connection &connection) {
        return store->total(connection, selection, stop);
    };
    return m_lanes->read<Aggregate>(work, stop);
}

QFuture<Result<std::optional<TimeWindow>>>
LaneAggregateReader::extent(std::vector<MetricId> metrics, TimeFilter filter)
{
    const auto work = [metrics = std::move(metrics), filter](Connection &connection) {
        return readExtent(connection, metrics, filter);
    };
    return m_lanes->read<std::optional<TimeWindow>>(work);
}

} // namespace tidemark::store
