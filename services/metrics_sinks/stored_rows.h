// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics_sinks/series_writer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::metrics_sinks {

/// What a store is to hold, and what it cannot: names that no metric may have, infinite values.
struct StoredRows
{
    std::vector<SeriesRow> rows = {};
    std::uint64_t unstorable = 0;
};

/// Windows at their ends: counters are `NAME`, their sums, of the kind whose values add up; gauges
/// `NAME`, the greatest value; distributions `NAME.count`, which adds up, `.mean`, `.min` and
/// `.max` (metrics::windowKindOf()). Tagged with their dimensions and `tags`. Any thread.
[[nodiscard]] StoredRows rowsOf(std::span<const metrics::MetricSnapshot> windows,
                                const metrics::Tags &tags);
/// Differences of a collector's snapshots (SnapshotDifferences) at their time: counters and gauges
/// as above, distributions as statsd::kTimingParts, timers in their own unit. Tagged with their
/// tags and those of the resource. Any thread.
[[nodiscard]] StoredRows rowsOf(const metrics::MetricsSnapshot &differences);

} // namespace tidemark::metrics_sinks
