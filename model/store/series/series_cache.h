// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/block_table.h"
#include "model/store/series/series_row.h"
#include "model/store/series/unsealed.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace tidemark::store {

/// What the reader lanes keep of series between two questions: blocks of the ladder that were read
/// last, the samples that no block covers, and room to decode in. A part is found only as long as
/// the series' row says that it is still so. Any thread.
class SeriesCache
{
public:
    /// 24 KiB each at most.
    static constexpr std::size_t kMostBlocks = 1024;
    static constexpr std::size_t kMostUnsealed = 64;

    using Block = std::shared_ptr<const StoredBlock>;
    using Unsealed = std::shared_ptr<const UnsealedSamples>;

    SeriesCache();
    ~SeriesCache();

    /// Null when it is not known.
    [[nodiscard]] Block block(const SeriesRow &row, series::Rung rung, std::int64_t block);
    void keep(const SeriesRow &row, series::Rung rung, std::int64_t block, const Block &stored);
    [[nodiscard]] Unsealed unsealed(const SeriesRow &row);
    void keep(const SeriesRow &row, const Unsealed &samples);

    /// Room that nobody else uses until it is given back, with no chunk in it.
    [[nodiscard]] std::unique_ptr<ChunkWorkspace> takeWorkspace();
    void giveBack(std::unique_ptr<ChunkWorkspace> workspace);

private:
    struct Key
    {
        std::int64_t series;
        std::int64_t block;
        series::Rung rung;
        friend bool operator==(const Key &, const Key &) = default;
    };
    struct KeyHash
    {
        [[nodiscard]] std::size_t operator()(const Key &key) const noexcept;
    };
    /// As the row was when it was read.
    struct Kept
    {
        std::int64_t rewrites = 0;
        std::int64_t seals = 0;
        bool mayGrow = true;
        Block stored;
        std::list<Key>::iterator use;
    };
    struct KeptUnsealed
    {
        std::int64_t writes = 0;
        Unsealed samples;
    };

    std::mutex m_mutex; // of all below
    std::unordered_map<Key, Kept, KeyHash> m_blocks;
    std::list<Key> m_uses; ///< the latest first
    std::unordered_map<std::int64_t, KeptUnsealed> m_unsealed;
    std::vector<std::unique_ptr<ChunkWorkspace>> m_workspaces;
};

/// Room of a cache, given back at the end.
class BorrowedWorkspace
{
public:
    explicit BorrowedWorkspace(SeriesCache &cache)
        : m_cache(cache)
        , m_workspace(cache.takeWorkspace())
    {}
    ~BorrowedWorkspace() { m_cache.giveBack(std::move(m_workspace)); }
    BorrowedWorkspace(const BorrowedWorkspace &) = delete;
    BorrowedWorkspace &operator=(const BorrowedWorkspace &) = delete;
    [[nodiscard]] ChunkWorkspace &operator*() const noexcept { return *m_workspace; }

private:
    SeriesCache &m_cache;
    std::unique_ptr<ChunkWorkspace> m_workspace;
};

} // namespace tidemark::store
