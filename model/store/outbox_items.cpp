// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_items.h"

#include "model/store/catalog_writer.h"
#include "model/store/change_scope.h"
#include "model/store/conflict_words.h"
#include "model/store/connection.h"
#include "model/store/outbox_queue.h"
#include "model/store/outbox_waking.h"
#include "model/store/page_limit.h"
#include "model/store/publish_devices.h"
#include "model/store/read_ids.h"
#include "model/store/record_editor.h"
#include "model/store/rows.h"
#include "model/store/selection_sql.h"
#include "model/store/session_writer.h"

#include <QCoreApplication>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct OutboxText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::OutboxItems)
};

constexpr Sql kCounts{
    "count_outbox"_L1,
    "SELECT (SELECT count(*) FROM outbox WHERE source_id = ? AND state < 2), "
    "(SELECT count(*) FROM outbox WHERE source_id = ? AND state = 2), "
    "(SELECT queued_ns FROM outbox WHERE source_id = ? AND state < 2 ORDER BY id LIMIT 1)"_L1};
constexpr QLatin1StringView
    kItemColumns("SELECT o.id, o.kind, o.key1, o.key2, o.state, o.queued_ns, o.reason, o.code, "
                 "o.message, o.detail, o.theirs, x.name, s.name, s.uid, d.name, d.deleted, "
                 "r.value, m.remote_uid, m.value, rd.name, p.mode, p.device, q.name "
                 "FROM outbox o LEFT JOIN source q ON q.id = o.source_id "
                 "LEFT JOIN metric x ON o.kind IN (2, 4) AND x.id = o.key1 "
                 "LEFT JOIN session s ON (o.kind = 3 AND s.id = o.key1) "
                 "OR (o.kind = 4 AND s.id = o.key2) "
                 "LEFT JOIN device d ON o.kind = 1 AND d.id = o.key1 "
                 "LEFT JOIN record r ON o.kind = 4 AND r.metric_id = o.key1 "
                 "AND r.session_id = o.key2 LEFT JOIN device rd ON rd.id = r.device_id @device"
                 "LEFT JOIN mirror m ON m.source_id = o.source_id AND m.kind = o.kind "
                 "AND m.key1 = o.key1 AND m.key2 = o.key2 WHERE o.source_id = ? AND o.id > ? ");

// Conflicts and what is final (2, 3) stay as they are: the first are decided, the others noted.
constexpr Sql kRetry{
    "retry_outbox"_L1,
    "UPDATE outbox SET state = 0, reason = 0, code = 0, message = '', detail = '', "
    "theirs = NULL WHERE source_id = ? AND state = 2 AND reason NOT IN (2, 3) "
    "AND id IN (SELECT value FROM json_each(?))"_L1};
constexpr Sql kRecordsOfItems{
    "records_of_items"_L1,
    "SELECT key1, key2 FROM outbox WHERE source_id = ? AND kind = 4 AND state = 2 "
    "AND reason NOT IN (2, 3) AND id IN (SELECT value FROM json_each(?))"_L1};
// Sessions of records that they hold up, and the other way round.
constexpr Sql kSessionsOfBlocked{
    "sessions_of_blocked"_L1,
    "SELECT s.id FROM outbox o JOIN outbox s ON s.source_id = o.source_id AND s.kind = 3 "
    "AND s.key1 = o.key2 AND s.key2 = 0 AND s.state = 2 WHERE o.source_id = ? AND o.kind = 4 "
    "AND o.state = 2 AND o.reason = 4 AND o.id IN (SELECT value FROM json_each(?))"_L1};
constexpr Sql kBlockedOfSessions{
    "blocked_of_sessions"_L1,
    "SELECT o.id FROM outbox s JOIN outbox o ON o.source_id = s.source_id AND o.kind = 4 "
    "AND o.key2 = s.key1 AND o.state = 2 AND o.reason = 4 WHERE s.source_id = ? AND s.kind = 3 "
    "AND s.id IN (SELECT value FROM json_each(?))"_L1};

// What is not sent at all any more: items, and the records of sessions that were never sent.
constexpr Sql kDiscarded{
    "discarded_items"_L1,
    "SELECT o.id FROM outbox o WHERE o.source_id = ? AND o.state IN (0, 2) "
    "AND o.id IN (SELECT value FROM json_each(?)) UNION "
    "SELECT r.id FROM outbox o JOIN outbox r ON r.source_id = o.source_id AND r.kind = 4 "
    "AND r.key2 = o.key1 AND r.state IN (0, 2) "
    "WHERE o.source_id = ? AND o.kind = 3 AND o.state IN (0, 2) "
    "AND o.id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM mirror m "
    "WHERE m.source_id = o.source_id AND m.kind = 3 AND m.key1 = o.key1 AND m.key2 = 0)"_L1};
// What is said to stay there for good is no longer ours to look after.
constexpr Sql kForgetFinal{
    "forget_final"_L1,
    "DELETE FROM mirror WHERE source_id = ? AND (kind, key1, key2) IN (SELECT kind, key1, key2 "
    "FROM outbox WHERE source_id = ? AND state = 2 AND reason = 3 "
    "AND id IN (SELECT value FROM json_each(?)) AND NOT (kind = 4 AND EXISTS (SELECT 1 "
    "FROM record r WHERE r.metric_id = outbox.key1 AND r.session_id = outbox.key2)) "
    "AND NOT (kind = 3 AND EXISTS (SELECT 1 FROM session s WHERE s.id = outbox.key1)) "
    "AND NOT (kind = 2 AND EXISTS (SELECT 1 FROM metric x WHERE x.id = outbox.key1)))"_L1};
// Of a metric that is here, what is final is its name there: the one here was told.
constexpr Sql kNoteNameTold{
    "note_name_told"_L1,
    "UPDATE mirror SET fields = json_set(coalesce(fields, '{}'), '$.' || ?, "
    "(SELECT x.name FROM metric x WHERE x.id = mirror.key1)) "
    "WHERE source_id = ? AND kind = 2 AND key2 = 0 AND key1 IN (SELECT o.key1 FROM outbox o "
    "JOIN metric x ON x.id = o.key1 WHERE o.source_id = ? AND o.kind = 2 AND o.state = 2 "
    "AND o.reason = 3 AND o.id IN (SELECT value FROM json_each(?)))"_L1};
// A sending without an answer may have arrived all the same. Its item is kept for that (state 3),
// out of sight, until the row is sent again or seen there: else what this store said itself would
// be taken for a change of others.
constexpr Sql kSetAside{
    "set_outbox_items_aside"_L1,
    "UPDATE outbox SET state = 3, reason = 0, code = 0, message = '', detail = '', theirs = NULL, "
    "version = version + 1 WHERE source_id = ? AND unanswered > 0 AND reason <> 3 "
    "AND id IN (SELECT value FROM json_each(?))"_L1};
constexpr Sql kDeleteItems{"delete_outbox_items"_L1,
                           "DELETE FROM outbox WHERE source_id = ? AND state < 3 "
                           "AND id IN (SELECT value FROM json_each(?))"_L1};
constexpr Sql kSelectKey{"select_outbox_key"_L1,
                         "SELECT kind, key1, key2 FROM outbox WHERE source_id = ? AND id = ? "
                         "AND state < 3"_L1};

QString itemColumns()
{
    return QString(kItemColumns)
        .replace("@device"_L1, QString(kPublishDeviceJoin).replace("@row"_L1, "o"_L1));
}

template <class... Values>
Result<std::vector<OutboxItemId>> selectItems(Connection &connection, const Sql &sql,
                                              const Values &...values)
{
    Statement select = connection.prepare(sql);
    return select.run(values...).and_then([&select] { return readIds<OutboxItemId>(select); });
}

OutboxItem readItem(const Statement &row)
{
    OutboxItem item;
    item.id = row.id<OutboxItemId>(0);
    item.key = {static_cast<OutboxKind>(row.integer(1)), row.integer(2), row.integer(3)};
    item.state = static_cast<OutboxState>(row.integer(4));
    item.queued = row.timestamp(5);
    item.reason = static_cast<AttentionReason>(row.integer(6));
    if (item.state == OutboxState::Attention)
        item.error = {static_cast<ErrorCode>(row.integer(7)), row.text(8), row.text(9)};
    if (!row.isNull(10))
        item.theirs = imageFromText(row.text(10));
    const QString remote = row.text(17);
    switch (item.key.kind) {
    case OutboxKind::Device:
        item.isRemoval = row.isNull(14) || row.boolean(15);
        item.name = row.isNull(14) ? remote : row.text(14);
        break;
    case OutboxKind::Definition:
        item.isRemoval = row.isNull(11);
        item.name = item.isRemoval ? remote : row.text(11);
        break;
    case OutboxKind::Session:
        item.isRemoval = row.isNull(13);
        item.name = row.optionalText(12).value_or(item.isRemoval ? remote : row.text(13));
        item.session = row.optionalText(13);
        break;
    case OutboxKind::Record:
        item.isRemoval = row.isNull(16);
        item.name = row.text(11);
        item.session = row.optionalText(13);
        if (!row.isNull(16) || !row.isNull(18))
            item.value = row.real(row.isNull(16) ? 18 : 16);
        if (!item.isRemoval)
            item.said =
                publishedImage(readPublishDevice(row, 20), item.value, row.optionalText(19));
        break;
    }
    if (item.reason == AttentionReason::Conflict)
        item.error.message = conflictSentence(item, row.text(22));
    return item;
}

// Records that need attention, with what they need there in case it was given up.
Result<void> queueAgain(Connection &connection, SourceId source, const QString &items,
                        Timestamp now)
{
    OutboxQueue parents(connection, source);
    {
        Statement select = connection.prepare(kRecordsOfItems);
        if (auto done = select.run(source, items); !done)
            return done;
        for (auto row = select.next(); !row || *row; row = select.next()) {
            if (!row)
                return failure(row.error());
            parents.note(JournalTable::Record, select.integer(0), select.integer(1));
        }
    }
    const auto written = parents.writeParents(now);
    return written ? Result<void>() : Result<void>(failure(written.error()));
}

Result<OutboxKey> keyOf(Connection &connection, SourceId source, OutboxItemId item)
{
    Statement select = connection.prepare(kSelectKey);
    if (auto done = select.run(source, item); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return failure(ErrorCode::NotFound,
                       OutboxText::tr("This change no longer waits to be sent."));
    return OutboxKey{static_cast<OutboxKind>(select.integer(0)), select.integer(1),
                     select.integer(2)};
}

Result<void> noResult(const Result<Definition> &result)
{
    return result ? Result<void>() : Result<void>(failure(result.error()));
}

Result<void> noResult(const Result<Session> &result)
{
    return result ? Result<void>() : Result<void>(failure(result.error()));
}

std::optional<QString> textField(const QJsonObject &fields, QLatin1StringView key)
{
    const QJsonValue value = fields.value(key);
    return value.isString() ? std::optional(value.toString()) : std::nullopt;
}

} // namespace

QString itemsText(const std::vector<OutboxItemId> &items)
{
    std::vector<std::int64_t> ids;
    ids.reserve(items.size());
    for (const OutboxItemId item : items)
        ids.push_back(item.value());
    return jsonArray(ids);
}

QString imageText(const RemoteImage &image)
{
    QJsonObject object;
    if (image.value)
        object.insert("value"_L1, *image.value);
    if (image.device)
        object.insert("device"_L1, *image.device);
    if (!image.fields.isEmpty())
        object.insert("fields"_L1, image.fields);
    return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

RemoteImage imageFromText(const QString &text)
{
    const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
    RemoteImage image;
    if (const QJsonValue value = object.value("value"_L1); value.isDouble())
        image.value = value.toDouble();
    image.device = textField(object, "device"_L1);
    image.fields = object.value("fields"_L1).toObject();
    return image;
}

RemoteImage readImage(const Statement &row, int column)
{
    RemoteImage image;
    if (!row.isNull(column))
        image.value = row.real(column);
    image.device = row.optionalText(column + 1);
    image.fields = objectFromText(row.optionalText(column + 2));
    return image;
}

Result<OutboxCounts> countOutbox(Connection &connection, SourceId source)
{
    Statement select = connection.prepare(kCounts);
    if (auto done = select.run(source, source, source); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    OutboxCounts counts;
    if (*row)
        counts = {select.integer(0), select.integer(1), select.optionalTimestamp(2)};
    return counts;
}

Result<OutboxPage> readOutbox(Connection &connection, SourceId source,
                              std::optional<OutboxState> state, std::optional<OutboxItemId> after,
                              int limit)
{
    if (auto valid = checkPageLimit(limit); !valid)
        return failure(valid.error());
    QLatin1StringView which = "AND o.state < 3 "_L1;
    if (state)
        which = *state == OutboxState::Attention ? "AND o.state = 2 "_L1
                : *state == OutboxState::Sending ? "AND o.state = 1 "_L1
                                                 : "AND o.state < 2 "_L1;
    Statement select =
        connection.prepare("select_outbox"_L1, itemColumns() % which % "ORDER BY o.id LIMIT ?"_L1);
    // One row more than asked for tells whether another page follows.
    if (auto done = select.run(source, after.value_or(OutboxItemId()), limit + 1); !done)
        return failure(done.error());
    OutboxPage page;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return page;
        if (page.items.size() == static_cast<std::size_t>(limit)) {
            page.next = page.items.back().id;
            return page;
        }
        page.items.push_back(readItem(select));
    }
}

Result<std::int64_t> retryItems(Connection &connection, SourceId source,
                                const std::vector<OutboxItemId> &items, Timestamp now)
{
    std::vector<OutboxItemId> all = items;
    const auto sessions = selectItems(connection, kSessionsOfBlocked, source, itemsText(all));
    if (!sessions)
        return failure(sessions.error());
    all.insert(all.end(), sessions->begin(), sessions->end());
    const auto blocked = selectItems(connection, kBlockedOfSessions, source, itemsText(all));
    if (!blocked)
        return failure(blocked.error());
    all.insert(all.end(), blocked->begin(), blocked->end());
    if (auto queued = queueAgain(connection, source, itemsText(all), now); !queued)
        return failure(queued.error());
    Statement retry = connection.prepare(kRetry);
    return retry.run(source, itemsText(all)).transform([&retry] { return retry.changedRows(); });
}

Result<std::int64_t> discardItems(Connection &connection, SourceId source,
                                  const std::vector<OutboxItemId> &items)
{
    const auto all =
        selectItems(connection, kDiscarded, source, itemsText(items), source, itemsText(items));
    if (!all)
        return failure(all.error());
    if (auto forgotten = connection.prepare(kForgetFinal).run(source, source, itemsText(items));
        !forgotten)
        return failure(forgotten.error());
    if (auto told = connection.prepare(kNoteNameTold)
                        .run(QString(kNameToldField), source, source, itemsText(items));
        !told)
        return failure(told.error());
    std::int64_t count = 0;
    for (const Sql &sql : {kSetAside, kDeleteItems}) {
        Statement change = connection.prepare(sql);
        if (auto done = change.run(source, itemsText(*all)); !done)
            return failure(done.error());
        count += change.changedRows();
    }
    return wakeFreeNames(connection, source).transform([count] { return count; });
}

Result<void> editItemValue(ChangeScope &scope, SourceId source, OutboxItemId item, double value)
{
    const auto key = keyOf(scope.connection(), source, item);
    if (!key)
        return failure(key.error());
    if (key->kind != OutboxKind::Record)
        return failure(ErrorCode::InvalidArgument,
                       OutboxText::tr("This change has no value. Edit its name instead."));
    RecordEdit edit;
    edit.key = {MetricId(key->first), SessionId(key->second)};
    edit.value = value;
    return RecordEditor(scope).edit(edit);
}

Result<void> editItemName(ChangeScope &scope, UidSource &uids, SourceId source, OutboxItemId item,
                          const QString &name)
{
    const auto key = keyOf(scope.connection(), source, item);
    if (!key)
        return failure(key.error());
    switch (key->kind) {
    case OutboxKind::Definition:
    case OutboxKind::Record: {
        DefinitionChange change;
        change.name = name;
        return noResult(CatalogWriter(scope, uids).update(MetricId(key->first), change));
    }
    case OutboxKind::Session: {
        SessionChange change;
        change.name = std::optional(name);
        return noResult(SessionWriter(scope, uids).update(SessionId(key->first), change));
    }
    case OutboxKind::Device:
        break;
    }
    return failure(ErrorCode::InvalidArgument,
                   OutboxText::tr("The name of a device cannot be changed. Create another one."));
}

} // namespace tidemark::store
