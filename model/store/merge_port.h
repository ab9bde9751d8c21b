// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_merger.h"
#include "model/store/series/series_cache.h"
#include "model/store/store_ports.h"

#include <memory>
#include <utility>

namespace tidemark::store {

/// Merges metrics of a store on lanes.
class MergePort final : public MetricMerger
{
public:
    /// `cache` is shared by all of the store.
    MergePort(PortTools tools, std::shared_ptr<SeriesCache> cache)
        : m_tools(std::move(tools))
        , m_cache(std::move(cache))
    {}

    [[nodiscard]] QFuture<Result<MergePreview>> preview(MetricId from, MetricId into,
                                                        std::stop_token stop) override;
    [[nodiscard]] QFuture<Result<MergeOutcome>> merge(MergeRequest request,
                                                      std::stop_token stop) override;

private:
    PortTools m_tools;
    std::shared_ptr<SeriesCache> m_cache; // shared with the work that waits in the lanes
};

} // namespace tidemark::store
