// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/counter_rate.h"

#include <cmath>

namespace tidemark::collect {

std::optional<std::uint64_t> counterIncrease(std::uint64_t before, std::uint64_t now)
{
    return now >= before ? std::optional(now - before) : std::nullopt;
}

std::optional<std::uint64_t> wrappingIncrease(std::uint64_t before, std::uint64_t now)
{
    constexpr std::uint64_t kPassage = std::uint64_t{1} << 32U;
    constexpr std::uint64_t kHalf = std::uint64_t{1} << 31U;
    if (now >= before)
        return now - before;
    if (before < kPassage && before - now > kHalf)
        return kPassage - (before - now);
    return std::nullopt;
}

std::optional<double> perSecond(std::optional<std::uint64_t> increase, double seconds)
{
    if (!increase || !(seconds > 0))
        return std::nullopt;
    const double rate = static_cast<double>(*increase) / seconds;
    return std::isfinite(rate) ? std::optional(rate) : std::nullopt;
}

} // namespace tidemark::collect
