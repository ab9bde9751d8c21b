// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/cloudwatch_exporter.h"

#include <vector>

namespace tidemark::cloudwatch {

CloudWatchExporter::CloudWatchExporter(std::unique_ptr<CloudWatchSender> sender)
    : m_sender(std::move(sender))
{}

metrics::ExportResult CloudWatchExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                        metrics::Deadline deadline)
{
    const std::vector<metrics::ReadingPart> rest = m_taken.rest(snapshot, limits::kValues);
    std::vector<CloudWatchDatum> datums;
    datums.reserve(rest.size());
    for (const metrics::ReadingPart &part : rest)
        datums.push_back(datumOf(part, snapshot.at_ns));
    return m_sender->send(
        datums, [&](std::size_t index) { m_taken.take(rest[index]); }, deadline);
}

} // namespace tidemark::cloudwatch
