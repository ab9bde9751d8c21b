// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/cloudwatch_sink.h"

#include <vector>

namespace tidemark::cloudwatch {

CloudWatchSink::CloudWatchSink(std::unique_ptr<CloudWatchSender> sender)
    : m_sender(std::move(sender))
{}

metrics::ExportResult
CloudWatchSink::exportSnapshots(std::span<const metrics::MetricSnapshot> snapshots,
                                metrics::Deadline deadline)
{
    const std::vector<metrics::MetricSnapshot> rest = m_taken.rest(snapshots);
    std::vector<CloudWatchDatum> datums;
    datums.reserve(rest.size());
    for (const metrics::MetricSnapshot &window : rest)
        datums.push_back(datumOf(window));
    const metrics::ExportResult result = m_sender->send(
        datums, [&](std::size_t index) { m_taken.take(rest[index]); }, deadline);
    if (result.isDone)
        m_taken.clear();
    return result;
}

} // namespace tidemark::cloudwatch
