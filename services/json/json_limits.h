// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

namespace tidemark {

/// Deepest nesting of objects and lists, included.
inline constexpr int kJsonMaxDepth = 64;
/// Most values (members' names counted as well) in one body, included.
inline constexpr std::size_t kJsonMaxValues = 2'000'000;

} // namespace tidemark
