// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_sinks/store_sink.h"

#include <utility>

namespace tidemark::metrics_sinks {
namespace {

using metrics::ExportResult;

ExportResult failed(const Error &error)
{
    return ExportResult::failed(error.message.toStdString());
}

} // namespace

Result<void> PendingRows::writeOld(SeriesWriter::Deadline deadline)
{
    auto written = m_writer.write(m_rows, deadline);
    if (written)
        m_rows.clear();
    return written;
}

Result<void> PendingRows::write(std::vector<SeriesRow> rows, SeriesWriter::Deadline deadline)
{
    auto written = m_writer.write(rows, deadline);
    if (!written && written.error().code == ErrorCode::Timeout)
        m_rows = std::move(rows);
    return written;
}

StoreSink::StoreSink(const DataPorts &ports, metrics::Tags tags)
    : m_tags(std::move(tags))
    , m_pending(ports)
{}

ExportResult StoreSink::exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                                        metrics::Deadline deadline)
{
    if (const auto old = m_pending.writeOld(deadline); !old)
        return failed(old.error());
    StoredRows found = rowsOf(snapshots, m_tags);
    const auto written = m_pending.write(std::move(found.rows), deadline);
    // What the store has not answered for is not taken back: it must not come again in another
    // form.
    if (!written && written.error().code != ErrorCode::Timeout)
        return failed(written.error());
    m_unstorable += found.unstorable;
    return {};
}

StoreExporter::StoreExporter(const DataPorts &ports)
    : m_pending(ports)
{}

ExportResult StoreExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                          metrics::Deadline deadline)
{
    if (const auto old = m_pending.writeOld(deadline); !old)
        return failed(old.error());
    StoredRows found = rowsOf(m_noted.since(snapshot));
    const auto written = m_pending.write(std::move(found.rows), deadline);
    if (!written && written.error().code != ErrorCode::Timeout)
        return failed(written.error());
    m_noted.note(snapshot);
    m_unstorable += found.unstorable;
    return written ? ExportResult() : failed(written.error());
}

} // namespace tidemark::metrics_sinks
