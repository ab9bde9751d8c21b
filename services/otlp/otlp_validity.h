// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_metrics.h"
#include "services/otlp/otlp_refusals.h"

namespace tidemark::otlp {

/// Most attributes of a point, included.
inline constexpr std::size_t kMaxAttributes = 64;
/// Longest text of an attribute's key or value in bytes, included.
inline constexpr std::size_t kMaxAttribute_bytes = 4096;

/// Most buckets of a point, empty ones included: of an exponential histogram above zero and below
/// it each. What SDKs make has 160 unless told otherwise.
inline constexpr std::size_t kMaxBuckets = 2048;

/// Takes out the points that OTLP does not allow or that no series could hold, and says how many
/// for what; the others stay in their order. Points of a resource with a key given twice go all.
/// Source: opentelemetry-proto, metrics/v1, and the metrics data model. Any thread.
[[nodiscard]] OtlpRefusals removeInvalid(OtlpMetrics &metrics);

} // namespace tidemark::otlp
