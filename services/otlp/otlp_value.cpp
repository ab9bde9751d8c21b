// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_value.h"

#include "model/core/number_text.h"
#include "model/core/utf8_text.h"
#include "services/json/json_writer.h"

#include <QByteArray>

#include <bit>

namespace tidemark::otlp {
namespace {

QByteArray base64(const OtlpBytes &value)
{
    return QByteArray::fromRawData(value.bytes.data(), static_cast<qsizetype>(value.bytes.size()))
        .toBase64();
}

void write(JsonWriter &out, const OtlpValue &value);

struct PlainJson
{
    void operator()(std::monostate) const { out.null(); }
    void operator()(const std::string &text) const { out.text(utf8Text(text)); }
    void operator()(bool flag) const { out.flag(flag); }
    void operator()(std::int64_t number) const { out.integer(number); }
    void operator()(double number) const { out.number(number); }
    void operator()(const OtlpList &list) const
    {
        out.beginList();
        for (const OtlpValue &element : list.values)
            write(out, element);
        out.endList();
    }
    void operator()(const OtlpMap &map) const
    {
        out.beginObject();
        for (const OtlpAttribute &member : map.values) {
            out.anyName(utf8Text(member.key));
            write(out, member.value);
        }
        out.endObject();
    }
    void operator()(const OtlpBytes &bytes) const { out.text(QString::fromLatin1(base64(bytes))); }

    JsonWriter &out;
};

void write(JsonWriter &out, const OtlpValue &value)
{
    std::visit(PlainJson{out}, value.value);
}

struct PlainText
{
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(const std::string &text) const { return text; }
    std::string operator()(bool flag) const { return flag ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return std::to_string(number); }
    std::string operator()(double number) const
    {
        QByteArray text;
        appendNumber(text, number);
        return text.toStdString();
    }
    std::string operator()(const OtlpBytes &bytes) const { return base64(bytes).toStdString(); }
    template <class Container>
    std::string operator()(const Container &container) const
    {
        JsonWriter out;
        PlainJson{out}(container);
        return out.take().toStdString();
    }
};

} // namespace

bool isSameNumber(double a, double b) noexcept
{
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

bool operator==(const OtlpList &a, const OtlpList &b)
{
    return a.values == b.values;
}

bool operator==(const OtlpMap &a, const OtlpMap &b)
{
    return a.values == b.values;
}

bool operator==(const OtlpValue &a, const OtlpValue &b)
{
    const auto *const first = std::get_if<double>(&a.value);
    const auto *const second = std::get_if<double>(&b.value);
    if (first != nullptr && second != nullptr)
        return isSameNumber(*first, *second);
    return a.value == b.value;
}

std::string textOf(const OtlpValue &value)
{
    return std::visit(PlainText{}, value.value);
}

} // namespace tidemark::otlp
