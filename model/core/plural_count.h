// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace tidemark {

/// A count for `%n` of tr(), which takes an int and chooses the form of the words by it; the number
/// itself is put in as text. Any thread.
[[nodiscard]] constexpr int pluralCount(std::int64_t count) noexcept
{
    return static_cast<int>(std::min<std::int64_t>(count, std::numeric_limits<int>::max()));
}

} // namespace tidemark
