// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/windows/metrics_sink.h"

#include <span>
#include <string>
#include <string_view>

namespace tidemark::metrics {

/// The snapshot as one JSON document of format "tidemark.metrics/1". Values are in the unit of
/// their metric, which its first series had; a series whose unit is of another kind says its own.
/// Numbers read back to the same bits; whole numbers beyond 2^53 are texts; what is no number is
/// null beside a "special" that names it.
[[nodiscard]] std::string toJson(const MetricsSnapshot &snapshot);
/// The same series as one JSON object a line, each with its name, type and unit.
[[nodiscard]] std::string toJsonLines(const MetricsSnapshot &snapshot);

/// Windows in the same manner: name, count, sum, min, max, dimensions, and both ends in UTC.
[[nodiscard]] std::string toJsonLines(std::span<const MetricSnapshot> windows);

/// A text as JSON writes it, with its quotes. Bytes that are no UTF-8 become U+FFFD.
void appendJsonText(std::string &json, std::string_view text);

} // namespace tidemark::metrics
