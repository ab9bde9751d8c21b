// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/change_scope.h"

#include "model/store/connection.h"
#include "model/store/selection_sql.h"

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectSequence{"select_sequence"_L1,
                              "SELECT next FROM id_sequence WHERE name = ?"_L1};
constexpr Sql kSaveSequence{"save_sequence"_L1,
                            "INSERT INTO id_sequence (name, next) VALUES (?, ?) "
                            "ON CONFLICT (name) DO UPDATE SET next = excluded.next"_L1};
constexpr Sql kSelectActor{"select_actor"_L1, "SELECT id FROM actor WHERE name = ?"_L1};
constexpr Sql kInsertActor{"insert_actor"_L1, "INSERT INTO actor (id, name) VALUES (?, ?)"_L1};
constexpr Sql kInsertChange{"insert_change"_L1,
                            "INSERT INTO change (id, label, at_ns, actor_id, org_id, source_id) "
                            "VALUES (?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kFinishChange{
    "finish_change"_L1,
    "UPDATE change SET label = ?, session_first = ?, session_last = ? WHERE id = ?"_L1};

Result<std::optional<std::int64_t>> firstInteger(Connection &connection, const Sql &sql,
                                                 const QString &key)
{
    Statement select = connection.prepare(sql);
    if (auto done = select.run(key); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? std::optional(select.integer(0)) : std::nullopt;
}

std::size_t indexOf(JournalTable table)
{
    return static_cast<std::size_t>(table);
}

} // namespace

Result<void> saveSequences(Connection &connection, const GroupMemory &memory)
{
    Statement save = connection.prepare(kSaveSequence);
    for (const auto &[name, next] : memory.nextIds) {
        if (auto saved = save.run(name, next); !saved)
            return saved;
    }
    return {};
}

ChangeScope::ChangeScope(Connection &connection, Transaction transaction, Part part, Author author,
                         QString label, GroupMemory *memory)
    : m_connection(&connection)
    , m_transaction(std::move(transaction))
    , m_part(part)
    , m_author(std::move(author))
    , m_label(std::move(label))
    , m_memory(memory ? memory : &m_ownMemory)
{}

// What a part that is rolled back has looked up may be what it made.
ChangeScope::~ChangeScope()
{
    if (!m_isCommitted)
        m_memory->metrics.clear();
}

Result<std::unique_ptr<ChangeScope>> ChangeScope::begin(Connection &connection,
                                                        const Author &author, const QString &label)
{
    return open(connection, Part::Whole, author, label, nullptr);
}

Result<std::unique_ptr<ChangeScope>> ChangeScope::lead(Connection &connection, const Author &author,
                                                       const QString &label, GroupMemory &memory)
{
    return open(connection, Part::First, author, label, &memory);
}

Result<std::unique_ptr<ChangeScope>> ChangeScope::join(Connection &connection, const Author &author,
                                                       const QString &label, GroupMemory &memory)
{
    return open(connection, Part::Later, author, label, &memory);
}

Result<Transaction> ChangeScope::transactionFor(Connection &connection, Part part)
{
    switch (part) {
    case Part::Whole:
        return Transaction::begin(connection);
    case Part::First:
        return Transaction::joinEmpty(connection);
    case Part::Later:
        break;
    }
    return Transaction::beginPart(connection);
}

Result<std::unique_ptr<ChangeScope>> ChangeScope::open(Connection &connection, Part part,
                                                       const Author &author, const QString &label,
                                                       GroupMemory *memory)
{
    auto transaction = transactionFor(connection, part);
    if (!transaction)
        return failure(transaction.error());
    std::unique_ptr<ChangeScope> scope(
        new ChangeScope(connection, std::move(*transaction), part, author, label, memory));
    if (auto loaded = scope->load(); !loaded)
        return failure(loaded.error());
    return scope;
}

Result<void> ChangeScope::load()
{
    const auto id = nextId("change"_L1);
    if (!id)
        return failure(id.error());
    m_id = ChangeId(*id);
    return loadQueue().and_then([this] { return loadActor(); });
}

Result<void> ChangeScope::loadQueue()
{
    const std::pair key(m_author.org, m_author.mirrorOf);
    auto known = m_memory->queues.find(key);
    if (known == m_memory->queues.end()) {
        auto queue = OutboxQueue::of(*m_connection, m_author.org, m_author.mirrorOf);
        if (!queue)
            return failure(queue.error());
        known = m_memory->queues.emplace(key, *std::move(queue)).first;
    }
    m_outbox = known->second;
    return {};
}

Result<void> ChangeScope::loadActor()
{
    const auto known = m_memory->actors.find(m_author.name);
    if (known != m_memory->actors.end()) {
        m_actorId = known->second;
        return {};
    }
    const auto actor = firstInteger(*m_connection, kSelectActor, m_author.name);
    if (!actor)
        return failure(actor.error());
    if (*actor) {
        m_actorId = **actor;
        return {};
    }
    const auto newActor = nextId("actor"_L1);
    if (!newActor)
        return failure(newActor.error());
    m_actorId = *newActor;
    return m_connection->prepare(kInsertActor).run(m_actorId, m_author.name);
}

Result<std::int64_t> ChangeScope::nextId(QLatin1StringView sequence)
{
    auto found = m_memory->nextIds.find(sequence);
    if (found == m_memory->nextIds.end()) {
        const auto next = firstInteger(*m_connection, kSelectSequence, QString(sequence));
        if (!next)
            return failure(next.error());
        found = m_memory->nextIds.emplace(sequence, next->value_or(1)).first;
    }
    return found->second++;
}

Result<std::int64_t> ChangeScope::keep(const QString &text, std::int64_t key,
                                       std::optional<std::int64_t> secondKey)
{
    if (auto begun = beginWriting(); !begun)
        return failure(begun.error());
    Statement statement = m_connection->prepare("keep_revision"_L1, text);
    const auto done =
        secondKey ? statement.run(m_id, key, *secondKey, m_id) : statement.run(m_id, key, m_id);
    if (!done)
        return failure(done.error());
    return statement.changedRows();
}

Result<void> ChangeScope::mark(const QString &text, std::int64_t key,
                               std::optional<std::int64_t> secondKey)
{
    Statement statement = m_connection->prepare("mark_revision"_L1, text);
    return secondKey ? statement.run(m_id, key, *secondKey) : statement.run(m_id, key);
}

Result<void> ChangeScope::willUpdate(JournalTable table, std::int64_t key,
                                     std::optional<std::int64_t> secondKey)
{
    m_outbox.note(table, key, secondKey);
    const auto kept = keep(journalSql(table).keepUpdated, key, secondKey);
    if (!kept)
        return failure(kept.error());
    m_hasUpdated.at(indexOf(table)) = m_hasUpdated.at(indexOf(table)) || *kept > 0;
    return {};
}

Result<std::int64_t> ChangeScope::willPutMany(JournalTable table,
                                              const std::vector<std::int64_t> &keys,
                                              std::int64_t secondKey)
{
    // A row that this change has removed is an updated one when it comes back.
    if (m_hasRemoved.at(indexOf(table))) {
        for (const std::int64_t key : keys) {
            if (auto marked = mark(journalSql(table).markUpdated, key, secondKey); !marked)
                return failure(marked.error());
        }
        m_hasUpdated.at(indexOf(table)) = true;
    }
    for (const std::int64_t key : keys)
        m_outbox.note(table, key, secondKey);
    if (auto begun = beginWriting(); !begun)
        return failure(begun.error());
    Statement statement = m_connection->prepare("keep_revisions"_L1, journalSql(table).keepMany);
    if (auto done = statement.run(m_id, jsonArray(keys), secondKey, m_id); !done)
        return failure(done.error());
    const std::int64_t kept = statement.changedRows();
    m_hasUpdated.at(indexOf(table)) = m_hasUpdated.at(indexOf(table)) || kept > 0;
    return kept;
}

Result<void> ChangeScope::willRemove(JournalTable table, std::int64_t key,
                                     std::optional<std::int64_t> secondKey)
{
    m_outbox.note(table, key, secondKey);
    if (m_hasUpdated.at(indexOf(table))) {
        if (auto marked = mark(journalSql(table).markRemoved, key, secondKey); !marked)
            return marked;
    }
    m_hasRemoved.at(indexOf(table)) = true;
    const auto kept = keep(journalSql(table).keepRemoved, key, secondKey);
    return kept ? Result<void>() : Result<void>(failure(kept.error()));
}

Result<void> ChangeScope::willInsert(JournalTable table, std::int64_t key,
                                     std::optional<std::int64_t> secondKey)
{
    m_outbox.note(table, key, secondKey);
    if (auto begun = beginWriting(); !begun || !m_hasRemoved.at(indexOf(table)))
        return begun;
    m_hasUpdated.at(indexOf(table)) = true; // the row may be removed once more
    return mark(journalSql(table).markUpdated, key, secondKey);
}

Result<void> ChangeScope::willWriteSamples(SeriesId series, MetricId metric)
{
    m_touched.touchSamples(series, metric);
    return beginWriting();
}

void ChangeScope::usesSession(SessionId session)
{
    m_firstSession = std::min(m_firstSession.value_or(session), session);
    m_lastSession = std::max(m_lastSession.value_or(session), session);
}

// The change stands before its first row, so that what is read meanwhile finds it.
Result<void> ChangeScope::beginWriting()
{
    if (m_isWritten)
        return {};
    m_isWritten = true;
    return m_connection->prepare(kInsertChange)
        .run(m_id, m_label, m_author.at, m_actorId, m_author.org,
             m_author.mirrorOf.value_or(SourceId()));
}

void ChangeScope::changesDefinitions()
{
    m_touched.touchDefinitions();
    knownMetrics().clear();
}

void ChangeScope::writesNotes()
{
    Q_ASSERT(m_part == Part::Whole);
    m_hasNotes = true;
    m_touched.touchPublishing();
}

Result<CommittedChange> ChangeScope::commitNotes()
{
    return finish(ChangeId());
}

Result<CommittedChange> ChangeScope::commit()
{
    if (!m_isWritten)
        return m_hasNotes ? commitNotes() : CommittedChange{};
    if (auto saved =
            m_connection->prepare(kFinishChange).run(m_label, m_firstSession, m_lastSession, m_id);
        !saved)
        return failure(saved.error());
    const auto queued = m_outbox.write({m_id, m_author.at, m_firstSession, m_lastSession});
    if (!queued)
        return failure(queued.error());
    if (*queued)
        m_touched.touchPublishing();
    return finish(m_id);
}

Result<CommittedChange> ChangeScope::finish(ChangeId id)
{
    const StoreChange notice = m_touched.change();
    if (m_part == Part::Whole) {
        if (auto saved = saveSequences(*m_connection, *m_memory); !saved)
            return failure(saved.error());
        if (auto written = writeNotice(*m_connection, m_author.origin, m_author.org, notice);
            !written)
            return failure(written.error());
    }
    if (auto committed = m_transaction.commit(); !committed)
        return failure(committed.error());
    m_isCommitted = true;
    m_memory->actors.insert_or_assign(m_author.name, m_actorId);
    return CommittedChange{id, notice};
}

} // namespace tidemark::store
