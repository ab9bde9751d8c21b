// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/series/slot_block.h"

#include <cstdint>
#include <vector>

namespace tidemark::store {

class Connection;

/// A row of the ladder as it was read.
struct StoredBlock
{
    series::SlotBlock content;
    bool isDamaged = false; ///< the bytes are not what was written; `content` is then empty
};

/// The ladder of one series as rows. Errors of all: those of sqlError(). On the connection's
/// thread, in its transaction.
class BlockTable
{
public:
    BlockTable(Connection &connection, SeriesId series)
        : m_connection(connection)
        , m_series(series)
    {}

    /// Empty where there is no row.
    [[nodiscard]] Result<StoredBlock> read(series::Rung rung, std::int64_t block) const;
    /// Of the rows from `first` to `last`, both included, in order.
    [[nodiscard]] Result<std::vector<std::int64_t>> numbers(series::Rung rung, std::int64_t first,
                                                            std::int64_t last) const;
    /// In place of what was there; an empty one leaves no row.
    [[nodiscard]] Result<void> write(series::Rung rung, std::int64_t block,
                                     const series::SlotBlock &whole);
    /// Those after `after` and before `before`.
    [[nodiscard]] Result<void> removeBetween(series::Rung rung, std::int64_t after,
                                             std::int64_t before);
    /// Those of rungs below `rung`, or all.
    [[nodiscard]] Result<void> removeBelow(series::Rung rung);

private:
    Connection &m_connection;
    SeriesId m_series;
};

} // namespace tidemark::store
