// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/aggregate_reader.h"
#include "model/store/aggregate_store.h"

#include <memory>

namespace tidemark::store {

class StoreLanes;

/// The port for aggregates of one organisation, answered on the reader lanes. Any thread. An answer
/// holds every write that was done when it was asked for.
class LaneAggregateReader final : public AggregateReader
{
public:
    /// `lanes` outlives the object and what was asked of it; `store` is shared by all
    /// organisations.
    LaneAggregateReader(StoreLanes &lanes, OrgScopePointer scope,
                        std::shared_ptr<AggregateStore> store);

    [[nodiscard]] QFuture<Result<AggregateSeries>> aggregate(AggregateQuery query,
                                                             std::stop_token stop = {}) override;
    [[nodiscard]] QFuture<Result<Aggregate>> total(Selection selection,
                                                   std::stop_token stop = {}) override;
    [[nodiscard]] QFuture<Result<std::optional<TimeWindow>>> extent(std::vector<MetricId> metrics,
                                                                    TimeFilter filter) override;

private:
    StoreLanes *m_lanes;
    OrgScopePointer m_scope;
    std::shared_ptr<AggregateStore> m_store; // shared with the work that waits in the lanes
};

} // namespace tidemark::store
