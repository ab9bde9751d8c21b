// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_cache.h"

namespace tidemark::store {
namespace {

// As many as there are lanes that work with series, and some.
constexpr std::size_t kMostWorkspaces = 4;

/// Whether samples may still be appended to the block or, where there is none, it may be made.
bool mayGrow(const SeriesRow &row, series::Rung rung, std::int64_t block)
{
    return !row.sealed || block >= series::blockOf(series::slotAt(*row.sealed, rung));
}

} // namespace

SeriesCache::SeriesCache() = default;
SeriesCache::~SeriesCache() = default;

std::size_t SeriesCache::KeyHash::operator()(const Key &key) const noexcept
{
    constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15; // spreads the bits, as Fibonacci hashing
    auto mix = static_cast<std::uint64_t>(key.block);
    mix = (mix ^ static_cast<std::uint64_t>(key.series)) * kOdd;
    mix = (mix ^ static_cast<std::uint64_t>(key.rung)) * kOdd;
    return static_cast<std::size_t>(mix ^ (mix >> 32));
}

SeriesCache::Block SeriesCache::block(const SeriesRow &row, series::Rung rung, std::int64_t block)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_blocks.find({row.id.value(), block, rung});
    if (found == m_blocks.end() || found->second.rewrites != row.rewrites)
        return nullptr;
    // A reader of an older snapshot has samples still unsealed that a newer block holds.
    const bool isOther =
        found->second.mayGrow ? found->second.seals != row.seals : found->second.seals > row.seals;
    if (isOther)
        return nullptr;
    m_uses.splice(m_uses.begin(), m_uses, found->second.use);
    return found->second.stored;
}

void SeriesCache::keep(const SeriesRow &row, series::Rung rung, std::int64_t block,
                       const Block &stored)
{
    const std::lock_guard lock(m_mutex);
    const Key key{row.id.value(), block, rung};
    auto found = m_blocks.find(key);
    if (found == m_blocks.end()) {
        m_uses.push_front(key);
        found = m_blocks.emplace(key, Kept{}).first;
        found->second.use = m_uses.begin();
    } else {
        m_uses.splice(m_uses.begin(), m_uses, found->second.use);
    }
    found->second.rewrites = row.rewrites;
    found->second.seals = row.seals;
    found->second.mayGrow = mayGrow(row, rung, block);
    found->second.stored = stored;
    if (m_blocks.size() > kMostBlocks) {
        m_blocks.erase(m_uses.back());
        m_uses.pop_back();
    }
}

SeriesCache::Unsealed SeriesCache::unsealed(const SeriesRow &row)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_unsealed.find(row.id.value());
    return found != m_unsealed.end() && found->second.writes == row.writes ? found->second.samples
                                                                           : nullptr;
}

void SeriesCache::keep(const SeriesRow &row, const Unsealed &samples)
{
    const std::lock_guard lock(m_mutex);
    if (m_unsealed.size() >= kMostUnsealed && !m_unsealed.contains(row.id.value()))
        m_unsealed.clear();
    m_unsealed.insert_or_assign(row.id.value(), KeptUnsealed{row.writes, samples});
}

std::unique_ptr<ChunkWorkspace> SeriesCache::takeWorkspace()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_workspaces.empty()) {
            auto workspace = std::move(m_workspaces.back());
            m_workspaces.pop_back();
            return workspace;
        }
    }
    return std::make_unique<ChunkWorkspace>();
}

void SeriesCache::giveBack(std::unique_ptr<ChunkWorkspace> workspace)
{
    // What is in it may be of a transaction that was rolled back, or of an older snapshot.
    workspace->chunk = 0;
    const std::lock_guard lock(m_mutex);
    if (m_workspaces.size() < kMostWorkspaces)
        m_workspaces.push_back(std::move(workspace));
}

} // namespace tidemark::store
