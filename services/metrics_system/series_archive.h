// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "model/ports/data_ports.h"
#include "model/time/timedelta.h"
#include "services/metrics/system/metrics_archive.h"

#include <QHash>
#include <QString>

#include <atomic>
#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::metrics_system {

/// Keeps what a metrics system collects as samples of a store: of counters their totals, of gauges
/// what they stand at, of histograms and timers count, sum, and 50th and 95th percentile as metrics
/// of their own (`name.count` and so on). A gauge that was not set since the last time adds
/// nothing. Metrics that it makes are tagged `origin=tidemark.metrics` and keep their samples for
/// the retention; others of the same name keep them as they are set to.
class SeriesArchive final : public metrics::MetricsArchive
{
public:
    /// The ports outlive it.
    explicit SeriesArchive(const DataPorts &ports)
        : m_ports(ports)
    {}

    [[nodiscard]] metrics::ExportResult setRetention(std::chrono::hours keep) override;
    [[nodiscard]] metrics::ExportResult append(const metrics::MetricsSnapshot &snapshot,
                                               metrics::Deadline deadline) override;
    void close(metrics::Deadline deadline) override;
    [[nodiscard]] std::uint64_t recordsStored() const noexcept override { return m_stored; }

private:
    struct Value
    {
        QString metric;
        QString unit;
        QString description;
        TagMap tags;
        std::int64_t at_ns = 0;
        double value = 0;
    };

    [[nodiscard]] std::vector<Value> valuesOf(const metrics::MetricsSnapshot &snapshot) const;
    [[nodiscard]] Result<void> store(const std::vector<Value> &values);
    [[nodiscard]] Result<void> ensureMetrics(const std::vector<Value> &values);
    [[nodiscard]] Result<void> ensureSeries(const std::vector<Value> &values);
    [[nodiscard]] Result<void> append(const std::vector<Value> &values);
    /// Of a metric that it made.
    [[nodiscard]] Result<void> keep(const Definition &definition);

    const DataPorts m_ports;
    std::optional<Timedelta> m_keep;
    bool m_isClosed = false;
    std::atomic<std::uint64_t> m_stored = 0;
    QHash<QString, MetricId> m_metrics;     ///< none of them: to be looked up again
    QHash<QString, SeriesId> m_series;      ///< by metric and tags
    QHash<QString, std::int64_t> m_last_ns; ///< stamps that are stored, by the same
};

} // namespace tidemark::metrics_system
