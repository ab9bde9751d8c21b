// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/snapshot_differences.h"
#include "services/metrics/metrics_exporter.h"
#include "services/statsd/statsd_channel.h"

#include <cstdint>
#include <deque>

namespace tidemark::statsd {

/// Sends a collector's state to a StatsD server: counters as what came since they were sent last,
/// gauges as they are, timers in milliseconds and histograms value by value with their numbers, to
/// within 0.78 %. What the system does not take, of distributions too, comes with the next call:
/// nothing waits.
class StatsdExporter final : public metrics::MetricsExporter
{
public:
    StatsdExporter(DatagramSender sender, StatsdChannelOptions options = {});

    /// Done when the system took all of it, which does not say that anybody received it.
    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;
    [[nodiscard]] std::uint64_t lostValues() const override { return counts().unsayable; }
    [[nodiscard]] StatsdChannelCounts counts() const { return m_channel.counts(); }

private:
    struct Timing;

    void add(const metrics::Reading &difference, const metrics::Reading &total,
             const metrics::ClockPair &at, std::deque<Timing> &timings);
    void note(const Timing &timing, const metrics::ClockPair &at);

    StatsdChannel m_channel;
    metrics::SnapshotDifferences m_noted;
};

} // namespace tidemark::statsd
