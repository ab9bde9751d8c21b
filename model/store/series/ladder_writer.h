// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/block_table.h"
#include "model/store/series/chunk_loader.h"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace tidemark::store {

/// Keeps the ladder of one series in step with its sealed chunks. What it changed is written by
/// flush(). Errors of all: those of sqlError(). On the connection's thread, in its transaction.
class LadderWriter
{
public:
    /// `loader` reads the series' chunks; a loan.
    LadderWriter(Connection &connection, SeriesId series, series::Rung finest, ChunkLoader &loader)
        : m_table(connection, series)
        , m_finest(finest)
        , m_loader(loader)
    {}

    [[nodiscard]] series::Rung finest() const noexcept { return m_finest; }
    /// Samples later than all before, which are not among the chunks yet.
    [[nodiscard]] Result<void> append(std::span<const std::int64_t> times,
                                      std::span<const double> values);
    /// Reckons the slots in which these stamps lie anew from the chunks. `stamps` rise.
    [[nodiscard]] Result<void> rebuild(std::span<const std::int64_t> stamps);
    /// After all samples from `first` to `last`, both included, were removed.
    [[nodiscard]] Result<void> clear(std::int64_t first, std::int64_t last);
    /// In place of what a slot holds.
    [[nodiscard]] Result<void> set(series::Rung rung, std::int64_t slot,
                                   const series::SampleAggregate &aggregate);
    /// Reckons one slot anew from what lies below it.
    [[nodiscard]] Result<void> reckon(series::Rung rung, std::int64_t slot);
    [[nodiscard]] Result<void> flush();

private:
    struct Held
    {
        series::SlotBlock content;
        bool isChanged = false;
    };
    struct Current
    {
        std::int64_t block = 0;
        Held *held = nullptr;
    };

    [[nodiscard]] Result<Held *> hold(series::Rung rung, std::int64_t block);
    [[nodiscard]] Result<void> appendRun(std::int64_t time, const series::SampleAggregate &run);
    [[nodiscard]] Result<Held> read(series::Rung rung, std::int64_t block);
    [[nodiscard]] Result<Held> mended(series::Rung rung, std::int64_t block);
    [[nodiscard]] Result<series::SampleAggregate> reckoned(series::Rung rung, std::int64_t slot);
    [[nodiscard]] Result<series::SampleAggregate> ofSamples(std::int64_t slot);
    [[nodiscard]] Result<series::SampleAggregate> ofFinerSlots(series::Rung rung,
                                                               std::int64_t slot);
    [[nodiscard]] Result<void> empty(series::Rung rung, std::int64_t firstSlot,
                                     std::int64_t lastSlot);

    BlockTable m_table;
    series::Rung m_finest;
    ChunkLoader &m_loader;
    std::map<std::pair<series::Rung, std::int64_t>, Held> m_held;
    std::array<Current, series::kRungs> m_current;
};

} // namespace tidemark::store
