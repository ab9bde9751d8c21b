// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_query.h"
#include "model/store/column_cache.h"
#include "model/store/column_selection.h"
#include "model/store/series/metric_samples.h"

#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

namespace tidemark::store {

/// Aggregates of records, from columns in memory: any zone, period, window and filter is one pass;
/// and with them those of the metric's samples, from the ladders of its series.
/// One object serves all reader lanes and organisations of a store; any thread, each with its own
/// connection.
class AggregateStore
{
public:
    explicit AggregateStore(const ColumnCacheLimits &limits = {},
                            std::shared_ptr<SeriesCache> series = std::make_shared<SeriesCache>())
        : m_columns(limits)
        , m_samples(std::move(series))
    {}

    /// As AggregateReader::aggregate says. With both borders given, the answer's window is theirs,
    /// widened, also where no record lies in it. Errors: NotFound (metric), InvalidArgument (not
    /// one metric, begin after end, too many ids in a filter, too many periods with samples),
    /// Cancelled, those of sqlError().
    [[nodiscard]] Result<AggregateSeries> aggregate(Connection &connection, OrgId org,
                                                    const AggregateQuery &query,
                                                    const std::stop_token &stop = {});
    /// As AggregateReader::total says; several metrics (all when none is named) are merged in the
    /// order of their ids.
    [[nodiscard]] Result<Aggregate> total(Connection &connection, OrgId org,
                                          const Selection &selection,
                                          const std::stop_token &stop = {});
    /// The records that a selection of one metric means, without a transaction of its own. Errors:
    /// those of aggregate() that are not of periods.
    [[nodiscard]] Result<SelectedRows> rows(Connection &connection, OrgId org,
                                            const Selection &selection,
                                            const std::stop_token &stop);
    /// What the columns take in memory.
    [[nodiscard]] std::size_t size_bytes() const { return m_columns.size_bytes(); }

private:
    struct TagMatch
    {
        QString tags;
        std::int64_t writeNumber = 0;
        std::shared_ptr<const IdSet> sessions;
    };

    [[nodiscard]] Result<SelectedRows> select(Connection &connection, MetricId metric,
                                              const SelectionCondition &condition,
                                              std::optional<Timestamp> begin,
                                              std::optional<Timestamp> end,
                                              const std::stop_token &stop);
    [[nodiscard]] Result<std::shared_ptr<const IdSet>>
    sessionsTagged(Connection &connection, const QString &tags, const std::stop_token &stop);
    [[nodiscard]] std::shared_ptr<const IdSet> knownTagMatch(const QString &tags,
                                                             std::int64_t writeNumber);

    ColumnCache m_columns;
    MetricSamples m_samples;
    std::mutex m_tagMutex;
    std::vector<TagMatch> m_tagMatches; // newest last
};

} // namespace tidemark::store
