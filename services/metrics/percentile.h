// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

namespace tidemark::metrics {

/// Percentiles of values that are all at hand, in rising order. Nothing of no values or for a share
/// outside of 0 to 1. Any thread.

/// Between the two nearest values, as spreadsheets and numpy do: type 7 of Hyndman and Fan.
[[nodiscard]] inline std::optional<double> percentile(std::span<const double> rising,
                                                      double share) noexcept
{
    if (rising.empty() || !(share >= 0 && share <= 1))
        return std::nullopt;
    const double place = static_cast<double>(rising.size() - 1) * share;
    const auto below = static_cast<std::size_t>(place);
    const double value = rising[below];
    if (below + 1 == rising.size())
        return value;
    return value + (place - static_cast<double>(below)) * (rising[below + 1] - value);
}

/// One of the values: the one at rank ceil(share · count), from 1.
[[nodiscard]] inline std::optional<double> nearestRank(std::span<const double> rising,
                                                       double share) noexcept
{
    if (rising.empty() || !(share >= 0 && share <= 1))
        return std::nullopt;
    const auto rank =
        static_cast<std::size_t>(std::ceil(share * static_cast<double>(rising.size())));
    return rising[rank == 0 ? 0 : rank - 1];
}

} // namespace tidemark::metrics
