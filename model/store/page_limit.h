// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

namespace tidemark::store {

/// Most rows of one page.
inline constexpr int kMaxNamePage = 10'000;

/// Errors: InvalidArgument unless the limit is 1 to kMaxNamePage.
[[nodiscard]] Result<void> checkPageLimit(int limit);

} // namespace tidemark::store
