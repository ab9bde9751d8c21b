// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/tags.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tidemark::metrics {

enum class MetricType : std::uint8_t
{
    Counter,   ///< what adds up
    Gauge,     ///< how much there is at a time
    Histogram, ///< a distribution of values
    Timer,     ///< a distribution of durations
    Rate       ///< events per second; derived from a counter, never recorded
};
enum class MetricUnit : std::uint8_t
{
    Seconds,
    Milliseconds,
    Microseconds,
    Bytes,
    Kilobytes, ///< 1,000 bytes
    Megabytes, ///< 1,000,000 bytes
    Count,
    Percent, ///< 0 to 100
    OperationsPerSecond
};

/// As in "counter"; these texts are part of every export.
[[nodiscard]] std::string_view textOf(MetricType type) noexcept;
/// As in "milliseconds" or "ops/sec".
[[nodiscard]] std::string_view textOf(MetricUnit unit) noexcept;
[[nodiscard]] std::optional<MetricType> metricTypeOf(std::string_view text) noexcept;
/// Of its text or one of the usual short ones: s, ms, us, µs, kB, MB, %, 1, ops, hz and so on.
[[nodiscard]] std::optional<MetricUnit> metricUnitOf(std::string_view text) noexcept;

[[nodiscard]] constexpr bool isTime(MetricUnit unit) noexcept
{
    return unit <= MetricUnit::Microseconds;
}
[[nodiscard]] constexpr bool isSize(MetricUnit unit) noexcept
{
    return MetricUnit::Bytes <= unit && unit <= MetricUnit::Megabytes;
}
/// By what a value is multiplied to be one of the other unit; nothing for units of different
/// kinds. Between equal units it is 1.
[[nodiscard]] std::optional<double> conversion(MetricUnit from, MetricUnit to) noexcept;

/// A value that is a whole number or a real one, as it was recorded.
using Number = std::variant<std::int64_t, std::uint64_t, double>;
[[nodiscard]] double toReal(const Number &number) noexcept;

/// What is told of a value beside its tags.
using Detail = std::variant<std::monostate, bool, std::int64_t, std::uint64_t, double, std::string>;
using Metadata = std::map<std::string, Detail, std::less<>>;

/// The value of one series at one time.
struct MetricValue
{
    std::string name;
    Number value = std::int64_t{0};
    MetricType type = MetricType::Gauge;
    MetricUnit unit = MetricUnit::Count;
    std::int64_t at_ns = 0; ///< UTC, since 1970
    Tags tags = {};
    Metadata metadata = {}; ///< of distributions: count, sum, min, max, percentiles

    bool operator==(const MetricValue &) const = default;
};

/// How one operation went.
struct TimingResult
{
    std::string operation;
    double duration = 0; ///< in `unit`, by the steady clock
    MetricUnit unit = MetricUnit::Milliseconds;
    std::int64_t start_ns = 0; ///< UTC
    std::int64_t end_ns = 0;   ///< the start and the duration, also when the clock was set
    bool isSuccess = true;
    Metadata metadata = {};
};

} // namespace tidemark::metrics
