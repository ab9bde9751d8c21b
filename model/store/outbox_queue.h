// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/outbox.h"
#include "model/store/journal_tables.h"
#include "model/store/outbox_keys.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::store {

class Connection;

/// Which rows a change wrote, where they are not named one by one.
struct WrittenRows
{
    ChangeId change;
    Timestamp at;
    std::optional<SessionId> firstSession = {};
    std::optional<SessionId> lastSession = {};
    /// Published again, not changed: what is in conflict or final is left as it is.
    bool isRepeated = false;
};

/// Queues what a change touches for the sources of its organisation that are published to, in the
/// change's own transaction. Where nobody is, it costs one look into a small table. On the writer's
/// thread; one per change.
class OutboxQueue
{
public:
    OutboxQueue() = default;
    /// `except`: the source that the change comes from.
    [[nodiscard]] static Result<OutboxQueue> of(Connection &connection, OrgId org,
                                                std::optional<SourceId> except);
    /// For the undoing or repeating of `change`: those too that are not published to any more, but
    /// were when it was made. What comes back was there, and no one would queue it later.
    [[nodiscard]] static Result<OutboxQueue>
    ofStep(Connection &connection, OrgId org, std::optional<SourceId> except, ChangeId change);
    /// For one source, whatever its level.
    OutboxQueue(Connection &connection, SourceId source);

    void note(JournalTable table, std::int64_t key, std::optional<std::int64_t> secondKey);
    /// Every row of the change.
    void noteAll() { m_keys.noteAll(); }

    /// True when something was queued or withdrawn.
    [[nodiscard]] Result<bool> write(const WrittenRows &rows);
    /// Queues only what the noted records need there and is neither there nor queued.
    [[nodiscard]] Result<bool> writeParents(Timestamp at);

private:
    OutboxQueue(Connection &connection, std::vector<SourceId> sources);
    [[nodiscard]] bool isOn() const noexcept { return !m_sources.empty(); }
    [[nodiscard]] Result<void> loadNextId();
    [[nodiscard]] Result<std::int64_t> queue(SourceId source, const WrittenRows &rows);
    /// `named`: of which kind the rows are that the text looks through.
    [[nodiscard]] Result<std::int64_t> run(const QString &text, OutboxKind kind, OutboxKind named,
                                           SourceId source, const WrittenRows &rows);
    [[nodiscard]] Result<std::int64_t> queueRows(OutboxKind kind, SourceId source,
                                                 const WrittenRows &rows);
    /// `kind`: Definition or Session, of the records.
    [[nodiscard]] Result<std::int64_t> queueParents(OutboxKind kind, SourceId source,
                                                    const WrittenRows &rows);
    [[nodiscard]] Result<std::int64_t> withdraw(OutboxKind kind, SourceId source,
                                                const WrittenRows &rows);

    Connection *m_connection = nullptr;
    std::vector<SourceId> m_sources;
    OutboxKeys m_keys;
    std::int64_t m_nextId = 0;
};

/// The next number of an item, taken for good. A change does not count them itself: those that its
/// rows take when it is committed come from the same sequence. Errors: those of sqlError().
[[nodiscard]] Result<std::int64_t> takeOutboxId(Connection &connection);

/// How an image stands in rows: device and fields as text.
[[nodiscard]] std::optional<QString> fieldsText(const RemoteImage &image);

} // namespace tidemark::store
