// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/aggregate_store.h"

#include "model/domain/period_aggregation.h"
#include "model/store/connection.h"
#include "model/store/notices.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

#include <algorithm>
#include <span>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMaxTagMatches = 8;

constexpr Sql kMetricExists{"metric_exists"_L1,
                            "SELECT 1 FROM metric WHERE id = ? AND org_id = ?"_L1};
constexpr Sql kMetricIds{"metric_ids"_L1, "SELECT id FROM metric WHERE org_id = ? ORDER BY id"_L1};

QString translated(const char *text)
{
    return QCoreApplication::translate("tidemark::store::AggregateStore", text);
}

Result<MetricId> onlyMetric(Connection &connection, OrgId org, const Selection &selection)
{
    if (selection.metrics.size() != 1)
        return failure(ErrorCode::InvalidArgument,
                       translated("Aggregates are made of one metric at a time. Choose one."));
    Statement statement = connection.prepare(kMetricExists);
    if (auto done = statement.run(selection.metrics.front(), org); !done)
        return failure(done.error());
    const auto row = statement.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return failure(Error{ErrorCode::NotFound,
                             translated("The metric does not exist any more. Choose another one."),
                             {},
                             ErrorSubject::Metric});
    return selection.metrics.front();
}

Result<std::vector<std::int64_t>> idsOf(Statement &statement, const std::stop_token &stop)
{
    std::vector<std::int64_t> ids;
    for (;;) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return ids;
        if (stop.stop_requested())
            return failure(cancelledError());
        ids.push_back(statement.integer(0));
    }
}

Result<std::vector<std::int64_t>>
metricsOf(Connection &connection, const SelectionCondition &condition, const std::stop_token &stop)
{
    if (!condition.metrics.empty())
        return condition.metrics;
    Statement statement = connection.prepare(kMetricIds);
    if (auto done = statement.run(condition.org); !done)
        return failure(done.error());
    return idsOf(statement, stop);
}

/// A selection's borders, moved out to whole periods; an open one stays open.
struct Borders
{
    std::optional<Timestamp> begin;
    std::optional<Timestamp> end;
};

Borders wholePeriods(const AggregateQuery &query)
{
    Borders borders{query.selection.begin, query.selection.end};
    if (borders.begin)
        borders.begin = query.calendar.startOf(query.period, *borders.begin);
    if (borders.end && *borders.end != Timestamp::min())
        borders.end = query.calendar.next(query.period, *borders.end - Timedelta(1));
    // The last nanosecond, which no half-open window holds, belongs to the last period.
    if (borders.end == Timestamp::max())
        borders.end.reset();
    return borders;
}

// From the first to the last of both.
std::optional<TimeWindow> heldWindow(std::span<const std::int64_t> times_ns,
                                     const std::optional<TimeWindow> &samples)
{
    if (times_ns.empty())
        return samples;
    const TimeWindow records{Timestamp(times_ns.front()),
                             Timestamp(times_ns.back()) + Timedelta(1)};
    return samples ? TimeWindow{std::min(records.begin, samples->begin),
                                std::max(records.end, samples->end)}
                   : records;
}

// What was asked for; an open border is the first or last value. That may lie on the other side of
// the border that is given, within its period.
TimeWindow askedWindow(const Selection &selection, const std::optional<TimeWindow> &held)
{
    if (selection.begin && selection.end)
        return TimeWindow{*selection.begin, *selection.end};
    if (!held)
        return {};
    if (selection.begin)
        return TimeWindow{*selection.begin, std::max(held->end, *selection.begin + Timedelta(1))};
    if (selection.end)
        return TimeWindow{std::min(held->begin, *selection.end - Timedelta(1)), *selection.end};
    return *held;
}

} // namespace

Result<AggregateSeries> AggregateStore::aggregate(Connection &connection, OrgId org,
                                                  const AggregateQuery &query,
                                                  const std::stop_token &stop)
{
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    const auto metric = onlyMetric(connection, org, query.selection);
    if (!metric)
        return failure(metric.error());
    const auto condition = resolve(connection, org, query.selection);
    if (!condition)
        return failure(condition.error());
    const Borders borders = wholePeriods(query);
    const auto rows = select(connection, *metric, *condition, borders.begin, borders.end, stop);
    if (!rows)
        return failure(rows.error());
    const auto series = MetricSamples::seriesOf(connection, org, query.selection);
    if (!series)
        return failure(series.error());
    auto samples = m_samples.byPeriod(connection, *series, query, borders.begin, borders.end, stop);
    if (!samples)
        return failure(samples.error());
    const TimeWindow asked = askedWindow(
        query.selection,
        heldWindow(rows->times_ns(), MetricSamples::extentOf(*series, borders.begin, borders.end)));
    return AggregateSeries{*metric, query.period, query.calendar,
                           query.calendar.widened(asked, query.period),
                           mergedBuckets(aggregateByPeriod(rows->times_ns(), rows->values(),
                                                           query.calendar, query.period),
                                         *std::move(samples))};
}

Result<Aggregate> AggregateStore::total(Connection &connection, OrgId org,
                                        const Selection &selection, const std::stop_token &stop)
{
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    const auto condition = resolve(connection, org, selection);
    if (!condition)
        return failure(condition.error());
    if (condition->matchesNothing)
        return Aggregate();
    const auto metrics = metricsOf(connection, *condition, stop);
    if (!metrics)
        return failure(metrics.error());
    Aggregate sum;
    for (const std::int64_t metric : *metrics) {
        const auto rows =
            select(connection, MetricId(metric), *condition, selection.begin, selection.end, stop);
        if (!rows)
            return failure(rows.error());
        sum += aggregateAll(rows->times_ns(), rows->values());
    }
    const auto series = MetricSamples::seriesOf(connection, org, selection);
    if (!series)
        return failure(series.error());
    return m_samples.total(connection, *series, selection.begin, selection.end, stop)
        .transform([&](const Aggregate &samples) { return sum += samples; });
}

Result<SelectedRows> AggregateStore::rows(Connection &connection, OrgId org,
                                          const Selection &selection, const std::stop_token &stop)
{
    const auto metric = onlyMetric(connection, org, selection);
    if (!metric)
        return failure(metric.error());
    const auto condition = resolve(connection, org, selection);
    if (!condition)
        return failure(condition.error());
    return select(connection, *metric, *condition, selection.begin, selection.end, stop);
}

Result<SelectedRows> AggregateStore::select(Connection &connection, MetricId metric,
                                            const SelectionCondition &condition,
                                            std::optional<Timestamp> begin,
                                            std::optional<Timestamp> end,
                                            const std::stop_token &stop)
{
    if (condition.matchesNothing)
        return SelectedRows();
    auto columns = m_columns.columns(connection, metric, condition.timeFilter, stop);
    if (!columns)
        return failure(columns.error());
    std::shared_ptr<const IdSet> tagged;
    if (!condition.tags.isNull()) {
        auto sessions = sessionsTagged(connection, condition.tags, stop);
        if (!sessions)
            return failure(sessions.error());
        tagged = std::move(*sessions);
    }
    const IndexRange range = indexRange((*columns)->times_ns, begin, end);
    return SelectedRows::of(std::move(*columns), range, RowFilter(condition, std::move(tagged)),
                            stop);
}

Result<std::shared_ptr<const IdSet>> AggregateStore::sessionsTagged(Connection &connection,
                                                                    const QString &tags,
                                                                    const std::stop_token &stop)
{
    const auto writeNumber = lastWriteSeq(connection);
    if (!writeNumber)
        return failure(writeNumber.error());
    if (auto known = knownTagMatch(tags, *writeNumber))
        return known;
    Statement statement = connection.prepare(
        "sessions_tagged"_L1, u"SELECT s.id FROM session s WHERE s.tags <> '{}' AND "_s %
                                  tagConditionSql() % u" ORDER BY s.id"_s);
    if (auto done = statement.set(":tags"_L1, tags).execute(); !done)
        return failure(done.error());
    auto ids = idsOf(statement, stop);
    if (!ids)
        return failure(ids.error());
    auto sessions = std::make_shared<const IdSet>(std::move(*ids));
    const std::lock_guard lock(m_tagMutex);
    if (m_tagMatches.size() == kMaxTagMatches)
        m_tagMatches.erase(m_tagMatches.begin());
    m_tagMatches.push_back(TagMatch{tags, *writeNumber, sessions});
    return sessions;
}

std::shared_ptr<const IdSet> AggregateStore::knownTagMatch(const QString &tags,
                                                           std::int64_t writeNumber)
{
    const std::lock_guard lock(m_tagMutex);
    for (const TagMatch &match : m_tagMatches) {
        if (match.tags == tags && match.writeNumber == writeNumber)
            return match.sessions;
    }
    return nullptr;
}

} // namespace tidemark::store
