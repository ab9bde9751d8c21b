// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/cells.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace tidemark::metrics {

/// The number of a series among those of its kind.
using Slot = std::uint32_t;

/// Cells in chunks that never move; a chunk is there from the first use of one of its cells.
template <class Cell, std::size_t kChunkCells, std::size_t kChunks>
class CellTable
{
public:
    static constexpr std::size_t kMost = kChunkCells * kChunks;

    CellTable() = default;
    ~CellTable()
    {
        for (auto &chunk : m_chunks)
            delete chunk.load(std::memory_order_relaxed);
    }
    CellTable(const CellTable &) = delete;
    CellTable &operator=(const CellTable &) = delete;

    /// Where the cell of a slot is, worked out once.
    struct Place
    {
        std::uint32_t chunk = 0;
        std::uint32_t cell = 0;
    };
    [[nodiscard]] static Place placeOf(Slot slot) noexcept
    {
        return {static_cast<std::uint32_t>(slot / kChunkCells),
                static_cast<std::uint32_t>(slot % kChunkCells)};
    }

    /// By the thread that owns the table. Allocates for the first cell of a chunk.
    [[nodiscard]] Cell &at(Place where) noexcept
    {
        std::atomic<Chunk *> &place = m_chunks[where.chunk];
        Chunk *chunk = place.load(std::memory_order_relaxed);
        if (chunk == nullptr) [[unlikely]]
            chunk = add(place);
        return chunk->cells[where.cell];
    }
    /// Any thread. Null: never used by the owner.
    [[nodiscard]] const Cell *find(Slot slot) const noexcept
    {
        const Chunk *chunk = m_chunks[slot / kChunkCells].load(std::memory_order_acquire);
        return chunk == nullptr ? nullptr : &chunk->cells[slot % kChunkCells];
    }

private:
    struct alignas(64) Chunk
    {
        std::array<Cell, kChunkCells> cells;
    };

    [[gnu::noinline]] static Chunk *add(std::atomic<Chunk *> &place) noexcept
    {
        Chunk *const chunk = std::make_unique<Chunk>().release();
        place.store(chunk, std::memory_order_release);
        return chunk;
    }

    std::array<std::atomic<Chunk *>, kChunks> m_chunks{};
};

/// The cells of one thread.
struct Shard
{
    CellTable<CounterCell, 256, 512> counters;
    CellTable<DistributionCell, 64, 2048> distributions;
};

using Counters = decltype(Shard::counters);
using Distributions = decltype(Shard::distributions);

/// Most series of one kind.
inline constexpr Slot kMostSlots = 131'072;
static_assert(kMostSlots == Counters::kMost && kMostSlots == Distributions::kMost);

/// The shards of a collector, one for each thread that records. A thread that ends gives its own
/// back with all that it counted, and the next new thread counts on in it. Any thread.
class ShardPool
{
public:
    /// For the calling thread alone until it gives it back.
    [[nodiscard]] Shard *take();
    void giveBack(Shard *shard);
    /// Those of all threads that have recorded anything by now; they are there as long as the pool.
    [[nodiscard]] std::vector<const Shard *> all() const;
    [[nodiscard]] std::size_t size() const;

private:
    mutable std::mutex m_mutex;
    std::vector<std::unique_ptr<Shard>> m_all;
    std::vector<Shard *> m_free;
};

/// Which shard the calling thread used last: the collector's number and the shard.
struct CurrentShard
{
    std::uint64_t collector = 0;
    Shard *shard = nullptr;
};
inline constinit thread_local CurrentShard currentShard{};

/// The calling thread's shard of a collector, taken from the pool the first time; it becomes the
/// current one. Null while the thread ends.
[[nodiscard]] Shard *adoptShard(std::uint64_t collector, const std::shared_ptr<ShardPool> &pool);

} // namespace tidemark::metrics
