// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics/windows/sink_series.h"
#include "services/statsd/statsd_channel.h"

#include <atomic>
#include <cstddef>
#include <mutex>

namespace tidemark::statsd {

struct StatsdWindowOptions
{
    StatsdChannelOptions channel = {};
    std::size_t mostUnsent = 20'000; ///< series of counters that are kept while nothing is taken
};

/// Sends windows of a MetricsManager to a StatsD server (metrics::windowKindOf()): of counters
/// their sums, of gauges the greatest value, and of distributions the least, the greatest and the
/// mean of the others with their number, so that count, sum and extremes are right there. What the
/// system does not take of counters goes with the next window; of others it is counted. When it
/// takes nothing at all, the export fails and the manager keeps the data. Nothing waits.
/// Threads: those of MetricsSink.
class StatsdWindowSink final : public metrics::MetricsSink
{
public:
    StatsdWindowSink(DatagramSender sender, StatsdWindowOptions options = {});

    [[nodiscard]] metrics::ExportResult open() override { return {}; }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    /// Tries once more what was not taken of counters.
    void close(metrics::Deadline deadline) override;

    [[nodiscard]] StatsdChannelCounts counts() const { return m_channel.counts(); }
    /// Counters of which something was not sent; after close they are lost.
    [[nodiscard]] std::size_t unsentSeries() const noexcept { return m_unsentSeries; }
    /// Windows of counters for which there was no room.
    [[nodiscard]] std::uint64_t droppedWindows() const noexcept { return m_droppedWindows; }

private:
    struct Amount
    {
        double sum = 0;
        bool isSent = false;
    };
    void keep(const metrics::MetricSnapshot &window);
    void sendCounters();
    void addOthers(std::span<const metrics::MetricSnapshot> windows);

    std::mutex m_working; ///< close may come from another thread
    StatsdChannel m_channel;
    const std::size_t m_mostUnsent;
    metrics::SinkSeriesMap<Amount> m_unsent;
    std::atomic<std::size_t> m_unsentSeries = 0;
    std::atomic<std::uint64_t> m_droppedWindows = 0;
};

} // namespace tidemark::statsd
