// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_json.h"

#include "model/core/utf8_text.h"
#include "services/json/decimal_literal.h"
#include "services/json/json_document.h"

#include <QCoreApplication>

#include <charconv>
#include <limits>
#include <string_view>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

struct JsonText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpJson)
};

/// Takes values out of JSON and remembers the first member that is not as it should be.
class Reader
{
public:
    [[nodiscard]] bool hasFailed() const noexcept { return m_hasFailed; }
    [[nodiscard]] QString wrongMember() const { return utf8Text(m_wrong); }

    void read(JsonValue value, OtlpMetrics &out)
    {
        object(value, [&](std::string_view name, JsonValue member) {
            if (name == "resourceMetrics")
                read(member, out.resources);
        });
    }

private:
    void fail()
    {
        if (!m_hasFailed)
            m_wrong = m_member;
        m_hasFailed = true;
    }

    template <class TakeMember>
    void object(JsonValue value, const TakeMember &take)
    {
        if (!value.is(JsonKind::Object))
            return value.is(JsonKind::Null) ? void() : fail();
        for (const JsonMembers::Member member : JsonMembers(value)) {
            m_member = member.name;
            if (!member.value.is(JsonKind::Null)) // as if it were absent
                take(member.name, member.value);
        }
    }

    template <class T>
    void read(JsonValue value, std::vector<T> &out)
    {
        if (!value.is(JsonKind::List))
            return fail();
        out.clear();
        out.reserve(value.size());
        for (const JsonValue element : JsonElements(value))
            read(element, out.emplace_back());
    }

    template <class T>
    void read(JsonValue value, std::optional<T> &out)
    {
        read(value, out.emplace());
    }

    void read(JsonValue value, std::string &out)
    {
        if (value.is(JsonKind::Text))
            out = value.text();
        else
            fail();
    }

    void read(JsonValue value, bool &out)
    {
        if (!value.is(JsonKind::True) && !value.is(JsonKind::False))
            return fail();
        out = value.is(JsonKind::True);
    }

    void read(JsonValue value, double &out)
    {
        const std::string_view text = value.text();
        if (value.is(JsonKind::Number))
            out = toDouble(text);
        else if (!value.is(JsonKind::Text))
            fail();
        else if (text == "NaN")
            out = std::numeric_limits<double>::quiet_NaN();
        else if (text == "Infinity" || text == "-Infinity")
            out = text.front() == '-' ? -std::numeric_limits<double>::infinity()
                                      : std::numeric_limits<double>::infinity();
        else if (isFiniteNumber(text))
            out = toDouble(text);
        else
            fail();
    }

    template <class Integer>
    void readInteger(JsonValue value, Integer &out)
    {
        if (!value.is(JsonKind::Number) && !value.is(JsonKind::Text))
            return fail();
        const std::string_view text = value.text();
        const auto done = std::from_chars(text.data(), text.data() + text.size(), out);
        if (done.ec == std::errc() && done.ptr == text.data() + text.size())
            return;
        const auto scaled = isFiniteNumber(text) ? scaledInteger(text, 0) : std::nullopt;
        if (!scaled || !scaled->isExact || !std::in_range<Integer>(scaled->value))
            return fail();
        out = static_cast<Integer>(scaled->value);
    }
    void read(JsonValue value, std::int64_t &out) { readInteger(value, out); }
    void read(JsonValue value, std::uint64_t &out) { readInteger(value, out); }
    void read(JsonValue value, std::int32_t &out) { readInteger(value, out); }
    void read(JsonValue value, std::uint32_t &out) { readInteger(value, out); }

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

    std::string_view m_member; ///< the one that is read now
    std::string_view m_wrong;
    bool m_hasFailed = false;
};

} // namespace

Result<OtlpMetrics> fromJson(QByteArrayView text)
{
    const auto document = JsonDocument::parse(text, kJsonMax_bytes);
    if (!document)
        return failure(document.error());
    OtlpMetrics metrics;
    Reader reader;
    reader.read(document->root(), metrics);
    if (reader.hasFailed())
        return failure(ErrorCode::InvalidArgument,
                       JsonText::tr("The body is no OTLP metrics request in JSON: \"%1\" has a "
                                    "value of another type.")
                           .arg(reader.wrongMember()),
                       u"otlp.type"_s);
    return metrics;
}

} // namespace tidemark::otlp
