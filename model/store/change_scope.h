// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/ports/store_events.h"
#include "model/store/group_memory.h"
#include "model/store/journal_tables.h"
#include "model/store/notices.h"
#include "model/store/org_scope.h"
#include "model/store/outbox_queue.h"
#include "model/store/transaction.h"

#include <QString>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace tidemark::store {

class Connection;

/// Who writes, when, from which process, and for which organisation.
struct Author
{
    QString name;
    Timestamp at;
    QString origin;
    OrgId org = kLocalOrg;
    std::optional<SourceId> mirrorOf = {}; ///< the source that it comes from
};

struct CommittedChange
{
    ChangeId id; ///< invalid when nothing was written
    StoreChange notice;
};

/// Saves how far the sequences of ids came. Errors: those of sqlError().
[[nodiscard]] Result<void> saveSequences(Connection &connection, const GroupMemory &memory);

/// One change, one undo step, in a transaction of its own or as a part of one that changes share.
/// Before a row is updated, removed or inserted, say so here; rows that are written carry id().
/// Rolled back unless commit() succeeds. Shows and writes one organisation's rows.
class ChangeScope
{
public:
    /// In a transaction of its own. Errors: Locked after the busy time, ReadOnly and others of
    /// sqlError().
    [[nodiscard]] static Result<std::unique_ptr<ChangeScope>>
    begin(Connection &connection, const Author &author, const QString &label);
    /// As the first one within the open transaction of a group, which rolls all back when this is
    /// not committed, writes the notices of all its changes, and saves the sequences of `memory`.
    [[nodiscard]] static Result<std::unique_ptr<ChangeScope>>
    lead(Connection &connection, const Author &author, const QString &label, GroupMemory &memory);
    /// As a part of that transaction, which costs some more than the first one.
    [[nodiscard]] static Result<std::unique_ptr<ChangeScope>>
    join(Connection &connection, const Author &author, const QString &label, GroupMemory &memory);

    ~ChangeScope();
    ChangeScope(const ChangeScope &) = delete;
    ChangeScope &operator=(const ChangeScope &) = delete;

    [[nodiscard]] Connection &connection() const noexcept { return *m_connection; }
    [[nodiscard]] ChangeId id() const noexcept { return m_id; }
    [[nodiscard]] OrgId org() const noexcept { return m_author.org; }
    [[nodiscard]] Timestamp at() const noexcept { return m_author.at; }
    [[nodiscard]] const QString &who() const noexcept { return m_author.name; }
    [[nodiscard]] std::int64_t actorId() const noexcept { return m_actorId; }
    void setLabel(const QString &label) { m_label = label; }

    /// Of this organisation, as they were looked up in this transaction; to be added to.
    [[nodiscard]] QHash<QString, ResolvedMetric> &knownMetrics()
    {
        return m_memory->metrics[m_author.org];
    }

    /// A new id for a row of `sequence`; never given twice, also after an undo.
    [[nodiscard]] Result<std::int64_t> nextId(QLatin1StringView sequence);

    /// Keeps the row as it is now, unless this change has already written it.
    [[nodiscard]] Result<void> willUpdate(JournalTable table, std::int64_t key,
                                          std::optional<std::int64_t> secondKey = {});
    /// Before rows of a table with two keys are inserted or replaced whole: those of the first
    /// keys, each named once. Gives how many rows are kept, which this replaces.
    [[nodiscard]] Result<std::int64_t>
    willPutMany(JournalTable table, const std::vector<std::int64_t> &keys, std::int64_t secondKey);
    [[nodiscard]] Result<void> willRemove(JournalTable table, std::int64_t key,
                                          std::optional<std::int64_t> secondKey = {});
    [[nodiscard]] Result<void> willInsert(JournalTable table, std::int64_t key,
                                          std::optional<std::int64_t> secondKey = {});
    /// Samples of a series are written, and what takes them back is kept.
    [[nodiscard]] Result<void> willWriteSamples(SeriesId series, MetricId metric);
    /// Rows of this session, its devices and its records are written.
    void usesSession(SessionId session);
    /// Metrics that are there are changed or removed.
    void changesDefinitions();
    /// Rows are kept and written by sets, without a word for each.
    void writesSets() { m_outbox.noteAll(); }

    /// Rows are written of which no revisions are kept: they are committed too where nothing else
    /// is changed, and are then no undo step. For a scope that begin() gave.
    void writesNotes();

    [[nodiscard]] ChangeCollector &touched() noexcept { return m_touched; }

    /// Durable when it returns; one of a group when that is committed. Errors: Conflict (a broken
    /// reference) and those of sqlError().
    [[nodiscard]] Result<CommittedChange> commit();

private:
    enum class Part
    {
        Whole,
        First,
        Later
    };
    ChangeScope(Connection &connection, Transaction transaction, Part part, Author author,
                QString label, GroupMemory *memory);
    [[nodiscard]] static Result<Transaction> transactionFor(Connection &connection, Part part);
    [[nodiscard]] static Result<std::unique_ptr<ChangeScope>> open(Connection &connection,
                                                                   Part part, const Author &author,
                                                                   const QString &label,
                                                                   GroupMemory *memory);
    [[nodiscard]] Result<void> load();
    [[nodiscard]] Result<void> loadQueue();
    [[nodiscard]] Result<void> loadActor();
    [[nodiscard]] Result<void> beginWriting();
    [[nodiscard]] Result<CommittedChange> commitNotes();
    [[nodiscard]] Result<CommittedChange> finish(ChangeId id);
    [[nodiscard]] Result<std::int64_t> keep(const QString &text, std::int64_t key,
                                            std::optional<std::int64_t> secondKey);
    [[nodiscard]] Result<void> mark(const QString &text, std::int64_t key,
                                    std::optional<std::int64_t> secondKey);

    Connection *m_connection;
    Transaction m_transaction;
    Part m_part;
    Author m_author;
    QString m_label;
    ChangeId m_id;
    std::int64_t m_actorId = 0;
    GroupMemory m_ownMemory; // of one in a transaction of its own
    GroupMemory *m_memory;   // of the group; not owned
    std::array<bool, kJournalTables.size()> m_hasUpdated{};
    std::array<bool, kJournalTables.size()> m_hasRemoved{};
    std::optional<SessionId> m_firstSession;
    std::optional<SessionId> m_lastSession;
    bool m_isWritten = false;
    bool m_hasNotes = false;
    bool m_isCommitted = false;
    ChangeCollector m_touched;
    OutboxQueue m_outbox;
};

} // namespace tidemark::store
