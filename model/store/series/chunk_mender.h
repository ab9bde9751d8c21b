// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/chunk_loader.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace tidemark::store {

/// Damaged, of samples: a chunk that must be cut cannot be read.
[[nodiscard]] Error damagedBorder(const ChunkHead &chunk);

/// What becomes of a damaged chunk of which only a part is to be removed.
enum class Uncuttable : std::uint8_t
{
    Refused, ///< nothing may be removed: Damaged
    Kept     ///< it stays whole, and what lies beside it goes
};

/// Writes the sealed chunks of a series, and writes those anew in which late samples lie or from
/// which some go. Of the ladder it knows nothing. Errors of all: those of sqlError(). On the
/// connection's thread, in its transaction.
class ChunkMender
{
public:
    using Times = std::span<const std::int64_t>;
    using Values = std::span<const double>;

    /// `chunkSamples`: the most of one chunk. All are loans.
    ChunkMender(ChunkTable &chunks, ChunkLoader &loader, ChunkWorkspace &workspace,
                std::size_t chunkSamples)
        : m_chunks(chunks)
        , m_loader(loader)
        , m_workspace(workspace)
        , m_chunkSamples(chunkSamples)
    {}

    /// One more chunk, as it is.
    [[nodiscard]] Result<void> insert(Times times, Values values);
    /// Puts rising samples, none later than the last sealed one, among the others. How many
    /// replaced one with the same stamp.
    [[nodiscard]] Result<std::int64_t> merge(Times times, Values values);
    /// Removes the samples from `first` to `last`, both included, and tells how many there were.
    /// Errors: Damaged where a chunk that must be cut cannot be read, unless it is kept.
    [[nodiscard]] Result<std::int64_t> remove(std::int64_t first, std::int64_t last,
                                              Uncuttable damaged = Uncuttable::Refused);
    /// The same for chunks set aside alone.
    [[nodiscard]] Result<std::int64_t> removeAside(std::int64_t first, std::int64_t last,
                                                   Uncuttable damaged = Uncuttable::Refused);
    /// Removes the samples at stamps, which rise; those that cannot be read stay.
    [[nodiscard]] Result<std::int64_t> removeAt(Times stamps);

private:
    [[nodiscard]] Result<std::int64_t> mergeInto(const std::optional<ChunkHead> &chunk, Times times,
                                                 Values values);
    [[nodiscard]] Result<std::int64_t> cut(const ChunkHead &chunk, std::int64_t first,
                                           std::int64_t last, Uncuttable damaged);
    [[nodiscard]] Result<void> replace(const ChunkHead &chunk, Times times, Values values);

    ChunkTable &m_chunks;
    ChunkLoader &m_loader;
    ChunkWorkspace &m_workspace;
    std::size_t m_chunkSamples;
};

} // namespace tidemark::store
