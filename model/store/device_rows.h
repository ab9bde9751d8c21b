// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/device.h"
#include "model/store/org_scope.h"

#include <QString>

#include <optional>

namespace tidemark::store {

class ChangeScope;
class Connection;
class Statement;

/// Writes rows of devices, with their revisions. One per change; on the writer's thread.
class DeviceRows
{
public:
    explicit DeviceRows(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// `device` has all but its id, who and when; they are filled in.
    [[nodiscard]] Result<void> insert(Device &device);
    /// Makes the row of a removed device one of a new device with the same name: records that name
    /// it stay with it.
    [[nodiscard]] Result<void> revive(Device &device);
    /// Writes what programs say about it; sets who and when.
    [[nodiscard]] Result<void> update(Device &device);
    /// Marks the row and detaches the device; records keep it.
    [[nodiscard]] Result<void> markDeleted(const Device &device);

private:
    ChangeScope &m_scope;
};

struct StoredDevice
{
    Device device;
    bool isDeleted = false;
};

/// Columns and tables of a device, in the order that readDevice() expects; deleted first.
inline constexpr QLatin1StringView
    kDeviceColumns("d.deleted, d.id, d.name, d.metadata, d.labels, d.custom_fields, dc.name, "
                   "d.created_ns, dm.name, d.modified_ns");
inline constexpr int kDeviceColumnCount = 10;
inline constexpr QLatin1StringView
    kDeviceTables("device d LEFT JOIN actor dc ON dc.id = d.created_by "
                  "LEFT JOIN actor dm ON dm.id = d.modified_by");
[[nodiscard]] StoredDevice readDevice(const Statement &row);

/// The device of a name in its stored form, also a removed one.
[[nodiscard]] Result<std::optional<StoredDevice>> findDevice(Connection &connection, OrgId org,
                                                             const QString &name);

} // namespace tidemark::store
