// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <algorithm>

namespace tidemark {

/// A half-open stretch of time [begin, end). Any thread.
struct TimeWindow
{
    Timestamp begin;
    Timestamp end; ///< excluded

    /// Everything but the very last nanosecond of int64, which no half-open window can hold.
    [[nodiscard]] static constexpr TimeWindow all() noexcept
    {
        return TimeWindow{Timestamp::min(), Timestamp::max()};
    }

    [[nodiscard]] constexpr bool isEmpty() const noexcept { return end <= begin; }
    [[nodiscard]] constexpr bool contains(Timestamp t) const noexcept
    {
        return begin <= t && t < end;
    }
    [[nodiscard]] constexpr bool contains(const TimeWindow &other) const noexcept
    {
        return begin <= other.begin && other.end <= end;
    }
    [[nodiscard]] constexpr bool overlaps(const TimeWindow &other) const noexcept
    {
        return !isEmpty() && !other.isEmpty() && begin < other.end && other.begin < end;
    }
    /// The common part; empty (begin == end) when there is none.
    [[nodiscard]] constexpr TimeWindow intersected(const TimeWindow &other) const noexcept
    {
        const Timestamp from = std::max(begin, other.begin);
        return TimeWindow{from, std::max(from, std::min(end, other.end))};
    }
    /// From the earlier begin to the later end, what lies between them included.
    [[nodiscard]] constexpr TimeWindow united(const TimeWindow &other) const noexcept
    {
        return TimeWindow{std::min(begin, other.begin), std::max(end, other.end)};
    }
    /// Saturates: a window of more than 292 years has Timedelta::max().
    [[nodiscard]] constexpr Timedelta duration() const noexcept { return end - begin; }

    friend constexpr bool operator==(const TimeWindow &, const TimeWindow &) = default;
};

} // namespace tidemark
