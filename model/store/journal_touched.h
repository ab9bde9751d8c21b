// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"

#include <cstdint>

namespace tidemark::store {

class ChangeCollector;
class Connection;

/// The sessions whose records a change may have made; none where `last` is before `first`.
struct SessionSpan
{
    std::int64_t first = 0;
    std::int64_t last = -1;
};

/// Adds what a change touches, as it stands now: before or after its rows and their revisions
/// change places. On the connection's thread.
[[nodiscard]] Result<void> collectTouched(Connection &connection, ChangeId change,
                                          SessionSpan sessions, ChangeCollector &touched);

} // namespace tidemark::store
