// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/series/ladder.h"
#include "model/series/sample_aggregate.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace tidemark::series {

/// Cuts rising samples where slots of the rung begin and calls `take`, a
/// `Result<void>(std::int64_t time, const SampleAggregate &run)`, for each part with its first
/// stamp. Errors: the first one of `take`. Any thread.
template <class Take>
[[nodiscard]] Result<void> forEachRun(std::span<const std::int64_t> times,
                                      std::span<const double> values, Rung rung, Take take)
{
    while (!times.empty()) {
        const std::int64_t last = lastOf(slotAt(times.front(), rung), rung);
        const auto end = std::upper_bound(times.begin(), times.end(), last);
        const auto count = static_cast<std::size_t>(end - times.begin());
        if (auto taken = take(times.front(), aggregateOf(times.first(count), values.first(count)));
            !taken)
            return taken;
        times = times.subspan(count);
        values = values.subspan(count);
    }
    return {};
}

} // namespace tidemark::series
