// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/page_rows.h"

#include <cstdint>

namespace tidemark::store {

/// Rows that carry free texts fill a page sooner: it is answered, sent and read in one piece.
inline constexpr std::int64_t kPage_characters = std::int64_t{4} * 1024 * 1024;

/// Errors: InvalidArgument unless the limit is 1 to kMaxPageRows.
[[nodiscard]] Result<void> checkPageLimit(int limit);

} // namespace tidemark::store
