// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/datadog/datadog_exporter.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace tidemark::datadog {
namespace {

constexpr std::uint64_t kValuesOfPoint = 1'000;
constexpr std::int64_t kSecond_ns = 1'000'000'000;

} // namespace

DatadogExporter::DatadogExporter(std::unique_ptr<DatadogSender> sender)
    : m_sender(std::move(sender))
{}

metrics::ExportResult DatadogExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                     metrics::Deadline deadline)
{
    std::vector<metrics::ReadingPart> parts;
    std::vector<DatadogPoint> points;
    for (const metrics::ReadingPart &whole :
         m_taken.rest(snapshot, std::numeric_limits<std::size_t>::max())) {
        const std::int64_t since_ns = std::max(m_lastDone_ns, whole.series->start_ns);
        for (metrics::ReadingPart &part : dividedByValues(whole, kValuesOfPoint)) {
            points.push_back(pointOf(part, m_sender->prefix(), snapshot.at_ns,
                                     (snapshot.at_ns - since_ns) / kSecond_ns));
            parts.push_back(std::move(part));
        }
    }
    const metrics::ExportResult result = m_sender->send(
        std::move(points), [&](std::size_t index) { m_taken.take(parts[index]); }, deadline);
    if (result.isDone)
        m_lastDone_ns = snapshot.at_ns;
    return result;
}

} // namespace tidemark::datadog
