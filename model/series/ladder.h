// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace tidemark::series {

/// The widths of stored aggregates, each dividing the next. Those up to 900 s divide a quarter of
/// an hour, so that hours and days of any present-day zone begin where a slot does. Any thread.

/// Which width: an index into kRungWidths.
using Rung = int;

inline constexpr std::array<std::int64_t, 9> kRungWidths_ns{
    1'000'000,      10'000'000,      100'000'000,        1'000'000'000,     10'000'000'000,
    60'000'000'000, 900'000'000'000, 10'800'000'000'000, 86'400'000'000'000};
inline constexpr Rung kRungs = static_cast<Rung>(kRungWidths_ns.size());

/// How many slots one row holds.
inline constexpr std::int64_t kBlockSlots = 256;

[[nodiscard]] constexpr std::int64_t widthOf(Rung rung) noexcept
{
    return kRungWidths_ns[static_cast<std::size_t>(rung)];
}

/// Rounded towards the past, also before 1970.
[[nodiscard]] constexpr std::int64_t floorDivide(std::int64_t number, std::int64_t divisor) noexcept
{
    const std::int64_t quotient = number / divisor;
    return number % divisor < 0 ? quotient - 1 : quotient;
}

/// The slot in which a time lies, counted from 1970.
[[nodiscard]] constexpr std::int64_t slotAt(std::int64_t time, Rung rung) noexcept
{
    return floorDivide(time, widthOf(rung));
}
/// Where a slot begins; the least time where the slot reaches below it.
[[nodiscard]] constexpr std::int64_t firstOf(std::int64_t slot, Rung rung) noexcept
{
    std::int64_t time = 0;
    return __builtin_mul_overflow(slot, widthOf(rung), &time)
               ? (slot < 0 ? std::numeric_limits<std::int64_t>::min()
                           : std::numeric_limits<std::int64_t>::max())
               : time;
}
/// The last time of a slot, which belongs to it.
[[nodiscard]] constexpr std::int64_t lastOf(std::int64_t slot, Rung rung) noexcept
{
    const std::int64_t next = firstOf(slot + 1, rung);
    return next == std::numeric_limits<std::int64_t>::max() ? next : next - 1;
}
[[nodiscard]] constexpr std::int64_t blockOf(std::int64_t slot) noexcept
{
    return floorDivide(slot, kBlockSlots);
}
/// Where a slot lies in its block: 0 to kBlockSlots - 1.
[[nodiscard]] constexpr std::size_t placeOf(std::int64_t slot) noexcept
{
    return static_cast<std::size_t>(slot - blockOf(slot) * kBlockSlots);
}

/// How many samples a slot must hold on average to be worth its room.
inline constexpr double kWorthwhileSamples = 200;

} // namespace tidemark::series
