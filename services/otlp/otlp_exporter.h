// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_exporter.h"
#include "services/otlp/otlp_backlog.h"
#include "services/otlp/otlp_snapshot.h"

#include <memory>

namespace tidemark::otlp {

/// Sends a collector's state by OTLP. Cumulative, each call tells all since the collector began, so
/// what failed needs no repetition. As deltas, what came since the call before waits until the
/// receiver has it, just as it was first told; beyond OtlpBacklog::kExports calls it is told as one
/// delta later. What the receiver refuses for good is a failure of a cumulative call, and counted.
class OtlpExporter final : public metrics::MetricsExporter
{
public:
    explicit OtlpExporter(std::shared_ptr<OtlpSender> sender,
                          Temporality temporality = Temporality::Cumulative,
                          OtlpSnapshotOptions options = {});

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;
    /// Sends what deltas wait.
    [[nodiscard]] metrics::ExportResult finish(std::int64_t at_ns,
                                               metrics::Deadline deadline) override;
    [[nodiscard]] std::uint64_t lostValues() const override
    {
        const OtlpSenderCounts all = counts();
        return all.rejectedPoints + all.droppedPoints;
    }
    [[nodiscard]] OtlpSenderCounts counts() const { return m_sender->counts(); }

private:
    [[nodiscard]] metrics::ExportResult exportDelta(const metrics::MetricsSnapshot &snapshot,
                                                    metrics::Deadline deadline);

    const std::shared_ptr<OtlpSender> m_sender;
    const Temporality m_temporality;
    const OtlpSnapshotOptions m_options;
    OtlpBacklog m_backlog;
    metrics::SnapshotDifferences m_noted;
};

} // namespace tidemark::otlp
