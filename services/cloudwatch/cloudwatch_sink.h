// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/cloudwatch_sender.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics/windows/taken_windows.h"

#include <memory>

namespace tidemark::cloudwatch {

/// Sends the windows of a MetricsManager to CloudWatch. What was accepted of an export that failed
/// is not sent again. Threads as of MetricsSink; each call ends by its deadline.
class CloudWatchSink final : public metrics::MetricsSink
{
public:
    explicit CloudWatchSink(std::unique_ptr<CloudWatchSender> sender);

    [[nodiscard]] metrics::ExportResult open() override { return {}; }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    void close(metrics::Deadline /*deadline*/) override {}

    [[nodiscard]] CloudWatchCounts counts() const { return m_sender->counts(); }

private:
    const std::unique_ptr<CloudWatchSender> m_sender;
    metrics::TakenWindows m_taken;
};

} // namespace tidemark::cloudwatch
