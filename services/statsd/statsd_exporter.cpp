// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_exporter.h"

#include <QCoreApplication>

#include <algorithm>
#include <unordered_map>

namespace tidemark::statsd {
namespace {

struct ExporterText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::StatsdExporter)
};

using metrics::Reading;

constexpr double kMillisecondsPerSecond = 1'000;

} // namespace

std::vector<WeightedValue> weightedValuesOf(const metrics::Distribution &values, std::size_t most)
{
    if (values.isEmpty())
        return {};
    std::vector<metrics::Distribution::Bucket> left = values.counts;
    std::vector<WeightedValue> found{{values.min, 1}};
    --left.front().second;
    const bool hasMax = values.count() > 1;
    if (hasMax)
        --left.back().second;
    const std::size_t step = (left.size() + most - 1) / std::max<std::size_t>(most, 1);
    for (std::size_t i = 0; i < left.size(); i += step) {
        double sum = 0;
        std::uint64_t count = 0;
        for (std::size_t k = i; k < std::min(i + step, left.size()); ++k) {
            const auto &[index, number] = left[k];
            sum += static_cast<double>(number) *
                   std::clamp(metrics::buckets::middleOf(index), values.min, values.max);
            count += number;
        }
        if (count > 0)
            found.push_back({sum / static_cast<double>(count), count});
    }
    if (hasMax)
        found.push_back({values.max, 1});
    return found;
}

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
    for (const metrics::MetricsSnapshot::Family &family : differences.families) {
        for (const Reading &reading : family.readings)
            add(reading, *totals.at(reading.series), snapshot.at_ns);
    }
    m_channel.flush();
    if (counts().droppedMetrics == dropped)
        return {};
    return metrics::ExportResult::failed(
        ExporterText::tr("The system did not take all datagrams; they are made good with the next "
                         "export. Look whether the StatsD server runs.")
            .toStdString());
}

void StatsdExporter::add(const Reading &difference, const Reading &total, std::int64_t at_ns)
{
    const metrics::Series &series = *difference.series;
    WrittenMetric metric;
    metric.name = series.family->name;
    metric.tags.assign(series.tags.begin(), series.tags.end());
    const auto onSent = [this, &total, at_ns] { m_noted.note(total, at_ns); };
    if (const auto *const number = std::get_if<metrics::Number>(&difference.value)) {
        metric.values = {metrics::toReal(*number)};
        m_channel.add(std::move(metric), onSent);
    } else if (const auto *const gauge = std::get_if<metrics::GaugeState>(&difference.value)) {
        metric.type = StatsdType::Gauge;
        metric.values = {gauge->value};
        m_channel.add(std::move(metric));
    } else {
        const bool isTimer = series.family->type == metrics::MetricType::Timer;
        auto values = weightedValuesOf(std::get<metrics::Distribution>(difference.value));
        for (WeightedValue &one : values)
            one.value *= isTimer ? kMillisecondsPerSecond : 1;
        metric.type = isTimer ? StatsdType::Timer : StatsdType::Histogram;
        addWeighted(m_channel, metric, values, onSent); // once a part of it was sent, all counts
    }
}

} // namespace tidemark::statsd
