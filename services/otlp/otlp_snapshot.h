// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/collector/snapshot_differences.h"
#include "services/otlp/otlp_program.h"

#include <string>
#include <vector>

namespace tidemark::otlp {

struct OtlpSnapshotOptions
{
    HistogramForm form = HistogramForm::Exponential;
    /// Of explicit histograms; rising, finite.
    std::vector<double> bounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    OtlpScope scope = {"tidemark.metrics", {}, {}};
};

/// A collector's state in OTLP: counters as growing sums, gauges, and histograms (timers in
/// seconds), all since each series began. A gauge without a value is a point without one. A name
/// whose series are in several units is one metric for each. Any thread.
[[nodiscard]] OtlpMetrics cumulativeOf(const metrics::MetricsSnapshot &snapshot,
                                       const OtlpSnapshotOptions &options = {});
/// The differences (SnapshotDifferences::since()) as deltas, each from the time that was noted.
[[nodiscard]] OtlpMetrics deltaOf(const metrics::MetricsSnapshot &differences,
                                  const metrics::SnapshotDifferences &noted,
                                  const OtlpSnapshotOptions &options = {});

/// The state as text in OTLP's JSON, for MetricsAggregator::addFormat(kOtlpJsonFormat, …).
inline constexpr const char *kOtlpJsonFormat = "otlp-json";
[[nodiscard]] std::string otlpJsonText(const metrics::MetricsSnapshot &snapshot);

} // namespace tidemark::otlp
