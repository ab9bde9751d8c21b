// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace tidemark::exchange {

/// What the names of Prometheus and OpenMetrics say. Any thread. Source: prometheus.io, "Metric and
/// label naming".

/// The part that a name has behind its family's, as in `_total` or `_bucket`; empty for none.
[[nodiscard]] std::string_view prometheusPart(std::string_view name);
/// What a base unit, as in `seconds`, is called here; empty for a word that is none.
[[nodiscard]] std::string_view prometheusUnit(std::string_view word);
/// The unit that the name of a family ends with; empty for none that is known.
[[nodiscard]] std::string_view prometheusUnitInName(std::string_view family);

} // namespace tidemark::exchange
