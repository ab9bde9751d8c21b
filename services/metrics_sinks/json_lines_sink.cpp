// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_sinks/json_lines_sink.h"

#include "services/metrics/text/json_text.h"

#include <utility>

namespace tidemark::metrics_sinks {
namespace {

using metrics::ExportResult;

ExportResult told(const Result<void> &done)
{
    return done ? ExportResult() : ExportResult::failed(done.error().message.toStdString());
}

/// Opens the file when it is not open yet.
Result<void> ensureOpen(std::optional<JsonLinesFile> &file, const QString &path,
                        const JsonLinesOptions &options)
{
    if (file)
        return {};
    auto opened = JsonLinesFile::open(path, options);
    if (!opened)
        return failure(opened.error());
    file.emplace(*std::move(opened));
    return {};
}

} // namespace

JsonLinesSink::JsonLinesSink(QString path, const JsonLinesOptions &options)
    : m_path(std::move(path))
    , m_options(options)
{}

ExportResult JsonLinesSink::open()
{
    return told(ensureOpen(m_file, m_path, m_options));
}

ExportResult JsonLinesSink::exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                                            metrics::Deadline /*deadline*/)
{
    if (const auto opened = ensureOpen(m_file, m_path, m_options); !opened)
        return told(opened);
    return told(m_file->append(metrics::toJsonLines(snapshots)));
}

JsonLinesExporter::JsonLinesExporter(QString path, const JsonLinesOptions &options)
    : m_path(std::move(path))
    , m_options(options)
{}

ExportResult JsonLinesExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                              metrics::Deadline /*deadline*/)
{
    if (const auto opened = ensureOpen(m_file, m_path, m_options); !opened)
        return told(opened);
    return told(m_file->append(metrics::toJsonLines(snapshot)));
}

} // namespace tidemark::metrics_sinks
