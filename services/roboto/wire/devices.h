// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"
#include "services/roboto/wire/changesets.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace tidemark::roboto {

/// The shapes of devices (roboto-api 3.1 and 3.4). A device's id is chosen by its user: free text.

struct DeviceRecord
{
    QString deviceId;
    QString orgId;
    QJsonObject metadata;
    QStringList tags;
    QJsonObject customFields;
    Timestamp created;
    QString createdBy;
    Timestamp modified;
    QString modifiedBy;

    friend bool operator==(const DeviceRecord &, const DeviceRecord &) = default;
};

struct CreateDeviceRequest
{
    QString deviceId;
    std::optional<QString> orgId; ///< repeats the caller's
    QJsonObject metadata;
    QStringList tags;
    QJsonObject customFields;

    friend bool operator==(const CreateDeviceRequest &, const CreateDeviceRequest &) = default;
};

struct UpdateDeviceRequest
{
    std::optional<MetadataChangeset> metadataChangeset;
    std::optional<CustomFieldChangeset> customFieldsChangeset;

    friend bool operator==(const UpdateDeviceRequest &, const UpdateDeviceRequest &) = default;
};

/// The body that attaches a device to a session and detaches it.
/// Names a device that is there already, so an id that none can have is for the store to miss.
struct SessionDeviceRequest
{
    QString deviceId;

    friend bool operator==(const SessionDeviceRequest &, const SessionDeviceRequest &) = default;
};

struct InferDevicesRequest
{
    QStringList fileIds;

    friend bool operator==(const InferDevicesRequest &, const InferDevicesRequest &) = default;
};

struct InferDevicesResponse
{
    QStringList deviceIds; ///< distinct, in no order

    friend bool operator==(const InferDevicesResponse &, const InferDevicesResponse &) = default;
};

void read(ObjectReader &in, DeviceRecord &out);
void read(ObjectReader &in, CreateDeviceRequest &out);
void read(ObjectReader &in, UpdateDeviceRequest &out);
void read(ObjectReader &in, SessionDeviceRequest &out);
void read(ObjectReader &in, InferDevicesRequest &out);
void read(ObjectReader &in, InferDevicesResponse &out);
void write(JsonWriter &out, const DeviceRecord &value);
void write(JsonWriter &out, const CreateDeviceRequest &value);
void write(JsonWriter &out, const UpdateDeviceRequest &value);
void write(JsonWriter &out, const SessionDeviceRequest &value);
void write(JsonWriter &out, const InferDevicesRequest &value);
void write(JsonWriter &out, const InferDevicesResponse &value);

} // namespace tidemark::roboto
