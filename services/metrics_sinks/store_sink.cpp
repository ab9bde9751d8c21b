// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_sinks/store_sink.h"

#include "services/logging.h"

#include <utility>

namespace tidemark::metrics_sinks {
namespace {

using metrics::ExportResult;

ExportResult failed(const Error &error)
{
    return ExportResult::failed(error.message.toStdString());
}

constexpr std::size_t kMostSeries = 100'000; // that are remembered; idle ones make room

NewDefinition definitionOf(const SeriesRow &row)
{
    NewDefinition definition;
    definition.unit = row.unit;
    definition.kind = row.isCounted ? MetricKind::Counter : MetricKind::Gauge;
    if (!row.description.isEmpty())
        definition.description = row.description;
    return definition;
}

} // namespace

PendingRows::PendingRows(const DataPorts &ports)
    : m_writer(ports, {ingest::SeriesLimits::ofSeries(kMostSeries)})
{}

Result<void> PendingRows::attempt(const std::vector<SeriesRow> &rows, metrics::Deadline deadline)
{
    std::uint64_t refused = 0;
    for (const SeriesRow &row : rows) {
        const auto series =
            m_writer.find(row.metric, row.tags, [&row] { return definitionOf(row); });
        if (!series)
            ++refused;
        else if (row.isCounted) // tags that no series can hold may have made several one
            m_writer.addCounted(**series, row.at, row.value);
        else
            m_writer.add(**series, row.at, row.value);
    }
    const auto written = m_writer.write(deadline);
    if (!written)
        return failure(written.error());
    m_refused += refused;
    return {};
}

Result<void> PendingRows::writeOld(metrics::Deadline deadline)
{
    if (m_rows.empty())
        return {};
    auto written = attempt(m_rows, deadline);
    if (written) {
        m_rows.clear();
        m_waiting = 0;
    }
    return written;
}

Result<void> PendingRows::write(std::vector<SeriesRow> rows, metrics::Deadline deadline)
{
    auto written = attempt(rows, deadline);
    if (!written && written.error().code == ErrorCode::Timeout && m_writer.wasHandedOver()) {
        m_rows = std::move(rows);
        m_waiting = m_rows.size();
    }
    return written;
}

Result<void> PendingRows::finish(metrics::Deadline deadline)
{
    auto written = writeOld(deadline);
    if (!written)
        qCWarning(lcServices).noquote()
            << "store:" << m_rows.size()
            << "values of metrics may not be stored:" << written.error().message;
    return written;
}

StoreSink::StoreSink(const DataPorts &ports, metrics::Tags tags)
    : m_tags(std::move(tags))
    , m_pending(ports)
{}

ExportResult StoreSink::exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                                        metrics::Deadline deadline)
{
    const std::lock_guard lock(m_working);
    if (const auto old = m_pending.writeOld(deadline); !old)
        return failed(old.error());
    const std::vector<metrics::MetricSnapshot> rest = m_taken.rest(snapshots);
    StoredRows found = rowsOf(rest, m_tags);
    const auto written = m_pending.write(std::move(found.rows), deadline);
    if (written) {
        m_taken.clear();
    } else {
        if (m_pending.waiting() == 0)
            return failed(written.error());
        for (const metrics::MetricSnapshot &window : rest)
            m_taken.take(window); // it must not come again in another form
    }
    m_unstorable += found.unstorable;
    return written ? ExportResult() : failed(written.error());
}

void StoreSink::close(metrics::Deadline deadline)
{
    const std::unique_lock lock(m_working, deadline);
    if (lock.owns_lock())
        (void)m_pending.finish(deadline);
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
    if (!written && m_pending.waiting() == 0)
        return failed(written.error());
    m_noted.note(snapshot);
    m_unstorable += found.unstorable;
    return written ? ExportResult() : failed(written.error());
}

ExportResult StoreExporter::finish(std::int64_t /*at_ns*/, metrics::Deadline deadline)
{
    const auto written = m_pending.finish(deadline);
    return written ? ExportResult() : failed(written.error());
}

} // namespace tidemark::metrics_sinks
