// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_json.h"

#include "services/json/json_document.h"
#include "services/json/json_limits.h"
#include "services/otlp/json_fields.h"
#include "services/otlp/otlp_size.h"

#include <QCoreApplication>

#include <string_view>
#include <type_traits>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

struct JsonText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpJson)
};

class Reader : public JsonFields
{
public:
    using JsonFields::read;

    void read(JsonValue value, OtlpMetrics &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "resourceMetrics")
                read(member, out.resources);
        });
    }

    [[nodiscard]] const OtlpSize &size() const noexcept { return m_size; }

private:
    template <class T>
    bool count(std::size_t elements)
    {
        if constexpr (std::is_base_of_v<OtlpPoint, T>)
            return m_size.addPoints(elements);
        else if constexpr (std::is_arithmetic_v<T>)
            return m_size.addNumbers(elements);
        else
            return m_size.addParts(elements);
    }

    template <class T>
    void read(JsonValue value, std::vector<T> &out)
    {
        if (!value.is(JsonKind::List))
            return fail();
        out.clear();
        if (!count<T>(value.size()))
            return;
        out.reserve(value.size());
        for (const JsonValue element : JsonElements(value))
            read(element, out.emplace_back());
    }

    template <class T>
    void read(JsonValue value, std::optional<T> &out)
    {
        read(value, out.emplace());
    }

    // OTLP has enums as integers only: names are refused.
    void read(JsonValue value, Temporality &out)
    {
        std::int32_t number = 0;
        if (!value.is(JsonKind::Number))
            return fail();
        readInteger(value, number);
        out = static_cast<Temporality>(number);
    }

    void read(JsonValue value, OtlpBytes &out)
    {
        const std::string_view text = value.text();
        const auto decoded = QByteArray::fromBase64Encoding(
            QByteArray(text.data(), static_cast<qsizetype>(text.size())),
            QByteArray::AbortOnBase64DecodingErrors);
        if (!value.is(JsonKind::Text) || !decoded)
            return fail();
        out.bytes = decoded.decoded.toStdString();
    }

    template <class T>
    void values(JsonValue value, std::vector<T> &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "values")
                read(member, out);
        });
    }

    void read(JsonValue value, OtlpValue &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "stringValue")
                read(member, out.value.emplace<std::string>());
            else if (name == "boolValue")
                read(member, out.value.emplace<bool>());
            else if (name == "intValue")
                read(member, out.value.emplace<std::int64_t>());
            else if (name == "doubleValue")
                read(member, out.value.emplace<double>());
            else if (name == "arrayValue")
                values(member, out.value.emplace<OtlpList>().values);
            else if (name == "kvlistValue")
                values(member, out.value.emplace<OtlpMap>().values);
            else if (name == "bytesValue")
                read(member, out.value.emplace<OtlpBytes>());
        });
    }

    void read(JsonValue value, OtlpAttribute &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "key")
                read(member, out.key);
            else if (name == "value")
                read(member, out.value);
        });
    }

    /// False for a member that not all points have.
    bool readCommon(std::string_view name, JsonValue member, OtlpPoint &out)
    {
        if (name == "startTimeUnixNano")
            read(member, out.start_ns);
        else if (name == "timeUnixNano")
            read(member, out.time_ns);
        else if (name == "flags")
            read(member, out.flags);
        else if (name == "attributes")
            read(member, out.attributes);
        else
            return false;
        return true;
    }

    /// False for a member that not both histograms have.
    template <class Point>
    bool readDistribution(std::string_view name, JsonValue member, Point &out)
    {
        if (name == "count")
            read(member, out.count);
        else if (name == "sum")
            read(member, out.sum);
        else if (name == "min")
            read(member, out.min);
        else if (name == "max")
            read(member, out.max);
        else
            return readCommon(name, member, out);
        return true;
    }

    void read(JsonValue value, OtlpNumberPoint &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "asInt")
                read(member, out.value.emplace<std::int64_t>());
            else if (name == "asDouble")
                read(member, out.value.emplace<double>());
            else
                (void)readCommon(name, member, out);
        });
    }

    void read(JsonValue value, OtlpHistogramPoint &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "bucketCounts")
                read(member, out.counts);
            else if (name == "explicitBounds")
                read(member, out.bounds);
            else
                (void)readDistribution(name, member, out);
        });
    }

    void read(JsonValue value, OtlpBucketRun &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "offset")
                read(member, out.offset);
            else if (name == "bucketCounts")
                read(member, out.counts);
        });
    }

    void read(JsonValue value, OtlpExponentialPoint &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "scale")
                read(member, out.scale);
            else if (name == "zeroCount")
                read(member, out.zeroCount);
            else if (name == "zeroThreshold")
                read(member, out.zeroThreshold);
            else if (name == "positive")
                read(member, out.positive);
            else if (name == "negative")
                read(member, out.negative);
            else
                (void)readDistribution(name, member, out);
        });
    }

    void read(JsonValue value, OtlpQuantile &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "quantile")
                read(member, out.quantile);
            else if (name == "value")
                read(member, out.value);
        });
    }

    void read(JsonValue value, OtlpSummaryPoint &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "count")
                read(member, out.count);
            else if (name == "sum")
                read(member, out.sum);
            else if (name == "quantileValues")
                read(member, out.quantiles);
            else
                (void)readCommon(name, member, out);
        });
    }

    template <class Data>
    void readData(JsonValue value, Data &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "dataPoints")
                read(member, out.points);
            if constexpr (requires { out.temporality; }) {
                if (name == "aggregationTemporality")
                    read(member, out.temporality);
            }
            if constexpr (requires { out.isMonotonic; }) {
                if (name == "isMonotonic")
                    read(member, out.isMonotonic);
            }
        });
    }

    void read(JsonValue value, OtlpMetric &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "name")
                read(member, out.name);
            else if (name == "description")
                read(member, out.description);
            else if (name == "unit")
                read(member, out.unit);
            else if (name == "metadata")
                read(member, out.metadata);
            else if (name == "gauge")
                readData(member, out.data.emplace<OtlpGauge>());
            else if (name == "sum")
                readData(member, out.data.emplace<OtlpSum>());
            else if (name == "histogram")
                readData(member, out.data.emplace<OtlpHistogram>());
            else if (name == "exponentialHistogram")
                readData(member, out.data.emplace<OtlpExponentialHistogram>());
            else if (name == "summary")
                readData(member, out.data.emplace<OtlpSummary>());
        });
    }

    void read(JsonValue value, OtlpScope &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "name")
                read(member, out.name);
            else if (name == "version")
                read(member, out.version);
            else if (name == "attributes")
                read(member, out.attributes);
        });
    }

    void read(JsonValue value, OtlpScopeMetrics &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "scope")
                read(member, out.scope);
            else if (name == "metrics")
                read(member, out.metrics);
            else if (name == "schemaUrl")
                read(member, out.schemaUrl);
        });
    }

    void read(JsonValue value, OtlpResourceMetrics &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "resource")
                object(member, [&](std::string_view inner, JsonValue attributes) {
                    if (inner == "attributes")
                        read(attributes, out.resource);
                });
            else if (name == "scopeMetrics")
                read(member, out.scopes);
            else if (name == "schemaUrl")
                read(member, out.schemaUrl);
        });
    }

    OtlpSize m_size;
};

/// Whether a long text has so many brackets, commas and colons that it holds more values than are
/// read. To parse it would take memory for each of them first.
bool hasTooManyValues(QByteArrayView text)
{
    constexpr qsizetype kLong = qsizetype{16} * 1024 * 1024;
    constexpr std::size_t kMost = 4 * kJsonMaxValues; // a value has fewer of them
    if (text.size() <= kLong)
        return false;
    std::size_t count = 0;
    bool isText = false;
    for (qsizetype at = 0; at < text.size() && count <= kMost; ++at) {
        const char c = text[at];
        if (c == '"')
            isText = !isText;
        else if (isText)
            at += c == '\\' ? 1 : 0;
        else if (c == ',' || c == ':' || c == '{' || c == '}' || c == '[' || c == ']')
            ++count;
    }
    return count > kMost;
}

} // namespace

Result<OtlpMetrics> fromJson(QByteArrayView text)
{
    if (hasTooManyValues(text))
        return failure(ErrorCode::Overflow,
                       JsonText::tr("The body holds more than %1 values. Send it in parts.")
                           .arg(static_cast<qulonglong>(kJsonMaxValues)),
                       u"json.values"_s);
    const auto document = JsonDocument::parse(text, kJsonMax_bytes);
    if (!document)
        return failure(document.error());
    OtlpMetrics metrics;
    Reader reader;
    reader.read(document->root(), metrics);
    if (reader.size().isTooLarge())
        return failure(reader.size().error());
    if (reader.hasFailed())
        return failure(ErrorCode::InvalidArgument,
                       JsonText::tr("The body is no OTLP metrics request in JSON: \"%1\" has a "
                                    "value of another type.")
                           .arg(reader.wrongMember()),
                       u"otlp.type"_s);
    return metrics;
}

} // namespace tidemark::otlp
