// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_metrics.h"

#include <cstdint>
#include <utility>

namespace tidemark::otlp {

/// The points [begin, end) in their order, with what they belong to and nothing that is empty. Any
/// thread.
[[nodiscard]] OtlpMetrics partOf(const OtlpMetrics &metrics, std::uint64_t begin,
                                 std::uint64_t end);
/// Two parts with as many points each, the first one with one less when they are odd.
[[nodiscard]] std::pair<OtlpMetrics, OtlpMetrics> halvesOf(const OtlpMetrics &metrics);

} // namespace tidemark::otlp
