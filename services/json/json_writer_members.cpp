// SPDX-License-Identifier: GPL-3.0-or-later
// Members with their names.
#include "services/json/json_writer.h"

#include <QJsonObject>

namespace tidemark {

void JsonWriter::text(std::string_view member, QStringView value)
{
    name(member);
    text(value);
}

void JsonWriter::optionalText(std::string_view member, const std::optional<QString> &value)
{
    name(member);
    if (value)
        text(*value);
    else
        null();
}

void JsonWriter::maybeText(std::string_view member, const MaybeSet<QString> &value)
{
    if (value.isSet())
        optionalText(member, value.value());
}

void JsonWriter::integer(std::string_view member, std::int64_t value)
{
    name(member);
    integer(value);
}

void JsonWriter::optionalInteger(std::string_view member, const std::optional<std::int64_t> &value)
{
    name(member);
    if (value)
        integer(*value);
    else
        null();
}

void JsonWriter::nanoseconds(std::string_view member, Timestamp value)
{
    integer(member, value.posixNs());
}

void JsonWriter::optionalNanoseconds(std::string_view member, const std::optional<Timestamp> &value)
{
    optionalInteger(member, value ? std::optional(value->posixNs()) : std::nullopt);
}

void JsonWriter::number(std::string_view member, double value)
{
    name(member);
    number(value);
}

void JsonWriter::flag(std::string_view member, bool value)
{
    name(member);
    flag(value);
}

void JsonWriter::flags(std::string_view member, const QMap<QString, bool> &value)
{
    QJsonObject object;
    for (auto flag = value.begin(); flag != value.end(); ++flag)
        object.insert(flag.key(), flag.value());
    json(member, object);
}

void JsonWriter::dateTime(std::string_view member, Timestamp value)
{
    name(member);
    dateTime(value);
}

void JsonWriter::optionalDateTime(std::string_view member, const std::optional<Timestamp> &value)
{
    name(member);
    if (value)
        dateTime(*value);
    else
        null();
}

void JsonWriter::texts(std::string_view member, const QStringList &values)
{
    name(member);
    texts(values);
}

void JsonWriter::maybeTexts(std::string_view member, const MaybeSet<QStringList> &values)
{
    if (!values.isSet())
        return;
    name(member);
    if (values.hasValue())
        texts(*values.value());
    else
        null();
}

void JsonWriter::json(std::string_view member, const QJsonValue &value)
{
    name(member);
    json(value);
}

} // namespace tidemark
