// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_conflicts.h"

#include "model/domain/remote_images.h"
#include "model/store/catalog_writer.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/mirror_marks.h"
#include "model/store/mirror_rows.h"
#include "model/store/mirror_sessions.h"
#include "model/store/name_rows.h"
#include "model/store/outbox_items.h"
#include "model/store/outbox_queue.h"
#include "model/store/record_editor.h"
#include "model/store/record_rows.h"
#include "model/store/rows.h"
#include "model/store/session_fields.h"
#include "model/store/session_writer.h"
#include "model/store/source_rows.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {

namespace field = outbox::field;

namespace {

struct ConflictText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::OutboxItems)
};

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
// A fetch that is undone leaves the source alone. Here ours comes back, which it is to have.
constexpr Sql kIsOwnChange{"take_as_own_change"_L1,
                           "UPDATE change SET source_id = 0 WHERE id = ?"_L1};
constexpr Sql kDeleteItem{"delete_conflict"_L1,
                          "DELETE FROM outbox WHERE source_id = ? AND id = ?"_L1};
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

struct Conflict
{
    OutboxItemId id;
    OutboxKey key;
    RemoteImage theirs;

    [[nodiscard]] bool isGone() const { return theirs.fields.value(kGoneField).toBool(); }
};

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

/// Brings their side of one conflict into the store.
class Taker
{
public:
    Taker(MirrorRows &rows, UidSource &uids)
        : m_rows(rows)
        , m_scope(rows.scope())
        , m_uids(uids)
    {}

    [[nodiscard]] Result<void> take(const Conflict &conflict);

private:
    [[nodiscard]] Result<void> remove(const OutboxKey &key);
    [[nodiscard]] Result<OutboxKey> apply(const Conflict &conflict, const PublishDevice &rule);
    [[nodiscard]] Result<OutboxKey> applyRecord(const Conflict &conflict, bool withDevice);
    [[nodiscard]] Result<OutboxKey> applyDefinition(const Conflict &conflict);
    [[nodiscard]] Result<OutboxKey> applySession(const Conflict &conflict);
    [[nodiscard]] Result<OutboxKey> bringBack(const RemoteImage &theirs);
    [[nodiscard]] Result<RemoteImage> imageOf(const OutboxKey &key, const RemoteImage &theirs);

    MirrorRows &m_rows;
    ChangeScope &m_scope;
    UidSource &m_uids;
};

Result<void> Taker::take(const Conflict &conflict)
{
    if (conflict.isGone())
        return remove(conflict.key).and_then([&] { return m_rows.drop(conflict.key); });
    const auto state = m_rows.find(conflict.key);
    if (!state)
        return failure(state.error());
    const auto key = apply(conflict, state->rule);
    if (!key)
        return failure(key.error());
    if (*key != conflict.key) { // brought back as a new row: its values are read again
        auto done = m_rows.drop(conflict.key).and_then([&] {
            return forgetDigests(m_scope.connection(), m_rows.source().id);
        });
        if (!done)
            return done;
    }
    const auto image = imageOf(*key, conflict.theirs);
    if (!image)
        return failure(image.error());
    Mirror mirror{uidThere(conflict.theirs), *image, false};
    if (state->mirror) {
        mirror.isOurs = state->mirror->isOurs;
        if (key->kind != OutboxKind::Record)
            mirror.remoteUid = state->mirror->remoteUid;
        outbox::keepNameTold(mirror.image.fields, state->mirror->image.fields);
    }
    return m_rows.agree(*key, {}, mirror);
}

Result<void> Taker::remove(const OutboxKey &key)
{
    const auto change = m_rows.changeOf(key);
    if (!change)
        return failure(change.error());
    if (*change == 0)
        return {}; // here too
    switch (key.kind) {
    case OutboxKind::Definition:
        return CatalogWriter(m_scope, m_uids).remove(std::array{MetricId(key.first)});
    case OutboxKind::Session:
        return SessionWriter(m_scope, m_uids).remove(SessionId(key.first));
    case OutboxKind::Record:
        return RecordRows(m_scope).remove({MetricId(key.first), SessionId(key.second)});
    case OutboxKind::Device:
        break;
    }
    return {};
}

Result<OutboxKey> Taker::apply(const Conflict &conflict, const PublishDevice &rule)
{
    switch (conflict.key.kind) {
    case OutboxKind::Record:
        return applyRecord(conflict, rule.mode == PublishDevice::Mode::AsRecorded);
    case OutboxKind::Definition:
        return applyDefinition(conflict);
    case OutboxKind::Session:
        return applySession(conflict);
    case OutboxKind::Device:
        break;
    }
    return conflict.key;
}

Result<OutboxKey> Taker::applyRecord(const Conflict &conflict, bool withDevice)
{
    const RecordKey key{MetricId(conflict.key.first), SessionId(conflict.key.second)};
    RecordRows records(m_scope);
    const auto row = records.find(key);
    if (!row)
        return failure(row.error());
    if (*row) {
        RecordEdit edit;
        edit.key = key;
        edit.value = conflict.theirs.value;
        if (withDevice)
            edit.device = conflict.theirs.device;
        return RecordEditor(m_scope).edit(edit).transform([&] { return conflict.key; });
    }
    const auto metric = findDefinition(m_scope.connection(), m_scope.org(), key.metric);
    const auto session = findSession(m_scope.connection(), m_scope.org(), key.session);
    if (!metric || !session)
        return failure(metric ? session.error() : metric.error());
    if (!*metric || !*session)
        return failure(ErrorCode::NotFound,
                       ConflictText::tr("What this value belongs to was removed here. Undo that "
                                        "first."));
    RecordRow wanted{key, {}, {}, conflict.theirs.value.value_or(0)};
    if (conflict.theirs.device) {
        const auto device = NameRows(m_scope).device(*conflict.theirs.device);
        if (!device)
            return failure(device.error());
        wanted.device = *device;
    }
    return records.put(wanted, **session).transform([&](bool) { return conflict.key; });
}

Result<OutboxKey> Taker::applyDefinition(const Conflict &conflict)
{
    const auto description = outbox::textOf(conflict.theirs.fields, field::kDescription);
    const MetricId metric(conflict.key.first);
    const auto mine = findDefinition(m_scope.connection(), m_scope.org(), metric);
    if (!mine)
        return failure(mine.error());
    CatalogWriter writer(m_scope, m_uids);
    if (*mine) {
        DefinitionChange change;
        change.description = description;
        return writer.update(metric, change).transform([&](const Definition &) {
            return conflict.key;
        });
    }
    NewDefinition wanted;
    wanted.name = conflict.theirs.fields.value(field::kName).toString();
    wanted.description = description;
    return writer.create(wanted).transform([](const Definition &made) {
        return OutboxKey{OutboxKind::Definition, made.id.value(), 0};
    });
}

Result<OutboxKey> Taker::applySession(const Conflict &conflict)
{
    const QJsonObject &fields = conflict.theirs.fields;
    const SessionId id(conflict.key.first);
    const auto mine = findSession(m_scope.connection(), m_scope.org(), id);
    if (!mine)
        return failure(mine.error());
    if (!*mine)
        return bringBack(conflict.theirs);
    const SessionChange change = changeToTheirs(fields, **mine);
    if (change.start) {
        if (auto dropped = dropFileRanges(m_scope, **mine); !dropped)
            return failure(dropped.error());
    }
    return SessionWriter(m_scope, m_uids).update(id, change).transform([&](const Session &) {
        return conflict.key;
    });
}

Result<OutboxKey> Taker::bringBack(const RemoteImage &theirs)
{
    const Session session = sessionOfFields(theirs.fields);
    NewSession wanted;
    const QString uid = theirs.fields.value(field::kUid).toString();
    const auto taken = findSession(m_scope.connection(), m_scope.org(), uid);
    if (!taken)
        return failure(taken.error());
    if (!*taken)
        wanted.uid = uid;
    wanted.name = session.name;
    wanted.description = session.description;
    wanted.start = session.start;
    wanted.end = session.end;
    wanted.devices = session.devices;
    wanted.tags = session.tags;
    wanted.note = session.note;
    wanted.metadata = session.metadata;
    wanted.labels = session.labels;
    wanted.customFields = session.customFields;
    return SessionWriter(m_scope, m_uids).create(wanted).transform([](const Session &made) {
        return OutboxKey{OutboxKind::Session, made.id.value(), 0};
    });
}

// A session compares with what the row says of it.
Result<RemoteImage> Taker::imageOf(const OutboxKey &key, const RemoteImage &theirs)
{
    RemoteImage image = theirs;
    image.fields = plainFields(theirs.fields);
    image.fields.remove(kOthersField); // was said of a removal
    if (key.kind != OutboxKind::Session || !theirs.fields.value(kWholeField).toBool())
        return image;
    const auto session = findSession(m_scope.connection(), m_scope.org(), SessionId(key.first));
    if (!session)
        return failure(session.error());
    if (*session)
        image.fields = fieldsOf(**session);
    return image;
}

} // namespace

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

Result<void> takeTheirsOf(ChangeScope &scope, UidSource &uids, SourceId source, OutboxItemId item)
{
    const auto conflicts = conflictsOf(scope.connection(), source, {item});
    if (!conflicts)
        return failure(conflicts.error());
    if (conflicts->empty())
        return failure(ErrorCode::InvalidArgument,
                       ConflictText::tr("Only one version of this change is known. There is "
                                        "nothing to choose."));
    const auto found = findSource(scope.connection(), scope.org(), source);
    if (!found)
        return failure(found.error());
    MirrorRows rows(scope, *found);
    return Taker(rows, uids)
        .take(conflicts->front())
        .and_then([&] { return scope.connection().prepare(kIsOwnChange).run(scope.id()); })
        .and_then([&] { return scope.connection().prepare(kDeleteItem).run(source, item); });
}

} // namespace tidemark::store
