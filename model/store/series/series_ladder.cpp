// SPDX-License-Identifier: GPL-3.0-or-later
// How the ladder of a series is laid anew: when it has become too coarse or too fine for the
// series, and to mend it.
#include "model/store/connection.h"
#include "model/store/series/kept_slots.h"
#include "model/store/series/series_writer.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <iterator>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::store {

namespace {

constexpr Sql kSealedCount{"chunk_sealed_count"_L1,
                           "SELECT coalesce(sum(n), 0), min(t0), count(*) FROM chunk WHERE "
                           "series_id = ? AND is_open = 0"_L1};
// So many chunks, evenly spread, stand for all.
constexpr std::int64_t kChunksLookedAt = 8;

constexpr std::int64_t kFirst = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

} // namespace

Result<void> SeriesWriter::reconsiderLadder()
{
    Statement select = m_connection.prepare(kSealedCount);
    if (auto done = select.run(m_row.id); !done)
        return done;
    if (auto found = select.next(); !found)
        return failure(found.error());
    const auto count = static_cast<std::size_t>(select.integer(0));
    const std::int64_t length_ns = series::lengthOf(select.integer(1), *m_row.sealed);
    const std::int64_t chunks = select.integer(2);
    select.finish();
    const auto use = slotUse(chunks);
    if (!use)
        return failure(use.error());
    const auto wanted = use->finestRung(count, length_ns, m_layout.worthwhileSamples);
    if (wanted == m_row.rung)
        return {};
    if (wanted && (!m_row.rung || *wanted < *m_row.rung))
        return layFinerLadder(*wanted);
    if (m_ladder) {
        if (auto flushed = m_ladder->flush(); !flushed)
            return flushed;
    }
    m_row.rung = wanted;
    ++m_row.rewrites;
    m_ladder.reset();
    if (wanted)
        m_ladder.emplace(m_connection, m_row.id, *wanted, m_loader);
    return BlockTable(m_connection, m_row.id).removeBelow(wanted.value_or(series::kRungs));
}

Result<series::SlotUse> SeriesWriter::slotUse(std::int64_t chunks)
{
    series::SlotUse use;
    const std::int64_t looked = std::min(chunks, kChunksLookedAt);
    for (std::int64_t i = 0; i < looked; ++i) {
        const auto chunk = m_chunks.sealedAt(chunks * i / looked);
        if (!chunk)
            return failure(chunk.error());
        const auto points = *chunk ? m_loader.load(**chunk) : nullptr;
        if (!points)
            return failure(points.error());
        if (*points)
            use.add((*points)->times());
    }
    return use;
}

Result<std::vector<ChunkHead>> SeriesWriter::allChunks() const
{
    return m_chunks.overlapping(kFirst, kLast);
}

Result<std::vector<TimeWindow>> SeriesWriter::unreadableOf(const std::vector<ChunkHead> &chunks,
                                                           const std::stop_token &stop)
{
    std::vector<TimeWindow> found;
    for (const ChunkHead &chunk : chunks) {
        if (stop.stop_requested())
            return failure(cancelledError());
        const auto points = m_loader.load(chunk);
        if (!points)
            return failure(points.error());
        if (!*points)
            found.push_back(windowOf(chunk));
    }
    return found;
}

// Where a chunk cannot be read, the ladder that there is knows more than they do, and stays.
Result<void> SeriesWriter::layFinerLadder(series::Rung finest)
{
    const auto chunks = allChunks();
    if (!chunks)
        return failure(chunks.error());
    if (m_row.rung) {
        const auto unreadable = unreadableOf(*chunks, {});
        if (!unreadable)
            return failure(unreadable.error());
        const auto aside = m_chunks.aside(kFirst, kLast);
        if (!aside)
            return failure(aside.error());
        if (!unreadable->empty() || !aside->empty())
            return {};
    }
    return layLadder(finest, *chunks, {});
}

Result<void> SeriesWriter::layLadder(series::Rung finest, const std::vector<ChunkHead> &chunks,
                                     const std::stop_token &stop)
{
    m_ladder.emplace(m_connection, m_row.id, finest, m_loader);
    m_row.rung = finest;
    ++m_row.rewrites;
    if (auto removed = BlockTable(m_connection, m_row.id).removeBelow(series::kRungs); !removed)
        return removed;
    for (const ChunkHead &chunk : chunks) {
        if (stop.stop_requested())
            return failure(cancelledError());
        const auto points = m_loader.load(chunk);
        if (!points)
            return failure(points.error());
        if (!*points)
            continue;
        if (auto laid = m_ladder->append((*points)->times(), (*points)->values()); !laid)
            return laid;
    }
    return {};
}

Result<void> SeriesWriter::rebuild(const std::stop_token &stop)
{
    const auto chunks = allChunks();
    if (!chunks)
        return failure(chunks.error());
    const auto aside = m_chunks.aside(kFirst, kLast);
    if (!aside)
        return failure(aside.error());
    m_row.samples = static_cast<std::int64_t>(m_unsealed.times.size());
    for (const ChunkHead &chunk : *chunks)
        m_row.samples += static_cast<std::int64_t>(chunk.count);
    for (const ChunkHead &chunk : *aside)
        m_row.samples += static_cast<std::int64_t>(chunk.count);
    if (auto noted = noteBounds(); !noted || !m_row.rung)
        return noted;
    const series::Rung rung = *m_row.rung;
    auto unreadable = unreadableOf(*chunks, stop);
    if (!unreadable)
        return failure(unreadable.error());
    std::transform(aside->begin(), aside->end(), std::back_inserter(*unreadable),
                   [](const ChunkHead &chunk) { return windowOf(chunk); });
    const auto kept = KeptSlots::read(BlockTable(m_connection, m_row.id), rung, *unreadable);
    if (!kept)
        return failure(kept.error());
    return layLadder(rung, *chunks, stop).and_then([&] { return kept->putBack(*m_ladder); });
}

} // namespace tidemark::store
