// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_protobuf.h"

#include <google/protobuf/arena.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>

namespace tidemark::otlp {
namespace {

namespace common = opentelemetry::proto::common::v1;
namespace wire = opentelemetry::proto::metrics::v1;
using Request = opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceRequest;

struct Writer
{
    template <class T, class List>
    static void write(const std::vector<T> &from, List *to)
    {
        to->Reserve(static_cast<int>(from.size()));
        for (const T &element : from)
            write(element, to->Add());
    }

    struct ValueWriter
    {
        void operator()(std::monostate) const {}
        void operator()(const std::string &text) const { to->set_string_value(text); }
        void operator()(bool flag) const { to->set_bool_value(flag); }
        void operator()(std::int64_t number) const { to->set_int_value(number); }
        void operator()(double number) const { to->set_double_value(number); }
        void operator()(const OtlpBytes &bytes) const { to->set_bytes_value(bytes.bytes); }
        void operator()(const OtlpList &list) const
        {
            write(list.values, to->mutable_array_value()->mutable_values());
        }
        void operator()(const OtlpMap &map) const
        {
            write(map.values, to->mutable_kvlist_value()->mutable_values());
        }

        common::AnyValue *to;
    };

    static void write(const OtlpValue &from, common::AnyValue *to)
    {
        std::visit(ValueWriter{to}, from.value);
    }

    static void write(const OtlpAttribute &from, common::KeyValue *to)
    {
        to->set_key(from.key);
        write(from.value, to->mutable_value());
    }

    template <class Point>
    static void writeCommon(const OtlpPoint &from, Point *to)
    {
        to->set_start_time_unix_nano(from.start_ns);
        to->set_time_unix_nano(from.time_ns);
        to->set_flags(from.flags);
        write(from.attributes, to->mutable_attributes());
    }

    template <class Value, class Point>
    static void writeDistribution(const Value &from, Point *to)
    {
        writeCommon(from, to);
        to->set_count(from.count);
        if (from.sum)
            to->set_sum(*from.sum);
        if (from.min)
            to->set_min(*from.min);
        if (from.max)
            to->set_max(*from.max);
    }

    static void write(const OtlpNumberPoint &from, wire::NumberDataPoint *to)
    {
        writeCommon(from, to);
        if (const auto *const integer = std::get_if<std::int64_t>(&from.value))
            to->set_as_int(*integer);
        else if (const auto *const number = std::get_if<double>(&from.value))
            to->set_as_double(*number);
    }

    static void write(const OtlpHistogramPoint &from, wire::HistogramDataPoint *to)
    {
        writeDistribution(from, to);
        to->mutable_bucket_counts()->Add(from.counts.begin(), from.counts.end());
        to->mutable_explicit_bounds()->Add(from.bounds.begin(), from.bounds.end());
    }

    static void write(const OtlpBucketRun &from, wire::ExponentialHistogramDataPoint::Buckets *to)
    {
        to->set_offset(from.offset);
        to->mutable_bucket_counts()->Add(from.counts.begin(), from.counts.end());
    }

    static void write(const OtlpExponentialPoint &from, wire::ExponentialHistogramDataPoint *to)
    {
        writeDistribution(from, to);
        to->set_scale(from.scale);
        to->set_zero_count(from.zeroCount);
        to->set_zero_threshold(from.zeroThreshold);
        if (from.positive != OtlpBucketRun())
            write(from.positive, to->mutable_positive());
        if (from.negative != OtlpBucketRun())
            write(from.negative, to->mutable_negative());
    }

    static void write(const OtlpQuantile &from, wire::SummaryDataPoint::ValueAtQuantile *to)
    {
        to->set_quantile(from.quantile);
        to->set_value(from.value);
    }

    static void write(const OtlpSummaryPoint &from, wire::SummaryDataPoint *to)
    {
        writeCommon(from, to);
        to->set_count(from.count);
        to->set_sum(from.sum);
        write(from.quantiles, to->mutable_quantile_values());
    }

    template <class Value, class Data>
    static void writeTemporal(const Value &from, Data *to)
    {
        to->set_aggregation_temporality(
            static_cast<wire::AggregationTemporality>(static_cast<int>(from.temporality)));
        write(from.points, to->mutable_data_points());
    }

    struct DataWriter
    {
        void operator()(std::monostate) const {}
        void operator()(const OtlpGauge &gauge) const
        {
            write(gauge.points, to->mutable_gauge()->mutable_data_points());
        }
        void operator()(const OtlpSum &sum) const
        {
            to->mutable_sum()->set_is_monotonic(sum.isMonotonic);
            writeTemporal(sum, to->mutable_sum());
        }
        void operator()(const OtlpHistogram &histogram) const
        {
            writeTemporal(histogram, to->mutable_histogram());
        }
        void operator()(const OtlpExponentialHistogram &histogram) const
        {
            writeTemporal(histogram, to->mutable_exponential_histogram());
        }
        void operator()(const OtlpSummary &summary) const
        {
            write(summary.points, to->mutable_summary()->mutable_data_points());
        }

        wire::Metric *to;
    };

    static void write(const OtlpMetric &from, wire::Metric *to)
    {
        to->set_name(from.name);
        to->set_description(from.description);
        to->set_unit(from.unit);
        write(from.metadata, to->mutable_metadata());
        std::visit(DataWriter{to}, from.data);
    }

    static void write(const OtlpScopeMetrics &from, wire::ScopeMetrics *to)
    {
        if (from.scope != OtlpScope()) {
            to->mutable_scope()->set_name(from.scope.name);
            to->mutable_scope()->set_version(from.scope.version);
            write(from.scope.attributes, to->mutable_scope()->mutable_attributes());
        }
        write(from.metrics, to->mutable_metrics());
        to->set_schema_url(from.schemaUrl);
    }

    static void write(const OtlpResourceMetrics &from, wire::ResourceMetrics *to)
    {
        if (!from.resource.empty())
            write(from.resource, to->mutable_resource()->mutable_attributes());
        write(from.scopes, to->mutable_scope_metrics());
        to->set_schema_url(from.schemaUrl);
    }
};

} // namespace

QByteArray toProtobuf(const OtlpMetrics &metrics)
{
    quietenProtobuf();
    google::protobuf::Arena arena;
    auto *const request = google::protobuf::Arena::CreateMessage<Request>(&arena);
    Writer::write(metrics.resources, request->mutable_resource_metrics());
    QByteArray bytes(static_cast<qsizetype>(request->ByteSizeLong()), Qt::Uninitialized);
    (void)request->SerializeToArray(bytes.data(), static_cast<int>(bytes.size()));
    return bytes;
}

} // namespace tidemark::otlp
