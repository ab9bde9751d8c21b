// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/device_store.h"
#include "model/store/org_scope.h"

#include <optional>

namespace tidemark::store {

class ChangeScope;
class Connection;

/// Creates, changes and removes devices as the port DeviceStore says. One per change; on the
/// writer's thread.
class DeviceWriter
{
public:
    explicit DeviceWriter(ChangeScope &scope)
        : m_scope(scope)
    {}

    /// Errors: InvalidArgument, AlreadyExists.
    [[nodiscard]] Result<Device> create(const NewDevice &wanted);
    /// Writes only when something differs. Errors: NotFound, InvalidArgument, those of the edit.
    [[nodiscard]] Result<Device> update(const QString &name, const DeviceEdit &edit);
    /// Errors: NotFound.
    [[nodiscard]] Result<void> remove(const QString &name);

private:
    ChangeScope &m_scope;
};

/// The device of that name, in any form of it. On the connection's thread. Errors: NotFound.
[[nodiscard]] Result<Device> deviceNamed(Connection &connection, OrgId org, const QString &name);
/// The next `limit` (1 to 10,000) devices after a name, by name in byte order.
[[nodiscard]] Result<DevicePage> readDevices(Connection &connection, OrgId org,
                                             const std::optional<QString> &after, int limit);

} // namespace tidemark::store
