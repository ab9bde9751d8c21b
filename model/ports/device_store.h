// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/device.h"
#include "model/ports/session_store.h"

#include <QFuture>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace tidemark {

struct DeviceOutcome
{
    Device device;
    ChangeId change; ///< invalid when nothing had to change
};

/// Devices in the byte order of their names.
struct DevicePage
{
    std::vector<Device> devices;
    std::optional<QString> next; ///< continue strictly after this name; absent on the last page
};

/// What to change in a device, decided on the writer's thread with the device as it is then, so
/// that two changes at once do not lose one. It must be short and touch nothing but its arguments.
using DeviceEdit = std::function<Result<DeviceChange>(const Device &)>;

/// Devices, which names of records and sessions refer to. Any thread may call; answers come from
/// the store's lanes. NotFound and AlreadyExists have ErrorSubject::Device.
class DeviceStore
{
public:
    virtual ~DeviceStore() = default;

    /// A name that was removed is free again. Errors: InvalidArgument (name, texts), AlreadyExists.
    [[nodiscard]] virtual QFuture<Result<DeviceOutcome>> create(NewDevice device) = 0;
    /// Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<Device>> find(QString name) = 0;
    /// Errors: NotFound, InvalidArgument, those of the edit.
    [[nodiscard]] virtual QFuture<Result<DeviceOutcome>> update(QString name, DeviceEdit edit) = 0;
    /// Detaches it from its sessions; records keep its name. Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<ChangeId>> remove(QString name) = 0;
    /// At most 10,000 a page.
    [[nodiscard]] virtual QFuture<Result<DevicePage>> page(std::optional<QString> after,
                                                           int limit) = 0;
    /// Sessions it is attached to, by uid in byte order. Errors: NotFound.
    [[nodiscard]] virtual QFuture<Result<SessionUidPage>>
    sessionsOf(QString name, std::optional<QString> afterUid, int limit) = 0;
};

} // namespace tidemark
