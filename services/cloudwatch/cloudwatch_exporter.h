// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/cloudwatch_sender.h"
#include "services/metrics/collector/taken_readings.h"
#include "services/metrics/metrics_exporter.h"

#include <memory>

namespace tidemark::cloudwatch {

/// Sends what a collector holds to CloudWatch: of counters and distributions what came since the
/// last time it was accepted, of gauges their value. Threads as of MetricsExporter; each call ends
/// by its deadline.
class CloudWatchExporter final : public metrics::MetricsExporter
{
public:
    explicit CloudWatchExporter(std::unique_ptr<CloudWatchSender> sender);

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;

    [[nodiscard]] std::uint64_t lostValues() const override { return counts().refusedDatums; }
    [[nodiscard]] CloudWatchCounts counts() const { return m_sender->counts(); }

private:
    const std::unique_ptr<CloudWatchSender> m_sender;
    metrics::TakenReadings m_taken;
};

} // namespace tidemark::cloudwatch
