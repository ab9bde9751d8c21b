// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/distribution.h"
#include "services/metrics/tags.h"
#include "services/otlp/otlp_metrics.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::otlp {

/// How the parts of a program's own metrics are told in OTLP. Any thread.

/// How distributions are told.
enum class HistogramForm
{
    Exponential, ///< buckets that fit any values
    Explicit     ///< between bounds of choice
};

/// Finest scale of exponential buckets: 32 to an octave, where a program's own have 64.
inline constexpr int kProgramScale = 5;
/// Most buckets of one sign; the scale is coarser where that is needed.
inline constexpr std::size_t kProgramBuckets = 160;

/// Tags or dimensions as attributes, in their order. Bytes that are no UTF-8 become U+FFFD.
[[nodiscard]] OtlpAttributes
attributesOf(std::span<const std::pair<std::string, std::string>> pairs);
[[nodiscard]] OtlpAttributes attributesOf(const metrics::Tags &tags);

/// Counts, sum and extremes; values are in their buckets to within 0.78 %. Those nearer to zero
/// than 2^-34 count as zero. Of values some of which are negative there is no sum. Without times.
[[nodiscard]] OtlpExponentialPoint exponentialPointOf(const metrics::Distribution &values);
/// The same between bounds, which rise.
[[nodiscard]] OtlpHistogramPoint explicitPointOf(const metrics::Distribution &values,
                                                 std::span<const double> bounds);

/// A request with these metrics; an empty one without.
[[nodiscard]] OtlpMetrics requestOf(OtlpAttributes resource, OtlpScope scope,
                                    std::vector<OtlpMetric> metrics);

} // namespace tidemark::otlp
