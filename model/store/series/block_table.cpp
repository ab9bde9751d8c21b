// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/block_table.h"

#include "model/store/connection.h"

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

constexpr Sql kRead{"block_read"_L1, "SELECT data FROM rung_block WHERE series_id = ? AND rung = ? "
                                     "AND block = ?"_L1};
constexpr Sql kNumbers{"block_numbers"_L1,
                       "SELECT block FROM rung_block WHERE series_id = ? AND rung = ? "
                       "AND block BETWEEN ? AND ? ORDER BY block"_L1};
constexpr Sql kWrite{"block_write"_L1,
                     "INSERT INTO rung_block (series_id, rung, block, data) VALUES (?, ?, ?, ?) "
                     "ON CONFLICT (series_id, rung, block) DO UPDATE SET data = excluded.data"_L1};
constexpr Sql kRemove{"block_remove"_L1, "DELETE FROM rung_block WHERE series_id = ? AND rung = ? "
                                         "AND block = ?"_L1};
constexpr Sql kRemoveBetween{"block_remove_between"_L1,
                             "DELETE FROM rung_block WHERE series_id = ? AND rung = ? "
                             "AND block > ? AND block < ?"_L1};
constexpr Sql kRemoveBelow{"block_remove_below"_L1,
                           "DELETE FROM rung_block WHERE series_id = ? AND rung < ?"_L1};

} // namespace

Result<StoredBlock> BlockTable::read(series::Rung rung, std::int64_t block) const
{
    Statement select = m_connection.prepare(kRead);
    if (auto done = select.run(m_series, rung, block); !done)
        return failure(done.error());
    const auto isFound = select.next();
    if (!isFound)
        return failure(isFound.error());
    if (!*isFound)
        return StoredBlock();
    auto slots = series::SlotBlock::fromBytes(select.bytes(0), rung, block);
    return slots ? StoredBlock{*std::move(slots), false} : StoredBlock{{}, true};
}

Result<std::vector<std::int64_t>> BlockTable::numbers(series::Rung rung, std::int64_t first,
                                                      std::int64_t last) const
{
    Statement select = m_connection.prepare(kNumbers);
    if (auto done = select.run(m_series, rung, first, last); !done)
        return failure(done.error());
    std::vector<std::int64_t> found;
    for (;;) {
        const auto isFound = select.next();
        if (!isFound)
            return failure(isFound.error());
        if (!*isFound)
            return found;
        found.push_back(select.integer(0));
    }
}

Result<void> BlockTable::write(series::Rung rung, std::int64_t block,
                               const series::SlotBlock &whole)
{
    if (whole.isEmpty())
        return m_connection.prepare(kRemove).run(m_series, rung, block);
    const QByteArray bytes = whole.toBytes(rung, block);
    return m_connection.prepare(kWrite).run(m_series, rung, block, QByteArrayView(bytes));
}

Result<void> BlockTable::removeBetween(series::Rung rung, std::int64_t after, std::int64_t before)
{
    return m_connection.prepare(kRemoveBetween).run(m_series, rung, after, before);
}

Result<void> BlockTable::removeBelow(series::Rung rung)
{
    return m_connection.prepare(kRemoveBelow).run(m_series, rung);
}

} // namespace tidemark::store
