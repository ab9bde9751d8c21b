// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_exporter.h"

#include "services/statsd/timing_parts.h"

#include <QCoreApplication>

#include <unordered_map>
#include <utility>

namespace tidemark::statsd {
namespace {

struct ExporterText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::StatsdExporter)
};

using metrics::Reading;

constexpr double kMillisecondsPerSecond = 1'000;

} // namespace

/// A distribution whose lines are under way.
struct StatsdExporter::Timing
{
    const Reading *total = nullptr;
    metrics::Distribution difference; ///< what is to be sent
    metrics::Distribution sent = {};
};

StatsdExporter::StatsdExporter(DatagramSender sender, StatsdChannelOptions options)
    : m_channel(std::move(sender), std::move(options))
{}

metrics::ExportResult StatsdExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                    metrics::Deadline /*deadline*/)
{
    std::unordered_map<const metrics::Series *, const Reading *> totals;
    for (const metrics::MetricsSnapshot::Family &family : snapshot.families) {
        for (const Reading &reading : family.readings)
            totals.emplace(reading.series, &reading);
    }
    const std::uint64_t dropped = counts().droppedMetrics;
    const metrics::MetricsSnapshot differences = m_noted.since(snapshot);
    std::deque<Timing> timings; // its elements stay in place
    for (const metrics::MetricsSnapshot::Family &family : differences.families) {
        for (const Reading &reading : family.readings)
            add(reading, *totals.at(reading.series), snapshot.at(), timings);
    }
    m_channel.flush();
    for (const Timing &timing : timings)
        note(timing, snapshot.at());
    if (counts().droppedMetrics == dropped)
        return {};
    return metrics::ExportResult::failed(
        ExporterText::tr("The system did not take all datagrams; they are made good with the next "
                         "export. Look whether the StatsD server runs.")
            .toStdString());
}

void StatsdExporter::add(const Reading &difference, const Reading &total,
                         const metrics::ClockPair &at, std::deque<Timing> &timings)
{
    const metrics::Series &series = *difference.series;
    WrittenMetric metric;
    metric.name = series.family->name;
    metric.tags.assign(series.tags.begin(), series.tags.end());
    if (const auto *const number = std::get_if<metrics::Number>(&difference.value)) {
        metric.values = {metrics::toReal(*number)};
        m_channel.add(std::move(metric), [this, &total, at] { m_noted.note(total, at); });
    } else if (const auto *const gauge = std::get_if<metrics::GaugeState>(&difference.value)) {
        metric.type = StatsdType::Gauge;
        metric.values = {gauge->value};
        m_channel.add(std::move(metric));
    } else {
        const bool isTimer = series.family->type == metrics::MetricType::Timer;
        metric.type = isTimer ? StatsdType::Timer : StatsdType::Histogram;
        Timing &timing =
            timings.emplace_back(Timing{&total, std::get<metrics::Distribution>(difference.value)});
        for (TimingPart &part : timingPartsOf(timing.difference)) {
            WrittenMetric line = metric;
            line.values = {part.value * (isTimer ? kMillisecondsPerSecond : 1)};
            line.rate = 1 / static_cast<double>(part.observations.count());
            m_channel.add(std::move(line),
                          [&timing, some = std::move(part.observations)] { timing.sent += some; });
        }
    }
}

// Of a distribution that was sent in part the rest comes with the next export.
void StatsdExporter::note(const Timing &timing, const metrics::ClockPair &at)
{
    if (timing.sent.isEmpty())
        return;
    Reading noted = *timing.total;
    if (const auto unsent = timing.difference.since(timing.sent); !unsent.isEmpty()) {
        auto &values = std::get<metrics::Distribution>(noted.value);
        values = values.since(unsent);
    }
    m_noted.note(noted, at);
}

} // namespace tidemark::statsd
