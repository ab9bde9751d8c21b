// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/file_rows.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kSelectRange{
    "select_file_range"_L1,
    "SELECT first_ns, last_ns FROM session_file WHERE session_id = ? AND file_id = ?"_L1};
constexpr Sql kUpsertFile{
    "upsert_session_file"_L1,
    "INSERT INTO session_file (session_id, file_id, first_ns, last_ns, added_ns, added_by, "
    "change_id) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session_id, file_id) DO UPDATE SET "
    "first_ns = excluded.first_ns, last_ns = excluded.last_ns, added_ns = excluded.added_ns, "
    "added_by = excluded.added_by, change_id = excluded.change_id"_L1};
constexpr Sql kDeleteFile{"delete_session_file"_L1,
                          "DELETE FROM session_file WHERE session_id = ? AND file_id = ?"_L1};
constexpr Sql kFindContribution{
    "find_contribution"_L1,
    "SELECT f.id, sf.first_ns, sf.last_ns FROM file f JOIN session_file sf ON sf.file_id = f.id "
    "WHERE f.org_id = ? AND f.uid = ? AND sf.session_id = ?"_L1};
constexpr Sql kBounds{"bounds_of_files"_L1, "SELECT min(first_ns), max(last_ns) FROM session_file "
                                            "WHERE session_id = ?"_L1};

std::optional<ClosedRange> rangeAt(const Statement &row, int column)
{
    const auto first = row.optionalTimestamp(column);
    const auto last = row.optionalTimestamp(column + 1);
    return first && last ? std::optional(ClosedRange{*first, *last}) : std::nullopt;
}

std::optional<Timestamp> firstOf(const std::optional<ClosedRange> &range)
{
    return range ? std::optional(range->first) : std::nullopt;
}

std::optional<Timestamp> lastOf(const std::optional<ClosedRange> &range)
{
    return range ? std::optional(range->last) : std::nullopt;
}

} // namespace

Result<bool> FileRows::put(SessionId session, std::int64_t file,
                           const std::optional<ClosedRange> &range)
{
    bool isThere = false;
    {
        Statement select = m_scope.connection().prepare(kSelectRange);
        if (auto done = select.run(session, file); !done)
            return failure(done.error());
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        isThere = *row;
        if (isThere && rangeAt(select, 0) == range)
            return false;
    }
    m_scope.usesSession(session);
    m_scope.touched().touchSessions();
    const std::int64_t key = session.value();
    auto kept = isThere ? m_scope.willUpdate(JournalTable::SessionFile, key, file)
                        : m_scope.willInsert(JournalTable::SessionFile, key, file);
    return kept
        .and_then([&] {
            return m_scope.connection()
                .prepare(kUpsertFile)
                .run(session, file, firstOf(range), lastOf(range), m_scope.at(), m_scope.actorId(),
                     m_scope.id());
        })
        .transform([] { return true; });
}

Result<void> FileRows::remove(SessionId session, std::int64_t file)
{
    m_scope.usesSession(session);
    m_scope.touched().touchSessions();
    return m_scope.willRemove(JournalTable::SessionFile, session.value(), file).and_then([&] {
        return m_scope.connection().prepare(kDeleteFile).run(session, file);
    });
}

Result<std::optional<StoredContribution>> findContribution(Connection &connection, OrgId org,
                                                           SessionId session, const QString &file)
{
    Statement select = connection.prepare(kFindContribution);
    if (auto done = select.run(org, file, session); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::optional<StoredContribution>();
    return std::optional(StoredContribution{select.integer(0), rangeAt(select, 1)});
}

Result<std::optional<ClosedRange>> boundsOfFiles(Connection &connection, SessionId session)
{
    Statement select = connection.prepare(kBounds);
    if (auto done = select.run(session); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? rangeAt(select, 0) : std::nullopt;
}

} // namespace tidemark::store
