// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/export_result.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace tidemark::metrics {

/// Where a metrics system keeps what it collected beyond the process. One thread at a time; waits
/// for what it does. May throw, which counts as a failure.
class MetricsArchive
{
public:
    MetricsArchive() = default;
    virtual ~MetricsArchive() = default;
    MetricsArchive(const MetricsArchive &) = delete;
    MetricsArchive &operator=(const MetricsArchive &) = delete;

    /// What is older is removed some time; what is newer stays.
    [[nodiscard]] virtual ExportResult setRetention(std::chrono::hours keep) = 0;
    /// Done only when all of it is durable.
    [[nodiscard]] virtual ExportResult append(const MetricsSnapshot &snapshot,
                                              Deadline deadline) = 0;
    virtual void close(Deadline deadline) = 0;
    /// Values that it took since it was opened. Any thread, without waiting.
    [[nodiscard]] virtual std::uint64_t recordsStored() const noexcept = 0;
};

} // namespace tidemark::metrics
