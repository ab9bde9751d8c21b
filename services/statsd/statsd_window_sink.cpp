// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_window_sink.h"

#include "services/metrics/windows/kpl_names.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidemark::statsd {
namespace {

struct SinkText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::StatsdWindowSink)
};

using metrics::ExportResult;
using metrics::MetricSnapshot;
using metrics::WindowKind;

WrittenMetric metricOf(const metrics::SinkSeriesView &series)
{
    WrittenMetric metric;
    metric.name = series.name;
    metric.tags.assign(series.dimensions.begin(), series.dimensions.end());
    return metric;
}

/// Whose count, sum, least and greatest are those of the window.
std::vector<WeightedValue> valuesOf(const MetricSnapshot &window)
{
    if (window.count < 2)
        return {{window.sum, window.count}};
    std::vector<WeightedValue> values{{window.min, 1}, {window.max, 1}};
    if (window.count > 2) {
        const double others =
            (window.sum - window.min - window.max) / static_cast<double>(window.count - 2);
        values.push_back({std::clamp(others, window.min, window.max), window.count - 2});
    }
    return values;
}

} // namespace

StatsdWindowSink::StatsdWindowSink(DatagramSender sender, StatsdWindowOptions options)
    : m_channel(std::move(sender), std::move(options.channel))
    , m_mostUnsent(options.mostUnsent)
{}

ExportResult StatsdWindowSink::exportSnapshots(std::span<const MetricSnapshot> snapshots,
                                               metrics::Deadline /*deadline*/)
{
    const std::lock_guard lock(m_working);
    const StatsdChannelCounts before = counts();
    auto unsentBefore = m_unsent;
    for (const MetricSnapshot &window : snapshots) {
        if (metrics::windowKindOf(window.name) == WindowKind::Counter)
            keep(window);
    }
    addOthers(snapshots);
    sendCounters();
    const StatsdChannelCounts after = counts();
    const bool isNothingSent = after.sentDatagrams == before.sentDatagrams &&
                               after.droppedDatagrams > before.droppedDatagrams;
    if (!isNothingSent)
        return {};
    m_unsent = std::move(unsentBefore); // it comes again
    m_unsentSeries = m_unsent.size();
    return ExportResult::failed(SinkText::tr("The system took no datagram. Look whether the StatsD "
                                             "server runs; the metrics are sent later.")
                                    .toStdString());
}

void StatsdWindowSink::keep(const MetricSnapshot &window)
{
    const metrics::SinkSeriesView series{window.name, window.dimensions};
    if (m_unsent.size() >= m_mostUnsent && m_unsent.find(series) == m_unsent.end())
        ++m_droppedWindows;
    else
        metrics::entryOf(m_unsent, series).sum += window.sum;
}

void StatsdWindowSink::sendCounters()
{
    for (auto &[series, amount] : m_unsent) {
        WrittenMetric metric = metricOf(series.view());
        metric.values = {amount.sum};
        const bool isSaid =
            m_channel.add(std::move(metric), [sent = &amount] { sent->isSent = true; });
        amount.isSent = !isSaid; // what cannot be said is not kept
    }
    m_channel.flush();
    std::erase_if(m_unsent, [](const auto &one) { return one.second.isSent; });
    m_unsentSeries = m_unsent.size();
}

void StatsdWindowSink::addOthers(std::span<const MetricSnapshot> windows)
{
    for (const MetricSnapshot &window : windows) {
        const WindowKind kind = metrics::windowKindOf(window.name);
        WrittenMetric metric = metricOf({window.name, window.dimensions});
        if (kind == WindowKind::Gauge) {
            metric.type = StatsdType::Gauge;
            metric.values = {window.max};
            m_channel.add(std::move(metric));
        } else if (kind == WindowKind::Histogram) {
            const bool isTime =
                metrics::windowUnitOf(window.name) == metrics::MetricUnit::Milliseconds;
            metric.type = isTime ? StatsdType::Timer : StatsdType::Histogram;
            addWeighted(m_channel, metric, valuesOf(window));
        }
    }
}

void StatsdWindowSink::close(metrics::Deadline /*deadline*/)
{
    const std::lock_guard lock(m_working);
    sendCounters();
}

} // namespace tidemark::statsd
