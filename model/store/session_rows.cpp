// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/session_rows.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/file_rows.h"
#include "model/store/read_ids.h"
#include "model/store/rows.h"

#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kInsertSession{
    "insert_session"_L1,
    "INSERT INTO session (org_id, created_by, created_ns, modified_by, modified_ns, change_id, "
    "is_entry, name, tags, note, description, metadata, labels, custom_fields, "
    "id, uid, start_ns, end_ns) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1};
// Positions: first what all sessions of a change share, then what entries without texts share.
constexpr int kTextColumns = 6;
constexpr int kKeyColumns = 14;
constexpr Sql kUpdateSession{
    "update_session"_L1,
    "UPDATE session SET name = ?, start_ns = ?, end_ns = ?, tags = ?, note = ?, description = ?, "
    "metadata = ?, labels = ?, custom_fields = ?, modified_by = ?, modified_ns = ?, change_id = ? "
    "WHERE id = ?"_L1};
constexpr Sql kTouchSession{"touch_session"_L1, "UPDATE session SET change_id = ? WHERE id = ?"_L1};
constexpr Sql kDeleteSession{"delete_session"_L1, "DELETE FROM session WHERE id = ?"_L1};
constexpr Sql kSelectAttached{"select_attached"_L1,
                              "SELECT device_id FROM session_device WHERE session_id = ?"_L1};
constexpr Sql kSelectFilesOf{"select_files_of"_L1,
                             "SELECT file_id FROM session_file WHERE session_id = ?"_L1};
constexpr Sql kAttachDevice{
    "attach_device"_L1,
    "INSERT INTO session_device (session_id, device_id, change_id) VALUES (?, ?, ?)"_L1};
constexpr Sql kDetachDevice{"detach_device"_L1,
                            "DELETE FROM session_device WHERE session_id = ? AND device_id = ?"_L1};
constexpr Sql kSelectIsAttached{
    "select_is_attached"_L1,
    "SELECT 1 FROM session_device WHERE session_id = ? AND device_id = ?"_L1};

// The second keys of a session's rows in a table, which are removed one by one.
Result<std::vector<std::int64_t>> attachedTo(Connection &connection, const Sql &sql,
                                             SessionId session)
{
    Statement select = connection.prepare(sql);
    return select.run(session).and_then([&select] { return readIds<std::int64_t>(select); });
}

} // namespace

Result<void> SessionRows::insert(Session &session)
{
    const auto id = m_scope.nextId("session"_L1);
    if (!id)
        return failure(id.error());
    session.id = SessionId(*id);
    session.createdBy = session.modifiedBy = m_scope.who();
    session.created = session.modified = m_scope.at();
    if (auto kept = m_scope.willInsert(JournalTable::Session, *id); !kept)
        return kept;
    m_scope.usesSession(session.id);
    m_scope.touched().touchSessions();
    if (!m_insert) {
        m_insert.emplace(m_scope.connection().prepare(kInsertSession));
        m_insert->bindFrom(0, m_scope.org(), m_scope.actorId(), session.created, m_scope.actorId(),
                           session.modified, m_scope.id());
    }
    const bool isBare = session.isEntry && !session.name && session.tags.isEmpty() &&
                        session.note.isEmpty() && !session.description &&
                        session.metadata.isEmpty() && session.labels.isEmpty() &&
                        session.customFields.isEmpty();
    if (!isBare || !m_isBareBound)
        m_insert->bindFrom(kTextColumns, session.isEntry, session.name, tagsText(session.tags),
                           session.note, session.description, objectText(session.metadata),
                           labelsText(session.labels), objectText(session.customFields));
    m_isBareBound = isBare;
    m_insert->bindFrom(kKeyColumns, session.id, session.uid, session.start, session.end);
    return m_insert->execute();
}

Result<void> SessionRows::update(Session &session)
{
    session.modifiedBy = m_scope.who();
    session.modified = m_scope.at();
    if (auto kept = m_scope.willUpdate(JournalTable::Session, session.id.value()); !kept)
        return kept;
    m_scope.touched().touchSessions();
    return m_scope.connection()
        .prepare(kUpdateSession)
        .run(session.name, session.start, session.end, tagsText(session.tags), session.note,
             session.description, objectText(session.metadata), labelsText(session.labels),
             objectText(session.customFields), m_scope.actorId(), session.modified, m_scope.id(),
             session.id);
}

Result<void> SessionRows::touch(SessionId session)
{
    return m_scope.willUpdate(JournalTable::Session, session.value()).and_then([&] {
        return m_scope.connection().prepare(kTouchSession).run(m_scope.id(), session);
    });
}

Result<void> SessionRows::removeRow(const Session &session)
{
    const auto devices = attachedTo(m_scope.connection(), kSelectAttached, session.id);
    if (!devices)
        return failure(devices.error());
    for (const std::int64_t device : *devices) {
        if (auto detached = detach(session.id, device); !detached)
            return detached;
    }
    const auto files = attachedTo(m_scope.connection(), kSelectFilesOf, session.id);
    if (!files)
        return failure(files.error());
    FileRows fileRows(m_scope);
    for (const std::int64_t file : *files) {
        if (auto removed = fileRows.remove(session.id, file); !removed)
            return removed;
    }
    m_scope.usesSession(session.id);
    if (auto kept = m_scope.willRemove(JournalTable::Session, session.id.value()); !kept)
        return kept;
    m_scope.touched().touchSessions();
    return m_scope.connection().prepare(kDeleteSession).run(session.id);
}

Result<void> SessionRows::attach(SessionId session, std::int64_t device)
{
    m_scope.usesSession(session);
    m_scope.touched().touchSessions();
    if (auto kept = m_scope.willInsert(JournalTable::SessionDevice, session.value(), device); !kept)
        return kept;
    return m_scope.connection().prepare(kAttachDevice).run(session, device, m_scope.id());
}

Result<void> SessionRows::detach(SessionId session, std::int64_t device)
{
    m_scope.usesSession(session);
    m_scope.touched().touchSessions();
    if (auto kept = m_scope.willRemove(JournalTable::SessionDevice, session.value(), device); !kept)
        return kept;
    return m_scope.connection().prepare(kDetachDevice).run(session, device);
}

Result<bool> SessionRows::isAttached(SessionId session, std::int64_t device)
{
    Statement select = m_scope.connection().prepare(kSelectIsAttached);
    if (auto done = select.run(session, device); !done)
        return failure(done.error());
    return select.next();
}

} // namespace tidemark::store
