// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <cstdint>

namespace tidemark {

/// The whole part, truncated toward zero. Any thread.
/// Errors: InvalidArgument for NaN, Overflow for infinity and beyond int64.
[[nodiscard]] Result<std::int64_t> truncatedToInt64(double value);

} // namespace tidemark
