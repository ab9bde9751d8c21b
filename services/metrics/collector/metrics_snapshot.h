// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/collector/metric_collector.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tidemark::metrics {

/// All that a collector holds at one time, for those who write it down. The collector must outlive
/// it, since its readings name the collector's series.
struct MetricsSnapshot
{
    /// The series of one name.
    struct Family
    {
        std::string name;
        MetricType type = MetricType::Gauge;
        std::string description = {};
        std::vector<Reading> readings = {}; ///< by tags
    };

    std::int64_t at_ns = 0;            ///< UTC
    Tags resource = {};                ///< of what they are, as in service.name
    std::vector<Family> families = {}; ///< by name
    std::int64_t steady_ns = 0;        ///< at_ns by the steady clock

    [[nodiscard]] ClockPair at() const noexcept { return {steady_ns, at_ns}; }
    [[nodiscard]] static MetricsSnapshot of(const MetricCollector &collector, const Clock &clock,
                                            Tags resource = {});
};

/// A time or size in seconds or bytes, anything else as it is: what a value is multiplied by.
[[nodiscard]] double toBaseUnit(MetricUnit unit) noexcept;
/// The unit in which values of a unit are counted then.
[[nodiscard]] MetricUnit baseUnitOf(MetricUnit unit) noexcept;
/// What the values of a distribution are multiplied by to be in the unit of their series: durations
/// are kept in seconds.
[[nodiscard]] double toOwnUnit(const Series &series) noexcept;
/// What the values of a series, as the collector keeps them, are multiplied by to be in the unit of
/// their family; nothing for one whose unit is of another kind.
[[nodiscard]] std::optional<double> toFamilyUnit(const Series &series) noexcept;

} // namespace tidemark::metrics
