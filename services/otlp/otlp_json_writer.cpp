// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_json.h"

#include "model/core/utf8_text.h"
#include "services/json/json_writer.h"

#include <cmath>
#include <string>
#include <string_view>

using namespace Qt::StringLiterals;

namespace tidemark::otlp {
namespace {

struct Writer
{
    static void number(JsonWriter &out, double value)
    {
        if (std::isfinite(value))
            out.number(value);
        else
            out.text(std::isnan(value) ? u"NaN"_s : value > 0 ? u"Infinity"_s : u"-Infinity"_s);
    }

    // 64-bit integers are texts, since other readers take numbers as doubles.
    template <class Integer>
    static void wide(JsonWriter &out, Integer value)
    {
        out.text(QString::number(value));
    }

    static void write(JsonWriter &out, std::uint64_t value) { wide(out, value); }

    static void write(JsonWriter &out, double value) { number(out, value); }

    static void text(JsonWriter &out, std::string_view member, const std::string &value)
    {
        if (!value.empty())
            out.text(member, utf8Text(value));
    }

    template <class Integer>
    static void wide(JsonWriter &out, std::string_view member, Integer value)
    {
        if (value == 0)
            return;
        out.name(member);
        wide(out, value);
    }

    static void small(JsonWriter &out, std::string_view member, std::int64_t value)
    {
        if (value != 0)
            out.integer(member, value);
    }

    static void number(JsonWriter &out, std::string_view member, const std::optional<double> &value)
    {
        if (!value)
            return;
        out.name(member);
        number(out, *value);
    }

    template <class T>
    static void values(JsonWriter &out, std::string_view member, const std::vector<T> &values)
    {
        out.name(member);
        out.beginObject();
        list(out, "values", values);
        out.endObject();
    }

    struct ValueWriter
    {
        void operator()(std::monostate) const {}
        void operator()(const std::string &value) const
        {
            out.text("stringValue", utf8Text(value));
        }
        void operator()(bool value) const { out.flag("boolValue", value); }
        void operator()(std::int64_t value) const
        {
            out.name("intValue");
            wide(out, qint64{value});
        }
        void operator()(double value) const { number(out, "doubleValue", value); }
        void operator()(const OtlpList &value) const { values(out, "arrayValue", value.values); }
        void operator()(const OtlpMap &value) const { values(out, "kvlistValue", value.values); }
        void operator()(const OtlpBytes &value) const
        {
            out.text("bytesValue",
                     QString::fromLatin1(QByteArray::fromStdString(value.bytes).toBase64()));
        }

        JsonWriter &out;
    };

    static void write(JsonWriter &out, const OtlpValue &value)
    {
        out.beginObject();
        std::visit(ValueWriter{out}, value.value);
        out.endObject();
    }

    static void write(JsonWriter &out, const OtlpAttribute &attribute)
    {
        out.beginObject();
        text(out, "key", attribute.key);
        out.name("value");
        write(out, attribute.value);
        out.endObject();
    }

    static void writeCommon(JsonWriter &out, const OtlpPoint &point)
    {
        list(out, "attributes", point.attributes);
        wide(out, "startTimeUnixNano", point.start_ns);
        wide(out, "timeUnixNano", point.time_ns);
        small(out, "flags", point.flags);
    }

    template <class Point>
    static void writeDistribution(JsonWriter &out, const Point &point)
    {
        writeCommon(out, point);
        wide(out, "count", point.count);
        number(out, "sum", point.sum);
        number(out, "min", point.min);
        number(out, "max", point.max);
    }

    static void write(JsonWriter &out, const OtlpNumberPoint &point)
    {
        out.beginObject();
        writeCommon(out, point);
        if (const auto *const integer = std::get_if<std::int64_t>(&point.value)) {
            out.name("asInt");
            wide(out, qint64{*integer});
        } else if (const auto *const value = std::get_if<double>(&point.value)) {
            number(out, "asDouble", *value);
        }
        out.endObject();
    }

    static void write(JsonWriter &out, const OtlpHistogramPoint &point)
    {
        out.beginObject();
        writeDistribution(out, point);
        list(out, "bucketCounts", point.counts);
        list(out, "explicitBounds", point.bounds);
        out.endObject();
    }

    static void run(JsonWriter &out, std::string_view member, const OtlpBucketRun &buckets)
    {
        if (buckets == OtlpBucketRun())
            return;
        out.name(member);
        out.beginObject();
        small(out, "offset", buckets.offset);
        list(out, "bucketCounts", buckets.counts);
        out.endObject();
    }

    static void write(JsonWriter &out, const OtlpExponentialPoint &point)
    {
        out.beginObject();
        writeDistribution(out, point);
        small(out, "scale", point.scale);
        wide(out, "zeroCount", point.zeroCount);
        if (!isSameNumber(point.zeroThreshold, 0))
            number(out, "zeroThreshold", point.zeroThreshold);
        run(out, "positive", point.positive);
        run(out, "negative", point.negative);
        out.endObject();
    }

    static void write(JsonWriter &out, const OtlpQuantile &quantile)
    {
        out.beginObject();
        number(out, "quantile", quantile.quantile);
        number(out, "value", quantile.value);
        out.endObject();
    }

    static void write(JsonWriter &out, const OtlpSummaryPoint &point)
    {
        out.beginObject();
        writeCommon(out, point);
        wide(out, "count", point.count);
        if (!isSameNumber(point.sum, 0))
            number(out, "sum", point.sum);
        list(out, "quantileValues", point.quantiles);
        out.endObject();
    }

    struct DataWriter
    {
        void operator()(std::monostate) const {}
        void operator()(const OtlpGauge &data) const { member("gauge", data); }
        void operator()(const OtlpSum &data) const { member("sum", data); }
        void operator()(const OtlpHistogram &data) const { member("histogram", data); }
        void operator()(const OtlpExponentialHistogram &data) const
        {
            member("exponentialHistogram", data);
        }
        void operator()(const OtlpSummary &data) const { member("summary", data); }

        template <class Data>
        void member(std::string_view name, const Data &data) const
        {
            out.name(name);
            out.beginObject();
            if constexpr (requires { data.temporality; })
                small(out, "aggregationTemporality", static_cast<int>(data.temporality));
            if constexpr (requires { data.isMonotonic; }) {
                if (data.isMonotonic)
                    out.flag("isMonotonic", true);
            }
            list(out, "dataPoints", data.points);
            out.endObject();
        }

        JsonWriter &out;
    };

    static void write(JsonWriter &out, const OtlpMetric &metric)
    {
        out.beginObject();
        text(out, "name", metric.name);
        text(out, "description", metric.description);
        text(out, "unit", metric.unit);
        list(out, "metadata", metric.metadata);
        std::visit(DataWriter{out}, metric.data);
        out.endObject();
    }

    static void write(JsonWriter &out, const OtlpScopeMetrics &scope)
    {
        out.beginObject();
        if (scope.scope != OtlpScope()) {
            out.name("scope");
            out.beginObject();
            text(out, "name", scope.scope.name);
            text(out, "version", scope.scope.version);
            list(out, "attributes", scope.scope.attributes);
            out.endObject();
        }
        list(out, "metrics", scope.metrics);
        text(out, "schemaUrl", scope.schemaUrl);
        out.endObject();
    }

    static void write(JsonWriter &out, const OtlpResourceMetrics &resource)
    {
        out.beginObject();
        if (!resource.resource.empty()) {
            out.name("resource");
            out.beginObject();
            list(out, "attributes", resource.resource);
            out.endObject();
        }
        list(out, "scopeMetrics", resource.scopes);
        text(out, "schemaUrl", resource.schemaUrl);
        out.endObject();
    }

    template <class T>
    static void list(JsonWriter &out, std::string_view member, const std::vector<T> &values)
    {
        if (values.empty())
            return;
        out.name(member);
        out.beginList();
        for (const T &value : values)
            write(out, value);
        out.endList();
    }
};

} // namespace

QByteArray toJson(const OtlpMetrics &metrics)
{
    JsonWriter out;
    out.beginObject();
    Writer::list(out, "resourceMetrics", metrics.resources);
    out.endObject();
    return out.take();
}

} // namespace tidemark::otlp
