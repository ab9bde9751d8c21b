// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace tidemark::collect {

/// What a counter grew by. Any thread.

/// Nothing for one that fell: it started anew.
[[nodiscard]] std::optional<std::uint64_t> counterIncrease(std::uint64_t before, std::uint64_t now);
/// As counterIncrease(), for counters of interfaces, which may have 32 bits: a fall by more than
/// 2^31 is taken for the passage of 2^32, unless the counter was beyond that; a smaller fall, for a
/// new start.
[[nodiscard]] std::optional<std::uint64_t> wrappingIncrease(std::uint64_t before,
                                                            std::uint64_t now);
/// Per second; nothing unless `seconds` is more than 0 and the rate is finite.
[[nodiscard]] std::optional<double> perSecond(std::optional<std::uint64_t> increase,
                                              double seconds);

} // namespace tidemark::collect
