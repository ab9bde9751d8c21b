// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace tidemark::series {

/// Conversions between doubles and whole numbers of 64 bits in steps that the base instruction set
/// does for several numbers at once; its own conversions take one. Any thread.

/// As static_cast<double>: the nearest double, for every number.
[[nodiscard]] inline double toDouble(std::int64_t number) noexcept
{
    constexpr std::uint64_t kLow = 0x4330'0000'0000'0000;  // 2^52
    constexpr std::uint64_t kHigh = 0x4530'0000'8000'0000; // 2^84 + 2^63
    constexpr double kBoth = 0x1p84 + 0x1p63 + 0x1p52;     // exact
    const auto bits = static_cast<std::uint64_t>(number);
    const auto low = std::bit_cast<double>((bits & 0xffff'ffff) | kLow);
    const auto high = std::bit_cast<double>((bits >> 32) ^ kHigh);
    return (high - kBoth) + low;
}

/// The largest magnitude that NearestWhole takes; every whole number up to it is a double.
inline constexpr double kMostWhole = 0x1p51;

/// The whole number nearest to a double.
struct NearestWhole
{
    double asDouble;
    std::int64_t number;

    /// Of a double of less than kMostWhole; 0 for any other, NaN too.
    explicit NearestWhole(double value) noexcept
    {
        constexpr double kShift = 0x1.8p52; // beyond it neighbouring doubles are a whole apart
        const double shifted = (std::abs(value) < kMostWhole ? value : 0.0) + kShift;
        asDouble = shifted - kShift;
        number = std::bit_cast<std::int64_t>(shifted) - std::bit_cast<std::int64_t>(kShift);
    }
};

} // namespace tidemark::series
