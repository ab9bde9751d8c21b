// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tidemark::charts {

/// value * numerator / denominator in 128 bits, rounded towards zero. `denominator` > 0, and the
/// result must fit. Any thread.
[[nodiscard]] constexpr std::int64_t scaled(std::int64_t value, std::int64_t numerator,
                                            std::int64_t denominator) noexcept
{
    __extension__ using Wide = __int128;
    return static_cast<std::int64_t>(static_cast<Wide>(value) * numerator / denominator);
}

} // namespace tidemark::charts
