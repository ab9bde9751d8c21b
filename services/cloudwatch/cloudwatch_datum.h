// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/metrics/collector/taken_readings.h"
#include "services/metrics/windows/metrics_sink.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tidemark::cloudwatch {

/// What CloudWatch takes at most, bounds included. Source: PutMetricData and MetricDatum of the
/// CloudWatch API Reference, and the specification of the embedded metric format.
namespace limits {
inline constexpr std::size_t kDatums = 1'000;              ///< of a request
inline constexpr std::size_t kBody_bytes = 1'000'000;      ///< of a request; MB or MiB is not told
inline constexpr std::size_t kValues = 150;                ///< different ones of a datum
inline constexpr std::size_t kDimensions = 30;             ///< of a datum
inline constexpr std::size_t kNameLength = 255;            ///< of metrics, dimensions, namespaces
inline constexpr std::size_t kDimensionValueLength = 1024; ///< of a dimension's value
inline constexpr std::int64_t kOldest_ns = std::int64_t{14} * 86'400 * 1'000'000'000;
inline constexpr std::int64_t kMostAhead_ns = std::int64_t{2} * 3'600 * 1'000'000'000;
} // namespace limits

/// Count, sum, least and largest of what was observed.
struct StatisticSet
{
    std::uint64_t count = 0;
    double sum = 0;
    double min = 0;
    double max = 0;

    bool operator==(const StatisticSet &) const = default;
};

/// Values, rising, and how often each was observed. The sum is that of what they stand for.
struct ValueCounts
{
    std::vector<std::pair<double, std::uint64_t>> values = {};
    double sum = 0;

    bool operator==(const ValueCounts &) const = default;
};

/// By how much something grew.
struct Increase
{
    double value = 0;

    bool operator==(const Increase &) const = default;
};

/// How much there is.
struct Level
{
    double value = 0;

    bool operator==(const Level &) const = default;
};

/// What CloudWatch knows of one series at one time, free of how it is written. Texts are as
/// CloudWatch takes them: printable ASCII, other bytes percent-encoded. A value; any thread.
struct CloudWatchDatum
{
    std::string name = {};
    std::vector<metrics::Dimension> dimensions = {}; ///< without blank values, which are not taken
    std::int64_t start_ns = 0;  ///< UTC since 1970: of what began then; 0 when it is not known
    std::int64_t at_ns = 0;     ///< UTC since 1970
    std::string_view unit = {}; ///< empty for none
    std::variant<StatisticSet, ValueCounts, Increase, Level> value = Level{};

    bool operator==(const CloudWatchDatum &) const = default;
};

/// CloudWatch's name of a unit, as in `Count/Second`.
[[nodiscard]] std::string_view unitName(metrics::MetricUnit unit) noexcept;

/// Of a window: its statistics at its end. The dimensions stream, shard and error_code are
/// StreamName, ShardId and ErrorCode. Units are those of kplNames(), and none of other names.
[[nodiscard]] CloudWatchDatum datumOf(const metrics::MetricSnapshot &window);
/// Of what a collector has: counters by how much they grew, gauges, distributions by the values
/// that stand for their buckets (within 0.78 %). A tag `unit`
/// that names one is the unit and no dimension.
[[nodiscard]] CloudWatchDatum datumOf(const metrics::ReadingPart &part, std::int64_t at_ns);

/// Whether CloudWatch would take it at `now_ns`; else one sentence with the reason. Nothing is sent
/// of what it would not, since it refuses all of a request for one datum.
/// Errors: InvalidArgument, detail `cloudwatch.` and what is wrong.
[[nodiscard]] Result<void> checkDatum(const CloudWatchDatum &datum, std::int64_t now_ns);
/// A namespace: 1 to 255 characters of `0-9 A-Z a-z . - _ / # :`, not beginning with `AWS/`.
/// Errors: InvalidArgument.
[[nodiscard]] Result<void> checkNamespace(const QString &nameSpace);

} // namespace tidemark::cloudwatch
