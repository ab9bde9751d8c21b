// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <optional>

namespace tidemark::otlp {

/// Of which quantiles histograms become series.
inline constexpr std::array kQuantiles{0.5, 0.9, 0.95, 0.99};
/// Most quantiles of a summary's point, included.
inline constexpr std::size_t kMaxSummaryQuantiles = 32;

/// An estimate, not beyond the extremes that are known.
[[nodiscard]] constexpr double within(double value, const std::optional<double> &min,
                                      const std::optional<double> &max) noexcept
{
    if (min && value < *min)
        return *min;
    return max && value > *max ? *max : value;
}

} // namespace tidemark::otlp
