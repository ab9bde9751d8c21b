// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/outbox_queue.h"

#include "model/store/connection.h"
#include "model/store/publish_devices.h"
#include "model/store/published_sources.h"
#include "model/store/rows.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectNext{"select_outbox_sequence"_L1,
                          "SELECT next FROM id_sequence WHERE name = 'outbox'"_L1};
constexpr Sql kSaveNext{"save_outbox_sequence"_L1,
                        "INSERT INTO id_sequence (name, next) VALUES ('outbox', ?) "
                        "ON CONFLICT (name) DO UPDATE SET next = excluded.next"_L1};
constexpr Sql kTakeNext{"take_outbox_sequence"_L1,
                        "INSERT INTO id_sequence (name, next) VALUES ('outbox', 2) "
                        "ON CONFLICT (name) DO UPDATE SET next = next + 1 RETURNING next - 1"_L1};

// A row that is touched again waits again, in its place, and counts the change; one that was
// discarded (state 3) waits at the end. One in conflict stays so, with the version of the source:
// that is decided first (R4).
constexpr QLatin1StringView kQueueRows(
    "INSERT INTO outbox (id, source_id, kind, key1, key2, queued_ns) "
    "SELECT :base + row_number() OVER (ORDER BY t.key2, t.key1), :source, :kind, t.key1, t.key2, "
    ":at FROM (@rows) t WHERE @which "
    "ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET version = version + 1, "
    "id = CASE state WHEN 3 THEN excluded.id ELSE id END, "
    "queued_ns = CASE state WHEN 3 THEN excluded.queued_ns ELSE queued_ns END, "
    "state = CASE WHEN state = 3 OR (state = 2 AND reason <> 2) THEN 0 ELSE state END, "
    "reason = CASE reason WHEN 2 THEN 2 ELSE 0 END, code = CASE reason WHEN 2 THEN code ELSE 0 "
    "END, "
    "message = CASE reason WHEN 2 THEN message ELSE '' END, "
    "detail = CASE reason WHEN 2 THEN detail ELSE '' END, "
    "theirs = CASE reason WHEN 2 THEN theirs END");
// What a person is to decide (R4), and what the source said it keeps as it is (P4).
constexpr QLatin1StringView
    kNotSettled("NOT EXISTS (SELECT 1 FROM outbox c WHERE c.source_id = :source AND c.kind = :kind "
                "AND c.key1 = t.key1 AND c.key2 = t.key2 AND c.state = 2 AND c.reason IN (2, 3))");
// What records need there, where the source does not have it yet.
constexpr QLatin1StringView kQueueParents(
    "INSERT INTO outbox (id, source_id, kind, key1, key2, queued_ns) "
    "SELECT :base + row_number() OVER (ORDER BY t.key1), :source, :kind, t.key1, 0, :at "
    "FROM (SELECT DISTINCT @key AS key1 FROM (@records)) t "
    "WHERE EXISTS (SELECT 1 FROM @table p WHERE p.id = t.key1) AND NOT EXISTS "
    "(SELECT 1 FROM mirror m WHERE m.source_id = :source AND m.kind = :kind AND m.key1 = t.key1 "
    "AND m.key2 = 0) ON CONFLICT (source_id, kind, key1, key2) DO UPDATE SET id = excluded.id, "
    "queued_ns = excluded.queued_ns, version = version + 1, state = 0 WHERE state = 3");
// Taken back before anything of it can have arrived.
constexpr QLatin1StringView
    kWithdrawGone("DELETE FROM outbox WHERE source_id = :source AND kind = :kind AND state = 0 "
                  "AND unanswered = 0 AND (key1, key2) IN (SELECT key1, key2 FROM (@rows)) "
                  "AND NOT EXISTS (SELECT 1 FROM @alive) "
                  "AND NOT EXISTS (SELECT 1 FROM mirror m WHERE m.source_id = outbox.source_id "
                  "AND m.kind = outbox.kind AND m.key1 = outbox.key1 AND m.key2 = outbox.key2)");
// Corrected back to what is there. An inferred device is known where the session has only one.
constexpr QLatin1StringView kWithdrawSame(
    "DELETE FROM outbox WHERE source_id = :source AND kind = :kind "
    "AND (state = 0 OR (state = 2 AND reason = 3)) AND unanswered = 0 AND (key1, key2) IN (SELECT "
    "key1, key2 FROM (@rows)) "
    "AND EXISTS (SELECT 1 FROM mirror m JOIN record r ON r.metric_id = m.key1 "
    "AND r.session_id = m.key2 LEFT JOIN device d ON d.id = r.device_id @device"
    "WHERE m.source_id = outbox.source_id AND m.kind = outbox.kind AND m.key1 = outbox.key1 "
    "AND m.key2 = outbox.key2 AND m.value = r.value AND CASE coalesce(p.mode, 0) "
    "WHEN 0 THEN m.device IS d.name WHEN 1 THEN coalesce(m.device = @only, 0) "
    "ELSE m.device IS p.device END)");

// The row of the store that an item stands for, while it is there.
QLatin1StringView aliveSql(OutboxKind kind)
{
    switch (kind) {
    case OutboxKind::Device:
        return "device a WHERE a.id = outbox.key1 AND a.deleted = 0"_L1;
    case OutboxKind::Definition:
        return "metric a WHERE a.id = outbox.key1"_L1;
    case OutboxKind::Session:
        return "session a WHERE a.id = outbox.key1"_L1;
    case OutboxKind::Record:
        return "record a WHERE a.metric_id = outbox.key1 AND a.session_id = outbox.key2"_L1;
    }
    return {};
}

} // namespace

Result<std::int64_t> takeOutboxId(Connection &connection)
{
    Statement take = connection.prepare(kTakeNext);
    const auto row = take.run().and_then([&] { return take.next(); });
    if (!row)
        return failure(row.error());
    return take.integer(0);
}

std::optional<QString> fieldsText(const RemoteImage &image)
{
    return objectText(image.fields);
}

OutboxQueue::OutboxQueue(Connection &connection, std::vector<SourceId> sources)
    : m_connection(&connection)
    , m_sources(std::move(sources))
{}

OutboxQueue::OutboxQueue(Connection &connection, SourceId source)
    : OutboxQueue(connection, std::vector{source})
{}

Result<OutboxQueue> OutboxQueue::of(Connection &connection, OrgId org,
                                    std::optional<SourceId> except)
{
    return publishedSources(connection, org, except)
        .transform([&connection](std::vector<SourceId> &&sources) {
            return OutboxQueue(connection, std::move(sources));
        });
}

Result<OutboxQueue> OutboxQueue::ofStep(Connection &connection, OrgId org,
                                        std::optional<SourceId> except, ChangeId change)
{
    return sourcesPublishedThen(connection, org, except, change)
        .transform([&connection](std::vector<SourceId> &&sources) {
            return OutboxQueue(connection, std::move(sources));
        });
}

void OutboxQueue::note(JournalTable table, std::int64_t key, std::optional<std::int64_t> secondKey)
{
    if (isOn())
        m_keys.note(table, key, secondKey);
}

Result<void> OutboxQueue::loadNextId()
{
    Statement select = m_connection->prepare(kSelectNext);
    if (auto done = select.run(); !done)
        return done;
    const auto found = select.next();
    if (!found)
        return failure(found.error());
    m_nextId = *found ? select.integer(0) : 1;
    return {};
}

Result<bool> OutboxQueue::writeParents(Timestamp at)
{
    if (m_keys.isAll() || !m_keys.has(OutboxKind::Record))
        return false;
    if (auto loaded = loadNextId(); !loaded)
        return failure(loaded.error());
    std::int64_t written = 0;
    for (const OutboxKind kind : {OutboxKind::Definition, OutboxKind::Session}) {
        const auto queued = queueParents(kind, m_sources.front(), {{}, at});
        if (!queued)
            return failure(queued.error());
        written += *queued;
    }
    return m_connection->prepare(kSaveNext).run(m_nextId).transform(
        [written] { return written > 0; });
}

Result<bool> OutboxQueue::write(const WrittenRows &rows)
{
    if (!isOn())
        return false;
    if (auto loaded = loadNextId(); !loaded)
        return failure(loaded.error());
    std::int64_t written = 0;
    for (const SourceId source : m_sources) {
        const auto queued = queue(source, rows);
        if (!queued)
            return failure(queued.error());
        written += *queued;
    }
    if (auto saved = m_connection->prepare(kSaveNext).run(m_nextId); !saved)
        return failure(saved.error());
    return written > 0;
}

// Parents first: items are sent in the order of their numbers.
Result<std::int64_t> OutboxQueue::queue(SourceId source, const WrittenRows &rows)
{
    std::int64_t written = 0;
    const auto add = [&written](const Result<std::int64_t> &count) -> Result<void> {
        if (!count)
            return failure(count.error());
        written += *count;
        return {};
    };
    auto done = add(queueRows(OutboxKind::Device, source, rows));
    for (const OutboxKind kind : {OutboxKind::Definition, OutboxKind::Session}) {
        done = done.and_then([&] { return add(queueRows(kind, source, rows)); }).and_then([&] {
            return add(queueParents(kind, source, rows));
        });
    }
    done = done.and_then([&] { return add(queueRows(OutboxKind::Record, source, rows)); });
    for (const OutboxKind kind :
         {OutboxKind::Device, OutboxKind::Definition, OutboxKind::Session, OutboxKind::Record})
        done = done.and_then([&] { return add(withdraw(kind, source, rows)); });
    if (!done)
        return failure(done.error());
    return written;
}

Result<std::int64_t> OutboxQueue::run(const QString &text, OutboxKind kind, OutboxKind named,
                                      SourceId source, const WrittenRows &rows)
{
    Statement statement = m_connection->prepare("queue_outbox"_L1, text);
    statement.set(":source"_L1, source).set(":kind"_L1, static_cast<int>(kind));
    if (text.contains(":base"_L1))
        statement.set(":base"_L1, m_nextId - 1).set(":at"_L1, rows.at);
    if (!m_keys.isAll())
        statement.set(":keys"_L1, m_keys.json(named));
    else
        statement.set(":change"_L1, rows.change);
    if (text.contains(":first"_L1))
        statement.set(":first"_L1, rows.firstSession).set(":last"_L1, rows.lastSession);
    if (auto done = statement.execute(); !done)
        return failure(done.error());
    return statement.changedRows();
}

Result<std::int64_t> OutboxQueue::queueRows(OutboxKind kind, SourceId source,
                                            const WrittenRows &rows)
{
    if (!m_keys.has(kind))
        return 0;
    QString text(kQueueRows);
    text.replace("@rows"_L1, m_keys.rowsSql(kind));
    text.replace("@which"_L1, rows.isRepeated ? kNotSettled : "true"_L1);
    return run(text, kind, kind, source, rows).transform([this](std::int64_t count) {
        m_nextId += count; // rows that were queued already took a number too
        return count;
    });
}

Result<std::int64_t> OutboxQueue::queueParents(OutboxKind kind, SourceId source,
                                               const WrittenRows &rows)
{
    if (!m_keys.has(OutboxKind::Record))
        return 0;
    const bool isSession = kind == OutboxKind::Session;
    QString text(kQueueParents);
    text.replace("@key"_L1, isSession ? "key2"_L1 : "key1"_L1);
    text.replace("@table"_L1, isSession ? "session"_L1 : "metric"_L1);
    text.replace("@records"_L1, m_keys.rowsSql(OutboxKind::Record));
    const std::int64_t base = m_nextId;
    const auto add = [&](std::int64_t count) -> Result<std::int64_t> {
        // Rows that were there already took numbers that are not counted.
        Statement last = m_connection->prepare("select_last_outbox"_L1,
                                               u"SELECT coalesce(max(id), 0) + 1 FROM outbox"_s);
        if (auto done = last.run(); !done)
            return failure(done.error());
        if (const auto row = last.next(); !row)
            return failure(row.error());
        m_nextId = std::max(base, last.integer(0));
        return count;
    };
    return run(text, kind, OutboxKind::Record, source, rows).and_then(add);
}

Result<std::int64_t> OutboxQueue::withdraw(OutboxKind kind, SourceId source,
                                           const WrittenRows &rows)
{
    if (!m_keys.has(kind))
        return 0;
    QString gone(kWithdrawGone);
    gone.replace("@rows"_L1, m_keys.rowsSql(kind)).replace("@alive"_L1, aliveSql(kind));
    auto count = run(gone, kind, kind, source, rows);
    if (!count || kind != OutboxKind::Record)
        return count;
    QString same(kWithdrawSame);
    same.replace("@rows"_L1, m_keys.rowsSql(kind))
        .replace("@device"_L1, QString(kPublishDeviceJoin).replace("@row"_L1, "m"_L1))
        .replace("@only"_L1, QString(kOnlyDevice).replace("@session"_L1, "r.session_id"_L1));
    auto more = run(same, kind, kind, source, rows);
    if (!more)
        return more;
    return *count + *more;
}

} // namespace tidemark::store
