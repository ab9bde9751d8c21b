// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/export_result.h"

#include <cstdint>

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
    /// Once, after the last export, at a time (ns, UTC): ends what the place would take for going
    /// on, and tries what still waits. Done when nothing is left to do.
    [[nodiscard]] virtual ExportResult finish(std::int64_t /*at_ns*/, Deadline /*deadline*/)
    {
        return {};
    }
    /// Values that the place will never have, since it does not take them or they cannot be said to
    /// it. Any thread.
    [[nodiscard]] virtual std::uint64_t lostValues() const { return 0; }
};

} // namespace tidemark::metrics
