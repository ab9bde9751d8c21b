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

bool hasNews(const Reading &difference)
{
    if (const auto *const gauge = std::get_if<GaugeState>(&difference.value))
        return !std::isnan(gauge->value);
    if (const auto *const total = std::get_if<Number>(&difference.value))
        return toReal(*total) > 0;
    return !std::get<Distribution>(difference.value).isEmpty();
}

} // namespace

Reading SnapshotDifferences::since(Reading now) const
{
    const auto noted = m_noted.find(now.series);
    if (noted == m_noted.end())
        return now;
    if (auto *const total = std::get_if<Number>(&now.value))
        *total = difference(*total, std::get<Number>(noted->second.value));
    else if (auto *const values = std::get_if<Distribution>(&now.value))
        *values = values->since(std::get<Distribution>(noted->second.value));
    return now;
}

MetricsSnapshot SnapshotDifferences::since(const MetricsSnapshot &now) const
{
    MetricsSnapshot news{now.at_ns, now.resource, {}, now.steady_ns};
    for (const MetricsSnapshot::Family &family : now.families) {
        MetricsSnapshot::Family some{family.name, family.type, family.description, {}};
        for (const Reading &reading : family.readings) {
            Reading difference = since(reading);
            if (hasNews(difference))
                some.readings.push_back(std::move(difference));
        }
        if (!some.readings.empty())
            news.families.push_back(std::move(some));
    }
    return news;
}

ClockPair SnapshotDifferences::startOf(const Series &series) const
{
    const auto noted = m_noted.find(&series);
    return noted == m_noted.end() ? ClockPair{series.steadyStart_ns, series.start_ns}
                                  : noted->second.at;
}

void SnapshotDifferences::note(const MetricsSnapshot &delivered)
{
    for (const MetricsSnapshot::Family &family : delivered.families) {
        for (const Reading &reading : family.readings)
            note(reading, delivered.at());
    }
}

void SnapshotDifferences::note(const Reading &delivered, const ClockPair &at)
{
    m_noted[delivered.series] = {delivered.value, at};
}

} // namespace tidemark::metrics
