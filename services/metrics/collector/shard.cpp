// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/shard.h"

#include <algorithm>

namespace tidemark::metrics {
namespace {

/// What a thread has of each collector.
class OwnShards
{
public:
    ~OwnShards()
    {
        currentShard = {};
        isOver = true;
        for (const Own &own : m_all) {
            if (const auto pool = own.pool.lock())
                pool->giveBack(own.shard);
        }
    }
    [[nodiscard]] Shard *of(std::uint64_t collector, const std::shared_ptr<ShardPool> &pool)
    {
        const auto found = std::find_if(m_all.begin(), m_all.end(), [collector](const Own &own) {
            return own.collector == collector;
        });
        if (found != m_all.end())
            return found->shard;
        std::erase_if(m_all, [](const Own &own) { return own.pool.expired(); });
        return m_all.emplace_back(Own{collector, pool, pool->take()}).shard;
    }

    static inline constinit thread_local bool isOver = false;

private:
    struct Own
    {
        std::uint64_t collector;
        std::weak_ptr<ShardPool> pool;
        Shard *shard;
    };

    std::vector<Own> m_all;
};

} // namespace

Shard *ShardPool::take()
{
    const std::scoped_lock lock(m_mutex);
    if (m_free.empty())
        return m_all.emplace_back(std::make_unique<Shard>()).get();
    Shard *shard = m_free.back();
    m_free.pop_back();
    return shard;
}

void ShardPool::giveBack(Shard *shard)
{
    const std::scoped_lock lock(m_mutex);
    m_free.push_back(shard);
}

std::vector<const Shard *> ShardPool::all() const
{
    std::vector<const Shard *> found;
    const std::scoped_lock lock(m_mutex);
    found.reserve(m_all.size());
    for (const auto &shard : m_all)
        found.push_back(shard.get());
    return found;
}

std::size_t ShardPool::size() const
{
    const std::scoped_lock lock(m_mutex);
    return m_all.size();
}

Shard *adoptShard(std::uint64_t collector, const std::shared_ptr<ShardPool> &pool)
{
    if (OwnShards::isOver)
        return nullptr;
    thread_local OwnShards own;
    Shard *shard = own.of(collector, pool);
    currentShard = {collector, shard};
    return shard;
}

} // namespace tidemark::metrics
