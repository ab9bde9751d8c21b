// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_conflicts.h"

#include "model/store/connection.h"
#include "model/store/outbox_items.h"
#include "model/store/outbox_queue.h"
#include "model/store/rows.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {

namespace field = outbox::field;

namespace {

constexpr Sql kConflicts{
    "select_conflicts"_L1,
    "SELECT id, kind, key1, key2, theirs FROM outbox WHERE source_id = ? "
    "AND state = 2 AND reason = 2 AND id IN (SELECT value FROM json_each(?))"_L1};
constexpr Sql kSeeTheirs{
    "see_theirs"_L1,
    "INSERT INTO mirror (source_id, kind, key1, key2, remote_uid, value, device, fields, is_ours, "
    "change_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0) "
    "ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET value = excluded.value, "
    "device = excluded.device, fields = coalesce(CASE excluded.kind WHEN 2 "
    "THEN json_patch(excluded.fields, json_object('name_told', " // see keepNameTold()
    "json_extract(mirror.fields, '$.name_told'))) ELSE excluded.fields END, mirror.fields)"_L1};
constexpr Sql kResolve{"resolve_conflicts"_L1,
                       "UPDATE outbox SET state = 0, reason = 0, code = 0, message = '', "
                       "detail = '', theirs = NULL WHERE source_id = ? AND state = 2 "
                       "AND id IN (SELECT value FROM json_each(?))"_L1};
// Values that were in conflict with some that went with their session or metric.
constexpr QLatin1StringView
    kResolveGone("UPDATE outbox SET state = 0, reason = 0, code = 0, message = '', detail = '', "
                 "theirs = NULL WHERE source_id = ? AND kind = 4 AND @key = ? AND state = 2 "
                 "AND reason = 2");
// A row with the values under it; see OutboxKey.
constexpr QLatin1StringView
    kForget("DELETE FROM mirror WHERE source_id = ? AND ((kind = ? AND key1 = ? AND key2 = ?) "
            "OR (kind = 4 AND @key = ?))");
constexpr QLatin1StringView kRecordsOf("SELECT metric_id, session_id FROM record WHERE @key = ?");

// From now on theirs is what is known to be there.
Result<void> seeTheirs(Connection &connection, SourceId source, const Conflict &conflict)
{
    return connection.prepare(kSeeTheirs)
        .run(source, static_cast<int>(conflict.key.kind), conflict.key.first, conflict.key.second,
             uidThere(conflict.theirs), conflict.theirs.value, conflict.theirs.device,
             objectText(plainFields(conflict.theirs.fields)));
}

// It is no longer there: everything of it is sent anew.
Result<void> forget(Connection &connection, SourceId source, const OutboxKey &key, Timestamp now)
{
    const bool isSession = key.kind == OutboxKind::Session;
    const std::int64_t owner = key.kind == OutboxKind::Record ? 0 : key.first; // of values
    OutboxQueue queue(connection, source);
    {
        QString text(kRecordsOf);
        text.replace("@key"_L1, isSession ? "session_id"_L1 : "metric_id"_L1);
        Statement select = connection.prepare("records_of_conflict"_L1, text);
        if (auto done = select.run(owner); !done)
            return done;
        for (auto row = select.next(); !row || *row; row = select.next()) {
            if (!row)
                return failure(row.error());
            queue.note(JournalTable::Record, select.integer(0), select.integer(1));
        }
    }
    const QLatin1StringView column = isSession ? "key2"_L1 : "key1"_L1;
    return connection.prepare("forget_conflict"_L1, QString(kForget).replace("@key"_L1, column))
        .run(source, static_cast<int>(key.kind), key.first, key.second, owner)
        .and_then([&] {
            return connection
                .prepare("resolve_gone"_L1, QString(kResolveGone).replace("@key"_L1, column))
                .run(source, owner);
        })
        .and_then([&] {
            const auto queued = queue.write({{}, now});
            return queued ? Result<void>() : Result<void>(failure(queued.error()));
        });
}

} // namespace

Result<std::vector<Conflict>> conflictsOf(Connection &connection, SourceId source,
                                          const std::vector<OutboxItemId> &items)
{
    std::vector<Conflict> conflicts;
    Statement select = connection.prepare(kConflicts);
    if (auto done = select.run(source, itemsText(items)); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return conflicts;
        conflicts.push_back(
            {select.id<OutboxItemId>(0),
             {static_cast<OutboxKind>(select.integer(1)), select.integer(2), select.integer(3)},
             imageFromText(select.text(4))});
    }
}

QString uidThere(const RemoteImage &theirs)
{
    const QString uid = theirs.fields.value(field::kUid).toString();
    return uid.isEmpty() ? theirs.fields.value(field::kName).toString() : uid;
}

QJsonObject plainFields(QJsonObject fields)
{
    fields.remove(field::kUid);
    fields.remove(kWholeField);
    return withoutRemoteChange(std::move(fields));
}

Result<std::int64_t> keepMineOf(Connection &connection, SourceId source,
                                const std::vector<OutboxItemId> &items, Timestamp now)
{
    const auto conflicts = conflictsOf(connection, source, items);
    if (!conflicts)
        return failure(conflicts.error());
    std::vector<OutboxItemId> resolved;
    for (const Conflict &conflict : *conflicts) {
        auto seen = conflict.isGone() ? forget(connection, source, conflict.key, now)
                                      : seeTheirs(connection, source, conflict);
        if (!seen)
            return failure(seen.error());
        resolved.push_back(conflict.id);
    }
    Statement resolve = connection.prepare(kResolve);
    return resolve.run(source, itemsText(resolved)).transform([&resolve] {
        return resolve.changedRows();
    });
}

} // namespace tidemark::store
