// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/chunk_table.h"
#include "model/time/time_window.h"

#include <memory>
#include <vector>

namespace tidemark::store {

/// What decoding chunks needs, and the chunk that was decoded last, which neighbouring borders
/// share: some 700 KiB. One thread at a time.
struct ChunkWorkspace
{
    series::ChunkCodec codec;
    series::ChunkPoints points;
    SeriesId series = {};
    std::int64_t chunk = 0; ///< whose points they are; 0: nobody's
    std::int64_t rewrites = 0;
};

/// Samples of sealed chunks of one series, as far as they can be read. Errors: those of sqlError().
/// On the connection's thread, in one transaction.
class ChunkLoader
{
public:
    /// `rewrites`: the row's number, by which a decoded chunk is known to be still the same.
    ChunkLoader(Connection &connection, SeriesId series, std::int64_t rewrites,
                ChunkWorkspace &workspace)
        : m_table(connection, series)
        , m_series(series)
        , m_rewrites(rewrites)
        , m_workspace(workspace)
    {}

    [[nodiscard]] const ChunkTable &table() const noexcept { return m_table; }
    /// The chunk's samples, until the next one is loaded; null when it is damaged, which is noted.
    [[nodiscard]] Result<const series::ChunkPoints *> load(const ChunkHead &chunk);
    /// Counts those among the damaged that were set aside and reach into the time from `first` to
    /// `last`, both included: no load() meets them.
    [[nodiscard]] Result<void> noteAside(std::int64_t first, std::int64_t last);
    /// How often load() met a damaged one.
    [[nodiscard]] std::int64_t failures() const noexcept { return m_failures; }
    /// Stretches of chunks that could not be read, each once.
    [[nodiscard]] const std::vector<TimeWindow> &damaged() const noexcept { return m_damaged; }

private:
    bool noteDamage(const ChunkHead &chunk);

    ChunkTable m_table;
    SeriesId m_series;
    std::int64_t m_rewrites;
    ChunkWorkspace &m_workspace;
    std::int64_t m_failures = 0;
    std::vector<TimeWindow> m_damaged;
};

} // namespace tidemark::store
