// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/datadog/datadog_sender.h"
#include "services/metrics/collector/taken_readings.h"
#include "services/metrics/metrics_exporter.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace tidemark::datadog {

/// Sends what a collector holds to Datadog: of counters and distributions what came since the last
/// time it was accepted, of gauges their value. Of a distribution at most 10,000 values are sent at
/// a time, fewer when there are many distributions, so that an export has about half a million of
/// them whatever was observed (pointOf()). Datadog counts the values that it gets: whoever needs
/// the number of observations records a counter too, and of both Delivery says what becomes of them
/// where an answer is lost. Threads as of MetricsExporter; each call ends
/// by its deadline.
class DatadogExporter final : public metrics::MetricsExporter
{
public:
    explicit DatadogExporter(std::unique_ptr<DatadogSender> sender);

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;

    [[nodiscard]] std::uint64_t lostValues() const override
    {
        const DatadogCounts all = counts();
        return all.refusedPoints + all.unsurePoints;
    }
    [[nodiscard]] DatadogCounts counts() const { return m_sender->counts(); }
    /// Observations that others stood for. Any thread.
    [[nodiscard]] std::uint64_t thinned() const noexcept { return m_thinned; }

private:
    const std::unique_ptr<DatadogSender> m_sender;
    using SeriesName = std::pair<std::string, metrics::Tags>;

    [[nodiscard]] std::int64_t countedSince(const metrics::Series &series) const;

    metrics::TakenReadings m_taken;
    std::atomic<std::uint64_t> m_thinned = 0;
    std::int64_t m_last_ns = 0; ///< of the snapshot before, UTC; 0 for none
    /// Since when counters are counted that the snapshot before left behind.
    std::map<SeriesName, std::int64_t> m_leftSince_ns;
};

} // namespace tidemark::datadog
