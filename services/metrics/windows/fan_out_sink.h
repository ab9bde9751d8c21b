// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/queued_sink.h"

#include <memory>
#include <vector>

namespace tidemark::metrics {

/// Several sinks as one. Each has a queue and a thread of its own, so that one that is slow, fails
/// or hangs costs no other one time or data; an export succeeds once it is queued. Any thread, but
/// open and close from one.
class FanOutSink final : public EventfulMetricsSink
{
public:
    explicit FanOutSink(std::vector<std::shared_ptr<MetricsSink>> sinks,
                        const QueueOptions &options = {});

    /// The sinks are opened on their threads; one that cannot be is tried again.
    [[nodiscard]] ExportResult open() override;
    [[nodiscard]] ExportResult exportSnapshots(std::span<const MetricSnapshot> snapshots,
                                               Deadline deadline) override;
    void close(Deadline deadline) override;
    void record(const MetricEvent &event) override;
    /// When one of the sinks wants them.
    [[nodiscard]] EventfulMetricsSink *events() noexcept override;

    /// In the order of the sinks.
    [[nodiscard]] std::vector<QueueCounts> counts() const;

private:
    std::vector<std::unique_ptr<QueuedSink>> m_sinks;
};

} // namespace tidemark::metrics
