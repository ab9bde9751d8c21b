// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/store_admin.h"
#include "model/store/series/series_check.h"

namespace tidemark::store {

/// What is said of a fault, and what to do.
[[nodiscard]] CheckFinding findingOf(const SeriesFault &fault);

} // namespace tidemark::store
