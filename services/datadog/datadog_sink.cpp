// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/datadog/datadog_sink.h"

#include <vector>

namespace tidemark::datadog {

DatadogSink::DatadogSink(std::unique_ptr<DatadogSender> sender)
    : m_sender(std::move(sender))
{}

metrics::ExportResult
DatadogSink::exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                             metrics::Deadline deadline)
{
    const std::vector<metrics::MetricSnapshot> rest = m_taken.rest(snapshots);
    std::vector<DatadogPoint> points;
    points.reserve(rest.size());
    for (const metrics::MetricSnapshot &window : rest)
        points.push_back(pointOf(window, m_sender->prefix()));
    const metrics::ExportResult result = m_sender->send(
        std::move(points), [&](std::size_t index) { m_taken.take(rest[index]); }, deadline);
    if (result.isDone)
        m_taken.clear();
    return result;
}

} // namespace tidemark::datadog
