// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/wire/json_tree.h"

#include "model/core/utf8_text.h"
#include "services/json/decimal_literal.h"
#include "services/roboto/wire/limits.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct TreeText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::JsonTree)
};

/// What becomes of values that cannot be kept as they are.
enum class Odd
{
    Refused,
    Replaced
};

tl::unexpected<Error> refusal(const QString &message, const QString &detail)
{
    return failure(ErrorCode::InvalidArgument, message, detail);
}

Result<QString> textOf(std::string_view utf8, Odd odd)
{
    if (utf8.find('\0') != std::string_view::npos && odd == Odd::Replaced)
        return utf8Text(utf8).replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter));
    if (utf8.find('\0') != std::string_view::npos)
        return refusal(TreeText::tr("A text cannot hold the NUL character. Remove it."),
                       u"json.nul"_s);
    return utf8Text(utf8);
}

/// An integer beyond int64 whose double has other digits would change on the way.
bool losesDigits(std::string_view literal, double value)
{
    const bool isInteger = literal.find_first_of(".eE") == std::string_view::npos;
    return isInteger && QByteArray::number(value, 'f', 0) !=
                            QByteArrayView(literal.data(), static_cast<qsizetype>(literal.size()));
}

Result<QJsonValue> numberOf(std::string_view literal, Odd odd)
{
    if (const std::optional<std::int64_t> integer = plainInteger(literal))
        return QJsonValue(static_cast<qint64>(*integer));
    const double value = toDouble(literal);
    if (odd == Odd::Refused && losesDigits(literal, value))
        return refusal(
            TreeText::tr("Whole numbers go from %1 to %2 here. Send larger ones as text.")
                .arg(std::numeric_limits<qint64>::min())
                .arg(std::numeric_limits<qint64>::max()),
            u"json.range"_s);
    return QJsonValue(value);
}

Result<QJsonValue> valueOf(JsonValue value, int depth, Odd odd);

Result<QJsonObject> objectOf(JsonValue object, int depth, Odd odd)
{
    if (depth > kMetadataMaxDepth)
        return refusal(TreeText::tr("It is nested deeper than %1 levels. Send flatter objects.")
                           .arg(kMetadataMaxDepth),
                       u"json.depth"_s);
    // Sorted first: QJsonObject takes names in order without moving the others.
    std::map<QString, JsonValue> members;
    for (const JsonMembers::Member member : JsonMembers(object)) {
        const Result<QString> name = textOf(member.name, odd);
        if (!name)
            return failure(name.error());
        members.insert_or_assign(*name, member.value);
    }
    QJsonObject result;
    for (const auto &[name, member] : members) {
        Result<QJsonValue> value = valueOf(member, depth, odd);
        if (!value)
            return failure(value.error());
        result.insert(name, *value);
    }
    return result;
}

Result<QJsonValue> listOf(JsonValue list, int depth, Odd odd)
{
    if (depth > kMetadataMaxDepth)
        return refusal(TreeText::tr("It is nested deeper than %1 levels. Send flatter objects.")
                           .arg(kMetadataMaxDepth),
                       u"json.depth"_s);
    QJsonArray result;
    for (const JsonValue element : JsonElements(list)) {
        Result<QJsonValue> value = valueOf(element, depth, odd);
        if (!value)
            return failure(value.error());
        result.append(*value);
    }
    return QJsonValue(result);
}

Result<QJsonValue> valueOf(JsonValue value, int depth, Odd odd)
{
    const bool isNested = value.is(JsonKind::List) || value.is(JsonKind::Object);
    if (odd == Odd::Replaced && isNested && depth >= kMetadataMaxDepth)
        return QJsonValue(QJsonValue::Null);
    switch (value.kind()) {
    case JsonKind::False:
        return QJsonValue(false);
    case JsonKind::True:
        return QJsonValue(true);
    case JsonKind::Number:
        return numberOf(value.text(), odd);
    case JsonKind::Text:
        return textOf(value.text(), odd).transform([](const QString &text) {
            return QJsonValue(text);
        });
    case JsonKind::List:
        return listOf(value, depth + 1, odd);
    case JsonKind::Object:
        return objectOf(value, depth + 1, odd).transform([](const QJsonObject &object) {
            return QJsonValue(object);
        });
    case JsonKind::Null:
        break;
    }
    return QJsonValue(QJsonValue::Null);
}

/// What a node takes at least, without the nodes inside it.
std::size_t leastSizeOf(const JsonNode &node)
{
    const std::size_t length = node.length;
    const std::size_t commas = length > 0 ? length - 1 : 0;
    switch (node.kind) {
    case JsonKind::Text:
        return 2 + length; // an escape only takes more
    case JsonKind::List:
        return 2 + commas;
    case JsonKind::Object:
        return 2 + commas + length; // the colons
    case JsonKind::Null:
    case JsonKind::False:
    case JsonKind::True:
    case JsonKind::Number:
        break;
    }
    return 1; // a number may be written shorter than it was sent
}

} // namespace

bool isLargerThan(JsonValue value, std::size_t size_bytes)
{
    const JsonNode *const end = value.node() + value.node()->span;
    std::size_t least = 0;
    for (const JsonNode *node = value.node(); node != end && least <= size_bytes; ++node)
        least += leastSizeOf(*node);
    return least > size_bytes;
}

Result<QJsonObject> jsonObjectOf(JsonValue object)
{
    return objectOf(object, 1, Odd::Refused);
}

QJsonObject tolerantJsonObjectOf(JsonValue object)
{
    return objectOf(object, 1, Odd::Replaced).value_or(QJsonObject());
}

int depthOf(const QJsonValue &value)
{
    int deepest = 0;
    if (value.isArray()) {
        const QJsonArray list = value.toArray();
        for (const QJsonValue element : list)
            deepest = std::max(deepest, depthOf(element));
        return deepest + 1;
    }
    if (!value.isObject())
        return 0;
    const QJsonObject object = value.toObject();
    for (const QJsonValue member : object)
        deepest = std::max(deepest, depthOf(member));
    return deepest + 1;
}

} // namespace tidemark::roboto
