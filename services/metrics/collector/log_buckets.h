// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

namespace tidemark::metrics {

/// Buckets of doubles, 64 to an octave: the number of a bucket is the exponent and the first six
/// bits behind it, so that finding it takes a shift and two subtractions. From 2^-34 (6e-11) to
/// 2^62 (4.6e18); what is nearer to zero shares one bucket, what is larger the last one. Each value
/// lies within 0.78 % of the number that stands for its bucket. A bucket holds its larger border
/// and not its smaller one, as the bounds of Prometheus and OTLP do: values up to a bound that is a
/// border (1, 2.5, 10, 500 and all powers of two are) are counted exactly. Any thread.
namespace buckets {

inline constexpr int kStepBits = 6;
inline constexpr int kLeastExponent = -34;
inline constexpr int kOctaves = 96;
/// Of one sign.
inline constexpr std::size_t kCount = std::size_t{kOctaves} << kStepBits;

/// What buckets of a value of either sign are known by: 0 for those near zero, n + 1 for the n-th
/// above and -(n + 1) for the n-th below. They rise with the values.
using Index = std::int32_t;

inline constexpr int kMantissaBits = 52;
inline constexpr int kExponentBias = 1023;
inline constexpr std::uint64_t kSign = std::uint64_t{1} << 63;
inline constexpr std::uint64_t kFirst = std::uint64_t{kExponentBias + kLeastExponent}
                                        << kStepBits; ///< the bits of the least bucket

/// The number of a positive value's bucket, less than kCount; more for any other value, for what is
/// outside of the range and for what is no number.
[[nodiscard]] constexpr std::uint64_t numberOf(double value) noexcept
{
    return ((std::bit_cast<std::uint64_t>(value) - 1) >> (kMantissaBits - kStepBits)) - kFirst;
}

/// Of a number that is not NaN; infinities are in the outermost ones.
[[nodiscard]] constexpr Index indexOf(double value) noexcept
{
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const std::uint64_t size = bits & ~kSign;
    // Of what is above zero the border that is farther from it is the larger one.
    const std::uint64_t inside = (bits & kSign) != 0 || size == 0 ? size : size - 1;
    const std::uint64_t place = inside >> (kMantissaBits - kStepBits);
    if (place < kFirst)
        return 0;
    const std::uint64_t last = kCount - 1;
    const std::uint64_t number = place - kFirst < last ? place - kFirst : last;
    const auto index = static_cast<Index>(number + 1);
    return (bits & kSign) != 0 ? -index : index;
}

/// The border of the n-th bucket that is nearer to zero.
[[nodiscard]] constexpr double borderOf(std::uint64_t number) noexcept
{
    return std::bit_cast<double>((kFirst + number) << (kMantissaBits - kStepBits));
}

/// The number whose relative distance to both borders is the same.
[[nodiscard]] constexpr double middleOf(Index index) noexcept
{
    if (index == 0)
        return 0;
    const auto number = static_cast<std::uint64_t>(index < 0 ? -index : index) - 1;
    const double near = borderOf(number);
    const double far = borderOf(number + 1);
    const double middle = 2 * near * far / (near + far);
    return index < 0 ? -middle : middle;
}

/// The larger border of a bucket, which is in it.
[[nodiscard]] constexpr double upperBorderOf(Index index) noexcept
{
    if (index == 0)
        return borderOf(0);
    return index > 0 ? borderOf(static_cast<std::uint64_t>(index))
                     : -borderOf(static_cast<std::uint64_t>(-index) - 1);
}

} // namespace buckets
} // namespace tidemark::metrics
