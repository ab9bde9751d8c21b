// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/compensated_sum.h"
#include "model/domain/aggregate_function.h"
#include "model/time/timestamp.h"

#include <cstdint>
#include <limits>
#include <optional>

namespace tidemark {

/// The summary of the records or samples of a stretch of time. Merging with `+=` is associative
/// (sums within the bound of CompensatedSum), and the empty aggregate is neutral. Of samples, each
/// holds for the time before its stamp, back to the stamp before (MetricQ's "last"); so a stretch
/// without any may be active, and min and max of one that reaches back may be those of a sample
/// outside. A record holds for no time.
struct Aggregate
{
    std::uint64_t count = 0;
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    CompensatedSum sum;
    double first = 0;     ///< value of the earliest record; among equal times the first one added
    double last = 0;      ///< value of the latest record; among equal times the last one added
    Timestamp firstAt{std::numeric_limits<std::int64_t>::max()};
    Timestamp lastAt{std::numeric_limits<std::int64_t>::min()};
    double integral_ns = 0; ///< value · ns over the active time
    Timedelta active;       ///< how much of the stretch has a value

    [[nodiscard]] bool isEmpty() const noexcept { return count == 0; }
    /// Adds one record. `value` must be finite.
    void add(Timestamp at, double value) noexcept;
    Aggregate &operator+=(const Aggregate &other) noexcept;
    /// Sum by count; nothing when empty.
    [[nodiscard]] std::optional<double> mean() const noexcept;
    /// The function's value; nothing when empty, except Count, which is then 0.
    [[nodiscard]] std::optional<double> value(AggregateFunction function) const noexcept;
};

} // namespace tidemark
