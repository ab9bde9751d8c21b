// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_protobuf.h"

#include "services/otlp/otlp_size.h"

#include <QCoreApplication>

#include <limits>
#include <mutex>

#include <google/protobuf/arena.h>
#include <google/protobuf/stubs/logging.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>

namespace tidemark::otlp {
namespace {

namespace common = opentelemetry::proto::common::v1;
namespace wire = opentelemetry::proto::metrics::v1;
using Request = opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceRequest;

struct ProtobufText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpProtobuf)
};

struct Reader
{
    template <class List, class T>
    static void read(const List &from, std::vector<T> &to)
    {
        to.resize(static_cast<std::size_t>(from.size()));
        std::size_t index = 0;
        for (const auto &element : from)
            read(element, to[index++]);
    }

    static void read(const common::AnyValue &from, OtlpValue &to)
    {
        switch (from.value_case()) {
        case common::AnyValue::kStringValue:
            to.value = from.string_value();
            break;
        case common::AnyValue::kBoolValue:
            to.value = from.bool_value();
            break;
        case common::AnyValue::kIntValue:
            to.value.emplace<std::int64_t>(from.int_value());
            break;
        case common::AnyValue::kDoubleValue:
            to.value = from.double_value();
            break;
        case common::AnyValue::kArrayValue:
            read(from.array_value().values(), to.value.emplace<OtlpList>().values);
            break;
        case common::AnyValue::kKvlistValue:
            read(from.kvlist_value().values(), to.value.emplace<OtlpMap>().values);
            break;
        case common::AnyValue::kBytesValue:
            to.value = OtlpBytes{from.bytes_value()};
            break;
        case common::AnyValue::VALUE_NOT_SET:
            break;
        }
    }

    static void read(const common::KeyValue &from, OtlpAttribute &to)
    {
        to.key = from.key();
        read(from.value(), to.value);
    }

    template <class Point>
    static void readCommon(const Point &from, OtlpPoint &to)
    {
        to.start_ns = from.start_time_unix_nano();
        to.time_ns = from.time_unix_nano();
        to.flags = from.flags();
        read(from.attributes(), to.attributes);
    }

    template <class Point, class Value>
    static void readDistribution(const Point &from, Value &to)
    {
        readCommon(from, to);
        to.count = from.count();
        if (from.has_sum())
            to.sum = from.sum();
        if (from.has_min())
            to.min = from.min();
        if (from.has_max())
            to.max = from.max();
    }

    static void read(const wire::NumberDataPoint &from, OtlpNumberPoint &to)
    {
        readCommon(from, to);
        if (from.has_as_int())
            to.value.emplace<std::int64_t>(from.as_int());
        else if (from.has_as_double())
            to.value = from.as_double();
    }

    static void read(const wire::HistogramDataPoint &from, OtlpHistogramPoint &to)
    {
        readDistribution(from, to);
        to.counts.assign(from.bucket_counts().begin(), from.bucket_counts().end());
        to.bounds.assign(from.explicit_bounds().begin(), from.explicit_bounds().end());
    }

    static void read(const wire::ExponentialHistogramDataPoint::Buckets &from, OtlpBucketRun &to)
    {
        to.offset = from.offset();
        to.counts.assign(from.bucket_counts().begin(), from.bucket_counts().end());
    }

    static void read(const wire::ExponentialHistogramDataPoint &from, OtlpExponentialPoint &to)
    {
        readDistribution(from, to);
        to.scale = from.scale();
        to.zeroCount = from.zero_count();
        to.zeroThreshold = from.zero_threshold();
        read(from.positive(), to.positive);
        read(from.negative(), to.negative);
    }

    static void read(const wire::SummaryDataPoint::ValueAtQuantile &from, OtlpQuantile &to)
    {
        to = {from.quantile(), from.value()};
    }

    static void read(const wire::SummaryDataPoint &from, OtlpSummaryPoint &to)
    {
        readCommon(from, to);
        to.count = from.count();
        to.sum = from.sum();
        read(from.quantile_values(), to.quantiles);
    }

    template <class Data, class Value>
    static void readTemporal(const Data &from, Value &to)
    {
        to.temporality = static_cast<Temporality>(from.aggregation_temporality());
        read(from.data_points(), to.points);
    }

    static void read(const wire::Metric &from, OtlpMetric &to)
    {
        to.name = from.name();
        to.description = from.description();
        to.unit = from.unit();
        read(from.metadata(), to.metadata);
        switch (from.data_case()) {
        case wire::Metric::kGauge:
            read(from.gauge().data_points(), to.data.emplace<OtlpGauge>().points);
            break;
        case wire::Metric::kSum: {
            OtlpSum &sum = to.data.emplace<OtlpSum>();
            sum.isMonotonic = from.sum().is_monotonic();
            readTemporal(from.sum(), sum);
            break;
        }
        case wire::Metric::kHistogram:
            readTemporal(from.histogram(), to.data.emplace<OtlpHistogram>());
            break;
        case wire::Metric::kExponentialHistogram:
            readTemporal(from.exponential_histogram(), to.data.emplace<OtlpExponentialHistogram>());
            break;
        case wire::Metric::kSummary:
            read(from.summary().data_points(), to.data.emplace<OtlpSummary>().points);
            break;
        case wire::Metric::DATA_NOT_SET:
            break;
        }
    }

    static void read(const wire::ScopeMetrics &from, OtlpScopeMetrics &to)
    {
        to.scope.name = from.scope().name();
        to.scope.version = from.scope().version();
        read(from.scope().attributes(), to.scope.attributes);
        read(from.metrics(), to.metrics);
        to.schemaUrl = from.schema_url();
    }

    static void read(const wire::ResourceMetrics &from, OtlpResourceMetrics &to)
    {
        read(from.resource().attributes(), to.resource);
        read(from.scope_metrics(), to.scopes);
        to.schemaUrl = from.schema_url();
    }
};

} // namespace

void quietenProtobuf()
{
    static std::once_flag isQuiet;
    std::call_once(isQuiet, [] { google::protobuf::SetLogHandler(nullptr); });
}

Result<OtlpMetrics> fromProtobuf(QByteArrayView bytes)
{
    quietenProtobuf();
    if (const auto size = checkProtobufSize(bytes); !size)
        return failure(size.error());
    google::protobuf::Arena arena;
    auto *const request = google::protobuf::Arena::CreateMessage<Request>(&arena);
    if (bytes.size() > std::numeric_limits<int>::max() ||
        !request->ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
        return failure(ErrorCode::InvalidArgument,
                       ProtobufText::tr("The body is no OTLP metrics request in protobuf. Send an "
                                        "ExportMetricsServiceRequest."));
    OtlpMetrics metrics;
    Reader::read(request->resource_metrics(), metrics.resources);
    return metrics;
}

} // namespace tidemark::otlp
