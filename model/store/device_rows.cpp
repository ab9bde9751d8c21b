// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/device_rows.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/rows.h"
#include "model/store/session_rows.h"

#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kInsertDevice{
    "insert_device"_L1,
    "INSERT INTO device (id, org_id, name, metadata, labels, custom_fields, created_by, "
    "created_ns, modified_by, modified_ns, change_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_L1};
constexpr Sql kReviveDevice{
    "revive_device"_L1,
    "UPDATE device SET deleted = 0, metadata = ?, labels = ?, custom_fields = ?, created_by = ?, "
    "created_ns = ?, modified_by = ?, modified_ns = ?, change_id = ? WHERE id = ?"_L1};
constexpr Sql kUpdateDevice{
    "update_device"_L1,
    "UPDATE device SET metadata = ?, labels = ?, custom_fields = ?, modified_by = ?, "
    "modified_ns = ?, change_id = ? WHERE id = ?"_L1};
constexpr Sql kMarkDeleted{
    "mark_deleted_device"_L1,
    "UPDATE device SET deleted = 1, modified_by = ?, modified_ns = ?, change_id = ? "
    "WHERE id = ?"_L1};
constexpr Sql kSelectSessionsOf{"select_sessions_of_device"_L1,
                                "SELECT session_id FROM session_device WHERE device_id = ?"_L1};

} // namespace

Result<void> DeviceRows::insert(Device &device)
{
    const auto id = m_scope.nextId("device"_L1);
    if (!id)
        return failure(id.error());
    device.id = DeviceId(*id);
    device.createdBy = device.modifiedBy = m_scope.who();
    device.created = device.modified = m_scope.at();
    m_scope.touched().touchSessions(); // the list of known devices grows
    return m_scope.willInsert(JournalTable::Device, *id).and_then([&] {
        return m_scope.connection()
            .prepare(kInsertDevice)
            .run(device.id, m_scope.org(), device.name, objectText(device.metadata),
                 labelsText(device.labels), objectText(device.customFields), m_scope.actorId(),
                 device.created, m_scope.actorId(), device.modified, m_scope.id());
    });
}

Result<void> DeviceRows::revive(Device &device)
{
    device.createdBy = device.modifiedBy = m_scope.who();
    device.created = device.modified = m_scope.at();
    m_scope.touched().touchSessions();
    return m_scope.willUpdate(JournalTable::Device, device.id.value()).and_then([&] {
        return m_scope.connection()
            .prepare(kReviveDevice)
            .run(objectText(device.metadata), labelsText(device.labels),
                 objectText(device.customFields), m_scope.actorId(), device.created,
                 m_scope.actorId(), device.modified, m_scope.id(), device.id);
    });
}

Result<void> DeviceRows::update(Device &device)
{
    device.modifiedBy = m_scope.who();
    device.modified = m_scope.at();
    m_scope.touched().touchSessions();
    return m_scope.willUpdate(JournalTable::Device, device.id.value()).and_then([&] {
        return m_scope.connection()
            .prepare(kUpdateDevice)
            .run(objectText(device.metadata), labelsText(device.labels),
                 objectText(device.customFields), m_scope.actorId(), device.modified, m_scope.id(),
                 device.id);
    });
}

Result<void> DeviceRows::markDeleted(const Device &device)
{
    std::vector<SessionId> sessions;
    {
        Statement select = m_scope.connection().prepare(kSelectSessionsOf);
        if (auto done = select.run(device.id); !done)
            return done;
        for (auto row = select.next(); !row || *row; row = select.next()) {
            if (!row)
                return failure(row.error());
            sessions.push_back(select.id<SessionId>(0));
        }
    }
    SessionRows rows(m_scope);
    for (const SessionId session : sessions) {
        if (auto detached = rows.detach(session, device.id.value()); !detached)
            return detached;
    }
    m_scope.touched().touchSessions();
    return m_scope.willUpdate(JournalTable::Device, device.id.value()).and_then([&] {
        return m_scope.connection()
            .prepare(kMarkDeleted)
            .run(m_scope.actorId(), m_scope.at(), m_scope.id(), device.id);
    });
}

StoredDevice readDevice(const Statement &row)
{
    int column = 0;
    StoredDevice stored;
    stored.isDeleted = row.boolean(column++);
    Device &device = stored.device;
    device.id = row.id<DeviceId>(column++);
    device.name = row.text(column++);
    device.metadata = objectFromText(row.optionalText(column++));
    device.labels = labelsFromText(row.optionalText(column++));
    device.customFields = objectFromText(row.optionalText(column++));
    device.createdBy = row.text(column++);
    device.created = row.timestamp(column++);
    device.modifiedBy = row.text(column++);
    device.modified = row.timestamp(column++);
    return stored;
}

Result<std::optional<StoredDevice>> findDevice(Connection &connection, OrgId org,
                                               const QString &name)
{
    Statement select = connection.prepare(
        "select_whole_device"_L1, "SELECT "_L1 % kDeviceColumns % " FROM "_L1 % kDeviceTables %
                                      " WHERE d.org_id = ? AND d.name = ?"_L1);
    if (auto done = select.run(org, name); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    return *row ? std::optional(readDevice(select)) : std::nullopt;
}

} // namespace tidemark::store
