// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/roboto/wire/metrics.h"
#include "services/roboto/wire/object_reader.h"

namespace tidemark::roboto {

/// The words of the metrics API, lower case only (roboto-api 2.2).
[[nodiscard]] AggregationPeriod readPeriod(ObjectReader &in);
[[nodiscard]] NumericAggregation readAggregation(ObjectReader &in);
/// The session's end when absent.
[[nodiscard]] MetricTimeFilter readTimeFilter(ObjectReader &in);

} // namespace tidemark::roboto
