// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/series_cache.h"

#include <cstdint>
#include <stop_token>

namespace tidemark::store {

/// Aggregates of stretches of a series' sealed chunks with any borders: whole slots of the ladder
/// inside, the coarser the longer the stretch, and samples at its ends. Errors of all: those of
/// sqlError(), Cancelled once `stop` fired. On the connection's thread, in one transaction.
class PieceReader
{
public:
    /// All but the connection are loans that outlive it.
    PieceReader(Connection &connection, const SeriesRow &row, SeriesCache &cache,
                ChunkLoader &loader, const std::stop_token &stop);

    /// Of a series with a ladder, from `first` to `last`, both included.
    [[nodiscard]] Result<series::SampleAggregate> between(std::int64_t first, std::int64_t last);
    /// A block of the ladder; one that is damaged is reckoned from the samples.
    [[nodiscard]] Result<SeriesCache::Block> block(series::Rung rung, std::int64_t number);

private:
    [[nodiscard]] Result<series::SampleAggregate>
    ofLadder(series::Rung rung, std::int64_t firstSlot, std::int64_t lastSlot);
    [[nodiscard]] Result<series::SampleAggregate> ofSlots(series::Rung rung, std::int64_t firstSlot,
                                                          std::int64_t lastSlot);
    [[nodiscard]] Result<series::SampleAggregate> ofSamples(std::int64_t first, std::int64_t last);
    [[nodiscard]] Result<SeriesCache::Block> mended(series::Rung rung, std::int64_t number);
    [[nodiscard]] Result<void> checkStop() const;

    const SeriesRow &m_row;
    SeriesCache &m_cache;
    ChunkLoader &m_loader;
    BlockTable m_blocks;
    const std::stop_token &m_stop;
};

} // namespace tidemark::store
