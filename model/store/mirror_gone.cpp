// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/mirror_gone.h"

#include "model/domain/remote_images.h"
#include "model/store/catalog_writer.h"
#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/outbox_waking.h"
#include "model/store/record_rows.h"
#include "model/store/rows.h"
#include "model/store/session_writer.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kMirrored{"select_mirrored_uids"_L1,
                        "SELECT remote_uid FROM mirror WHERE source_id = ? AND kind = ? "
                        "AND remote_uid IS NOT NULL ORDER BY remote_uid"_L1};
// With how the source showed a session that was changed here since.
constexpr Sql kMirroredRecords{
    "select_mirrored_records"_L1,
    "SELECT ms.remote_uid, s.id, s.end_ns, "
    "CASE WHEN s.change_id <> ms.change_id THEN ms.fields END FROM mirror d "
    "CROSS JOIN mirror m ON m.source_id = d.source_id AND m.kind = 4 AND m.key1 = d.key1 "
    "CROSS JOIN mirror ms ON ms.source_id = d.source_id AND ms.kind = 3 AND ms.key1 = m.key2 "
    "AND ms.key2 = 0 LEFT JOIN session s ON s.id = m.key2 "
    "WHERE d.source_id = ? AND d.kind = 2 AND d.remote_uid = ?"_L1};
// Values of a metric or session that the source was not noted to have just so.
constexpr QLatin1StringView
    kOtherRecords("SELECT EXISTS (SELECT 1 FROM record r LEFT JOIN mirror m ON m.source_id = ? "
                  "AND m.kind = 4 AND m.key1 = r.metric_id AND m.key2 = r.session_id "
                  "WHERE r.@key = ? AND m.change_id IS NOT r.change_id)");

// Samples that were received here go with their metric.
constexpr Sql kHasSeries{"metric_has_series"_L1,
                         "SELECT EXISTS (SELECT 1 FROM series WHERE metric_id = ?)"_L1};

// Where the source has the end: it may be another one here, until that is published.
std::optional<Timestamp> endThere(const QByteArray &fields)
{
    const QJsonObject shown = QJsonDocument::fromJson(fields).object();
    const auto times = outbox::timesOfFiles(shown.value(outbox::field::kFiles).toObject());
    return times ? std::optional(times->last) : std::nullopt;
}

template <class... Values>
Result<bool> isTrue(Statement select, const Values &...values)
{
    const auto row = select.run(values...).and_then([&select] { return select.next(); });
    if (!row)
        return failure(row.error());
    return select.boolean(0);
}

template <class Take>
Result<void> eachRow(Statement &select, Take take)
{
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        take();
    }
}

} // namespace

Result<QStringList> readMissing(Connection &connection, SourceId source, OutboxKind kind,
                                const SeenUids &seen)
{
    QStringList missing;
    Statement select = connection.prepare(kMirrored);
    return select.run(source, static_cast<int>(kind))
        .and_then([&] {
            return eachRow(select, [&] {
                if (QString uid = select.text(0); !seen->contains(uid))
                    missing.append(std::move(uid));
            });
        })
        .transform([&] { return std::move(missing); });
}

Result<QStringList> readMissingRecords(Connection &connection, SourceId source,
                                       const SeenRecords &seen)
{
    QStringList missing;
    Statement select = connection.prepare(kMirroredRecords);
    const auto wasAsked = [&seen](std::optional<Timestamp> end) {
        return end ? (!seen.begin || *end >= *seen.begin) && (!seen.end || *end < *seen.end)
                   : seen.hasUntimed;
    };
    const auto take = [&] {
        const QString uid = select.text(0);
        if (select.isNull(1) || seen.sessions->contains(uid))
            return;
        if (wasAsked(select.optionalTimestamp(2)) ||
            (!select.isNull(3) && wasAsked(endThere(select.text(3).toUtf8()))))
            missing.append(uid);
    };
    return select.run(source, seen.metric)
        .and_then([&] { return eachRow(select, take); })
        .transform([&] { return std::move(missing); });
}

// It came from there, and neither it nor a value of it was changed here, nor did any come here.
Result<bool> MirrorGone::isOnlyTheirs(const OutboxKey &key, const MirrorState &state)
{
    if (state.item || state.mirror->isOurs)
        return false;
    const auto change = m_rows.changeOf(key);
    if (!change)
        return failure(change.error());
    if (*change != state.change)
        return false;
    if (key.kind == OutboxKind::Record)
        return true;
    QString text(kOtherRecords);
    text.replace("@key"_L1, key.kind == OutboxKind::Session ? "session_id"_L1 : "metric_id"_L1);
    Connection &connection = m_rows.scope().connection();
    const auto hasOthers =
        isTrue(connection.prepare("has_other_records"_L1, text), m_rows.source().id, key.first);
    if (!hasOthers || *hasOthers || key.kind == OutboxKind::Session)
        return hasOthers.transform([](bool has) { return !has; });
    return isTrue(connection.prepare(kHasSeries), key.first).transform([](bool has) {
        return !has;
    });
}

template <class Find, class Remove>
Result<void> MirrorGone::dropThing(OutboxKind kind, const QString &uid, MirrorOutcome &outcome,
                                   Find find, Remove remove)
{
    const auto key = m_rows.keyOf(kind, uid);
    if (!key || !*key)
        return key ? Result<void>() : Result<void>(failure(key.error()));
    const auto state = m_rows.find(**key);
    if (!state)
        return failure(state.error());
    if (state->isUnanswered)
        return {};
    const auto mine = find((*key)->first);
    if (!mine)
        return failure(mine.error());
    if (!*mine)
        return m_rows.drop(**key);
    const auto isOnlyTheirs = this->isOnlyTheirs(**key, *state);
    if (!isOnlyTheirs)
        return failure(isOnlyTheirs.error());
    if (!*isOnlyTheirs) {
        ++outcome.conflicts;
        return m_rows.conflictGone(**key);
    }
    ++outcome.counts.removed;
    return remove((*key)->first).and_then([&] { return m_rows.drop(**key); });
}

Result<void> MirrorGone::dropDefinition(const QString &name, MirrorOutcome &outcome)
{
    ChangeScope &scope = m_rows.scope();
    auto dropped = dropThing(
        OutboxKind::Definition, name, outcome,
        [&scope](std::int64_t id) {
            return findDefinition(scope.connection(), scope.org(), MetricId(id));
        },
        [&](std::int64_t id) {
            return CatalogWriter(scope, m_uids).remove(std::array{MetricId(id)});
        });
    if (!dropped)
        return dropped;
    const auto holder = m_rows.keyOf(OutboxKind::Definition, name);
    if (!holder)
        return failure(holder.error());
    return *holder ? Result<void>() : wakeNamesake(scope.connection(), m_rows.source().id, name);
}

Result<void> MirrorGone::dropSession(const QString &uid, MirrorOutcome &outcome)
{
    ChangeScope &scope = m_rows.scope();
    return dropThing(
        OutboxKind::Session, uid, outcome,
        [&scope](std::int64_t id) {
            return findSession(scope.connection(), scope.org(), SessionId(id));
        },
        [&](std::int64_t id) { return SessionWriter(scope, m_uids).remove(SessionId(id)); });
}

Result<void> MirrorGone::dropRecord(const QString &metric, const QString &session,
                                    MirrorOutcome &outcome)
{
    const auto first = m_rows.keyOf(OutboxKind::Definition, metric);
    const auto second = m_rows.keyOf(OutboxKind::Session, session);
    if (!first || !second)
        return failure(first ? second.error() : first.error());
    if (!*first || !*second)
        return {};
    const OutboxKey key{OutboxKind::Record, (*first)->first, (*second)->first};
    const auto state = m_rows.find(key);
    if (!state)
        return failure(state.error());
    if (!state->mirror || state->isUnanswered)
        return {};
    ChangeScope &scope = m_rows.scope();
    RecordRows records(scope);
    const RecordKey record{MetricId(key.first), SessionId(key.second)};
    const auto mine = records.find(record);
    if (!mine)
        return failure(mine.error());
    if (!*mine)
        return m_rows.drop(key);
    const auto isOnlyTheirs = this->isOnlyTheirs(key, *state);
    if (!isOnlyTheirs)
        return failure(isOnlyTheirs.error());
    if (!*isOnlyTheirs) {
        ++outcome.conflicts;
        return m_rows.conflictGone(key);
    }
    ++outcome.counts.removed;
    return records.remove(record).and_then([&] { return m_rows.drop(key); });
}

} // namespace tidemark::store
