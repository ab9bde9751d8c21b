// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/object_reader.h"

#include "model/core/utf8_text.h"
#include "services/json/decimal_literal.h"
#include "services/roboto/wire/json_tree.h"
#include "services/roboto/wire/wire_time.h"

#include <QCoreApplication>

#include <limits>

namespace tidemark::roboto {
namespace {

struct FieldText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::FieldText)
};

QString wantsText()
{
    return FieldText::tr("The field %1 must be a text.");
}

QString wantsObject()
{
    return FieldText::tr("The field %1 must be an object.");
}

QString wantsList()
{
    return FieldText::tr("The field %1 must be a list.");
}

QString hasNul()
{
    return FieldText::tr("The field %1 holds the NUL character. Remove it.");
}

QString wantsInteger()
{
    // The limits are digits of the protocol, not of the person's locale.
    return FieldText::tr("The field %1 must be a whole number from %2 to %3, without point, "
                         "exponent and quotes.")
        .arg(u"%1", QString::number(std::numeric_limits<qint64>::min()),
             QString::number(std::numeric_limits<qint64>::max()));
}

QString readText(JsonValue value, const FieldPath &path, ReadContext &context)
{
    if (!value.is(JsonKind::Text)) {
        context.fail(path, wantsText());
        return {};
    }
    const std::string_view utf8 = value.text();
    if (utf8.find('\0') == std::string_view::npos)
        return utf8Text(utf8);
    if (context.isRequest()) {
        context.fail(path, hasNul());
        return {};
    }
    return utf8Text(utf8).replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
}

/// The whole number of a value; nothing when it is none or not in a form the body may have.
std::optional<std::int64_t> wholeNumber(JsonValue value, bool isStrict)
{
    if (isStrict)
        return value.is(JsonKind::Number) ? plainInteger(value.text()) : std::nullopt;
    if (!value.is(JsonKind::Number) && !value.is(JsonKind::Text))
        return std::nullopt;
    const std::optional<ScaledInteger> scaled = scaledInteger(value.text(), 0);
    return scaled && scaled->isExact ? std::optional(scaled->value) : std::nullopt;
}

} // namespace

void readElement(JsonValue value, const FieldPath &path, ReadContext &context, QString &out)
{
    out = readText(value, path, context);
}

ObjectReader::ObjectReader(JsonValue object, const FieldPath &path, ReadContext &context)
    : m_path(path)
    , m_context(context)
{
    if (object.is(JsonKind::Object))
        m_object = object;
    else
        m_context.fail(m_path, wantsObject());
}

std::optional<JsonValue> ObjectReader::find(std::string_view name) const
{
    return m_object ? m_object->member(name) : std::nullopt;
}

std::optional<JsonValue> ObjectReader::present(std::string_view name) const
{
    const std::optional<JsonValue> value = find(name);
    return value && !value->is(JsonKind::Null) ? value : std::nullopt;
}

std::optional<JsonValue> ObjectReader::required(std::string_view name)
{
    const std::optional<JsonValue> value = find(name);
    if (!value && m_object)
        fail(name, FieldText::tr("The field %1 is missing."));
    return value;
}

bool ObjectReader::isSet(const std::optional<JsonValue> &value)
{
    return value && !value->isEmptyObject();
}

void ObjectReader::fail(std::string_view name, const QString &message)
{
    m_context.fail(FieldPath{&m_path, name}, message);
}

void ObjectReader::failWord(std::string_view name, const QString &words)
{
    fail(name, FieldText::tr("The field %1 must be one of %2.").arg(u"%1", words));
}

QString ObjectReader::textOf(std::string_view name, JsonValue value)
{
    return readText(value, FieldPath{&m_path, name}, m_context);
}

QString ObjectReader::text(std::string_view name)
{
    const std::optional<JsonValue> value = required(name);
    return value ? textOf(name, *value) : QString();
}

std::optional<QString> ObjectReader::optionalText(std::string_view name)
{
    const std::optional<JsonValue> value = present(name);
    return value ? std::optional(textOf(name, *value)) : std::nullopt;
}

MaybeSet<QString> ObjectReader::maybeText(std::string_view name)
{
    const std::optional<JsonValue> value = find(name);
    if (!isSet(value))
        return {};
    if (value->is(JsonKind::Null))
        return MaybeSet<QString>::null();
    return MaybeSet<QString>(textOf(name, *value));
}

std::int64_t ObjectReader::integerOf(std::string_view name, JsonValue value)
{
    const std::optional<std::int64_t> number = wholeNumber(value, m_context.isRequest());
    if (!number)
        fail(name, wantsInteger());
    return number.value_or(0);
}

std::int64_t ObjectReader::integer(std::string_view name)
{
    const std::optional<JsonValue> value = required(name);
    return value ? integerOf(name, *value) : 0;
}

std::optional<std::int64_t> ObjectReader::optionalInteger(std::string_view name)
{
    const std::optional<JsonValue> value = present(name);
    return value ? std::optional(integerOf(name, *value)) : std::nullopt;
}

Timestamp ObjectReader::nanoseconds(std::string_view name)
{
    return Timestamp(integer(name));
}

std::optional<Timestamp> ObjectReader::optionalNanoseconds(std::string_view name)
{
    const std::optional<std::int64_t> ns = optionalInteger(name);
    return ns ? std::optional(Timestamp(*ns)) : std::nullopt;
}

double ObjectReader::number(std::string_view name)
{
    const std::optional<JsonValue> value = required(name);
    if (!value)
        return 0;
    if (!value->is(JsonKind::Number)) {
        fail(name, FieldText::tr("The field %1 must be a finite number."));
        return 0;
    }
    return toDouble(value->text());
}

bool ObjectReader::optionalFlag(std::string_view name, bool fallback)
{
    const std::optional<JsonValue> value = present(name);
    if (!value)
        return fallback;
    if (!value->is(JsonKind::True) && !value->is(JsonKind::False))
        fail(name, FieldText::tr("The field %1 must be true or false."));
    return value->is(JsonKind::True);
}

QMap<QString, bool> ObjectReader::optionalFlags(std::string_view name)
{
    const std::optional<JsonValue> value = present(name);
    if (!value)
        return {};
    if (!value->is(JsonKind::Object))
        fail(name, wantsObject());
    QMap<QString, bool> flags;
    for (const JsonMembers::Member member : JsonMembers(*value))
        flags.insert(utf8Text(member.name), member.value.is(JsonKind::True));
    return flags;
}

Timestamp ObjectReader::dateTimeOf(std::string_view name, JsonValue value)
{
    const Result<Timestamp> at = parseDateTime(value);
    if (!at)
        fail(name, FieldText::tr("The field %1 is not a date and time. %2")
                       .arg(u"%1", at.error().message));
    return at.value_or(Timestamp());
}

Timestamp ObjectReader::dateTime(std::string_view name)
{
    const std::optional<JsonValue> value = required(name);
    return value ? dateTimeOf(name, *value) : Timestamp();
}

std::optional<Timestamp> ObjectReader::optionalDateTime(std::string_view name)
{
    const std::optional<JsonValue> value = present(name);
    return value ? std::optional(dateTimeOf(name, *value)) : std::nullopt;
}

std::optional<JsonValue> ObjectReader::elements(std::string_view name, std::size_t max)
{
    const std::optional<JsonValue> value = required(name);
    if (!value)
        return std::nullopt;
    if (!value->is(JsonKind::List)) {
        fail(name, wantsList());
        return std::nullopt;
    }
    if (value->size() > max) {
        fail(name, FieldText::tr("The field %1 holds more than %2 entries. Send them in parts.")
                       .arg(u"%1", QString::number(max)));
        return std::nullopt;
    }
    return value;
}

QStringList ObjectReader::textsOf(std::string_view name, JsonValue value)
{
    const std::size_t max = m_context.isRequest() ? kListMaxItems : kJsonMaxValues;
    const std::optional<JsonValue> found = elements(name, max);
    if (!found)
        return {};
    const FieldPath at{&m_path, name};
    QStringList texts;
    texts.reserve(static_cast<qsizetype>(value.size()));
    std::size_t index = 0;
    for (const JsonValue element : JsonElements(value))
        texts.append(readText(element, FieldPath{&at, {}, index++}, m_context));
    return texts;
}

QStringList ObjectReader::texts(std::string_view name)
{
    const std::optional<JsonValue> value = required(name);
    return value ? textsOf(name, *value) : QStringList();
}

std::optional<QStringList> ObjectReader::optionalTexts(std::string_view name)
{
    const std::optional<JsonValue> value = present(name);
    return value ? std::optional(textsOf(name, *value)) : std::nullopt;
}

MaybeSet<QStringList> ObjectReader::maybeTexts(std::string_view name)
{
    const std::optional<JsonValue> value = find(name);
    if (!isSet(value))
        return {};
    if (value->is(JsonKind::Null))
        return MaybeSet<QStringList>::null();
    return MaybeSet<QStringList>(textsOf(name, *value));
}

std::optional<QStringList> ObjectReader::textsOrNotSet(std::string_view name)
{
    const std::optional<JsonValue> value = find(name);
    return isSet(value) ? std::optional(textsOf(name, *value)) : std::nullopt;
}

std::optional<QJsonObject> ObjectReader::optionalObject(std::string_view name)
{
    const std::optional<JsonValue> value = present(name);
    if (!value)
        return std::nullopt;
    if (!value->is(JsonKind::Object)) {
        fail(name, wantsObject());
        return std::nullopt;
    }
    if (!m_context.isRequest())
        return tolerantJsonObjectOf(*value);
    if (isLargerThan(*value, kFreeFormMaxBytes)) {
        fail(name, FieldText::tr("The field %1 is longer than %2 KiB. Shorten it.")
                       .arg(u"%1", QString::number(kFreeFormMaxBytes / 1024)));
        return std::nullopt;
    }
    const Result<QJsonObject> object = jsonObjectOf(*value);
    if (!object) {
        fail(name,
             FieldText::tr("The field %1 cannot be kept. %2").arg(u"%1", object.error().message));
        return std::nullopt;
    }
    return *object;
}

QJsonObject ObjectReader::wholeObject()
{
    if (!m_object)
        return {};
    if (!m_context.isRequest())
        return tolerantJsonObjectOf(*m_object);
    const Result<QJsonObject> object = jsonObjectOf(*m_object);
    if (!object)
        m_context.fail(
            m_path,
            FieldText::tr("The field %1 cannot be kept. %2").arg(u"%1", object.error().message));
    return object.value_or(QJsonObject());
}

} // namespace tidemark::roboto
