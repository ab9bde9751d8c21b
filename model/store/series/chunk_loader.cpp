// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/chunk_loader.h"

#include "model/core/logging.h"

#include <algorithm>

namespace tidemark::store {

Result<const series::ChunkPoints *> ChunkLoader::load(const ChunkHead &chunk)
{
    ChunkWorkspace &space = m_workspace;
    if (space.chunk == chunk.id && space.series == m_series && space.rewrites == m_rewrites)
        return &space.points;
    const auto bytes = m_table.bytes(chunk);
    if (!bytes)
        return failure(bytes.error());
    space.chunk = 0;
    const series::ChunkFault fault = space.codec.decode(*bytes, chunk.count, space.points);
    if (fault != series::ChunkFault::None) {
        ++m_failures;
        if (noteDamage(chunk))
            qCWarning(lcStore) << "series" << m_series.value() << "chunk" << chunk.id
                               << "cannot be read:" << faultName(fault);
        return nullptr;
    }
    space.series = m_series;
    space.chunk = chunk.id;
    space.rewrites = m_rewrites;
    return &space.points;
}

Result<void> ChunkLoader::noteAside(std::int64_t first, std::int64_t last)
{
    return m_table.aside(first, last).transform([this](const std::vector<ChunkHead> &heads) {
        for (const ChunkHead &head : heads)
            noteDamage(head);
    });
}

// Whether it is new.
bool ChunkLoader::noteDamage(const ChunkHead &chunk)
{
    const TimeWindow window = windowOf(chunk);
    if (std::find(m_damaged.begin(), m_damaged.end(), window) != m_damaged.end())
        return false;
    m_damaged.push_back(window);
    return true;
}

} // namespace tidemark::store
