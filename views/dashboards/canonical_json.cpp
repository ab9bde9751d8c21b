// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/canonical_json.h"

#include "model/core/number_text.h"

#include <QJsonArray>
#include <QJsonValue>
#include <QStringList>
#include <QVariant>

#include <algorithm>

namespace tidemark {

namespace {

constexpr int kIndent = 2;

void writeValue(QByteArray &out, const QJsonValue &value, int depth);

void writeString(QByteArray &out, const QString &text)
{
    out += '"';
    for (const char byte : text.toUtf8()) {
        const auto code = static_cast<unsigned char>(byte);
        if (byte == '"' || byte == '\\') {
            out += '\\';
            out += byte;
        } else if (byte == '\n') {
            out += "\\n";
        } else if (byte == '\t') {
            out += "\\t";
        } else if (code < 0x20 || code == 0x7f) {
            out += "\\u00";
            out += QByteArray::number(code, 16).rightJustified(2, '0');
        } else {
            out += byte;
        }
    }
    out += '"';
}

void writeLineStart(QByteArray &out, int depth)
{
    out += '\n';
    out += QByteArray(qsizetype{depth} * kIndent, ' ');
}

void writeObject(QByteArray &out, const QJsonObject &object, int depth)
{
    if (object.isEmpty()) {
        out += "{}";
        return;
    }
    QStringList keys = object.keys();
    std::sort(keys.begin(), keys.end());
    out += '{';
    for (qsizetype i = 0; i < keys.size(); ++i) {
        out += i == 0 ? "" : ",";
        writeLineStart(out, depth + 1);
        writeString(out, keys[i]);
        out += ": ";
        writeValue(out, object.value(keys[i]), depth + 1);
    }
    writeLineStart(out, depth);
    out += '}';
}

void writeArray(QByteArray &out, const QJsonArray &array, int depth)
{
    if (array.isEmpty()) {
        out += "[]";
        return;
    }
    out += '[';
    for (qsizetype i = 0; i < array.size(); ++i) {
        out += i == 0 ? "" : ",";
        writeLineStart(out, depth + 1);
        writeValue(out, array.at(i), depth + 1);
    }
    writeLineStart(out, depth);
    out += ']';
}

void writeNumber(QByteArray &out, const QJsonValue &value)
{
    // Integers beyond 2^53 are kept as such by QJsonValue; a double would round them.
    const QVariant number = value.toVariant();
    if (number.typeId() == QMetaType::LongLong)
        out += QByteArray::number(number.toLongLong());
    else
        appendNumber(out, value.toDouble());
}

void writeValue(QByteArray &out, const QJsonValue &value, int depth)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        out += value.toBool() ? "true" : "false";
        break;
    case QJsonValue::Double:
        writeNumber(out, value);
        break;
    case QJsonValue::String:
        writeString(out, value.toString());
        break;
    case QJsonValue::Array:
        writeArray(out, value.toArray(), depth);
        break;
    case QJsonValue::Object:
        writeObject(out, value.toObject(), depth);
        break;
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        out += "null";
        break;
    }
}

} // namespace

QByteArray canonicalJson(const QJsonObject &object)
{
    QByteArray out;
    writeObject(out, object, 0);
    out += '\n';
    return out;
}

} // namespace tidemark
