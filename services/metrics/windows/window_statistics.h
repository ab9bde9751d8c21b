// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <optional>

namespace tidemark::metrics {

/// What is known of a set of observations. Mergeable; the empty one is neutral. A value.
struct WindowStatistics
{
    std::uint64_t count = 0;
    double sum = 0;
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();

    /// NaN raises the count and spoils the sum, and changes neither extreme.
    constexpr void add(double value) noexcept
    {
        ++count;
        sum += value;
        min = value < min ? value : min;
        max = value > max ? value : max;
    }
    constexpr WindowStatistics &operator+=(const WindowStatistics &other) noexcept
    {
        count += other.count;
        sum += other.sum;
        min = other.min < min ? other.min : min;
        max = other.max > max ? other.max : max;
        return *this;
    }
    [[nodiscard]] constexpr bool isEmpty() const noexcept { return count == 0; }

    bool operator==(const WindowStatistics &) const = default;
};

/// Whole seconds of the steady clock, [begin, end); (0, 0) when there are none.
struct SecondBounds
{
    std::int64_t begin = 0;
    std::int64_t end = 0;

    bool operator==(const SecondBounds &) const = default;
};

/// A window at one second, all of it read at one time.
struct WindowReading
{
    std::optional<WindowStatistics> statistics = {}; ///< nothing when the window is empty
    SecondBounds observed = {};                      ///< from the first to the last second with one
    SecondBounds nominal = {};                       ///< the window itself

    bool operator==(const WindowReading &) const = default;
};

} // namespace tidemark::metrics
