// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/chunk_mender.h"

#include "model/store/series/sample_order.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct MenderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::ChunkMender)
};

} // namespace

Error damagedBorder(const ChunkHead &chunk)
{
    return {ErrorCode::Damaged,
            MenderText::tr("Some of the samples to be removed are damaged and cannot be told from "
                           "those to be kept. Remove a longer stretch, or leave them."),
            u"chunk %1"_s.arg(chunk.id), ErrorSubject::Samples};
}

Result<void> ChunkMender::insert(Times times, Values values)
{
    return m_chunks.insert(times, m_workspace.codec.encode(times, values), false);
}

// Each goes into the chunk that begins before it, or the first one.
Result<std::int64_t> ChunkMender::merge(Times times, Values values)
{
    std::int64_t replaced = 0;
    while (!times.empty()) {
        const std::int64_t after = saturatingAdd(times.front(), 1);
        const auto before = m_chunks.lastBefore(after);
        if (!before)
            return failure(before.error());
        const auto next = m_chunks.firstFrom(after);
        if (!next)
            return failure(next.error());
        const auto end =
            *next ? std::lower_bound(times.begin(), times.end(), (*next)->first) : times.end();
        const auto count = static_cast<std::size_t>(end - times.begin());
        // Neither: all are set aside.
        const std::optional<ChunkHead> chunk = *before ? *before : *next;
        auto merged = mergeInto(chunk, times.first(count), values.first(count));
        if (!merged)
            return merged;
        replaced += *merged;
        times = times.subspan(count);
        values = values.subspan(count);
    }
    return replaced;
}

// Beside a damaged one they stand alone: its bytes are kept as they are.
Result<std::int64_t> ChunkMender::mergeInto(const std::optional<ChunkHead> &chunk, Times times,
                                            Values values)
{
    const auto points = chunk ? m_loader.load(*chunk) : nullptr;
    if (!points)
        return failure(points.error());
    if (!*points) {
        auto done = chunk ? m_chunks.setAside(chunk->id) : Result<void>();
        for (std::size_t from = 0; done && from < times.size(); from += m_chunkSamples) {
            const std::size_t count = std::min(m_chunkSamples, times.size() - from);
            done = insert(times.subspan(from, count), values.subspan(from, count));
        }
        return done.transform([] { return std::int64_t{0}; });
    }
    const OrderedSamples both = merged((*points)->times(), (*points)->values(), times, values);
    return replace(*chunk, both.times, both.values).transform([&] { return both.replaced; });
}

Result<std::int64_t> ChunkMender::remove(std::int64_t first, std::int64_t last, Uncuttable damaged)
{
    const auto heads = m_chunks.overlapping(first, last);
    if (!heads)
        return failure(heads.error());
    auto removed = removeAside(first, last, damaged);
    if (!removed)
        return removed;
    for (const ChunkHead &head : *heads) {
        const bool isWhole = first <= head.first && head.last <= last;
        auto gone = isWhole ? replace(head, {}, {}).transform([&] {
            return static_cast<std::int64_t>(head.count);
        })
                            : cut(head, first, last, damaged);
        if (!gone)
            return gone;
        *removed += *gone;
    }
    return removed;
}

Result<std::int64_t> ChunkMender::removeAside(std::int64_t first, std::int64_t last,
                                              Uncuttable damaged)
{
    const auto heads = m_chunks.aside(first, last);
    if (!heads)
        return failure(heads.error());
    std::int64_t removed = 0;
    for (const ChunkHead &head : *heads) {
        if (head.first < first || last < head.last) {
            if (damaged == Uncuttable::Kept)
                continue;
            return failure(damagedBorder(head));
        }
        if (auto gone = m_chunks.remove(head.id); !gone)
            return failure(gone.error());
        removed += static_cast<std::int64_t>(head.count);
    }
    return removed;
}

Result<std::int64_t> ChunkMender::removeAt(Times stamps)
{
    const auto heads = m_chunks.overlapping(stamps.front(), stamps.back());
    if (!heads)
        return failure(heads.error());
    std::int64_t removed = 0;
    for (const ChunkHead &head : *heads) {
        const Times here = between(stamps, head.first, head.last);
        if (here.empty())
            continue;
        const auto points = m_loader.load(head);
        if (!points)
            return failure(points.error());
        if (!*points)
            continue;
        const OrderedSamples kept = without((*points)->times(), (*points)->values(), here);
        const auto gone = static_cast<std::int64_t>(head.count - kept.times.size());
        if (gone == 0)
            continue;
        if (auto replaced = replace(head, kept.times, kept.values); !replaced)
            return failure(replaced.error());
        removed += gone;
    }
    return removed;
}

Result<std::int64_t> ChunkMender::cut(const ChunkHead &chunk, std::int64_t first, std::int64_t last,
                                      Uncuttable damaged)
{
    const auto points = m_loader.load(chunk);
    if (!points)
        return failure(points.error());
    if (!*points && damaged == Uncuttable::Kept)
        return 0;
    if (!*points)
        return failure(damagedBorder(chunk));
    OrderedSamples kept;
    const Times times = (*points)->times();
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (times[i] < first || last < times[i])
            kept.push(times[i], (*points)->values()[i]);
    }
    const auto removed = static_cast<std::int64_t>(times.size() - kept.times.size());
    if (removed == 0)
        return 0;
    return replace(chunk, kept.times, kept.values).transform([&] { return removed; });
}

// With pieces of about the same size, or nothing.
Result<void> ChunkMender::replace(const ChunkHead &chunk, Times times, Values values)
{
    m_workspace.chunk = 0; // the id may be given anew
    if (auto removed = m_chunks.remove(chunk.id); !removed)
        return removed;
    std::size_t pieces = (times.size() + m_chunkSamples - 1) / m_chunkSamples;
    for (; pieces > 0; --pieces) {
        const std::size_t count = times.size() / pieces;
        if (auto inserted = insert(times.first(count), values.first(count)); !inserted)
            return inserted;
        times = times.subspan(count);
        values = values.subspan(count);
    }
    return {};
}

} // namespace tidemark::store
