// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/metric_types.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tidemark::metrics {
namespace {

constexpr std::array<std::string_view, 5> kTypes{"counter", "gauge", "histogram", "timer", "rate"};

// The first of each is its text.
constexpr std::array<std::pair<std::string_view, MetricUnit>, 30> kUnits{{
    {"seconds", MetricUnit::Seconds},
    {"s", MetricUnit::Seconds},
    {"sec", MetricUnit::Seconds},
    {"second", MetricUnit::Seconds},
    {"milliseconds", MetricUnit::Milliseconds},
    {"ms", MetricUnit::Milliseconds},
    {"milli", MetricUnit::Milliseconds},
    {"microseconds", MetricUnit::Microseconds},
    {"us", MetricUnit::Microseconds},
    {"µs", MetricUnit::Microseconds},
    {"micro", MetricUnit::Microseconds},
    {"bytes", MetricUnit::Bytes},
    {"b", MetricUnit::Bytes},
    {"B", MetricUnit::Bytes},
    {"byte", MetricUnit::Bytes},
    {"kilobytes", MetricUnit::Kilobytes},
    {"kb", MetricUnit::Kilobytes},
    {"kB", MetricUnit::Kilobytes},
    {"megabytes", MetricUnit::Megabytes},
    {"mb", MetricUnit::Megabytes},
    {"MB", MetricUnit::Megabytes},
    {"count", MetricUnit::Count},
    {"1", MetricUnit::Count},
    {"percent", MetricUnit::Percent},
    {"%", MetricUnit::Percent},
    {"ops/sec", MetricUnit::OperationsPerSecond},
    {"ops", MetricUnit::OperationsPerSecond},
    {"ops/s", MetricUnit::OperationsPerSecond},
    {"hz", MetricUnit::OperationsPerSecond},
    {"Hz", MetricUnit::OperationsPerSecond},
}};

/// How many seconds or bytes one of the unit is.
double scaleOf(MetricUnit unit) noexcept
{
    switch (unit) {
    case MetricUnit::Milliseconds:
        return 1e-3;
    case MetricUnit::Microseconds:
        return 1e-6;
    case MetricUnit::Kilobytes:
        return 1e3;
    case MetricUnit::Megabytes:
        return 1e6;
    default:
        return 1;
    }
}

} // namespace

std::string_view textOf(MetricType type) noexcept
{
    return kTypes[static_cast<std::size_t>(type)];
}

std::string_view textOf(MetricUnit unit) noexcept
{
    const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                    [unit](const auto &u) { return u.second == unit; });
    return found->first;
}

std::optional<MetricType> metricTypeOf(std::string_view text) noexcept
{
    const auto found = std::find(kTypes.begin(), kTypes.end(), text);
    if (found == kTypes.end())
        return std::nullopt;
    return static_cast<MetricType>(found - kTypes.begin());
}

std::optional<MetricUnit> metricUnitOf(std::string_view text) noexcept
{
    const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                    [text](const auto &u) { return u.first == text; });
    return found == kUnits.end() ? std::nullopt : std::optional(found->second);
}

std::optional<double> conversion(MetricUnit from, MetricUnit to) noexcept
{
    if (from == to)
        return 1.0;
    if ((isTime(from) && isTime(to)) || (isSize(from) && isSize(to)))
        return scaleOf(from) / scaleOf(to);
    return std::nullopt;
}

double toReal(const Number &number) noexcept
{
    return std::visit([](auto value) { return static_cast<double>(value); }, number);
}

} // namespace tidemark::metrics
