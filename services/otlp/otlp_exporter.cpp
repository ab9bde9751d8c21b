// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_exporter.h"

namespace tidemark::otlp {

using metrics::ExportResult;

OtlpExporter::OtlpExporter(std::shared_ptr<OtlpSender> sender, Temporality temporality,
                           OtlpSnapshotOptions options)
    : m_sender(std::move(sender))
    , m_temporality(temporality)
    , m_options(std::move(options))
    , m_backlog(m_sender)
{}

ExportResult OtlpExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                         metrics::Deadline deadline)
{
    if (m_temporality == Temporality::Delta)
        return exportDelta(snapshot, deadline);
    OtlpDelivery delivery = m_sender->send(cumulativeOf(snapshot, m_options), deadline);
    return delivery.outcome == OtlpOutcome::Accepted
               ? ExportResult()
               : ExportResult::failed(std::move(delivery.why));
}

ExportResult OtlpExporter::finish(std::int64_t /*at_ns*/, metrics::Deadline deadline)
{
    return m_backlog.deliver(deadline);
}

ExportResult OtlpExporter::exportDelta(const metrics::MetricsSnapshot &snapshot,
                                       metrics::Deadline deadline)
{
    if (!m_backlog.hasRoom()) {
        if (ExportResult old = m_backlog.deliver(deadline); !old.isDone)
            return old;
    }
    const metrics::MetricsSnapshot differences = m_noted.since(snapshot);
    m_backlog.add(deltaOf(differences, m_noted, m_options));
    m_noted.note(snapshot);
    return m_backlog.deliver(deadline);
}

} // namespace tidemark::otlp
