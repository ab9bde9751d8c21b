// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/json/json_writer.h"

#include "model/core/number_text.h"
#include "services/json/date_time_text.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QVariant>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace tidemark {
namespace {

constexpr qsizetype kEscapeLength = 6;   // \u001f, the longest form of one UTF-16 unit
constexpr qsizetype kIntegerLength = 20; // -9223372036854775808, the longest

char *putHexEscape(char *at, char16_t c)
{
    constexpr std::string_view kDigits = "0123456789abcdef";
    *at++ = '\\';
    *at++ = 'u';
    *at++ = '0';
    *at++ = '0';
    *at++ = kDigits[c >> 4 & 0xfU];
    *at++ = kDigits[c & 0xfU];
    return at;
}

char *putAscii(char *at, char16_t c)
{
    if (c >= 0x20 && c != u'"' && c != u'\\') {
        *at++ = static_cast<char>(c);
        return at;
    }
    if (c == u'"' || c == u'\\') {
        *at++ = '\\';
        *at++ = static_cast<char>(c);
        return at;
    }
    return putHexEscape(at, c);
}

char *putUtf8(char *at, char32_t c)
{
    const auto put = [&at](char32_t byte) { *at++ = static_cast<char>(byte); };
    const auto putTail = [&put, c](int shift) { put(0x80U | (c >> shift & 0x3fU)); };
    if (c < 0x800) {
        put(0xc0U | c >> 6);
    } else if (c < 0x10000) {
        put(0xe0U | c >> 12);
        putTail(6);
    } else {
        put(0xf0U | c >> 18);
        putTail(12);
        putTail(6);
    }
    putTail(0);
    return at;
}

/// Writes a text with its quotes; the buffer must have room for kEscapeLength bytes per unit.
char *putQuoted(char *at, QStringView text)
{
    *at++ = '"';
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c.unicode() < 0x80) {
            at = putAscii(at, c.unicode());
        } else if (!c.isSurrogate()) {
            at = putUtf8(at, c.unicode());
        } else if (c.isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            at = putUtf8(at, QChar::surrogateToUcs4(c, text[++i]));
        } else {
            at = putUtf8(at, QChar::ReplacementCharacter);
        }
    }
    *at++ = '"';
    return at;
}

} // namespace

void write(JsonWriter &out, const QString &value)
{
    out.text(value);
}

void JsonWriter::append(std::string_view bytes)
{
    m_out.append(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

// A member in one piece: of a large answer each call of QByteArray's is felt.
char *JsonWriter::grow(qsizetype size)
{
    const qsizetype start = m_out.size();
    m_out.resize(start + size + (m_needsComma ? 1 : 0));
    char *at = m_out.data() + start;
    if (std::exchange(m_needsComma, true))
        *at++ = ',';
    return at;
}

void JsonWriter::separate()
{
    if (m_needsComma)
        m_out.append(',');
    m_needsComma = true;
}

void JsonWriter::beginObject()
{
    separate();
    m_out.append('{');
    m_needsComma = false;
}

void JsonWriter::endObject()
{
    m_out.append('}');
    m_needsComma = true;
}

void JsonWriter::beginList()
{
    separate();
    m_out.append('[');
    m_needsComma = false;
}

void JsonWriter::endList()
{
    m_out.append(']');
    m_needsComma = true;
}

void JsonWriter::name(std::string_view name)
{
    char *at = grow(static_cast<qsizetype>(name.size()) + 3);
    *at++ = '"';
    at = std::copy(name.begin(), name.end(), at);
    *at++ = '"';
    *at = ':';
    m_needsComma = false;
}

void JsonWriter::anyName(QStringView name)
{
    text(name);
    m_out.append(':');
    m_needsComma = false;
}

void JsonWriter::text(QStringView value)
{
    char *const at = grow(value.size() * kEscapeLength + 2);
    m_out.resize(putQuoted(at, value) - m_out.constData());
}

void JsonWriter::integer(std::int64_t value)
{
    char *const at = grow(kIntegerLength);
    m_out.resize(std::to_chars(at, at + kIntegerLength, value).ptr - m_out.constData());
}

void JsonWriter::number(double value)
{
    if (!std::isfinite(value)) {
        null();
        return;
    }
    separate();
    if (value == 0 && std::signbit(value))
        append("-0.0"); // some readers take -0 for the integer, which has no sign
    else
        appendNumber(m_out, value);
}

void JsonWriter::flag(bool value)
{
    separate();
    append(value ? "true" : "false");
}

void JsonWriter::null()
{
    separate();
    append("null");
}

void JsonWriter::dateTime(Timestamp value)
{
    separate();
    m_out.append('"');
    appendDateTime(m_out, value);
    m_out.append('"');
}

void JsonWriter::texts(const QStringList &values)
{
    beginList();
    for (const QString &value : values)
        text(value);
    endList();
}

/// Qt tells integers from doubles; so shall who reads this. An integral double of 2^53 or more,
/// which Qt keeps as a double, gets a fraction.
void JsonWriter::freeNumber(const QJsonValue &value)
{
    if (value.toVariant().typeId() == QMetaType::LongLong) {
        integer(value.toInteger());
        return;
    }
    const qsizetype start = m_out.size();
    number(value.toDouble());
    if (QByteArrayView(m_out).sliced(start).indexOf('e') < 0 &&
        QByteArrayView(m_out).sliced(start).indexOf('.') < 0)
        append(".0");
}

void JsonWriter::json(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return flag(value.toBool());
    case QJsonValue::Double:
        return freeNumber(value);
    case QJsonValue::String:
        return text(value.toString());
    case QJsonValue::Array: {
        beginList();
        const QJsonArray list = value.toArray();
        for (const QJsonValue element : list)
            json(element);
        return endList();
    }
    case QJsonValue::Object: {
        beginObject();
        const QJsonObject object = value.toObject();
        for (auto member = object.begin(); member != object.end(); ++member) {
            anyName(member.key());
            json(member.value());
        }
        return endObject();
    }
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    null();
}

} // namespace tidemark
