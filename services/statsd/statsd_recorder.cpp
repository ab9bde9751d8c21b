// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_recorder.h"

using namespace Qt::StringLiterals;

namespace tidemark::statsd {

namespace {

constexpr std::size_t kMostSeries = 250'000; // that are remembered

std::array<double, kTimingParts.size()> partsOf(const TimingSummary &timing)
{
    return {timing.count,  timing.mean, timing.min, timing.max,
            timing.median, timing.p90,  timing.p95, timing.p99};
}

QString metricOf(const StatsdSeries &series, std::size_t part)
{
    if (series.kind != StatsdKind::Timing)
        return series.name;
    const std::string_view suffix = kTimingParts[part];
    return series.name % u'.' %
           QLatin1StringView(suffix.data(), static_cast<qsizetype>(suffix.size()));
}

NewDefinition definitionOf(const StatsdSeries &series, std::size_t part)
{
    NewDefinition definition;
    if (series.kind == StatsdKind::Counter || (series.kind == StatsdKind::Timing && part == 0))
        definition.kind = MetricKind::Counter;
    else if (series.isMilliseconds)
        definition.unit = u"ms"_s;
    return definition;
}

} // namespace

StatsdRecorder::StatsdRecorder(const DataPorts &ports)
    : m_writer(ports, {ingest::SeriesLimits::none(), kMostSamples, {}})
{}

Result<std::int64_t> StatsdRecorder::store(const StatsdFlush &flush, const std::stop_token &stop)
{
    if (m_series.size() > kMostSeries) {
        m_series.clear();
        m_writer.forgetIdle();
    }
    for (const StatsdReading &reading : flush.readings) {
        if (!reading.timing) {
            add(*reading.series, 0, flush.at, reading.value);
            continue;
        }
        const auto parts = partsOf(*reading.timing);
        for (std::size_t part = 0; part < parts.size(); ++part)
            add(*reading.series, part, flush.at, parts[part]);
    }
    for (const StatsdPoint &point : flush.points)
        add(*point.series, 0, point.at, point.value);
    const auto samples = static_cast<std::int64_t>(m_writer.waitingSamples());
    return m_writer.write(stop).transform([samples](const SampleOutcome &) { return samples; });
}

void StatsdRecorder::add(const StatsdSeries &series, std::size_t part, Timestamp at, double value)
{
    ingest::WriterSeriesPointer &known = m_series[series.number][part];
    if (!known)
        known = *m_writer.find(metricOf(series, part), series.tags,
                               [&] { return definitionOf(series, part); });
    m_writer.add(*known, at, value);
}

} // namespace tidemark::statsd
