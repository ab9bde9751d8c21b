// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_exporter.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics_sinks/json_lines_file.h"

#include <QString>

#include <optional>

namespace tidemark::metrics_sinks {

/// Appends windows of a MetricsManager to a file, a line of JSON for each
/// (metrics::toJsonLines()). Threads: those of MetricsSink.
class JsonLinesSink final : public metrics::MetricsSink
{
public:
    explicit JsonLinesSink(QString path, const JsonLinesOptions &options = {});

    [[nodiscard]] metrics::ExportResult open() override;
    [[nodiscard]] metrics::ExportResult
    exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                    metrics::Deadline deadline) override;
    void close(metrics::Deadline /*deadline*/) override {} // each export is whole

private:
    const QString m_path;
    const JsonLinesOptions m_options;
    std::optional<JsonLinesFile> m_file;
};

/// Appends the state of a collector to a file, a line of JSON for each series.
class JsonLinesExporter final : public metrics::MetricsExporter
{
public:
    explicit JsonLinesExporter(QString path, const JsonLinesOptions &options = {});

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;

private:
    const QString m_path;
    const JsonLinesOptions m_options;
    std::optional<JsonLinesFile> m_file; ///< from the first export on
};

} // namespace tidemark::metrics_sinks
