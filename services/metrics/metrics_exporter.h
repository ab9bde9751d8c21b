// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/export_result.h"

namespace tidemark::metrics {

/// Takes all that a collector holds to one place outside the process: a server or a file. Counters
/// and distributions are totals since the collector began, so what is missed once is made good by
/// the next call. One thread at a time; waits for what it does, so for workers only. May throw,
/// which counts as a failure.
class MetricsExporter
{
public:
    MetricsExporter() = default;
    virtual ~MetricsExporter() = default;
    MetricsExporter(const MetricsExporter &) = delete;
    MetricsExporter &operator=(const MetricsExporter &) = delete;

    /// Done only when the place acknowledged all of it; for datagrams, when the kernel took them.
    [[nodiscard]] virtual ExportResult exportMetrics(const MetricsSnapshot &snapshot,
                                                     Deadline deadline) = 0;
};

} // namespace tidemark::metrics
