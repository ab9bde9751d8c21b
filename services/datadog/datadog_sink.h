// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/datadog/datadog_sender.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics/windows/taken_windows.h"

#include <memory>

namespace tidemark::datadog {

/// Sends the windows of a MetricsManager to Datadog. What was accepted of an export that failed is
/// not sent again; where nobody knows, Delivery says what becomes of it. Threads as of MetricsSink;
/// each call ends by its deadline.
class DatadogSink final : public metrics::MetricsSink
{
public:
    explicit DatadogSink(std::unique_ptr<DatadogSender> sender);

    [[nodiscard]] metrics::ExportResult open() override { return {}; }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    void close(metrics::Deadline /*deadline*/) override {}

    [[nodiscard]] DatadogCounts counts() const { return m_sender->counts(); }

private:
    const std::unique_ptr<DatadogSender> m_sender;
    metrics::TakenWindows m_taken;
};

} // namespace tidemark::datadog
