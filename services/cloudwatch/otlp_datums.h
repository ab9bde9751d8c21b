// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/cloudwatch_datum.h"
#include "services/otlp/otlp_metrics.h"

#include <QString>

#include <span>

namespace tidemark::cloudwatch {

/// Datums as OpenTelemetry has them: statistics as histograms without buckets, values as histograms
/// with a bucket for each, increases as sums, levels as gauges; all of them deltas, which is what
/// CloudWatch adds up. Dimensions are attributes. Units are UCUM. Any thread.
[[nodiscard]] otlp::OtlpMetrics otlpOf(std::span<const CloudWatchDatum> datums,
                                       const QString &scope);

} // namespace tidemark::cloudwatch
