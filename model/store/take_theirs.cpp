// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/take_theirs.h"

#include "model/store/catalog_writer.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/mirror_marks.h"
#include "model/store/mirror_rows.h"
#include "model/store/mirror_sessions.h"
#include "model/store/name_rows.h"
#include "model/store/outbox_conflicts.h"
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

// A fetch that is undone leaves the source alone. Here ours comes back, which it is to have.
constexpr Sql kIsOwnChange{"take_as_own_change"_L1,
                           "UPDATE change SET source_id = 0 WHERE id = ?"_L1};
constexpr Sql kDeleteItem{"delete_conflict"_L1,
                          "DELETE FROM outbox WHERE source_id = ? AND id = ?"_L1};
// A metric has another name there, and nobody was told so.
constexpr Sql kHasUntoldName{
    "has_untold_name"_L1, "SELECT 1 FROM metric x JOIN mirror m ON m.source_id = ? "
                          "AND m.kind = 2 AND m.key1 = x.id AND m.key2 = 0 WHERE x.id = ? "
                          "AND x.name <> m.remote_uid "
                          "AND x.name <> coalesce(json_extract(m.fields, '$.name_told'), '')"_L1};

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

// What is queued now does not differ from theirs, but for a name that the source cannot change: to
// be told by who sends it.
Result<void> queueUntoldName(ChangeScope &scope, SourceId source, const OutboxKey &key)
{
    if (key.kind != OutboxKind::Definition)
        return {};
    const auto isUntold = [&]() -> Result<bool> {
        Statement select = scope.connection().prepare(kHasUntoldName);
        if (auto done = select.run(source, key.first); !done)
            return failure(done.error());
        return select.next();
    }();
    if (!isUntold)
        return failure(isUntold.error());
    if (!*isUntold)
        return {};
    OutboxQueue queue(scope.connection(), source);
    queue.note(JournalTable::Metric, key.first, {});
    const auto queued = queue.write({{}, scope.at()});
    return queued ? Result<void>() : Result<void>(failure(queued.error()));
}

} // namespace

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
        .and_then([&] { return scope.connection().prepare(kDeleteItem).run(source, item); })
        .and_then([&] { return queueUntoldName(scope, source, conflicts->front().key); });
}

} // namespace tidemark::store
