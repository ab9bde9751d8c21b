// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/snapshot_differences.h"

#include <cmath>

namespace tidemark::metrics {
namespace {

/// Exact while both are whole. Totals do not fall.
Number difference(const Number &now, const Number &before)
{
    const auto *const whole = std::get_if<std::uint64_t>(&now);
    const auto *const wholeBefore = std::get_if<std::uint64_t>(&before);
    if (whole != nullptr && wholeBefore != nullptr)
        return *whole - *wholeBefore;
    return toReal(now) - toReal(before);
}

} // namespace

/// Makes the reading the difference. Whether there is one.
bool SnapshotDifferences::hasNews(Reading &reading) const
{
    if (const auto *const gauge = std::get_if<GaugeState>(&reading.value))
        return !std::isnan(gauge->value);
    const auto noted = m_noted.find(reading.series);
    if (auto *const total = std::get_if<Number>(&reading.value)) {
        if (noted != m_noted.end())
            *total = difference(*total, std::get<Number>(noted->second.value));
        return toReal(*total) > 0;
    }
    auto &values = std::get<Distribution>(reading.value);
    if (noted != m_noted.end())
        values = values.since(std::get<Distribution>(noted->second.value));
    return !values.isEmpty();
}

MetricsSnapshot SnapshotDifferences::since(const MetricsSnapshot &now) const
{
    MetricsSnapshot news{now.at_ns, now.resource, {}};
    for (const MetricsSnapshot::Family &family : now.families) {
        MetricsSnapshot::Family some{family.name, family.type, family.description, {}};
        for (Reading reading : family.readings) {
            if (hasNews(reading))
                some.readings.push_back(std::move(reading));
        }
        if (!some.readings.empty())
            news.families.push_back(std::move(some));
    }
    return news;
}

std::int64_t SnapshotDifferences::startOf(const Series &series) const
{
    const auto noted = m_noted.find(&series);
    return noted == m_noted.end() ? series.start_ns : noted->second.at_ns;
}

void SnapshotDifferences::note(const MetricsSnapshot &delivered)
{
    for (const MetricsSnapshot::Family &family : delivered.families) {
        for (const Reading &reading : family.readings)
            note(reading, delivered.at_ns);
    }
}

void SnapshotDifferences::note(const Reading &delivered, std::int64_t at_ns)
{
    m_noted[delivered.series] = {delivered.value, at_ns};
}

} // namespace tidemark::metrics
