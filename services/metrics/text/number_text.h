// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"

#include <cstdint>
#include <string>

namespace tidemark::metrics {

/// Numbers and times as text that programs read, whatever the locale. Any thread.

/// The shortest text that reads back to the same double; "NaN", "+Inf", "-Inf".
void appendNumber(std::string &text, double number);
void appendNumber(std::string &text, const Number &number);
/// As OpenMetrics asks of bounds: with a point (1.0, 100000.0) or, from a million up and below
/// 0.0001, with an exponent (1e+06).
void appendCanonical(std::string &text, double number);
/// UTC with milliseconds, as in 2026-01-02T03:04:05.678Z; years 1678 to 2262.
void appendTime(std::string &text, std::int64_t time_ns);

} // namespace tidemark::metrics
