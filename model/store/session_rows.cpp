// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/session_rows.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/rows.h"
#include "model/store/values.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kInsertSession{
    "insert_session"_L1,
    "INSERT INTO session (org_id, created_by, created_ns, modified_by, modified_ns, change_id, "
    "is_entry, name, tags, note, id, uid, start_ns, end_ns) "
    "VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1};
// Positions: first what all sessions of a change share, then what entries without texts share.
constexpr int kTextColumns = 5;
constexpr int kKeyColumns = 9;
constexpr Sql kUpdateSession{
    "update_session"_L1,
    "UPDATE session SET name = ?, start_ns = ?, end_ns = ?, tags = ?, note = ?, modified_by = ?, "
    "modified_ns = ?, change_id = ? WHERE id = ?"_L1};
constexpr Sql kDeleteSession{"delete_session"_L1, "DELETE FROM session WHERE id = ?"_L1};
constexpr Sql kSelectAttached{"select_attached"_L1,
                              "SELECT device_id FROM session_device WHERE session_id = ?"_L1};
constexpr Sql kAttachDevice{
    "attach_device"_L1,
    "INSERT INTO session_device (session_id, device_id, change_id) VALUES (?, ?, ?)"_L1};
constexpr Sql kDetachDevice{"detach_device"_L1,
                            "DELETE FROM session_device WHERE session_id = ? AND device_id = ?"_L1};
constexpr Sql kSelectDevice{"select_device"_L1,
                            "SELECT id, deleted FROM device WHERE org_id = 1 AND name = ?"_L1};
constexpr Sql kInsertDevice{
    "insert_device"_L1, "INSERT INTO device (id, org_id, name, change_id) VALUES (?, 1, ?, ?)"_L1};
constexpr Sql kReviveDevice{"revive_device"_L1,
                            "UPDATE device SET deleted = 0, change_id = ? WHERE id = ?"_L1};
constexpr Sql kSelectInvocation{"select_invocation"_L1,
                                "SELECT id FROM invocation WHERE org_id = 1 AND uid = ?"_L1};
constexpr Sql kInsertInvocation{
    "insert_invocation"_L1,
    "INSERT INTO invocation (id, org_id, uid, change_id) VALUES (?, 1, ?, ?)"_L1};

constexpr qsizetype kMaxKnownNames = 10'000;

// A change may name a million invocations; forgotten ones are looked up in the store again.
void remember(QHash<QString, std::int64_t> &names, const QString &name, std::int64_t id)
{
    if (names.size() >= kMaxKnownNames)
        names.clear();
    names.insert(name, id);
}

struct DeviceRow
{
    std::int64_t id = 0;
    bool isDeleted = false;
};

Result<std::optional<DeviceRow>> selectDevice(Connection &connection, const QString &name)
{
    Statement select = connection.prepare(kSelectDevice);
    if (auto done = select.run(name); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::optional<DeviceRow>();
    return std::optional(DeviceRow{select.integer(0), select.boolean(1)});
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
        m_insert->bindFrom(0, m_scope.actorId(), session.created, m_scope.actorId(),
                           session.modified, m_scope.id());
    }
    const bool isBare =
        session.isEntry && !session.name && session.tags.isEmpty() && session.note.isEmpty();
    if (!isBare || !m_isBareBound)
        m_insert->bindFrom(kTextColumns, session.isEntry, session.name, tagsText(session.tags),
                           session.note);
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
             m_scope.actorId(), session.modified, m_scope.id(), session.id);
}

Result<void> SessionRows::removeRow(const Session &session)
{
    std::vector<std::int64_t> devices;
    {
        Statement select = m_scope.connection().prepare(kSelectAttached);
        if (auto done = select.run(session.id); !done)
            return done;
        for (auto row = select.next(); !row || *row; row = select.next()) {
            if (!row)
                return failure(row.error());
            devices.push_back(select.integer(0));
        }
    }
    for (const std::int64_t device : devices) {
        if (auto detached = detach(session.id, device); !detached)
            return detached;
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

Result<std::int64_t> NameRows::device(const QString &wanted)
{
    if (const auto known = m_devices.constFind(wanted); known != m_devices.cend())
        return *known;
    const auto name = storableId(wanted);
    if (!name)
        return failure(name.error());
    const auto found = selectDevice(m_scope.connection(), *name);
    if (!found)
        return failure(found.error());
    std::int64_t id = 0;
    Result<void> written;
    if (*found) {
        id = (*found)->id;
        if ((*found)->isDeleted) {
            written = m_scope.willUpdate(JournalTable::Device, id).and_then([&] {
                return m_scope.connection().prepare(kReviveDevice).run(m_scope.id(), id);
            });
        }
    } else {
        auto next = m_scope.nextId("device"_L1);
        if (!next)
            return next;
        id = *next;
        written = m_scope.willInsert(JournalTable::Device, id).and_then([&] {
            return m_scope.connection().prepare(kInsertDevice).run(id, *name, m_scope.id());
        });
        m_scope.touched().touchSessions(); // the list of known devices grows
    }
    if (!written)
        return failure(written.error());
    remember(m_devices, wanted, id);
    return id;
}

Result<std::optional<std::int64_t>> NameRows::knownDevice(const QString &wanted)
{
    if (const auto known = m_devices.constFind(wanted); known != m_devices.cend())
        return std::optional(*known);
    const auto name = storableId(wanted);
    if (!name)
        return failure(name.error());
    return selectDevice(m_scope.connection(), *name)
        .transform([this, &wanted](const std::optional<DeviceRow> &row) {
            if (row && !row->isDeleted)
                remember(m_devices, wanted, row->id);
            return row ? std::optional(row->id) : std::nullopt;
        });
}

Result<std::optional<std::int64_t>> NameRows::findDevice(const QString &wanted)
{
    const auto name = storableId(wanted);
    if (!name)
        return failure(name.error());
    return selectDevice(m_scope.connection(), *name)
        .transform([](const std::optional<DeviceRow> &row) {
            return row && !row->isDeleted ? std::optional(row->id) : std::nullopt;
        });
}

Result<std::int64_t> NameRows::invocation(const QString &wanted)
{
    if (const auto known = m_invocations.constFind(wanted); known != m_invocations.cend())
        return *known;
    const auto uid = storableId(wanted);
    if (!uid)
        return failure(uid.error());
    std::int64_t id = 0;
    {
        Statement select = m_scope.connection().prepare(kSelectInvocation);
        if (auto done = select.run(*uid); !done)
            return failure(done.error());
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        id = *row ? select.integer(0) : 0;
    }
    if (id == 0) {
        auto next = m_scope.nextId("invocation"_L1);
        if (!next)
            return next;
        id = *next;
        auto written = m_scope.willInsert(JournalTable::Invocation, id).and_then([&] {
            return m_scope.connection().prepare(kInsertInvocation).run(id, *uid, m_scope.id());
        });
        if (!written)
            return failure(written.error());
    }
    remember(m_invocations, wanted, id);
    return id;
}

} // namespace tidemark::store
