// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/series.h"
#include "model/time/time_window.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::prometheus {

/// Most points of a series that Prometheus gives at once, included.
inline constexpr std::int64_t kMostPoints = 11'000;

/// The moments of a range query: `first`, and then each `step` up to `last`, included.
struct RangePlan
{
    Timestamp first;
    Timestamp last;
    Timedelta step;

    [[nodiscard]] std::int64_t points() const noexcept
    {
        return last < first ? 0 : (last - first).ns() / step.ns() + 1;
    }
    friend bool operator==(const RangePlan &, const RangePlan &) = default;
};

/// The step for a window that is shown in so many columns: at least their width, rounded up to 1,
/// 2, 5, 10, 15 or 30 seconds or minutes, 1, 2, 3, 6 or 12 hours, or days that double. Never so
/// small that the window has more than kMostPoints of them.
[[nodiscard]] Timedelta stepFor(TimeWindow window, int columns);

/// The multiples of the step in the window [begin, end), so that who asks again for a window that
/// moved on meets the same moments. Errors: InvalidArgument for a step of less than a millisecond.
[[nodiscard]] Result<RangePlan> planRange(TimeWindow window, Timedelta step);

/// The same moments in plans of at most kMostPoints each.
[[nodiscard]] std::vector<RangePlan> partsOf(const RangePlan &plan);

/// Samples of an answer as a series has them: where neighbours lie more than 1.5 steps apart, a gap
/// one step behind the first of them; for a value that is not finite, a gap.
[[nodiscard]] std::vector<Sample> withGaps(std::span<const Sample> samples, Timedelta step);

} // namespace tidemark::prometheus
