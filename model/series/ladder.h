// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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
[[nodiscard]] constexpr std::int64_t blockOf(std::int64_t slot) noexcept
{
    return floorDivide(slot, kBlockSlots);
}
/// Where a slot lies in its block: 0 to kBlockSlots - 1.
[[nodiscard]] constexpr std::size_t placeOf(std::int64_t slot) noexcept
{
    return static_cast<std::size_t>(slot - blockOf(slot) * kBlockSlots);
}

/// The finest rung that is worth keeping for samples that are so dense: at least 200 in a slot on
/// average; nothing when even the widest has fewer.
[[nodiscard]] constexpr std::optional<Rung> finestRung(std::size_t samples, std::int64_t length_ns)
{
    constexpr double kWorthwhile = 200;
    for (Rung rung = 0; rung < kRungs; ++rung) {
        const double slots = static_cast<double>(length_ns) / static_cast<double>(widthOf(rung));
        if (static_cast<double>(samples) >= kWorthwhile * slots)
            return rung;
    }
    return std::nullopt;
}

} // namespace tidemark::series
