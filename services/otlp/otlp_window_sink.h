// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/tags.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/otlp/observed_series.h"
#include "services/otlp/otlp_backlog.h"
#include "services/otlp/otlp_program.h"
#include "services/otlp/window_totals.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>

namespace tidemark::otlp {

struct OtlpWindowOptions
{
    Temporality temporality = Temporality::Cumulative;
    std::string prefix = {};     ///< of all names
    metrics::Tags resource = {}; ///< service.name and the like
    OtlpScope scope = {"tidemark.metrics", {}, {}};
    /// Distributions get buckets, from each observation, and gauges their last value. Without it
    /// distributions are told by count, sum and extremes, and gauges by their greatest value.
    bool observesEach = true;
    std::size_t mostSeries = 20'000; ///< that are remembered
};

/// Sends windows of a MetricsManager by OTLP: counters as sums, distributions as histograms, what
/// is pending as a gauge (metrics::windowKindOf()). Cumulative, sums are since the first window of
/// a series and never fall. As deltas, each window waits until the receiver has it, just as it was
/// first told; when too many wait, further ones stay with the manager. What the receiver refuses
/// for good counts as exported and is in the counts, for it would be refused each time.
/// Threads: those of MetricsSink.
class OtlpWindowSink final : public metrics::EventfulMetricsSink
{
public:
    OtlpWindowSink(std::shared_ptr<OtlpSender> sender, OtlpWindowOptions options = {});

    [[nodiscard]] metrics::ExportResult open() override { return {}; }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    /// Tries what waits once more.
    void close(metrics::Deadline deadline) override;
    [[nodiscard]] metrics::EventfulMetricsSink *events() noexcept override
    {
        return m_options.observesEach ? this : nullptr;
    }
    void record(const metrics::MetricEvent &event) override { m_observed.add(event); }

    [[nodiscard]] OtlpSenderCounts counts() const { return m_sender->counts(); }
    /// Deltas that the receiver does not have yet; after close, those it will never have.
    [[nodiscard]] std::size_t waitingExports() const noexcept { return m_waiting; }
    /// Observations of series beyond the limit.
    [[nodiscard]] std::uint64_t droppedObservations() const { return m_observed.dropped(); }

private:
    using Windows = std::span<const metrics::MetricSnapshot>;
    [[nodiscard]] metrics::ExportResult exportTotals(Windows windows, metrics::Deadline deadline);
    [[nodiscard]] metrics::ExportResult exportDeltas(Windows windows, metrics::Deadline deadline);
    [[nodiscard]] metrics::ExportResult deliverOld(metrics::Deadline deadline);

    const std::shared_ptr<OtlpSender> m_sender;
    const OtlpWindowOptions m_options;
    ObservedSeries m_observed;
    WindowTotals m_totals;
    OtlpBacklog m_backlog;
    std::timed_mutex m_working; ///< close may come while an export has not ended
    std::atomic<std::size_t> m_waiting = 0;
    std::int64_t m_observedFrom_ns = 0; ///< where the latest delta ended; UTC
};

} // namespace tidemark::otlp
