// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_batch.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/read_ids.h"
#include "model/store/selection_sql.h"

#include <QString>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// The values of both, in this order. The first ones are the same in each row.
constexpr int kSharedColumns = 5;

constexpr Sql kInsertRecord{
    "insert_record"_L1,
    "INSERT INTO record (published_ns, publisher_id, change_id, device_id, invocation_id, value, "
    "session_id, metric_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kReplaceRecord{
    "replace_record"_L1,
    "UPDATE record SET published_ns = ?, publisher_id = ?, change_id = ?, device_id = ?, "
    "invocation_id = ?, value = ? WHERE session_id = ? AND metric_id = ?"_L1};
constexpr Sql kSelectWithHistory{
    "select_have_history"_L1,
    "SELECT j.value FROM json_each(?) j WHERE EXISTS (SELECT 1 FROM record_revision v "
    "WHERE v.step_id = ? AND v.op = 0 AND v.metric_id = j.value AND v.session_id = ?) "
    "OR EXISTS (SELECT 1 FROM record_revision v JOIN change c ON c.id = v.step_id "
    "WHERE v.session_id = ? AND v.metric_id = j.value AND v.op = 1 AND c.undone = 0)"_L1};

constexpr Sql kIsSessionUsed{
    "is_session_used"_L1,
    "SELECT EXISTS (SELECT 1 FROM record WHERE session_id = ?), EXISTS (SELECT 1 "
    "FROM record_revision WHERE session_id = ? AND op = 1)"_L1};

} // namespace

Result<std::set<MetricId>> RecordBatch::put(const Values &values, const RecordRow &pattern,
                                            const Session &session)
{
    if (values.empty())
        return std::set<MetricId>();
    std::vector<std::int64_t> metrics;
    metrics.reserve(values.size());
    for (const auto &[metric, value] : values) {
        metrics.push_back(metric.value());
        m_scope.touched().touchRecords(metric, session.start, session.end);
    }
    m_scope.usesSession(session.id);
    const auto isNew = isNewSession(session.id);
    if (!isNew)
        return failure(isNew.error());
    if (*isNew)
        return insertAll(values, pattern);
    const auto kept = m_scope.willPutMany(JournalTable::Record, metrics, session.id.value());
    if (!kept)
        return failure(kept.error());
    if (*kept == static_cast<std::int64_t>(values.size()))
        return replaceAll(values, pattern);
    if (auto done = putAll(values, pattern); !done)
        return failure(done.error());
    return withHistory(metrics, session.id);
}

// It has no values, nor had any: there is nothing to keep, and no history.
Result<bool> RecordBatch::isNewSession(SessionId session)
{
    Statement select = m_scope.connection().prepare(kIsSessionUsed);
    if (auto done = select.run(session, session); !done)
        return failure(done.error());
    return select.next().transform(
        [&select](bool) { return !select.boolean(0) && !select.boolean(1); });
}

Result<std::set<MetricId>> RecordBatch::insertAll(const Values &values, const RecordRow &pattern)
{
    for (const auto &[metric, value] : values) {
        auto noted =
            m_scope.willInsert(JournalTable::Record, metric.value(), pattern.key.session.value());
        if (!noted)
            return failure(noted.error());
    }
    return write(kInsertRecord, values, pattern).transform([] { return std::set<MetricId>(); });
}

Result<std::set<MetricId>> RecordBatch::replaceAll(const Values &values, const RecordRow &pattern)
{
    return write(kReplaceRecord, values, pattern).transform([&values] {
        std::set<MetricId> all;
        for (const auto &[metric, value] : values)
            all.insert(all.end(), metric);
        return all;
    });
}

// Of those that were not kept nobody knows here whether they are there.
Result<void> RecordBatch::putAll(const Values &values, RecordRow row)
{
    RecordRows rows(m_scope);
    for (const auto &[metric, value] : values) {
        row.key.metric = metric;
        row.value = value;
        if (auto done = rows.insert(row); !done)
            return done;
    }
    return {};
}

// This change has kept a value, just now or when it wrote it before, or a removal did.
Result<std::set<MetricId>> RecordBatch::withHistory(const std::vector<std::int64_t> &metrics,
                                                    SessionId session)
{
    Statement select = m_scope.connection().prepare(kSelectWithHistory);
    if (auto done = select.run(jsonArray(metrics), m_scope.id(), session, session); !done)
        return failure(done.error());
    return readIds<MetricId>(select).transform([](const std::vector<MetricId> &found) {
        return std::set<MetricId>(found.begin(), found.end());
    });
}

// A statement for each row: one of many rows goes through a co-routine, and takes twice as long.
Result<void> RecordBatch::write(const Sql &sql, const Values &values, const RecordRow &pattern)
{
    Statement statement = m_scope.connection().prepare(sql);
    statement.bindFrom(0, m_scope.at(), m_scope.actorId(), m_scope.id(), pattern.device,
                       pattern.invocation);
    for (const auto &[metric, value] : values) {
        statement.bindFrom(kSharedColumns, value, pattern.key.session, metric);
        if (auto done = statement.execute(); !done)
            return done;
    }
    return {};
}

} // namespace tidemark::store
