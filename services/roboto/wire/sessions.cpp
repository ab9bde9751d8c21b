// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/sessions.h"

#include "services/json/json_writer.h"
#include "services/roboto/wire/object_reader.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidemark::roboto {
namespace {

struct SessionText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Session)
};

/// Unicode characters, as Python counts them.
qsizetype characterCount(QStringView text)
{
    return text.size() -
           std::count_if(text.begin(), text.end(), [](QChar c) { return c.isLowSurrogate(); });
}

void checkName(ObjectReader &in, const std::optional<QString> &name)
{
    if (in.context().isRequest() && name && characterCount(*name) > kSessionNameMaxCharacters)
        in.fail("name", SessionText::tr("The field %1 has more than %2 characters. Shorten it.")
                            .arg(u"%1", QString::number(kSessionNameMaxCharacters)));
}

} // namespace

void read(ObjectReader &in, SessionRecord &out)
{
    out.sessionId = in.text("session_id");
    out.orgId = in.text("org_id");
    out.name = in.optionalText("name");
    out.description = in.optionalText("description");
    out.metadata = in.optionalObject("metadata").value_or(QJsonObject());
    out.tags = in.optionalTexts("tags").value_or(QStringList());
    out.customFields = in.optionalObject("custom_fields").value_or(QJsonObject());
    out.minTimestamp = in.optionalNanoseconds("min_timestamp_ns");
    out.maxTimestamp = in.optionalNanoseconds("max_timestamp_ns");
    out.created = in.optionalDateTime("created");
    out.createdBy = in.text("created_by");
    out.modified = in.optionalDateTime("modified");
    out.modifiedBy = in.text("modified_by");
}

void read(ObjectReader &in, CreateSessionRequest &out)
{
    out.name = in.optionalText("name");
    checkName(in, out.name);
    out.deviceIds = in.optionalTexts("device_ids").value_or(QStringList());
    out.description = in.optionalText("description");
    out.metadata = in.optionalObject("metadata").value_or(QJsonObject());
    out.tags = in.optionalTexts("tags").value_or(QStringList());
    out.customFields = in.optionalObject("custom_fields").value_or(QJsonObject());
}

void read(ObjectReader &in, UpdateSessionRequest &out)
{
    out.name = in.maybeText("name");
    checkName(in, out.name.value());
    out.description = in.maybeText("description");
    out.metadataChangeset = readMetadataChangeset(in);
    out.customFieldsChangeset = readCustomFieldChangeset(in);
}

void write(JsonWriter &out, const SessionRecord &value)
{
    out.beginObject();
    out.text("session_id", value.sessionId);
    out.text("org_id", value.orgId);
    out.optionalText("name", value.name);
    out.optionalText("description", value.description);
    out.json("metadata", value.metadata);
    out.texts("tags", value.tags);
    out.json("custom_fields", value.customFields);
    out.optionalNanoseconds("min_timestamp_ns", value.minTimestamp);
    out.optionalNanoseconds("max_timestamp_ns", value.maxTimestamp);
    out.optionalDateTime("created", value.created);
    out.text("created_by", value.createdBy);
    out.optionalDateTime("modified", value.modified);
    out.text("modified_by", value.modifiedBy);
    out.endObject();
}

void write(JsonWriter &out, const CreateSessionRequest &value)
{
    out.beginObject();
    out.optionalText("name", value.name);
    out.texts("device_ids", value.deviceIds);
    out.optionalText("description", value.description);
    out.json("metadata", value.metadata);
    out.texts("tags", value.tags);
    if (!value.customFields.isEmpty())
        out.json("custom_fields", value.customFields);
    out.endObject();
}

void write(JsonWriter &out, const UpdateSessionRequest &value)
{
    out.beginObject();
    out.maybeText("name", value.name);
    out.maybeText("description", value.description);
    writeChangesets(out, value.metadataChangeset, value.customFieldsChangeset);
    out.endObject();
}

} // namespace tidemark::roboto
