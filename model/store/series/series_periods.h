// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/aggregate_query.h"

#include <cstdint>
#include <vector>

namespace tidemark::store {

/// The whole periods over a window. Errors: InvalidArgument when there are more than
/// SeriesStore::kMaxPeriods. Any thread.
[[nodiscard]] Result<std::vector<TimeWindow>> periodsOver(const TimeWindow &window, Period period,
                                                          const Calendar &calendar);

/// Their borders, each once. `periods` follow each other; there is one at least.
[[nodiscard]] std::vector<std::int64_t> bordersOf(const std::vector<TimeWindow> &periods);

} // namespace tidemark::store
