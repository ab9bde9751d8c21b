// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/metrics_snapshot.h"

namespace tidemark::metrics {

MetricsSnapshot MetricsSnapshot::of(const MetricCollector &collector, const Clock &clock,
                                    Tags resource)
{
    const ClockPair now = ClockPair::of(clock);
    MetricsSnapshot snapshot{now.wall_ns, std::move(resource), {}, now.steady_ns};
    for (Reading &reading : collector.readings()) {
        const metrics::Family &family = *reading.series->family;
        if (snapshot.families.empty() || snapshot.families.back().name != family.name)
            snapshot.families.push_back(
                {family.name, family.type, collector.descriptionOf(family.name), {}});
        snapshot.families.back().readings.push_back(std::move(reading));
    }
    return snapshot;
}

MetricUnit baseUnitOf(MetricUnit unit) noexcept
{
    if (isTime(unit))
        return MetricUnit::Seconds;
    return isSize(unit) ? MetricUnit::Bytes : unit;
}

double toBaseUnit(MetricUnit unit) noexcept
{
    return conversion(unit, baseUnitOf(unit)).value_or(1);
}

double toOwnUnit(const Series &series) noexcept
{
    return series.family->type == MetricType::Timer
               ? conversion(MetricUnit::Seconds, series.unit).value_or(1)
               : 1;
}

std::optional<double> toFamilyUnit(const Series &series) noexcept
{
    const bool isKeptInSeconds = series.family->type == MetricType::Timer;
    return conversion(isKeptInSeconds ? MetricUnit::Seconds : series.unit, series.family->unit);
}

} // namespace tidemark::metrics
