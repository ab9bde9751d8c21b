// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"
#include "services/metrics/tags.h"

#include <map>
#include <string>
#include <string_view>

namespace tidemark::metrics {

/// Labels as Prometheus reads them, by name: none is empty, and values are UTF-8 without NUL, but
/// not escaped yet.
using PrometheusLabels = std::map<std::string, std::string>;

/// With each run of characters that a name may not hold as one "_"; colons are for metrics alone.
[[nodiscard]] std::string prometheusName(std::string_view name, bool mayHoldColon);
/// With U+FFFD for bytes that are no UTF-8, and for NUL, at which Prometheus stops reading.
[[nodiscard]] std::string prometheusValue(std::string_view value);

/// The labels of a series whose name says the unit `said` (Count: none). Left out are empty values,
/// which are no labels to Prometheus, and a tag `unit` that names a unit of that kind. Tags whose
/// keys become one name are one label, their values in the order of the keys with ";" between them,
/// as OpenTelemetry says ("Prometheus and OpenMetrics Compatibility"). Distributions have the
/// labels `le` and `quantile` of their own: such tags are called `exported_le` and
/// `exported_quantile`.
[[nodiscard]] PrometheusLabels prometheusLabelsOf(const Tags &tags, MetricUnit said,
                                                  bool isDistribution);

/// With line feeds and backslashes escaped, and quotes if that is asked.
void appendEscaped(std::string &text, std::string_view raw, bool alsoQuotes);

} // namespace tidemark::metrics
