// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_sink.h"

#include <cstddef>
#include <deque>
#include <mutex>

namespace tidemark::metrics {

/// Keeps what was exported, for inspectors and tests: so many batches, of which the oldest goes
/// when one more comes. Any thread.
class MemorySink final : public MetricsSink
{
public:
    static constexpr std::size_t kBatches = 1024;

    explicit MemorySink(std::size_t mostBatches = kBatches);

    [[nodiscard]] ExportResult open() override { return {}; }
    [[nodiscard]] ExportResult exportSnapshots(std::span<const MetricSnapshot> snapshots,
                                               Deadline deadline) override;
    void close(Deadline /*deadline*/) override {}

    /// In order of export.
    [[nodiscard]] std::vector<std::vector<MetricSnapshot>> batches() const;
    /// Those of all batches in order.
    [[nodiscard]] std::vector<MetricSnapshot> snapshots() const;
    [[nodiscard]] std::vector<MetricSnapshot> snapshots(std::string_view name) const;
    [[nodiscard]] std::uint64_t droppedBatches() const;

private:
    const std::size_t m_mostBatches;
    mutable std::mutex m_mutex;
    std::deque<std::vector<MetricSnapshot>> m_batches;
    std::uint64_t m_droppedBatches = 0;
};

} // namespace tidemark::metrics
