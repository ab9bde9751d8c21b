// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/cloudwatch/cloudwatch_datum.h"
#include "services/metrics/clock.h"
#include "services/metrics/collector/taken_readings.h"
#include "services/metrics/metrics_exporter.h"
#include "services/metrics/windows/metrics_sink.h"

#include <QString>

#include <atomic>
#include <cstdint>

namespace tidemark::cloudwatch {

struct EmfOptions
{
    QString path = {}; ///< `-` for standard output
    QString nameSpace = QStringLiteral("Tidemark");
};

/// Adds lines of the embedded metric format to a file, for an agent that reads it, or to standard
/// output. What one call writes is there whole or, when the disk is full, not at all; on standard
/// output a part of it may be. The file is opened for each call, so it may be moved away at any
/// time. One thread at a time; leftOut() on any.
class EmfFile
{
public:
    /// `clock` outlives it.
    EmfFile(EmfOptions options, const metrics::Clock &clock);

    /// Errors: Io, InvalidArgument for a namespace that cannot be.
    [[nodiscard]] Result<void> append(std::span<const CloudWatchDatum> datums);
    /// Datums that CloudWatch would not take.
    [[nodiscard]] std::uint64_t leftOut() const noexcept { return m_leftOut; }

private:
    const EmfOptions m_options;
    const metrics::Clock &m_clock;
    std::atomic<std::uint64_t> m_leftOut = 0;
};

/// The windows of a MetricsManager as lines of a file. Threads as of MetricsSink.
class EmfSink final : public metrics::MetricsSink
{
public:
    EmfSink(EmfOptions options, const metrics::Clock &clock);

    [[nodiscard]] metrics::ExportResult open() override { return {}; }
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    void close(metrics::Deadline /*deadline*/) override {}

    [[nodiscard]] std::uint64_t leftOut() const noexcept { return m_file.leftOut(); }

private:
    EmfFile m_file;
};

/// What a collector holds as lines of a file: of counters and distributions what came since the
/// last time. Threads as of MetricsExporter.
class EmfExporter final : public metrics::MetricsExporter
{
public:
    EmfExporter(EmfOptions options, const metrics::Clock &clock);

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;

    [[nodiscard]] std::uint64_t lostValues() const override { return leftOut(); }
    [[nodiscard]] std::uint64_t leftOut() const noexcept { return m_file.leftOut(); }

private:
    EmfFile m_file;
    metrics::TakenReadings m_taken;
};

} // namespace tidemark::cloudwatch
