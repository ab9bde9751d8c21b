// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/json/json_writer.h"
#include "services/roboto/wire/changesets.h"
#include "services/roboto/wire/limits.h"
#include "services/roboto/wire/object_reader.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidemark::roboto {
namespace {

struct ChangesetText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::ChangesetJson)
};

void writeTexts(JsonWriter &out, std::string_view member, const QStringList &values)
{
    if (!values.isEmpty())
        out.texts(member, values);
}

void writeFields(JsonWriter &out, std::string_view member, const QJsonObject &fields)
{
    if (!fields.isEmpty())
        out.json(member, fields);
}

/// Each field that is put one by one leads through what is there already.
void limitFields(ObjectReader &in, std::string_view member, const QJsonObject &fields)
{
    if (in.context().isRequest() && fields.size() > kChangesetMaxFields)
        in.fail(member, ChangesetText::tr("The field %1 holds more than %2 fields. Send them in "
                                          "parts.")
                            .arg(u"%1", QString::number(kChangesetMaxFields)));
}

template <class Changeset>
std::optional<Changeset> readChangeset(ObjectReader &in, std::string_view name)
{
    std::optional<Changeset> changes = in.optionalNested<Changeset>(name);
    if (changes && changes->isEmpty())
        changes.reset();
    return changes;
}

} // namespace

std::optional<MetadataChangeset> readMetadataChangeset(ObjectReader &in)
{
    return readChangeset<MetadataChangeset>(in, "metadata_changeset");
}

std::optional<CustomFieldChangeset> readCustomFieldChangeset(ObjectReader &in)
{
    return readChangeset<CustomFieldChangeset>(in, "custom_fields_changeset");
}

void writeChangesets(JsonWriter &out, const std::optional<MetadataChangeset> &metadata,
                     const std::optional<CustomFieldChangeset> &customFields)
{
    if (metadata) {
        out.name("metadata_changeset");
        write(out, *metadata);
    }
    if (customFields) {
        out.name("custom_fields_changeset");
        write(out, *customFields);
    }
}

void read(ObjectReader &in, MetadataChangeset &out)
{
    out.putTags = in.optionalTexts("put_tags").value_or(QStringList());
    out.removeTags = in.optionalTexts("remove_tags").value_or(QStringList());
    out.putFields = in.optionalObject("put_fields").value_or(QJsonObject());
    out.removeFields = in.optionalTexts("remove_fields").value_or(QStringList());
    out.replaceAll = in.optionalFlag("replace_all", false);
    if (!out.replaceAll)
        limitFields(in, "put_fields", out.putFields);
}

void read(ObjectReader &in, CustomFieldChangeset &out)
{
    out.setFields = in.optionalObject("set_fields").value_or(QJsonObject());
    out.clearFields = in.optionalTexts("clear_fields").value_or(QStringList());
    limitFields(in, "set_fields", out.setFields);
    const bool overlaps =
        std::any_of(out.clearFields.begin(), out.clearFields.end(),
                    [&out](const QString &name) { return out.setFields.contains(name); });
    if (overlaps)
        in.fail("clear_fields",
                ChangesetText::tr("The field %1 names one that set_fields sets. Do one of both."));
}

void write(JsonWriter &out, const MetadataChangeset &value)
{
    out.beginObject();
    writeTexts(out, "put_tags", value.putTags);
    writeTexts(out, "remove_tags", value.removeTags);
    writeFields(out, "put_fields", value.putFields);
    writeTexts(out, "remove_fields", value.removeFields);
    if (value.replaceAll)
        out.flag("replace_all", true);
    out.endObject();
}

void write(JsonWriter &out, const CustomFieldChangeset &value)
{
    out.beginObject();
    writeFields(out, "set_fields", value.setFields);
    writeTexts(out, "clear_fields", value.clearFields);
    out.endObject();
}

} // namespace tidemark::roboto
