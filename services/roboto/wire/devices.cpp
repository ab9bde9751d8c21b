// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/devices.h"

#include "services/json/json_writer.h"
#include "services/roboto/wire/ids.h"
#include "services/roboto/wire/object_reader.h"

namespace tidemark::roboto {

void read(ObjectReader &in, DeviceRecord &out)
{
    out.deviceId = in.text("device_id");
    out.orgId = in.text("org_id");
    out.metadata = in.optionalObject("metadata").value_or(QJsonObject());
    out.tags = in.optionalTexts("tags").value_or(QStringList());
    out.customFields = in.optionalObject("custom_fields").value_or(QJsonObject());
    out.created = in.dateTime("created");
    out.createdBy = in.text("created_by");
    out.modified = in.dateTime("modified");
    out.modifiedBy = in.text("modified_by");
}

void read(ObjectReader &in, CreateDeviceRequest &out)
{
    out.deviceId = readId(in, "device_id");
    out.orgId = in.optionalText("org_id");
    out.metadata = in.optionalObject("metadata").value_or(QJsonObject());
    out.tags = in.optionalTexts("tags").value_or(QStringList());
    out.customFields = in.optionalObject("custom_fields").value_or(QJsonObject());
}

void read(ObjectReader &in, UpdateDeviceRequest &out)
{
    out.metadataChangeset = readMetadataChangeset(in);
    out.customFieldsChangeset = readCustomFieldChangeset(in);
}

void read(ObjectReader &in, SessionDeviceRequest &out)
{
    out.deviceId = in.text("device_id");
}

void read(ObjectReader &in, InferDevicesRequest &out)
{
    out.fileIds = in.texts("file_ids");
}

void read(ObjectReader &in, InferDevicesResponse &out)
{
    out.deviceIds = in.texts("device_ids");
}

void write(JsonWriter &out, const DeviceRecord &value)
{
    out.beginObject();
    out.text("device_id", value.deviceId);
    out.text("org_id", value.orgId);
    out.json("metadata", value.metadata);
    out.texts("tags", value.tags);
    out.json("custom_fields", value.customFields);
    out.dateTime("created", value.created);
    out.text("created_by", value.createdBy);
    out.dateTime("modified", value.modified);
    out.text("modified_by", value.modifiedBy);
    out.endObject();
}

void write(JsonWriter &out, const CreateDeviceRequest &value)
{
    out.beginObject();
    out.text("device_id", value.deviceId);
    out.optionalText("org_id", value.orgId);
    out.json("metadata", value.metadata);
    out.texts("tags", value.tags);
    if (!value.customFields.isEmpty())
        out.json("custom_fields", value.customFields);
    out.endObject();
}

void write(JsonWriter &out, const UpdateDeviceRequest &value)
{
    out.beginObject();
    writeChangesets(out, value.metadataChangeset, value.customFieldsChangeset);
    out.endObject();
}

void write(JsonWriter &out, const SessionDeviceRequest &value)
{
    out.beginObject();
    out.text("device_id", value.deviceId);
    out.endObject();
}

void write(JsonWriter &out, const InferDevicesRequest &value)
{
    out.beginObject();
    out.texts("file_ids", value.fileIds);
    out.endObject();
}

void write(JsonWriter &out, const InferDevicesResponse &value)
{
    out.beginObject();
    out.texts("device_ids", value.deviceIds);
    out.endObject();
}

} // namespace tidemark::roboto
