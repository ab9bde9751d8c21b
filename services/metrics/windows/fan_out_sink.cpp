// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/fan_out_sink.h"

#include <algorithm>
#include <utility>

namespace tidemark::metrics {

FanOutSink::FanOutSink(std::vector<std::shared_ptr<MetricsSink>> sinks, const QueueOptions &options)
{
    m_sinks.reserve(sinks.size());
    for (auto &sink : sinks)
        m_sinks.push_back(std::make_unique<QueuedSink>(std::move(sink), options));
}

ExportResult FanOutSink::open()
{
    for (const auto &sink : m_sinks)
        sink->start();
    return {};
}

ExportResult FanOutSink::exportSnapshots(std::span<const MetricSnapshot> snapshots,
                                         Deadline /*deadline*/)
{
    const auto batch =
        std::make_shared<const std::vector<MetricSnapshot>>(snapshots.begin(), snapshots.end());
    for (const auto &sink : m_sinks)
        sink->add(batch);
    return {};
}

void FanOutSink::close(Deadline deadline)
{
    for (const auto &sink : m_sinks)
        sink->beginClose(deadline);
    for (const auto &sink : m_sinks)
        sink->finishClose();
}

void FanOutSink::record(const MetricEvent &event)
{
    for (const auto &sink : m_sinks)
        sink->record(event);
}

EventfulMetricsSink *FanOutSink::events() noexcept
{
    const bool isWanted = std::any_of(m_sinks.begin(), m_sinks.end(),
                                      [](const auto &sink) { return sink->wantsEvents(); });
    return isWanted ? this : nullptr;
}

std::vector<QueueCounts> FanOutSink::counts() const
{
    std::vector<QueueCounts> all;
    all.reserve(m_sinks.size());
    for (const auto &sink : m_sinks)
        all.push_back(sink->counts());
    return all;
}

} // namespace tidemark::metrics
