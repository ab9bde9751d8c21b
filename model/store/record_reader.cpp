// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_reader.h"

#include "model/store/connection.h"
#include "model/store/page_limit.h"
#include "model/store/record_columns.h"
#include "model/store/record_page.h"
#include "model/store/record_plan.h"
#include "model/store/rows.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"

#include <algorithm>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

// Each version names the change that wrote it, under which the one before it is kept: a walk back
// from the record as it is, and from each removal of it that stands.
constexpr Sql kHistory{
    "record_history"_L1,
    "WITH RECURSIVE kept (step_id, op, change_id) AS ("
    "SELECT step_id, op, change_id FROM ("
    "SELECT v.step_id, v.op, v.change_id FROM record r JOIN record_revision v "
    "ON v.step_id = r.change_id AND v.op = 0 AND v.metric_id = r.metric_id "
    "AND v.session_id = r.session_id WHERE r.metric_id = :metric AND r.session_id = :session "
    "UNION ALL SELECT v.step_id, v.op, v.change_id FROM record_revision v "
    "JOIN change c ON c.id = v.step_id WHERE v.op = 1 AND v.session_id = :session "
    "AND v.metric_id = :metric AND c.undone = 0) "
    "UNION SELECT v.step_id, v.op, v.change_id FROM kept k JOIN record_revision v "
    "ON v.step_id = k.change_id AND v.op = 0 AND v.metric_id = :metric "
    "AND v.session_id = :session) "
    "SELECT v.value, d.name, v.published_ns, p.name, c.at_ns, a.name "
    "FROM kept k JOIN record_revision v ON v.step_id = k.step_id AND v.op = k.op "
    "AND v.metric_id = :metric AND v.session_id = :session JOIN change c ON c.id = v.step_id "
    "JOIN actor p ON p.id = v.publisher_id JOIN actor a ON a.id = c.actor_id "
    "LEFT JOIN device d ON d.id = v.device_id WHERE c.org_id = :org ORDER BY v.step_id DESC"_L1};

constexpr QLatin1StringView
    kOfMetrics(" AND r.metric_id IN (SELECT value FROM json_each(:metrics))");
constexpr QLatin1StringView kOfSessions(" AND s.id IN (SELECT value FROM json_each(:sessions))");

QString recordSql(QLatin1StringView condition)
{
    return u"SELECT "_s % kRecordColumns %
           u" FROM record r CROSS JOIN session s ON s.id = r.session_id "
           "CROSS JOIN metric m ON m.id = r.metric_id WHERE "_s %
           condition;
}

// `readRow` returns Result<T>.
template <class T, class ReadRow>
Result<std::vector<T>> readAll(Statement &statement, ReadRow readRow,
                               const std::stop_token &stop = {})
{
    std::vector<T> rows;
    for (;;) {
        const auto hasRow = statement.next();
        if (!hasRow)
            return failure(hasRow.error());
        if (!*hasRow)
            return rows;
        if (stop.stop_requested())
            return failure(cancelledError());
        Result<T> made = readRow(statement);
        if (!made)
            return failure(made.error());
        rows.push_back(std::move(*made));
    }
}

Result<std::vector<Record>> readRecords(Connection &connection, Statement &statement,
                                        const std::stop_token &stop = {})
{
    RecordColumns columns(connection);
    return readAll<Record>(
        statement, [&columns](const Statement &row) { return columns.read(row); }, stop);
}

Result<RecordRevision> revisionOfRow(const Statement &row)
{
    return RecordRevision{row.real(0), row.optionalText(1), row.timestamp(2),
                          row.text(3), row.timestamp(4),    row.text(5)};
}

// The time of the first (or last) record, found from that end of the sessions' time order.
Result<std::optional<Timestamp>> outermostTime(Connection &connection,
                                               const SelectionCondition &condition, bool first)
{
    const auto plan = choosePlan(connection, condition, 1);
    if (!plan)
        return failure(plan.error());
    const QString time = timeColumn(condition.timeFilter);
    const QString order = first ? u""_s : u" DESC"_s;
    Statement statement =
        connection.prepare("record_extent"_L1, u"SELECT "_s % time % planSql(*plan, condition) %
                                                   u" ORDER BY "_s % time % order % u" LIMIT 1"_s);
    bindPlan(statement, *plan, condition);
    if (auto done = statement.execute(); !done)
        return failure(done.error());
    const auto row = statement.next();
    if (!row)
        return failure(row.error());
    return *row ? statement.optionalTimestamp(0) : std::nullopt;
}

} // namespace

Result<std::optional<Record>> readRecord(Connection &connection, RecordKey key,
                                         RecordColumns &columns)
{
    Statement statement =
        connection.prepare("record"_L1, recordSql("r.metric_id = ? AND r.session_id = ?"_L1));
    if (auto done = statement.run(key.metric, key.session); !done)
        return failure(done.error());
    const auto row = statement.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::optional<Record>();
    return columns.read(statement).transform(
        [](Record record) { return std::optional(std::move(record)); });
}

Result<std::vector<Record>> readRecordsAt(Connection &connection, OrgId org,
                                          std::span<const RecordKey> keys)
{
    Statement statement = connection.prepare(
        "records_at"_L1,
        "SELECT "_L1 % kRecordColumns %
            " FROM json_each(?) k CROSS JOIN record r ON r.metric_id = json_extract(k.value, "
            "'$[0]') AND r.session_id = json_extract(k.value, '$[1]') "
            "CROSS JOIN session s ON s.id = r.session_id WHERE s.org_id = ?"_L1);
    if (auto done = statement.run(jsonPairs(keys), org); !done)
        return failure(done.error());
    return readRecords(connection, statement);
}

Result<std::vector<Record>> readTimeless(Connection &connection, OrgId org,
                                         const Selection &selection,
                                         const std::optional<RecordKey> &after, int limit)
{
    if (auto valid = checkPageLimit(limit); !valid)
        return failure(valid.error());
    const auto condition = resolve(connection, org, selection);
    if (!condition)
        return failure(condition.error());
    if (condition->matchesNothing)
        return std::vector<Record>();
    const bool isOfSessions = condition->sessions.mode == IdFilter::Mode::OneOf;
    Statement statement = connection.prepare(
        "timeless_records"_L1,
        "SELECT "_L1 % kRecordColumns %
            " FROM session s CROSS JOIN record r ON r.session_id = s.id WHERE "_L1 %
            timelessConditionSql(*condition) %
            (condition->metrics.empty() ? QString() : QString(kOfMetrics)) %
            (isOfSessions ? QString(kOfSessions) : QString()) %
            " AND (s.id, r.metric_id) > (:after_session, :after_metric) "
            "ORDER BY s.id, r.metric_id LIMIT :limit"_L1);
    bindCondition(statement, *condition);
    if (!condition->metrics.empty())
        statement.set(":metrics"_L1, jsonArray(condition->metrics));
    if (isOfSessions)
        statement.set(":sessions"_L1, jsonArray(condition->sessions.ids));
    statement.set(":after_session"_L1, after ? after->session : SessionId())
        .set(":after_metric"_L1, after ? after->metric : MetricId())
        .set(":limit"_L1, limit);
    if (auto done = statement.execute(); !done)
        return failure(done.error());
    return readRecords(connection, statement);
}

Result<std::int64_t> readCount(Connection &connection, OrgId org, const Selection &selection,
                               const std::stop_token &stop)
{
    const auto condition = resolve(connection, org, selection);
    if (!condition)
        return failure(condition.error());
    if (condition->matchesNothing)
        return 0;
    const auto plan = choosePlan(connection, *condition);
    if (!plan)
        return failure(plan.error());
    if (stop.stop_requested())
        return failure(cancelledError());
    Statement statement =
        connection.prepare("record_count"_L1, u"SELECT count(*)"_s % planSql(*plan, *condition));
    bindPlan(statement, *plan, *condition);
    if (auto done = statement.execute(); !done)
        return failure(done.error());
    const auto row = statement.next();
    if (!row)
        return failure(row.error());
    return statement.integer(0);
}

Result<std::vector<Record>> readRecordsOf(Connection &connection, OrgId org, SessionId session,
                                          int limit)
{
    Statement statement = connection.prepare(
        "records_of_session"_L1,
        recordSql("r.session_id = ? AND s.org_id = ? ORDER BY m.name LIMIT ?"_L1));
    if (auto done = statement.run(session, org, limit); !done)
        return failure(done.error());
    return readRecords(connection, statement);
}

Result<std::vector<Record>> readRecordsOf(Connection &connection, OrgId org,
                                          const QString &sessionUid, int limit)
{
    if (auto valid = checkPageLimit(limit); !valid)
        return failure(valid.error());
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    const auto session = findSessionId(connection, org, sessionUid);
    if (!session)
        return failure(session.error());
    return readRecordsOf(connection, org, *session, limit);
}

Result<std::vector<RecordRevision>> readHistory(Connection &connection, OrgId org, RecordKey key)
{
    Statement statement = connection.prepare(kHistory);
    statement.set(":metric"_L1, key.metric).set(":session"_L1, key.session).set(":org"_L1, org);
    if (auto done = statement.execute(); !done)
        return failure(done.error());
    return readAll<RecordRevision>(statement, revisionOfRow);
}

Result<std::vector<double>> readLastValues(Connection &connection, OrgId org, MetricId metric,
                                           int count)
{
    Selection selection;
    selection.metrics = {metric};
    const auto page = readPage(connection, org, selection, SortOrder::Descending, std::nullopt,
                               std::min(count, kMaxPageRows));
    if (!page)
        return failure(page.error());
    std::vector<double> values;
    values.reserve(page->records.size());
    for (const Record &record : page->records)
        values.push_back(record.value);
    std::reverse(values.begin(), values.end());
    return values;
}

Result<std::optional<TimeWindow>> readExtent(Connection &connection, OrgId org,
                                             const std::vector<MetricId> &metrics,
                                             TimeFilter filter)
{
    Selection selection;
    selection.metrics = metrics;
    selection.timeFilter = filter;
    const auto condition = resolve(connection, org, selection);
    if (!condition)
        return failure(condition.error());
    if (condition->matchesNothing)
        return std::nullopt;
    const auto first = outermostTime(connection, *condition, true);
    if (!first)
        return failure(first.error());
    const auto last = outermostTime(connection, *condition, false);
    if (!last)
        return failure(last.error());
    if (!*first || !*last)
        return std::nullopt;
    return TimeWindow{**first, **last + Timedelta(1)};
}

} // namespace tidemark::store
