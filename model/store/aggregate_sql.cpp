// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/aggregate_sql.h"

#include "model/store/record_reader.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <utility>

namespace tidemark::store {
namespace {

// Of records and samples.
Result<std::optional<TimeWindow>> readWholeExtent(Connection &connection, OrgId org,
                                                  const std::vector<MetricId> &metrics,
                                                  TimeFilter filter)
{
    auto records = readExtent(connection, org, metrics, filter);
    if (!records)
        return records;
    Selection selection;
    selection.metrics = metrics;
    const auto series = MetricSamples::seriesOf(connection, org, selection);
    if (!series)
        return failure(series.error());
    const auto samples = MetricSamples::extentOf(*series);
    if (!*records || !samples)
        return *records ? *records : samples;
    return TimeWindow{std::min((*records)->begin, samples->begin),
                      std::max((*records)->end, samples->end)};
}

} // namespace

LaneAggregateReader::LaneAggregateReader(StoreLanes &lanes, OrgScopePointer scope,
                                         std::shared_ptr<AggregateStore> store)
    : m_lanes(&lanes)
    , m_scope(std::move(scope))
    , m_store(std::move(store))
{}

QFuture<Result<AggregateSeries>> LaneAggregateReader::aggregate(AggregateQuery query,
                                                                std::stop_token stop)
{
    return m_lanes->readFor<AggregateSeries>(
        m_scope,
        [store = m_store, query = std::move(query), stop](Connection &connection, OrgId org) {
            return store->aggregate(connection, org, query, stop);
        },
        stop);
}

QFuture<Result<Aggregate>> LaneAggregateReader::total(Selection selection, std::stop_token stop)
{
    return m_lanes->readFor<Aggregate>(
        m_scope,
        [store = m_store, selection = std::move(selection), stop](Connection &connection,
                                                                  OrgId org) {
            return store->total(connection, org, selection, stop);
        },
        stop);
}

QFuture<Result<std::optional<TimeWindow>>>
LaneAggregateReader::extent(std::vector<MetricId> metrics, TimeFilter filter)
{
    return m_lanes->readFor<std::optional<TimeWindow>>(
        m_scope, [metrics = std::move(metrics), filter](Connection &connection, OrgId org) {
            return readWholeExtent(connection, org, metrics, filter);
        });
}

} // namespace tidemark::store
