// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/datadog/datadog_sender.h"
#include "services/metrics/collector/taken_readings.h"
#include "services/metrics/metrics_exporter.h"

#include <memory>

namespace tidemark::datadog {

/// Sends what a collector holds to Datadog: of counters and distributions what came since the last
/// time it was accepted, of gauges their value. Threads as of MetricsExporter; each call ends by
/// its deadline.
class DatadogExporter final : public metrics::MetricsExporter
{
public:
    explicit DatadogExporter(std::unique_ptr<DatadogSender> sender);

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;

    [[nodiscard]] DatadogCounts counts() const { return m_sender->counts(); }

private:
    const std::unique_ptr<DatadogSender> m_sender;
    metrics::TakenReadings m_taken;
    std::int64_t m_lastDone_ns = 0; ///< when all was accepted last, UTC; 0 for never
};

} // namespace tidemark::datadog
