// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/mirror_rows.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/outbox_items.h"
#include "model/store/outbox_queue.h"
#include "model/store/publish_devices.h"
#include "model/store/rows.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr QLatin1StringView kFind(
    "SELECT m.source_id, m.remote_uid, m.is_ours, m.value, m.device, m.fields, m.change_id, "
    "c.undone, o.id, o.state, o.unanswered, o.sent_value, o.sent_device, o.sent_fields, p.mode, "
    "p.device "
    "FROM (SELECT ? AS source_id, ? AS kind, ? AS key1, ? AS key2) q "
    "LEFT JOIN mirror m ON m.source_id = q.source_id AND m.kind = q.kind AND m.key1 = q.key1 "
    "AND m.key2 = q.key2 LEFT JOIN change c ON c.id = m.change_id "
    "LEFT JOIN outbox o ON o.source_id = q.source_id AND o.kind = q.kind AND o.key1 = q.key1 "
    "AND o.key2 = q.key2 @device");
constexpr Sql kKeyOf{
    "find_mirror_key"_L1,
    "SELECT key1 FROM mirror WHERE source_id = ? AND kind = ? AND remote_uid = ?"_L1};
constexpr Sql kPut{
    "put_fetched_mirror"_L1,
    "INSERT INTO mirror (source_id, kind, key1, key2, remote_uid, value, device, fields, is_ours, "
    "change_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET remote_uid = excluded.remote_uid, "
    "value = excluded.value, device = excluded.device, fields = excluded.fields, "
    "is_ours = excluded.is_ours, change_id = excluded.change_id"_L1};
// What stays there under the name that a metric had is told until a person has read it. State 3:
// discarded, but perhaps there, which is known now.
constexpr Sql kSettle{"settle_fetched"_L1,
                      "DELETE FROM outbox WHERE source_id = ? AND id = ? AND (state = 3 "
                      "OR (state <> 1 AND unanswered = 0 "
                      "AND NOT (kind = 2 AND state = 2 AND reason = 3)))"_L1};
constexpr Sql kConflict{
    "put_conflict"_L1,
    "INSERT INTO outbox (id, source_id, kind, key1, key2, queued_ns, state, reason, code, "
    "theirs) VALUES (?, ?, ?, ?, ?, ?, 2, 2, ?, ?) "
    "ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET "
    "unanswered = CASE state WHEN 3 THEN 0 ELSE unanswered END, state = 2, reason = 2, "
    "code = excluded.code, message = '', detail = '', theirs = excluded.theirs "
    "WHERE state <> 1"_L1};
constexpr Sql kReopen{"reopen_conflict"_L1,
                      "UPDATE outbox SET state = 0, reason = 0, code = 0, message = '', "
                      "detail = '', theirs = NULL, version = version + 1 "
                      "WHERE source_id = ? AND id = ? AND state = 2 AND reason = 2"_L1};
constexpr QLatin1StringView kDrop("DELETE FROM @table WHERE source_id = ? AND kind = ? "
                                  "AND key1 = ? AND key2 = ?");
constexpr QLatin1StringView kDropRecords("DELETE FROM @table WHERE source_id = ? AND kind = 4 "
                                         "AND @key = ?");

QLatin1StringView changeSql(OutboxKind kind)
{
    switch (kind) {
    case OutboxKind::Device:
        return "SELECT change_id FROM device WHERE id = ? AND deleted = ?"_L1;
    case OutboxKind::Definition:
        return "SELECT change_id FROM metric WHERE id = ? AND 0 = ?"_L1;
    case OutboxKind::Session:
        return "SELECT max(change_id) FROM (SELECT change_id FROM session WHERE id = ? "
               "UNION ALL SELECT change_id FROM session_device WHERE session_id = ?)"_L1;
    case OutboxKind::Record:
        return "SELECT change_id FROM record WHERE metric_id = ? AND session_id = ?"_L1;
    }
    return {};
}

} // namespace

MirrorRows::MirrorRows(ChangeScope &scope, const Source &source)
    : m_scope(scope)
    , m_source(source)
    , m_find(scope.connection().prepare(
          "find_mirror_state"_L1,
          QString(kFind).replace("@device"_L1,
                                 QString(kPublishDeviceJoin).replace("@row"_L1, "q"_L1))))
    , m_put(scope.connection().prepare(kPut))
    , m_settle(scope.connection().prepare(kSettle))
{
    scope.writesNotes();
}

Result<void> MirrorRows::beginPage(std::int64_t asOf)
{
    return lastDelivered(m_scope.connection(), m_source.id).transform([&](std::int64_t last) {
        if (last > asOf)
            m_olderThan = asOf;
    });
}

Result<MirrorState> MirrorRows::find(const OutboxKey &key)
{
    if (auto done = m_find.run(m_source.id, static_cast<int>(key.kind), key.first, key.second);
        !done)
        return failure(done.error());
    const auto row = m_find.next();
    if (!row)
        return failure(row.error());
    MirrorState state;
    if (!m_find.isNull(0)) {
        state.mirror = Mirror{m_find.text(1), readImage(m_find, 3), m_find.boolean(2)};
        state.change = m_find.integer(6);
        state.isTakenBack = !m_find.isNull(7) && m_find.boolean(7);
    }
    if (!m_find.isNull(8)) {
        const bool isDiscarded = m_find.integer(9) == 3;
        (isDiscarded ? state.discarded : state.item) = m_find.id<OutboxItemId>(8);
        state.isUnanswered = !isDiscarded && m_find.integer(10) > 0;
        state.sent = readImage(m_find, 11);
    }
    state.rule = readPublishDevice(m_find, 14);
    m_find.finish();
    return state;
}

Result<std::optional<OutboxKey>> MirrorRows::keyOf(OutboxKind kind, const QString &uid)
{
    Statement select = m_scope.connection().prepare(kKeyOf);
    if (auto done = select.run(m_source.id, static_cast<int>(kind), uid); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::optional<OutboxKey>();
    return std::optional(OutboxKey{kind, select.integer(0), 0});
}

Result<std::int64_t> MirrorRows::changeOf(const OutboxKey &key)
{
    Statement select = m_scope.connection().prepare("change_of_row"_L1, changeSql(key.kind));
    const std::int64_t second = key.kind == OutboxKind::Session ? key.first : key.second;
    if (auto done = select.run(key.first, second); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? select.integer(0) : 0;
}

Result<void> MirrorRows::put(const OutboxKey &key, const Mirror &mirror, std::int64_t change)
{
    const bool isRecord = key.kind == OutboxKind::Record;
    return m_put.run(m_source.id, static_cast<int>(key.kind), key.first, key.second,
                     isRecord ? std::nullopt : std::optional(mirror.remoteUid), mirror.image.value,
                     mirror.image.device, objectText(mirror.image.fields), mirror.isOurs, change);
}

Result<void> MirrorRows::agree(const OutboxKey &key, const MirrorState &state, const Mirror &mirror)
{
    const auto change = changeOf(key);
    if (!change)
        return failure(change.error());
    if (state.mirror != mirror || state.change != *change) {
        if (auto done = put(key, mirror, *change); !done)
            return done;
    }
    const auto item = state.item ? state.item : state.discarded;
    return item ? m_settle.run(m_source.id, *item) : Result<void>();
}

Result<void> MirrorRows::forgetDiscarded(const MirrorState &state)
{
    return state.discarded ? m_settle.run(m_source.id, *state.discarded) : Result<void>();
}

Result<void> MirrorRows::reopen(const MirrorState &state)
{
    return state.item ? m_scope.connection().prepare(kReopen).run(m_source.id, *state.item)
                      : Result<void>();
}

Result<void> MirrorRows::drop(const OutboxKey &key)
{
    for (const QLatin1StringView table : {"mirror"_L1, "outbox"_L1}) {
        const auto prepare = [&](QLatin1StringView pattern) {
            QString text(pattern);
            text.replace("@table"_L1, table);
            text.replace("@key"_L1, key.kind == OutboxKind::Session ? "key2"_L1 : "key1"_L1);
            return m_scope.connection().prepare("drop_fetched"_L1, text);
        };
        auto done =
            prepare(kDrop).run(m_source.id, static_cast<int>(key.kind), key.first, key.second);
        if (done && (key.kind == OutboxKind::Definition || key.kind == OutboxKind::Session))
            done = prepare(kDropRecords).run(m_source.id, key.first);
        if (!done)
            return done;
    }
    return {};
}

Result<void> MirrorRows::conflict(const OutboxKey &key, const RemoteImage &theirs)
{
    const auto id = takeOutboxId(m_scope.connection());
    if (!id)
        return failure(id.error());
    return m_scope.connection().prepare(kConflict).run(
        *id, m_source.id, static_cast<int>(key.kind), key.first, key.second, m_scope.at(),
        static_cast<int>(ErrorCode::Conflict), imageText(theirs));
}

Result<void> MirrorRows::conflictGone(const OutboxKey &key)
{
    RemoteImage gone;
    gone.fields.insert(kGoneField, true);
    return conflict(key, gone);
}

void refuse(MirrorOutcome &outcome, const QString &name, const Error &why)
{
    ++outcome.refusedCount;
    if (outcome.refused.size() >= kMaxRefused)
        return;
    Error error = why;
    error.message = QCoreApplication::translate("tidemark::store::MirrorRows", "\"%1\": %2")
                        .arg(name, why.message);
    outcome.refused.push_back(std::move(error));
}

bool isRefusal(const Error &error)
{
    return error.code == ErrorCode::InvalidArgument || error.code == ErrorCode::AlreadyExists;
}

} // namespace tidemark::store
