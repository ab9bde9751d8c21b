// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/ingest/series_writer.h"
#include "services/metrics/collector/snapshot_differences.h"
#include "services/metrics/metrics_exporter.h"
#include "services/metrics/tags.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics_sinks/stored_rows.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace tidemark::metrics_sinks {

/// Rows that were given to a store which did not say what became of them. They are written again as
/// they are, before others, so that nothing counts twice. One thread.
class PendingRows
{
public:
    explicit PendingRows(const DataPorts &ports);

    /// Writes what waits; done when nothing does any more.
    [[nodiscard]] Result<void> writeOld(metrics::Deadline deadline);
    /// When nothing waits. After Timeout these rows wait.
    [[nodiscard]] Result<void> write(std::vector<SeriesRow> rows, metrics::Deadline deadline);
    /// Rows of series that were one too many; not written. Any thread.
    [[nodiscard]] std::uint64_t refused() const noexcept { return m_refused; }

private:
    [[nodiscard]] Result<void> attempt(const std::vector<SeriesRow> &rows,
                                       metrics::Deadline deadline);

    ingest::SeriesWriter m_writer;
    std::vector<SeriesRow> m_rows;
    std::atomic<std::uint64_t> m_refused = 0;
};

/// Puts windows of a MetricsManager into series of a store, as rowsOf() says. The ports outlive its
/// last call. Threads: those of MetricsSink.
class StoreSink final : public metrics::MetricsSink
{
public:
    /// `tags` are those of all series.
    explicit StoreSink(const DataPorts &ports, metrics::Tags tags = {});

    [[nodiscard]] metrics::ExportResult open() override { return {}; }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    /// What the store has not answered for yet is its business: it may be stored.
    void close(metrics::Deadline /*deadline*/) override {}

    /// Values that no series can hold, or whose series are one too many.
    [[nodiscard]] std::uint64_t unstorable() const noexcept
    {
        return m_unstorable + m_pending.refused();
    }

private:
    const metrics::Tags m_tags;
    PendingRows m_pending;
    std::atomic<std::uint64_t> m_unstorable = 0;
};

/// Puts what a collector recorded since the call before into series of a store, as rowsOf() says.
/// What could not be stored comes with the next call. The ports outlive its last call.
class StoreExporter final : public metrics::MetricsExporter
{
public:
    explicit StoreExporter(const DataPorts &ports);

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;
    /// As StoreSink's.
    [[nodiscard]] std::uint64_t unstorable() const noexcept
    {
        return m_unstorable + m_pending.refused();
    }

private:
    PendingRows m_pending;
    metrics::SnapshotDifferences m_noted;
    std::atomic<std::uint64_t> m_unstorable = 0;
};

} // namespace tidemark::metrics_sinks
