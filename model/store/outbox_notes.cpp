// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_notes.h"

#include "model/store/connection.h"
#include "model/store/mirror_marks.h"
#include "model/store/outbox_items.h"
#include "model/store/outbox_waking.h"
#include "model/store/rows.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kStart{"start_outbox_item"_L1,
                     "UPDATE outbox SET state = 1, unanswered = unanswered + 1, sent_value = ?, "
                     "sent_device = ?, sent_fields = ? WHERE source_id = ? AND id = ? "
                     "AND version = ? AND state < 2"_L1};
constexpr Sql kSelectKey{"select_started_key"_L1,
                         "SELECT kind, key1, key2 FROM outbox WHERE source_id = ? AND id = ?"_L1};
constexpr Sql kSelectUid{"select_mirrored_uid"_L1,
                         "SELECT remote_uid FROM mirror WHERE source_id = ? AND kind = ? "
                         "AND key1 = ? AND key2 = 0"_L1};
constexpr Sql kPutMirror{
    "put_mirror"_L1,
    "INSERT INTO mirror (source_id, kind, key1, key2, remote_uid, value, device, fields, is_ours, "
    "change_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET remote_uid = excluded.remote_uid, "
    "value = excluded.value, device = excluded.device, fields = excluded.fields, "
    "is_ours = excluded.is_ours, change_id = excluded.change_id"_L1};
constexpr Sql kDropMirror{
    "drop_mirror"_L1,
    "DELETE FROM mirror WHERE source_id = ? AND kind = ? AND key1 = ? AND key2 = ?"_L1};
constexpr Sql kRemoveItem{
    "remove_outbox_item"_L1,
    "DELETE FROM outbox WHERE source_id = ? AND id = ? AND version = ? AND state < 2"_L1};
// The row changed while it was sent: what it was then has arrived.
constexpr Sql kRenewItem{"renew_outbox_item"_L1,
                         "UPDATE outbox SET state = 0, unanswered = 0, sent_value = NULL, "
                         "sent_device = NULL, sent_fields = NULL WHERE source_id = ? AND id = ? "
                         "AND state < 2"_L1};
constexpr Sql kPutBack{"put_outbox_item_back"_L1,
                       "UPDATE outbox SET state = 0, unanswered = max(unanswered - ?, 0) "
                       "WHERE source_id = ? AND id = ? AND state < 2"_L1};
constexpr Sql kNeedAttention{
    "outbox_needs_attention"_L1,
    "UPDATE outbox SET state = 2, reason = ?, code = ?, message = ?, detail = ?, theirs = ?, "
    "unanswered = max(unanswered - ?, 0) WHERE source_id = ? AND id = ? AND version = ? "
    "AND state < 2"_L1};
// What belonged to a metric or session that is gone there. Records that are here again keep their
// items, and are in conflict with nothing any more.
constexpr QLatin1StringView kDropChildren("DELETE FROM mirror WHERE source_id = ? AND kind = 4 "
                                          "AND @key = ?");
// A session that goes there too needs to know what it holds of a metric that stays.
constexpr QLatin1StringView
    kButOfGoingSessions(" AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.kind = 3 "
                        "AND s.source_id = mirror.source_id AND s.key1 = mirror.key2 "
                        "AND s.state < 3)");
constexpr QLatin1StringView
    kDropChildItems("DELETE FROM outbox WHERE source_id = ? AND kind = 4 AND @key = ? "
                    "AND NOT EXISTS (SELECT 1 FROM record r WHERE r.metric_id = outbox.key1 "
                    "AND r.session_id = outbox.key2)");
constexpr QLatin1StringView kQueueRecords(
    "INSERT INTO outbox (id, source_id, kind, key1, key2, queued_ns) "
    "SELECT (SELECT coalesce(max(next), 1) - 1 FROM id_sequence WHERE name = 'outbox') "
    "+ row_number() OVER (ORDER BY session_id, metric_id), ?, 4, metric_id, session_id, ? "
    "FROM record WHERE @key = ? "
    "ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET version = version + 1, "
    "state = CASE WHEN state > 1 THEN 0 ELSE state END, reason = 0, code = 0, message = '', "
    "detail = '', theirs = NULL");
constexpr Sql kSaveQueueIds{
    "save_outbox_ids"_L1,
    "INSERT INTO id_sequence (name, next) SELECT 'outbox', coalesce(max(id), 0) + 1 FROM outbox "
    "WHERE true ON CONFLICT (name) DO UPDATE SET next = max(next, excluded.next)"_L1};
// Left to itself, SQLite walks all rows of the kind for each uid.
constexpr Sql kSelectMirrors{
    "select_mirrors"_L1,
    "SELECT m.kind, m.key1, m.key2, m.remote_uid, m.is_ours, m.value, m.device, m.fields "
    "FROM json_each(?) w CROSS JOIN mirror m INDEXED BY mirror_uid "
    "ON m.source_id = ? AND m.kind = ? "
    "AND m.remote_uid = w.value"_L1};

// Whether what is there is what the row says: not so where a part of a sending failed. Else a fetch
// would take a change of others for the only one.
bool isAsHere(const OutboxOutcome &outcome)
{
    return outcome.kind == OutboxOutcome::Kind::Settled ||
           (outcome.kind == OutboxOutcome::Kind::Attention &&
            outcome.reason == AttentionReason::Final);
}

class Noter
{
public:
    Noter(Connection &connection, SourceId source, Timestamp now)
        : m_connection(connection)
        , m_source(source)
        , m_now(now)
    {}

    [[nodiscard]] Result<void> note(const OutboxOutcome &outcome);
    [[nodiscard]] Result<void> putMirror(const OutboxKey &key, const Mirror &mirror,
                                         std::int64_t change);

private:
    [[nodiscard]] Result<void> settle(const OutboxOutcome &outcome);
    [[nodiscard]] Result<void> putBack(const OutboxOutcome &outcome);
    [[nodiscard]] Result<void> needAttention(const OutboxOutcome &outcome);
    [[nodiscard]] Result<void> dropMirror(const OutboxKey &key);
    [[nodiscard]] Result<void> dropChildren(const OutboxKey &key, QLatin1StringView but = {});
    [[nodiscard]] Result<void> queueRecords(const OutboxKey &key);
    [[nodiscard]] Result<std::optional<QString>> uidOf(const OutboxKey &key);
    [[nodiscard]] Result<void> noteGone(const OutboxOutcome &outcome);

    /// For the pages of fetches that were asked for before; of what is about to be dropped, too.
    [[nodiscard]] Result<void> noteForPages(const OutboxKey &key);

    Connection &m_connection;
    SourceId m_source;
    Timestamp m_now;
    std::optional<std::int64_t> m_number; ///< of these notes; 0: nothing follows them
    OutboxKey m_noted = {};               ///< the last one
};

Result<void> Noter::noteForPages(const OutboxKey &key)
{
    if (!m_number) {
        const auto number = nextDelivered(m_connection, m_source);
        if (!number)
            return failure(number.error());
        m_number = *number;
    }
    const bool isRecord = key.kind == OutboxKind::Record;
    const OutboxKey whole = isRecord ? OutboxKey{OutboxKind::Session, key.second, 0} : key;
    if (*m_number == 0 || whole == m_noted || whole.kind == OutboxKind::Device)
        return {};
    const auto uid = uidOf(whole);
    if (!uid)
        return failure(uid.error());
    if (!*uid)
        return {};
    m_noted = whole;
    return noteDelivered(m_connection, m_source, *m_number, whole.kind, **uid);
}

Result<std::optional<QString>> Noter::uidOf(const OutboxKey &key)
{
    Statement select = m_connection.prepare(kSelectUid);
    if (auto done = select.run(m_source, static_cast<int>(key.kind), key.first); !done)
        return failure(done.error());
    return select.next().transform(
        [&select](bool isFound) { return isFound ? select.optionalText(0) : std::nullopt; });
}

Result<void> Noter::putMirror(const OutboxKey &key, const Mirror &mirror, std::int64_t change)
{
    const bool isRecord = key.kind == OutboxKind::Record;
    return m_connection.prepare(kPutMirror)
        .run(m_source, static_cast<int>(key.kind), key.first, key.second,
             isRecord ? std::nullopt : std::optional(mirror.remoteUid), mirror.image.value,
             mirror.image.device, objectText(mirror.image.fields), mirror.isOurs, change);
}

Result<void> Noter::dropMirror(const OutboxKey &key)
{
    return m_connection.prepare(kDropMirror)
        .run(m_source, static_cast<int>(key.kind), key.first, key.second);
}

Result<void> Noter::dropChildren(const OutboxKey &key, QLatin1StringView but)
{
    if (key.kind != OutboxKind::Definition && key.kind != OutboxKind::Session)
        return {};
    const QLatin1StringView column = key.kind == OutboxKind::Session ? "key2"_L1 : "key1"_L1;
    const auto run = [&](QString pattern) {
        return m_connection.prepare("drop_children"_L1, pattern.replace("@key"_L1, column))
            .run(m_source, key.first);
    };
    return run(kDropChildren % but).and_then([&] { return run(QString(kDropChildItems)); });
}

Result<void> Noter::queueRecords(const OutboxKey &key)
{
    if (key.kind != OutboxKind::Definition && key.kind != OutboxKind::Session)
        return {};
    QString queue(kQueueRecords);
    queue.replace("@key"_L1, key.kind == OutboxKind::Session ? "session_id"_L1 : "metric_id"_L1);
    return dropChildren(key)
        .and_then([&] {
            return m_connection.prepare("queue_records"_L1, queue).run(m_source, m_now, key.first);
        })
        .and_then([&] { return m_connection.prepare(kSaveQueueIds).run(); });
}

// A row may be back here, with records that the mirror explained until now.
Result<void> Noter::noteGone(const OutboxOutcome &outcome)
{
    const bool isMetric = outcome.key.kind == OutboxKind::Definition;
    const auto name = isMetric ? uidOf(outcome.key) : Result<std::optional<QString>>();
    if (!name)
        return failure(name.error());
    return noteForPages(outcome.key)
        .and_then([&] { return dropMirror(outcome.key); })
        .and_then([&] { return queueRecords(outcome.key); })
        .and_then([&] { return settle(outcome); })
        .and_then(
            [&] { return *name ? wakeNamesake(m_connection, m_source, **name) : Result<void>(); });
}

Result<void> Noter::note(const OutboxOutcome &outcome)
{
    if (outcome.kind != OutboxOutcome::Kind::Gone && outcome.mirror) {
        const std::int64_t change = isAsHere(outcome) ? outcome.change : 0;
        auto done = putMirror(outcome.key, *outcome.mirror, change).and_then([&] {
            return noteForPages(outcome.key);
        });
        if (!done)
            return done;
    }
    // Its values need no more than that it is there, whatever else is to be said of it.
    if (outcome.key.kind == OutboxKind::Definition && outcome.mirror) {
        if (auto woken = wakeRecordsOfMetric(m_connection, m_source, outcome.key.first); !woken)
            return woken;
    }
    switch (outcome.kind) {
    case OutboxOutcome::Kind::Gone:
        return noteGone(outcome);
    case OutboxOutcome::Kind::Settled:
        return settle(outcome);
    case OutboxOutcome::Kind::Again:
        return putBack(outcome);
    case OutboxOutcome::Kind::Attention:
        return needAttention(outcome);
    }
    return {};
}

Result<void> Noter::settle(const OutboxOutcome &outcome)
{
    const bool isMissing = outcome.kind == OutboxOutcome::Kind::Gone && outcome.change != 0;
    std::int64_t removed = 0;
    if (!isMissing) {
        Statement remove = m_connection.prepare(kRemoveItem);
        if (auto done = remove.run(m_source, outcome.id, outcome.version); !done)
            return done;
        removed = remove.changedRows();
    }
    if (removed == 0) {
        if (auto done = m_connection.prepare(kRenewItem).run(m_source, outcome.id); !done)
            return done;
    }
    if (outcome.key.kind == OutboxKind::Definition && !outcome.mirror)
        return wakeRecordsOfMetric(m_connection, m_source, outcome.key.first);
    if (outcome.key.kind != OutboxKind::Session)
        return {};
    return wakeRecordsOfSession(m_connection, m_source, outcome.key.first);
}

Result<void> Noter::putBack(const OutboxOutcome &outcome)
{
    const int answered = outcome.wasStarted && outcome.isAnswered ? 1 : 0;
    return m_connection.prepare(kPutBack).run(answered, m_source, outcome.id);
}

Result<void> Noter::needAttention(const OutboxOutcome &outcome)
{
    const int answered = outcome.wasStarted && outcome.isAnswered ? 1 : 0;
    const auto theirs = outcome.theirs ? std::optional(imageText(*outcome.theirs)) : std::nullopt;
    Statement mark = m_connection.prepare(kNeedAttention);
    if (auto done = mark.run(static_cast<int>(outcome.reason), static_cast<int>(outcome.error.code),
                             outcome.error.message, outcome.error.detail, theirs, answered,
                             m_source, outcome.id, outcome.version);
        !done)
        return done;
    if (mark.changedRows() == 0)
        return putBack(outcome); // the row changed meanwhile: it is tried again as it is now
    // What was removed here and stays there for good takes along what belonged to it.
    if (outcome.reason == AttentionReason::Final && outcome.change == 0)
        return dropChildren(outcome.key, outcome.key.kind == OutboxKind::Definition
                                             ? kButOfGoingSessions
                                             : QLatin1StringView());
    return {};
}

} // namespace

Result<std::vector<OutboxItemId>> noteStarts(Connection &connection, SourceId source,
                                             const std::vector<OutboxStart> &items)
{
    std::vector<OutboxItemId> started;
    started.reserve(items.size());
    Statement start = connection.prepare(kStart);
    Noter noter(connection, source, {});
    for (const OutboxStart &item : items) {
        if (auto done = start.run(item.sending.value, item.sending.device,
                                  objectText(item.sending.fields), source, item.id, item.version);
            !done)
            return failure(done.error());
        if (start.changedRows() == 0)
            continue;
        started.push_back(item.id);
        if (!item.observed)
            continue;
        Statement select = connection.prepare(kSelectKey);
        if (auto done = select.run(source, item.id); !done)
            return failure(done.error());
        if (const auto row = select.next(); !row)
            return failure(row.error());
        const OutboxKey key{static_cast<OutboxKind>(select.integer(0)), select.integer(1),
                            select.integer(2)};
        select.finish();
        if (auto seen = noter.putMirror(key, *item.observed, 0); !seen)
            return failure(seen.error());
    }
    return started;
}

Result<void> noteOutcomes(Connection &connection, SourceId source,
                          const std::vector<OutboxOutcome> &outcomes, Timestamp now)
{
    Noter noter(connection, source, now);
    for (const OutboxOutcome &outcome : outcomes) {
        if (auto noted = noter.note(outcome); !noted)
            return noted;
    }
    return {};
}

Result<void> noteMirrors(Connection &connection, SourceId source,
                         const std::vector<MirrorNote> &notes)
{
    Noter noter(connection, source, {});
    for (const MirrorNote &note : notes) {
        if (auto put = noter.putMirror(note.key, note.mirror, 0); !put)
            return put;
    }
    return {};
}

Result<std::vector<MirrorNote>> readMirrors(Connection &connection, SourceId source,
                                            OutboxKind kind, const QStringList &remoteUids)
{
    std::vector<MirrorNote> mirrors;
    const QByteArray wanted =
        QJsonDocument(QJsonArray::fromStringList(remoteUids)).toJson(QJsonDocument::Compact);
    Statement select = connection.prepare(kSelectMirrors);
    if (auto done = select.run(QString::fromUtf8(wanted), source, static_cast<int>(kind)); !done)
        return failure(done.error());
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return mirrors;
        MirrorNote note;
        note.key = {static_cast<OutboxKind>(select.integer(0)), select.integer(1),
                    select.integer(2)};
        note.mirror = {select.text(3), readImage(select, 5), select.boolean(4)};
        mirrors.push_back(std::move(note));
    }
}

} // namespace tidemark::store
