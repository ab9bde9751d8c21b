// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_plan.h"

#include "model/store/connection.h"
#include "model/store/record_counts.h"

#include <algorithm>
#include <cmath>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

// A metric with more records than this many per row asked for is dense: the walk along time wins.
constexpr std::int64_t kDenseFactor = 20;
constexpr std::int64_t kMinCounted = 4'000;
constexpr std::int64_t kMaxCounted = 200'000;

constexpr Sql kCountMetricRecords{"count_metric_records"_L1,
                                  "SELECT count(*) FROM (SELECT 1 FROM record WHERE metric_id IN "
                                  "(SELECT value FROM json_each(?)) LIMIT ?)"_L1};
constexpr Sql kCountSessionsByStart{
    "count_sessions_by_start"_L1,
    "SELECT count(*) FROM (SELECT 1 FROM session WHERE org_id = ? AND start_ns "
    "BETWEEN ? AND ? LIMIT ?)"_L1};
constexpr Sql kCountSessionsByEnd{
    "count_sessions_by_end"_L1,
    "SELECT count(*) FROM (SELECT 1 FROM session WHERE org_id = ? AND end_ns "
    "BETWEEN ? AND ? LIMIT ?)"_L1};
constexpr Sql kLastSession{"last_session"_L1, "SELECT max(id) FROM session"_L1};

Result<std::int64_t> number(Statement &statement)
{
    const auto row = statement.next();
    if (!row)
        return failure(row.error());
    return *row ? statement.integer(0) : 0;
}

template <class... Values>
Result<std::int64_t> numberOf(Connection &connection, const Sql &sql, const Values &...values)
{
    Statement statement = connection.prepare(sql);
    if (auto done = statement.run(values...); !done)
        return failure(done.error());
    return number(statement);
}

// Sessions that a walk along time visits until it has found `limit` of `records`, evenly spread.
double expectedVisits(std::int64_t sessions, std::int64_t records, std::int64_t limit)
{
    const double share = static_cast<double>(limit) / static_cast<double>(records);
    return static_cast<double>(sessions) * std::min(share, 1.0);
}

// So many records that the walk along time wins: no more need be counted. With the square root of
// sessions times limit, it visits as many sessions as the metric has records.
std::int64_t denseCount(std::int64_t sessions, std::int64_t limit)
{
    if (limit >= kMaxCounted)
        return kMaxCounted;
    const double turn = std::sqrt(static_cast<double>(sessions) * static_cast<double>(limit));
    const std::int64_t most = std::min(limit * kDenseFactor, kMaxCounted);
    return std::max(kMinCounted, std::min(most, static_cast<std::int64_t>(turn) + 1));
}

/// The records of the metrics, up to `most`.
Result<std::int64_t> countRecords(Connection &connection, const std::vector<std::int64_t> &metrics,
                                  std::int64_t most, RecordCounts *counts)
{
    RecordCounts *const kept = metrics.size() == 1 ? counts : nullptr;
    if (kept && kept->atLeast(metrics.front()) >= most)
        return most;
    auto records = numberOf(connection, kCountMetricRecords, jsonArray(metrics), most);
    if (records && kept)
        kept->note(metrics.front(), *records);
    return records;
}

QString metricCondition(const SelectionCondition &condition)
{
    if (condition.metrics.empty())
        return {};
    return condition.metrics.size() == 1
               ? u" AND r.metric_id = :metric"_s
               : u" AND r.metric_id IN (SELECT value FROM json_each(:metrics))"_s;
}

} // namespace

Result<RecordPlan> choosePlan(Connection &connection, const SelectionCondition &condition,
                              std::int64_t limit, RecordCounts *counts)
{
    if (condition.sessions.mode == IdFilter::Mode::OneOf)
        return RecordPlan::BySession;
    if (condition.metrics.empty())
        return RecordPlan::ByTime;
    const auto sessions = numberOf(connection, kLastSession);
    if (!sessions)
        return failure(sessions.error());
    const std::int64_t dense = denseCount(*sessions, limit);
    const auto records = countRecords(connection, condition.metrics, dense, counts);
    if (!records)
        return failure(records.error());
    if (*records == dense && limit < kMaxCounted)
        return RecordPlan::ByTime;
    const Sql &countSessions = condition.timeFilter == TimeFilter::SessionStart
                                   ? kCountSessionsByStart
                                   : kCountSessionsByEnd;
    const auto inWindow = numberOf(connection, countSessions, condition.org, condition.first_ns,
                                   condition.last_ns, *records);
    if (!inWindow)
        return failure(inWindow.error());
    if (*inWindow < *records)
        return RecordPlan::ByTime;
    return expectedVisits(*sessions, std::max<std::int64_t>(*records, 1), limit) <
                   static_cast<double>(*records)
               ? RecordPlan::ByTime
               : RecordPlan::ByMetric;
}

QString planSql(RecordPlan plan, const SelectionCondition &condition, LeadingBounds bounds)
{
    QString from;
    QString where;
    switch (plan) {
    case RecordPlan::ByTime:
        from =
            u"session s CROSS JOIN record r ON r.session_id = s.id"_s % metricCondition(condition);
        break;
    case RecordPlan::ByMetric:
        from = u"record r CROSS JOIN session s ON s.id = r.session_id"_s;
        where = metricCondition(condition);
        break;
    case RecordPlan::BySession:
        from = u"json_each(:sessions) w CROSS JOIN session s ON s.id = w.value "_s
               u"CROSS JOIN record r ON r.session_id = s.id"_s %
               metricCondition(condition);
        break;
    }
    return u" FROM "_s % from % u" WHERE "_s % conditionSql(condition, bounds) % where;
}

void bindPlan(Statement &statement, RecordPlan plan, const SelectionCondition &condition)
{
    bindCondition(statement, condition);
    if (plan == RecordPlan::BySession)
        statement.set(":sessions"_L1, jsonArray(condition.sessions.ids));
    if (condition.metrics.size() == 1)
        statement.set(":metric"_L1, condition.metrics.front());
    else if (!condition.metrics.empty())
        statement.set(":metrics"_L1, jsonArray(condition.metrics));
}

} // namespace tidemark::store
