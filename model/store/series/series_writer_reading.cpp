// SPDX-License-Identifier: GPL-3.0-or-later
// What a writer reads of its series, to keep it before it is changed.
#include "model/store/series/sample_order.h"
#include "model/store/series/series_writer.h"

#include <algorithm>

namespace tidemark::store {

Result<OrderedSamples> SeriesWriter::at(Times stamps)
{
    OrderedSamples found;
    if (stamps.empty() || !m_row.first || *m_row.last < stamps.front())
        return found;
    const auto chunks = m_chunks.overlapping(stamps.front(), stamps.back());
    if (!chunks)
        return failure(chunks.error());
    for (const ChunkHead &chunk : *chunks) {
        const Times here = between(stamps, chunk.first, chunk.last);
        if (here.empty())
            continue;
        const auto points = m_loader.load(chunk);
        if (!points)
            return failure(points.error());
        if (*points)
            pushCommon(found, (*points)->times(), (*points)->values(), here);
    }
    pushCommon(found, m_unsealed.times, m_unsealed.values, stamps);
    return found;
}

Result<std::optional<OrderedSamples>> SeriesWriter::all(std::int64_t first, std::int64_t last,
                                                        std::size_t most)
{
    std::optional<OrderedSamples> found(std::in_place);
    if (!m_row.first || last < *m_row.first || *m_row.last < first)
        return found;
    const auto aside = m_chunks.aside(first, last);
    if (!aside)
        return failure(aside.error());
    if (!aside->empty())
        return std::optional<OrderedSamples>();
    const auto chunks = m_chunks.overlapping(first, last, static_cast<std::int64_t>(most) + 3);
    if (!chunks)
        return failure(chunks.error());
    const auto take = [&](Times times, Values values) {
        const Times inside = between(times, first, last);
        const auto offset = static_cast<std::size_t>(inside.data() - times.data());
        if (found->times.size() + inside.size() > most)
            return false;
        found->append(inside, values.subspan(offset, inside.size()));
        return true;
    };
    for (const ChunkHead &chunk : *chunks) {
        const auto points = m_loader.load(chunk);
        if (!points)
            return failure(points.error());
        if (!*points || !take((*points)->times(), (*points)->values()))
            return std::optional<OrderedSamples>();
    }
    return take(m_unsealed.times, m_unsealed.values) ? std::move(found)
                                                     : std::optional<OrderedSamples>();
}

Result<SamplePiece> SeriesWriter::piece(std::int64_t first, std::int64_t last)
{
    const auto take = [&](SamplePiece &piece, Times times, Values values) {
        const Times inside = between(times, first, piece.last);
        const auto offset = static_cast<std::size_t>(inside.data() - times.data());
        piece.samples.append(inside, values.subspan(offset, inside.size()));
    };
    SamplePiece piece{last};
    const auto chunks = m_chunks.overlapping(first, last, 1);
    if (!chunks)
        return failure(chunks.error());
    if (chunks->empty()) { // of what is not sealed, which may be more than one chunk
        const Times inside = between(m_unsealed.times, first, last);
        if (inside.size() > m_layout.chunkSamples)
            piece.last = inside[m_layout.chunkSamples - 1];
        take(piece, m_unsealed.times, m_unsealed.values);
        return piece;
    }
    piece.last = std::min(last, chunks->front().last);
    const auto points = m_loader.load(chunks->front());
    if (!points)
        return failure(points.error());
    piece.isUnreadable = *points == nullptr;
    if (*points)
        take(piece, (*points)->times(), (*points)->values());
    return piece;
}

Result<std::vector<ChunkHead>> SeriesWriter::aside(std::int64_t first, std::int64_t last) const
{
    return m_chunks.aside(first, last);
}

} // namespace tidemark::store
