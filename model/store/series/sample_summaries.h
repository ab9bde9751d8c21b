// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_catalog.h"
#include "model/store/series/metric_samples.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class Connection;

/// What the browser shows of the samples of each metric, beside that of its records. Only series
/// that were written since the last answer for the same window are read again. Any thread, each
/// with its own connection, in that one's transaction.
class SampleSummaries
{
public:
    explicit SampleSummaries(std::shared_ptr<SeriesCache> cache)
        : m_cache(std::move(cache))
    {}

    /// Adds them: counts, first, last, and the parts of the sparkline, in which samples stand
    /// before records. The summaries have their definitions. Errors: those of sqlError(),
    /// Cancelled.
    [[nodiscard]] Result<void> addTo(std::vector<MetricSummary> &summaries, Connection &connection,
                                     OrgId org, const TimeWindow &window,
                                     const std::stop_token &stop);

private:
    struct Numbers
    {
        std::int64_t writes = 0; ///< the row's when they were read
        TimeWindow window;
        std::size_t points = 0;
        std::optional<Sample> last;
        std::vector<Aggregate> parts;
    };
    using Known = std::map<std::int64_t, std::shared_ptr<const Numbers>>; ///< by series

    [[nodiscard]] Result<std::shared_ptr<const Numbers>>
    numbersOf(Connection &connection, SeriesId series, const TimeWindow &window, std::size_t points,
              const std::stop_token &stop);

    std::shared_ptr<SeriesCache> m_cache;
    std::mutex m_mutex;
    Known m_known; ///< under m_mutex
};

} // namespace tidemark::store
