// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_window_sink.h"

#include "services/otlp/otlp_window_writer.h"

#include <algorithm>

namespace tidemark::otlp {

using metrics::ExportResult;

namespace {

std::int64_t endOf(std::span<const metrics::MetricSnapshot> windows)
{
    std::int64_t end_ns = 0;
    for (const metrics::MetricSnapshot &window : windows)
        end_ns = std::max(end_ns, window.windowEnd_ns);
    return end_ns;
}

} // namespace

OtlpWindowSink::OtlpWindowSink(std::shared_ptr<OtlpSender> sender, OtlpWindowOptions options)
    : m_sender(std::move(sender))
    , m_options(std::move(options))
    , m_observed(m_options.mostSeries)
    , m_totals(m_options.mostSeries)
    , m_backlog(m_sender)
{}

ExportResult OtlpWindowSink::exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                                             metrics::Deadline deadline)
{
    const std::lock_guard lock(m_working);
    return m_options.temporality == Temporality::Delta ? exportDeltas(snapshots, deadline)
                                                       : exportTotals(snapshots, deadline);
}

ExportResult OtlpWindowSink::exportTotals(Windows windows, metrics::Deadline deadline)
{
    const WindowTotals::Map totals = m_totals.with(windows);
    const ObservedSeries::Map &observed = m_observed.all();
    const std::int64_t end_ns = endOf(windows);
    OtlpWindowWriter writer(m_options, observed);
    writer.addWindows(totals, end_ns);
    writer.addObserved(0, end_ns);
    OtlpDelivery delivery = m_sender->send(writer.take(), deadline);
    if (delivery.outcome == OtlpOutcome::Failed)
        return ExportResult::failed(std::move(delivery.why));
    m_totals.keep(totals);
    return {};
}

ExportResult OtlpWindowSink::exportDeltas(Windows windows, metrics::Deadline deadline)
{
    if (!m_backlog.hasRoom()) {
        if (ExportResult old = deliverOld(deadline); !old.isDone)
            return old;
    }
    const WindowTotals::Map alone = WindowTotals(0).with(windows);
    const ObservedSeries::Map observed = m_observed.take();
    const std::int64_t end_ns = endOf(windows);
    OtlpWindowWriter writer(m_options, observed);
    writer.addWindows(alone, end_ns);
    writer.addObserved(m_observedFrom_ns, end_ns);
    m_observedFrom_ns = end_ns;
    m_backlog.add(writer.take());
    (void)deliverOld(deadline); // what fails is told by the counts, and tried again
    return {};
}

ExportResult OtlpWindowSink::deliverOld(metrics::Deadline deadline)
{
    ExportResult delivered = m_backlog.deliver(deadline);
    m_waiting = m_backlog.waiting();
    return delivered;
}

void OtlpWindowSink::close(metrics::Deadline deadline)
{
    const std::unique_lock lock(m_working, deadline);
    if (lock.owns_lock())
        (void)deliverOld(deadline);
}

} // namespace tidemark::otlp
