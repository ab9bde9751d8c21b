// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/ports/data_ports.h"
#include "model/time/timedelta.h"
#include "services/ingest/series_writer.h"
#include "services/metrics/collector/snapshot_differences.h"
#include "services/metrics/system/metrics_archive.h"

#include <QString>

#include <atomic>
#include <cstdint>
#include <optional>

namespace tidemark::metrics_system {

/// Keeps what a metrics system collects as samples of a store: of gauges what they stand at, of
/// counters their totals, of histograms and timers the totals of count and sum (`name.count`,
/// `name.sum`); beside totals, of what came since the last time, how much that was in a second
/// (`name.rate`, of bytes in `B/s`) and, unless nothing came, the 50th and 95th percentile
/// (`name.p50`, `name.p95`). A gauge that was not set since the last time adds nothing. Metrics
/// that it makes are tagged `origin=tidemark.metrics` and keep their samples for the retention;
/// others of the same name keep them as they are set to.
class SeriesArchive final : public metrics::MetricsArchive
{
public:
    /// The ports outlive it.
    explicit SeriesArchive(const DataPorts &ports);

    [[nodiscard]] metrics::ExportResult setRetention(std::chrono::hours keep) override;
    [[nodiscard]] metrics::ExportResult append(const metrics::MetricsSnapshot &snapshot,
                                               metrics::Deadline deadline) override;
    void close(metrics::Deadline deadline) override;
    [[nodiscard]] std::uint64_t recordsStored() const noexcept override { return m_stored; }

private:
    /// What the metrics of one series of a collector have in common.
    struct Place
    {
        QString metric;
        QString unit;
        QString description;
        TagMap tags;
    };

    void add(const metrics::MetricsSnapshot &snapshot);
    void add(const metrics::MetricsSnapshot::Family &family, const metrics::Reading &reading,
             const metrics::ClockPair &at);
    /// A sample of the metric, or of the one whose name goes on with `part`. Without a value the
    /// series is there, and gets nothing.
    void add(const Place &place, QLatin1StringView part, const QString &unit, std::int64_t at_ns,
             std::optional<double> value);
    /// Of a metric that it made.
    [[nodiscard]] Result<void> keep(const Definition &definition);

    const DataPorts m_ports;
    ingest::SeriesWriter m_writer;
    metrics::SnapshotDifferences m_noted;
    std::optional<Timedelta> m_keep;
    bool m_isClosed = false;
    std::atomic<std::uint64_t> m_stored = 0;
};

} // namespace tidemark::metrics_system
