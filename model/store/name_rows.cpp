// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/name_rows.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/device_rows.h"
#include "model/store/values.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {

/// A table of ids and uids that others give.
struct NameTable
{
    JournalTable table;
    QLatin1StringView sequence;
    Sql select; ///< org, uid
    Sql insert; ///< id, org, uid, change
    Result<QString> (*storable)(const QString &uid);
};

namespace {

constexpr Sql kSelectDevice{"select_device"_L1,
                            "SELECT id, deleted FROM device WHERE org_id = ? AND name = ?"_L1};
constexpr NameTable kInvocations{
    JournalTable::Invocation,
    "invocation"_L1,
    {"select_invocation"_L1, "SELECT id FROM invocation WHERE org_id = ? AND uid = ?"_L1},
    {"insert_invocation"_L1,
     "INSERT INTO invocation (id, org_id, uid, change_id) VALUES (?, ?, ?, ?)"_L1},
    &storableId};
constexpr NameTable kFiles{
    JournalTable::File,
    "file"_L1,
    {"select_file"_L1, "SELECT id FROM file WHERE org_id = ? AND uid = ?"_L1},
    {"insert_file"_L1, "INSERT INTO file (id, org_id, uid, change_id) VALUES (?, ?, ?, ?)"_L1},
    &storableFileId};

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

Result<std::optional<DeviceRow>> selectDevice(const ChangeScope &scope, const QString &name)
{
    Statement select = scope.connection().prepare(kSelectDevice);
    if (auto done = select.run(scope.org(), name); !done)
        return failure(done.error());
    const auto row = select.next();
    if (!row)
        return failure(row.error());
    if (!*row)
        return std::optional<DeviceRow>();
    return std::optional(DeviceRow{select.integer(0), select.boolean(1)});
}

} // namespace

Result<std::int64_t> NameRows::device(const QString &wanted)
{
    if (const auto known = m_devices.constFind(wanted); known != m_devices.cend())
        return *known;
    const auto name = storableId(wanted);
    if (!name)
        return failure(name.error());
    const auto found = selectDevice(m_scope, *name);
    if (!found)
        return failure(found.error());
    Device device;
    device.name = *name;
    Result<void> written;
    if (*found)
        device.id = DeviceId((*found)->id);
    if (*found && (*found)->isDeleted)
        written = DeviceRows(m_scope).revive(device);
    else if (!*found)
        written = DeviceRows(m_scope).insert(device);
    if (!written)
        return failure(written.error());
    remember(m_devices, wanted, device.id.value());
    return device.id.value();
}

Result<std::optional<std::int64_t>> NameRows::knownDevice(const QString &wanted)
{
    if (const auto known = m_devices.constFind(wanted); known != m_devices.cend())
        return std::optional(*known);
    const auto name = storableId(wanted);
    if (!name)
        return failure(name.error());
    return selectDevice(m_scope, *name)
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
        return std::optional<std::int64_t>();
    return selectDevice(m_scope, *name).transform([](const std::optional<DeviceRow> &row) {
        return row && !row->isDeleted ? std::optional(row->id) : std::nullopt;
    });
}

Result<std::int64_t> NameRows::invocation(const QString &uid)
{
    return idOf(m_invocations, kInvocations, uid);
}

Result<std::int64_t> NameRows::file(const QString &uid)
{
    return idOf(m_files, kFiles, uid);
}

Result<std::int64_t> NameRows::idOf(QHash<QString, std::int64_t> &known, const NameTable &table,
                                    const QString &wanted)
{
    if (const auto found = known.constFind(wanted); found != known.cend())
        return *found;
    const auto uid = table.storable(wanted);
    if (!uid)
        return failure(uid.error());
    std::int64_t id = 0;
    {
        Statement select = m_scope.connection().prepare(table.select);
        if (auto done = select.run(m_scope.org(), *uid); !done)
            return failure(done.error());
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        id = *row ? select.integer(0) : 0;
    }
    if (id == 0) {
        auto next = m_scope.nextId(table.sequence);
        if (!next)
            return next;
        id = *next;
        auto written = m_scope.willInsert(table.table, id).and_then([&] {
            return m_scope.connection()
                .prepare(table.insert)
                .run(id, m_scope.org(), *uid, m_scope.id());
        });
        if (!written)
            return failure(written.error());
    }
    remember(known, wanted, id);
    return id;
}

} // namespace tidemark::store
