// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/source_queue.h"

#include "model/store/connection.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// The row of the store that an item stands for is there.
constexpr QLatin1StringView kIsHere(
    "CASE outbox.kind "
    "WHEN 1 THEN EXISTS (SELECT 1 FROM device d WHERE d.id = outbox.key1 AND d.deleted = 0) "
    "WHEN 2 THEN EXISTS (SELECT 1 FROM metric x WHERE x.id = outbox.key1) "
    "WHEN 3 THEN EXISTS (SELECT 1 FROM session s WHERE s.id = outbox.key1) "
    "ELSE EXISTS (SELECT 1 FROM record r WHERE r.metric_id = outbox.key1 "
    "AND r.session_id = outbox.key2) END");
// Rows that the source has and that were changed or removed while nothing was queued. Their items
// take the numbers after the last one. What was final of a row that is here is so no longer.
constexpr QLatin1StringView kQueueChanged(
    "INSERT INTO outbox (id, source_id, kind, key1, key2, queued_ns) "
    "SELECT (SELECT coalesce(max(next), 1) - 1 FROM id_sequence WHERE name = 'outbox') "
    "+ row_number() OVER (ORDER BY m.kind, m.key2, m.key1), m.source_id, m.kind, m.key1, m.key2, ? "
    "FROM mirror m LEFT JOIN device d ON m.kind = 1 AND d.id = m.key1 AND d.deleted = 0 "
    "LEFT JOIN metric x ON m.kind = 2 AND x.id = m.key1 "
    "LEFT JOIN session s ON m.kind = 3 AND s.id = m.key1 "
    "LEFT JOIN record r ON m.kind = 4 AND r.metric_id = m.key1 AND r.session_id = m.key2 "
    "WHERE m.source_id = ? AND (m.change_id IS NOT coalesce(d.change_id, x.change_id, "
    "s.change_id, r.change_id) OR (m.kind = 3 AND EXISTS (SELECT 1 FROM session_device a "
    "WHERE a.session_id = m.key1 AND a.change_id > m.change_id))) "
    "ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET version = version + 1, state = 0, "
    "reason = 0, code = 0, message = '', detail = '' "
    "WHERE outbox.state = 3 OR outbox.state = 2 AND outbox.reason = 3 AND ");
constexpr Sql kSaveQueueIds{
    "save_queue_ids"_L1,
    "INSERT INTO id_sequence (name, next) SELECT 'outbox', coalesce(max(id), 0) + 1 FROM outbox "
    "WHERE true ON CONFLICT (name) DO UPDATE SET next = max(next, excluded.next)"_L1};
constexpr Sql kIsUsed{
    "is_source_used"_L1,
    "SELECT EXISTS (SELECT 1 FROM mirror WHERE source_id = ?) "
    "OR EXISTS (SELECT 1 FROM fetch_mark WHERE source_id = ? AND kind NOT IN (5, 8)) "
    "OR EXISTS (SELECT 1 FROM outbox WHERE source_id = ? "
    "AND (unanswered > 0 OR theirs IS NOT NULL))"_L1};
// And what was discarded: the new service was sent nothing of it.
constexpr QLatin1StringView
    kDropRemovals("DELETE FROM outbox WHERE source_id = ? AND (state = 3 OR NOT ");
constexpr Sql kMoveItems{
    "move_queue"_L1,
    "UPDATE outbox SET source_id = ?, state = 0, unanswered = 0, sent_value = NULL, "
    "sent_device = NULL, sent_fields = NULL, reason = 0, code = 0, message = '', detail = '', "
    "theirs = NULL WHERE source_id = ?"_L1};
// Their metrics and sessions were there, but are not at the new service.
constexpr Sql kQueueParents{
    "queue_parents_of_moved"_L1,
    "INSERT INTO outbox (id, source_id, kind, key1, key2, queued_ns) "
    "SELECT (SELECT coalesce(max(next), 1) - 1 FROM id_sequence WHERE name = 'outbox') "
    "+ row_number() OVER (ORDER BY t.kind, t.id), ?, t.kind, t.id, 0, ? "
    "FROM (SELECT 2 AS kind, key1 AS id FROM outbox WHERE source_id = ? AND kind = 4 "
    "UNION SELECT 3, key2 FROM outbox WHERE source_id = ? AND kind = 4) t WHERE true "
    "ON CONFLICT (source_id, kind, key1, key2) DO NOTHING"_L1};
constexpr Sql kMoveDevices{
    "move_publish_devices"_L1,
    "UPDATE publish_device SET source_id = ? WHERE source_id = ? AND EXISTS (SELECT 1 "
    "FROM outbox o WHERE o.source_id = ? AND o.kind = 4 AND o.key1 = metric_id "
    "AND o.key2 = session_id)"_L1};

} // namespace

Result<void> queueChanged(Connection &connection, SourceId source, Timestamp now)
{
    return connection.prepare("queue_changed_meanwhile"_L1, kQueueChanged % kIsHere)
        .run(now, source)
        .and_then([&] { return connection.prepare(kSaveQueueIds).run(); });
}

Result<bool> isSourceUsed(Connection &connection, SourceId source)
{
    Statement select = connection.prepare(kIsUsed);
    if (auto done = select.run(source, source, source); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row && select.boolean(0);
}

Result<void> moveQueue(Connection &connection, SourceId from, SourceId to, Timestamp now)
{
    return connection.prepare("drop_queued_removals"_L1, kDropRemovals % kIsHere % ")"_L1)
        .run(from)
        .and_then([&] { return connection.prepare(kMoveItems).run(to, from); })
        .and_then([&] { return connection.prepare(kQueueParents).run(to, now, to, to); })
        .and_then([&] { return connection.prepare(kSaveQueueIds).run(); })
        .and_then([&] { return connection.prepare(kMoveDevices).run(to, from, to); });
}

} // namespace tidemark::store
