// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"
#include "services/metrics/windows/metrics_level.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace tidemark::metrics {

/// A standard metric of the Kinesis Producer Library.
///
/// Source: the library's names, units and levels; the aliases are those of aiokpl.metrics.
struct KplName
{
    std::string_view name = {};
    MetricUnit unit = MetricUnit::Count;
    MetricsLevel level = MetricsLevel::Detailed; ///< the least at which the library sends it
    bool hasStream = true;                       ///< which dimensions it reaches
    bool hasShard = true;
    bool hasErrorCode = false;
    std::string_view meaning = {}; ///< one English phrase
    std::string_view alias = {};   ///< the same metric under another program's name; mostly empty
};

/// The 15 names, in the library's order; two of them have an alias.
[[nodiscard]] std::span<const KplName> kplNames() noexcept;
/// By name or alias; null when it is neither.
[[nodiscard]] const KplName *kplNameOf(std::string_view name) noexcept;

/// What the values of a window are to a receiver.
enum class WindowKind : std::uint8_t
{
    Counter,   ///< their sum adds up
    Gauge,     ///< how much there is at a time
    Histogram, ///< a distribution of them
};

/// Of a name or alias: sizes, times and numbers per record or request are distributions, what is
/// pending is a gauge; everything else, names of others too, is a counter.
[[nodiscard]] WindowKind windowKindOf(std::string_view name) noexcept;
/// Of a name or alias; a count when it is neither.
[[nodiscard]] MetricUnit windowUnitOf(std::string_view name) noexcept;

/// For display: one spelling of a shard. `shardId-000000000007` is `7`; anything else stays as it
/// is. A part of the argument.
[[nodiscard]] std::string_view normalisedShard(std::string_view shard) noexcept;

} // namespace tidemark::metrics
