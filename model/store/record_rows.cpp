// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/record_rows.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/read_ids.h"
#include "model/store/rows.h"
#include "model/store/session_rows.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kUpsertRecord{
    "upsert_record"_L1,
    "INSERT INTO record (published_ns, publisher_id, change_id, metric_id, session_id, device_id, "
    "invocation_id, value) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (metric_id, session_id) DO UPDATE SET device_id = excluded.device_id, "
    "invocation_id = excluded.invocation_id, published_ns = excluded.published_ns, "
    "publisher_id = excluded.publisher_id, value = excluded.value, "
    "change_id = excluded.change_id"_L1};
constexpr int kOwnColumns = 3; // before them what all records of a change share
constexpr Sql kSelectRecordRow{
    "select_record_row"_L1,
    "SELECT device_id, invocation_id, value FROM record WHERE metric_id = ? AND session_id = ?"_L1};
constexpr Sql kDeleteRecord{"delete_record"_L1,
                            "DELETE FROM record WHERE metric_id = ? AND session_id = ?"_L1};
// By time: left to itself, SQLite walks all records of the metric, since they lie in order of id.
constexpr Sql kSelectEntry{
    "select_entry"_L1,
    "SELECT s.id FROM session s CROSS JOIN record r ON r.session_id = s.id AND r.metric_id = ? "
    "WHERE s.org_id = ? AND s.start_ns = ? AND s.is_entry = 1 AND r.device_id IS ? AND s.id <> ? "
    "ORDER BY +s.id DESC LIMIT 1"_L1};
// Sessions of a metric's records that hold no other metric's.
constexpr QLatin1StringView
    kOnlyOfMetric("id IN (SELECT session_id FROM record WHERE metric_id = ?) AND NOT EXISTS "
                  "(SELECT 1 FROM record o WHERE o.session_id = session.id AND o.metric_id <> ?)");
constexpr QLatin1StringView
    kRemovedSessions("SELECT id FROM session_revision WHERE step_id = ? AND op = 1");
constexpr Sql kDeleteRecordsOfMetric{"delete_records_of_metric"_L1,
                                     "DELETE FROM record WHERE metric_id = ?"_L1};
constexpr Sql kDeleteRemovedDevices{
    "delete_removed_devices"_L1,
    "DELETE FROM session_device WHERE session_id IN "
    "(SELECT id FROM session_revision WHERE step_id = ? AND op = 1)"_L1};
constexpr Sql kDeleteRemovedSessions{
    "delete_removed_sessions"_L1,
    "DELETE FROM session WHERE id IN "
    "(SELECT id FROM session_revision WHERE step_id = ? AND op = 1)"_L1};
constexpr Sql kSelectMetricsOfSession{"select_metrics_of_session"_L1,
                                      "SELECT metric_id FROM record WHERE session_id = ?"_L1};

QString keepRemovedText(JournalTable table)
{
    const QString columns = tableColumns(table);
    const QString name = tableName(table);
    return "INSERT INTO "_L1 % name % "_revision (step_id, op, before_change, "_L1 % columns %
           ") SELECT ?, 1, change_id, "_L1 % columns % " FROM "_L1 % name;
}

} // namespace

Result<bool> RecordRows::put(const RecordRow &row, const Session &session)
{
    const auto earlier = find(row.key);
    if (!earlier)
        return failure(earlier.error());
    const bool isTaken = earlier->has_value();
    const std::int64_t metric = row.key.metric.value();
    const std::int64_t second = row.key.session.value();
    auto kept = isTaken ? m_scope.willUpdate(JournalTable::Record, metric, second)
                        : m_scope.willInsert(JournalTable::Record, metric, second);
    if (!kept)
        return failure(kept.error());
    m_scope.touched().touchRecords(row.key.metric, session.start, session.end);
    return insert(row).transform([isTaken] { return isTaken; });
}

Result<void> RecordRows::insert(const RecordRow &row)
{
    m_scope.usesSession(row.key.session);
    if (!m_upsert) {
        m_upsert.emplace(m_scope.connection().prepare(kUpsertRecord));
        m_upsert->bindFrom(0, m_scope.at(), m_scope.actorId(), m_scope.id());
    }
    m_upsert->bindFrom(kOwnColumns, row.key.metric, row.key.session, row.device, row.invocation,
                       row.value);
    return m_upsert->execute();
}

Result<std::optional<RecordRow>> RecordRows::find(RecordKey key)
{
    if (!m_select)
        m_select.emplace(m_scope.connection().prepare(kSelectRecordRow));
    if (auto done = m_select->run(key.metric, key.session); !done)
        return failure(done.error());
    const auto row = m_select->next();
    if (!row)
        return failure(row.error());
    std::optional<RecordRow> found;
    if (*row)
        found = RecordRow{key, m_select->optionalInteger(0), m_select->optionalInteger(1),
                          m_select->real(2)};
    m_select->finish();
    return found;
}

Result<std::optional<RecordKey>> RecordRows::findEntry(MetricId metric, Timestamp at,
                                                       std::optional<std::int64_t> device,
                                                       SessionId except)
{
    if (!m_selectEntry)
        m_selectEntry.emplace(m_scope.connection().prepare(kSelectEntry));
    if (auto done = m_selectEntry->run(metric, m_scope.org(), at, device, except.value()); !done)
        return failure(done.error());
    const auto row = m_selectEntry->next();
    if (!row)
        return failure(row.error());
    std::optional<RecordKey> found;
    if (*row)
        found = RecordKey{metric, m_selectEntry->id<SessionId>(0)};
    m_selectEntry->finish();
    return found;
}

Result<void> RecordRows::remove(RecordKey key)
{
    const auto session = findSession(m_scope.connection(), m_scope.org(), key.session);
    if (!session)
        return failure(session.error());
    const auto row = find(key);
    if (!row)
        return failure(row.error());
    if (!*session || !*row)
        return failure(ErrorCode::NotFound,
                       QCoreApplication::translate("tidemark::store::RecordRows",
                                                   "This record is no longer in the store."));
    m_scope.touched().touchRecords(key.metric, (*session)->start, (*session)->end);
    if (auto removed = removeRow(key); !removed)
        return removed;
    if (!(*session)->isEntry)
        return {};
    const auto others = metricsOf(key.session);
    if (!others)
        return failure(others.error());
    return others->empty() ? SessionRows(m_scope).removeRow(**session) : Result<void>();
}

Result<void> RecordRows::removeRow(RecordKey key)
{
    m_scope.usesSession(key.session);
    if (auto kept =
            m_scope.willRemove(JournalTable::Record, key.metric.value(), key.session.value());
        !kept)
        return kept;
    return m_scope.connection().prepare(kDeleteRecord).run(key.metric, key.session);
}

// As sets: a metric may have millions of records. Nothing else has written in this change.
Result<void> RecordRows::removeOfMetric(MetricId metric)
{
    const std::int64_t step = m_scope.id().value();
    const std::int64_t id = metric.value();
    const QString keepEntries =
        keepRemovedText(JournalTable::Session) % " WHERE is_entry = 1 AND "_L1 % kOnlyOfMetric;
    const QString keepDevices = keepRemovedText(JournalTable::SessionDevice) %
                                " WHERE session_id IN ("_L1 % kRemovedSessions % ")"_L1;
    const QString keepRecords = keepRemovedText(JournalTable::Record) % " WHERE metric_id = ?"_L1;
    Connection &connection = m_scope.connection();
    m_scope.writesSets();
    m_scope.touched().touchRecords(metric, Timestamp::min(), Timestamp::max());
    m_scope.touched().touchSessions();
    return connection.prepare("keep_entries_of_metric"_L1, keepEntries)
        .run(step, id, id)
        .and_then([&] {
            return connection.prepare("keep_devices_of_metric"_L1, keepDevices).run(step, step);
        })
        .and_then([&] {
            return connection.prepare("keep_records_of_metric"_L1, keepRecords).run(step, id);
        })
        .and_then([&] { return connection.prepare(kDeleteRecordsOfMetric).run(id); })
        .and_then([&] { return connection.prepare(kDeleteRemovedDevices).run(step); })
        .and_then([&] { return connection.prepare(kDeleteRemovedSessions).run(step); });
}

Result<std::vector<MetricId>> RecordRows::metricsOf(SessionId session)
{
    Statement select = m_scope.connection().prepare(kSelectMetricsOfSession);
    return select.run(session.value()).and_then([&select] { return readIds<MetricId>(select); });
}

Result<void> RecordRows::removeOfSession(const Session &session)
{
    if (auto touched = touchSession(session); !touched)
        return touched;
    const auto metrics = metricsOf(session.id);
    if (!metrics)
        return failure(metrics.error());
    for (const MetricId metric : *metrics) {
        if (auto removed = removeRow({metric, session.id}); !removed)
            return removed;
    }
    return {};
}

Result<void> RecordRows::touchSession(const Session &session)
{
    const auto metrics = metricsOf(session.id);
    if (!metrics)
        return failure(metrics.error());
    for (const MetricId metric : *metrics)
        m_scope.touched().touchRecords(metric, session.start, session.end);
    return {};
}

} // namespace tidemark::store
