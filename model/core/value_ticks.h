// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace tidemark {

/// Ticks of a value axis: multiples of one step that is 1, 2, 2.5 or 5 times a power of ten.
struct ValueTicks
{
    std::vector<double> positions; ///< rising; each the double nearest to its decimal value
    double step = 0;
    int decimals = 0; ///< fraction digits that every position needs; 0 for whole steps

    friend bool operator==(const ValueTicks &, const ValueTicks &) = default;
};

/// Between 5 and 9 ticks within [first, last], both included (N8). Zero, where it lies inside, is
/// exactly 0, never -0.
///
/// Nothing when an end is not finite, when last <= first, or when the ends are so near that
/// doubles between them do not tell 5 ticks apart; use widenedForTicks() before. Any thread.
[[nodiscard]] std::optional<ValueTicks> valueTicks(double first, double last);

/// A closed range of values.
struct ValueSpan
{
    double first = 0;
    double last = 1;

    friend bool operator==(const ValueSpan &, const ValueSpan &) = default;
};

/// The smallest span around [first, last] whose ends lie on ticks, for an axis that refits. Equal
/// ends are set apart first (by a tenth of the value, or 1 around zero); swapped ends are sorted;
/// ends that are not finite give 0 to 1.
[[nodiscard]] ValueSpan widenedForTicks(double first, double last);

} // namespace tidemark
