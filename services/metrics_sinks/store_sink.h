// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/ingest/series_writer.h"
#include "services/metrics/collector/snapshot_differences.h"
#include "services/metrics/metrics_exporter.h"
#include "services/metrics/tags.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics/windows/taken_windows.h"
#include "services/metrics_sinks/stored_rows.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
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
    /// When nothing waits. After Timeout these rows wait, if the store was given them.
    [[nodiscard]] Result<void> write(std::vector<SeriesRow> rows, metrics::Deadline deadline);
    /// Writes what waits for the last time; done when nothing does. What then waits still is
    /// counted, and a warning tells of it, for it may be lost.
    [[nodiscard]] Result<void> finish(metrics::Deadline deadline);
    /// The rows that wait. Any thread.
    [[nodiscard]] std::size_t waiting() const noexcept { return m_waiting; }
    /// Rows of series that were one too many; not written. Any thread.
    [[nodiscard]] std::uint64_t refused() const noexcept { return m_refused; }

private:
    [[nodiscard]] Result<void> attempt(const std::vector<SeriesRow> &rows,
                                       metrics::Deadline deadline);

    ingest::SeriesWriter m_writer;
    std::vector<SeriesRow> m_rows;
    std::atomic<std::size_t> m_waiting = 0;
    std::atomic<std::uint64_t> m_refused = 0;
};

/// Puts windows of a MetricsManager into series of a store, as rowsOf() says. An export that the
/// store does not answer fails; what the store was given is written again as it is before anything
/// else, and only what came since is added. The ports outlive its last call. Threads: those of
/// MetricsSink.
class StoreSink final : public metrics::MetricsSink
{
public:
    /// `tags` are those of all series.
    explicit StoreSink(const DataPorts &ports, metrics::Tags tags = {});

    [[nodiscard]] metrics::ExportResult open() override { return {}; }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    /// Tries once more what the store has not answered for.
    void close(metrics::Deadline deadline) override;

    /// Values that the store was given and did not answer for; after close they may be lost.
    [[nodiscard]] std::size_t unanswered() const noexcept { return m_pending.waiting(); }
    /// Values that no series can hold, or whose series are one too many.
    [[nodiscard]] std::uint64_t unstorable() const noexcept
    {
        return m_unstorable + m_pending.refused();
    }

private:
    const metrics::Tags m_tags;
    PendingRows m_pending;
    metrics::TakenWindows m_taken; ///< of exports that failed, what the store was given
    std::timed_mutex m_working;    ///< close may come while an export has not ended
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
    /// Tries once more what the store has not answered for.
    [[nodiscard]] metrics::ExportResult finish(std::int64_t at_ns,
                                               metrics::Deadline deadline) override;
    [[nodiscard]] std::uint64_t lostValues() const override { return unstorable(); }
    /// As StoreSink's.
    [[nodiscard]] std::size_t unanswered() const noexcept { return m_pending.waiting(); }
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
