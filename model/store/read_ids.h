// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/statement.h"

#include <vector>

namespace tidemark::store {

/// The first column of all rows of a statement that was run. `IdType`: an id, or the bare number.
/// Errors: those of sqlError().
template <class IdType>
[[nodiscard]] Result<std::vector<IdType>> readIds(Statement &select)
{
    std::vector<IdType> ids;
    while (true) {
        const auto row = select.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return ids;
        ids.emplace_back(select.integer(0));
    }
}

} // namespace tidemark::store
