// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/value_lines.h"
#include "model/store/aggregate_store.h"
#include "model/store/series/series_cache.h"

#include <memory>
#include <stop_token>

namespace tidemark::store {

/// A metric's values for drawing: of records from columns in memory, of samples from the ladders of
/// its series. One object serves all reader lanes and organisations of a store; any thread, each
/// with its own connection.
class LineStore
{
public:
    LineStore(std::shared_ptr<AggregateStore> records, std::shared_ptr<SeriesCache> series)
        : m_records(std::move(records))
        , m_series(std::move(series))
    {}

    /// As LineReader::lines says. Errors besides: those of sqlError().
    [[nodiscard]] Result<ValueLines> lines(Connection &connection, OrgId org,
                                           const LineQuery &query, const std::stop_token &stop);

private:
    [[nodiscard]] Result<std::optional<ValueLine>>
    seriesLine(Connection &connection, const SeriesInfo &info, const LineQuery &query,
               std::vector<TimeWindow> &damaged, const std::stop_token &stop);

    std::shared_ptr<AggregateStore> m_records;
    std::shared_ptr<SeriesCache> m_series;
};

} // namespace tidemark::store
