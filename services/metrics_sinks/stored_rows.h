// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/tags.h"
#include "model/time/timestamp.h"
#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/windows/metrics_sink.h"

#include <QString>

#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::metrics_sinks {

/// One value of one series.
struct SeriesRow
{
    QString metric; ///< normalised; see normalisedName()
    TagMap tags = {};
    QString unit = {}; ///< the model's symbol, for a metric that is new
    QString description = {};
    bool isCounted = false; ///< values add up: a counter, and of equal stamps the sum counts
    Timestamp at = {};
    double value = 0;
};

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
