// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_catalog.h"
#include "model/store/org_scope.h"
#include "model/store/series/sample_summaries.h"
#include "model/store/summary_pass.h"

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark::store {

/// What the browser shows of each metric of an organisation, its records and its samples.
///
/// The first answer streams all records once (about half a second for 10^6, however many metrics
/// there are); later ones for the same window read only the metrics that were written meanwhile, by
/// whomever. One object serves all reader lanes of a store for one organisation; any thread, each
/// with its own connection.
class SummaryReader
{
public:
    explicit SummaryReader(std::shared_ptr<SeriesCache> series = std::make_shared<SeriesCache>())
        : m_samples(std::move(series))
    {}

    /// All metrics in natural name order, archived ones included, with means of `points` (0 to
    /// 1000) equal parts of `window` by session end; an empty window gives none. Errors:
    /// InvalidArgument (points), Cancelled, those of sqlError().
    [[nodiscard]] Result<std::vector<MetricSummary>> read(Connection &connection, OrgId org,
                                                          TimeWindow window, int points,
                                                          const std::stop_token &stop = {});

private:
    struct Kept
    {
        OrgId org;
        TimeWindow window;
        int points = 0;
        std::int64_t writeNumber = 0;                  ///< the last write that the numbers hold
        std::map<std::int64_t, MetricNumbers> numbers; ///< by metric; absent without records
    };

    [[nodiscard]] static Result<Kept> readWhole(Connection &connection, OrgId org,
                                                TimeWindow window, int points,
                                                const std::stop_token &stop);
    [[nodiscard]] static Result<Kept> refreshed(Connection &connection, Kept kept,
                                                const std::stop_token &stop);

    SampleSummaries m_samples;
    std::mutex m_mutex; ///< guards m_kept; not held while reading
    std::optional<Kept> m_kept;
};

} // namespace tidemark::store
