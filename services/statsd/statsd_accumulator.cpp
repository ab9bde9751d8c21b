// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_accumulator.h"

#include <algorithm>
#include <cmath>

namespace tidemark::statsd {

bool StatsdAccumulator::add(const StatsdLine &line)
{
    bool isTaken = true;
    switch (m_kind) {
    case StatsdKind::Counter:
        isTaken = addToCounter(line);
        break;
    case StatsdKind::Gauge:
        isTaken = addToGauge(line);
        break;
    case StatsdKind::Timing:
        isTaken = addToTiming(line);
        break;
    case StatsdKind::Set:
        m_members.add(line.member);
        break;
    }
    m_isTouched = m_isTouched || isTaken;
    m_hasValue = m_hasValue || isTaken;
    return isTaken;
}

bool StatsdAccumulator::addToCounter(const StatsdLine &line)
{
    double sum = m_value;
    forEachValue(line, [&](StatsdNumber number) { sum += number.value / line.rate; });
    if (!std::isfinite(sum))
        return false;
    m_value = sum;
    return true;
}

bool StatsdAccumulator::addToGauge(const StatsdLine &line)
{
    double value = m_value;
    forEachValue(line, [&](StatsdNumber number) {
        value = number.hasSign ? value + number.value : number.value;
    });
    if (!std::isfinite(value))
        return false;
    m_value = value;
    return true;
}

bool StatsdAccumulator::addToTiming(const StatsdLine &line)
{
    const double weight = 1 / line.rate;
    double sum = m_timing ? m_timing->sum : 0;
    forEachValue(line, [&](StatsdNumber number) { sum += number.value * weight; });
    if (!std::isfinite(sum))
        return false;
    if (!m_timing)
        m_timing = std::make_unique<Timing>();
    m_timing->sum = sum;
    forEachValue(line, [&](StatsdNumber number) {
        Timing &timing = *m_timing;
        timing.count += weight;
        timing.values.add(number.value, static_cast<std::uint64_t>(std::llround(weight)));
    });
    return true;
}

TimingSummary StatsdAccumulator::summaryOf(const Timing &timing)
{
    TimingSummary summary;
    summary.count = timing.count;
    summary.sum = timing.sum;
    summary.min = timing.values.min;
    summary.max = timing.values.max;
    summary.mean = std::clamp(timing.sum / timing.count, summary.min, summary.max);
    summary.median = timing.values.quantile(0.5).value_or(0);
    summary.p90 = timing.values.quantile(0.9).value_or(0);
    summary.p95 = timing.values.quantile(0.95).value_or(0);
    summary.p99 = timing.values.quantile(0.99).value_or(0);
    return summary;
}

std::optional<StatsdReading> StatsdAccumulator::flush(double length_s)
{
    const bool isSilent = m_kind == StatsdKind::Timing || m_kind == StatsdKind::Set;
    if (!m_hasValue || (isSilent && !m_isTouched))
        return std::nullopt;
    StatsdReading reading;
    const auto perSecond = [&](double count) { return length_s > 0 ? count / length_s : 0.0; };
    switch (m_kind) {
    case StatsdKind::Counter:
        reading.value = std::exchange(m_value, 0);
        reading.perSecond = perSecond(reading.value);
        break;
    case StatsdKind::Gauge:
        reading.value = m_value;
        break;
    case StatsdKind::Timing:
        reading.timing = summaryOf(*m_timing);
        reading.value = reading.timing->count;
        reading.perSecond = perSecond(reading.value);
        m_timing.reset();
        break;
    case StatsdKind::Set:
        reading.value = m_members.count();
        m_members.clear();
        break;
    }
    m_isTouched = false;
    return reading;
}

std::size_t StatsdAccumulator::sizeBytes() const noexcept
{
    using Bucket = metrics::Distribution::Bucket;
    const std::size_t timing =
        m_timing ? sizeof(Timing) + m_timing->values.counts.capacity() * sizeof(Bucket) : 0;
    return timing + m_members.sizeBytes();
}

} // namespace tidemark::statsd
