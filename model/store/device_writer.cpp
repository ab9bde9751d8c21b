// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/device_writer.h"

#include "model/store/change_scope.h"
#include "model/store/connection.h"
#include "model/store/device_rows.h"
#include "model/store/page_limit.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

// Applies what is present.
Result<Device> changed(Device device, const DeviceChange &change)
{
    if (change.metadata) {
        auto metadata = storableObject(*change.metadata);
        if (!metadata)
            return failure(metadata.error());
        device.metadata = std::move(*metadata);
    }
    if (change.labels) {
        auto labels = storableLabels(*change.labels);
        if (!labels)
            return failure(labels.error());
        device.labels = std::move(*labels);
    }
    if (change.customFields) {
        auto fields = storableObject(*change.customFields);
        if (!fields)
            return failure(fields.error());
        device.customFields = std::move(*fields);
    }
    return device;
}

Error taken(const QString &name)
{
    return {ErrorCode::AlreadyExists,
            QCoreApplication::translate("tidemark::store::DeviceWriter",
                                        "A device \"%1\" exists already. Choose another name.")
                .arg(name),
            {},
            ErrorSubject::Device};
}

} // namespace

Result<Device> DeviceWriter::create(const NewDevice &wanted)
{
    auto name = storableId(wanted.name);
    if (!name)
        return failure(name.error());
    Device plain;
    plain.name = std::move(*name);
    auto device = changed(plain, {wanted.metadata, wanted.labels, wanted.customFields});
    if (!device)
        return device;
    const auto known = findDevice(m_scope.connection(), m_scope.org(), device->name);
    if (!known)
        return failure(known.error());
    if (*known && !(*known)->isDeleted)
        return failure(taken(device->name));
    DeviceRows rows(m_scope);
    if (*known)
        device->id = (*known)->device.id;
    auto written = *known ? rows.revive(*device) : rows.insert(*device);
    return written.transform([&device] { return std::move(*device); });
}

Result<Device> DeviceWriter::update(const QString &name, const DeviceEdit &edit)
{
    auto before = deviceNamed(m_scope.connection(), m_scope.org(), name);
    if (!before)
        return before;
    const auto change = edit(*before);
    if (!change)
        return failure(change.error());
    auto after = changed(*before, *change);
    if (!after || *after == *before)
        return after;
    return DeviceRows(m_scope).update(*after).transform([&after] { return std::move(*after); });
}

Result<void> DeviceWriter::remove(const QString &name)
{
    const auto device = deviceNamed(m_scope.connection(), m_scope.org(), name);
    if (!device)
        return failure(device.error());
    return DeviceRows(m_scope).markDeleted(*device);
}

Result<Device> deviceNamed(Connection &connection, OrgId org, const QString &name)
{
    const auto clean = storableId(name);
    if (!clean) // no device has such a name
        return failure(deviceNotFound(name));
    auto found = findDevice(connection, org, *clean);
    if (!found)
        return failure(found.error());
    if (!*found || (*found)->isDeleted)
        return failure(deviceNotFound(name));
    return std::move((*found)->device);
}

Result<DevicePage> readDevices(Connection &connection, OrgId org,
                               const std::optional<QString> &after, int limit)
{
    if (auto valid = checkPageLimit(limit); !valid)
        return failure(valid.error());
    Statement select = connection.prepare(
        "select_device_page"_L1,
        "SELECT "_L1 % kDeviceColumns %
            ", coalesce(length(d.metadata), 0) + coalesce(length(d.labels), 0) + "
            "coalesce(length(d.custom_fields), 0) FROM "_L1 %
            kDeviceTables %
            " WHERE d.org_id = ? AND d.deleted = 0 AND d.name > ? ORDER BY d.name LIMIT ?"_L1);
    // One row more than asked for tells whether another page follows.
    if (auto done = select.run(org, after.value_or(QString()), limit + 1); !done)
        return failure(done.error());
    DevicePage page;
    std::int64_t size = 0;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return page;
        size += select.integer(kDeviceColumnCount);
        if (page.devices.size() == static_cast<std::size_t>(limit) ||
            (size > kPage_characters && !page.devices.empty())) {
            page.next = page.devices.back().name;
            return page;
        }
        page.devices.push_back(readDevice(select).device);
    }
}

} // namespace tidemark::store
