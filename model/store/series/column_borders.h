// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/series/ladder.h"
#include "model/time/time_window.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::store {

/// Borders of columns that cover a window which is not empty, at most `columns` and one more. They
/// are multiples of one width, so that the same column is the same wherever the window lies. With
/// `finest`, the finest rung that a series has, the width is one of whole slots wherever that
/// leaves half of the columns. Errors: InvalidArgument (too near to the end of time).
[[nodiscard]] Result<std::vector<std::int64_t>>
columnBorders(const TimeWindow &window, int columns, std::optional<series::Rung> finest = {});

} // namespace tidemark::store
