// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/piece_reader.h"

#include "model/core/logging.h"
#include "model/store/store_lanes.h"

#include <algorithm>

namespace tidemark::store {

using namespace series;

PieceReader::PieceReader(Connection &connection, const SeriesRow &row, SeriesCache &cache,
                         ChunkLoader &loader, const std::stop_token &stop)
    : m_row(row)
    , m_cache(cache)
    , m_loader(loader)
    , m_blocks(connection, row.id)
    , m_stop(stop)
{}

Result<void> PieceReader::checkStop() const
{
    return m_stop.stop_requested() ? Result<void>(failure(cancelledError())) : Result<void>();
}

// Samples up to where slots of the finest rung begin, the ladder inside, samples at the end.
Result<SampleAggregate> PieceReader::between(std::int64_t first, std::int64_t last)
{
    first = std::max(first, *m_row.first);
    last = std::min(last, *m_row.sealed);
    if (first > last)
        return SampleAggregate();
    const Rung rung = *m_row.rung;
    std::int64_t firstSlot = slotAt(first, rung);
    if (first != *m_row.first && firstOf(firstSlot, rung) != first)
        ++firstSlot;
    std::int64_t lastSlot = slotAt(last, rung);
    if (last != *m_row.sealed && lastOf(lastSlot, rung) != last)
        --lastSlot;
    if (firstSlot > lastSlot)
        return ofSamples(first, last);
    SampleAggregate whole;
    if (const std::int64_t begin = firstOf(firstSlot, rung); first < begin) {
        auto piece = ofSamples(first, begin - 1);
        if (!piece)
            return piece;
        whole = *piece;
    }
    auto inside = ofLadder(rung, firstSlot, lastSlot);
    if (!inside)
        return inside;
    whole += *inside;
    if (const std::int64_t end = lastOf(lastSlot, rung); end < last) {
        auto piece = ofSamples(end + 1, last);
        if (!piece)
            return piece;
        whole += *piece;
    }
    return whole;
}

// Slots of this rung up to where those of the next one begin, and so on.
Result<SampleAggregate> PieceReader::ofLadder(Rung rung, std::int64_t firstSlot,
                                              std::int64_t lastSlot)
{
    if (rung + 1 == kRungs)
        return ofSlots(rung, firstSlot, lastSlot);
    const std::int64_t ratio = widthOf(rung + 1) / widthOf(rung);
    const std::int64_t above = firstSlot <= slotAt(*m_row.first, rung)
                                   ? slotAt(*m_row.first, rung + 1)
                                   : floorDivide(firstSlot + ratio - 1, ratio);
    const std::int64_t until = lastSlot >= slotAt(*m_row.sealed, rung)
                                   ? slotAt(*m_row.sealed, rung + 1)
                                   : floorDivide(lastSlot + 1, ratio) - 1;
    if (above > until)
        return ofSlots(rung, firstSlot, lastSlot);
    auto whole = ofSlots(rung, firstSlot, above * ratio - 1);
    if (!whole)
        return whole;
    auto inside = ofLadder(rung + 1, above, until);
    if (!inside)
        return inside;
    *whole += *inside;
    auto rest = ofSlots(rung, (until + 1) * ratio, lastSlot);
    if (!rest)
        return rest;
    return *whole += *rest;
}

Result<SampleAggregate> PieceReader::ofSlots(Rung rung, std::int64_t firstSlot,
                                             std::int64_t lastSlot)
{
    SampleAggregate whole;
    SeriesCache::Block held;
    for (std::int64_t slot = firstSlot; slot <= lastSlot; ++slot) {
        if (!held || placeOf(slot) == 0) {
            auto read = block(rung, blockOf(slot));
            if (!read)
                return failure(read.error());
            held = *std::move(read);
        }
        whole += held->content.at(placeOf(slot));
    }
    return whole;
}

Result<SampleAggregate> PieceReader::ofSamples(std::int64_t first, std::int64_t last)
{
    const auto heads = m_loader.table().overlapping(first, last);
    if (!heads)
        return failure(heads.error());
    SampleAggregate whole;
    for (const ChunkHead &head : *heads) {
        if (auto may = checkStop(); !may)
            return failure(may.error());
        const auto points = m_loader.load(head);
        if (!points)
            return failure(points.error());
        if (!*points)
            continue;
        whole += aggregateBetween((*points)->times(), (*points)->values(), first, last);
    }
    return whole;
}

Result<SeriesCache::Block> PieceReader::block(Rung rung, std::int64_t number)
{
    if (auto may = checkStop(); !may)
        return failure(may.error());
    if (auto known = m_cache.block(m_row, rung, number))
        return known;
    auto stored = m_blocks.read(rung, number);
    if (!stored)
        return failure(stored.error());
    if (stored->isDamaged)
        return mended(rung, number);
    const auto kept = std::make_shared<const StoredBlock>(*std::move(stored));
    m_cache.keep(m_row, rung, number, kept);
    return kept;
}

// From the samples: slower, and as right as they are.
Result<SeriesCache::Block> PieceReader::mended(Rung rung, std::int64_t number)
{
    qCWarning(lcStore) << "series" << m_row.id.value() << "aggregates are damaged: rung" << rung
                       << "block" << number;
    const std::int64_t failures = m_loader.failures();
    StoredBlock fresh;
    for (std::int64_t place = 0; place < kBlockSlots; ++place) {
        const std::int64_t slot = number * kBlockSlots + place;
        const auto whole = ofSamples(firstOf(slot, rung), lastOf(slot, rung));
        if (!whole)
            return failure(whole.error());
        fresh.content.set(static_cast<std::size_t>(place), *whole);
    }
    const auto kept = std::make_shared<const StoredBlock>(std::move(fresh));
    if (m_loader.failures() == failures) // else the next question would not be told of the damage
        m_cache.keep(m_row, rung, number, kept);
    return kept;
}

} // namespace tidemark::store
