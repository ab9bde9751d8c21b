// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_writer.h"

#include "model/store/connection.h"
#include "model/store/series/kept_slots.h"
#include "model/store/series/sample_order.h"
#include "model/store/store_lanes.h"

#include <algorithm>
#include <bit>

using namespace Qt::StringLiterals;

namespace tidemark::store {

namespace {

constexpr Sql kDropTail{"tail_drop"_L1, "DELETE FROM tail WHERE series_id = ?"_L1};
constexpr Sql kSealedCount{"chunk_sealed_count"_L1,
                           "SELECT coalesce(sum(n), 0), min(t0) FROM chunk WHERE series_id = ? "
                           "AND is_open = 0"_L1};

} // namespace

SeriesWriter::SeriesWriter(Connection &connection, const SeriesRow &row, ChunkWorkspace &workspace,
                           const SeriesLayout &layout)
    : m_connection(connection)
    , m_row(row)
    , m_workspace(workspace)
    , m_layout(layout)
    , m_chunks(connection, row.id)
    , m_loader(connection, row.id, row.rewrites, workspace)
    , m_mender(m_chunks, m_loader, workspace, layout.chunkSamples)
{
    if (row.rung)
        m_ladder.emplace(connection, row.id, *row.rung, m_loader);
}

Result<std::unique_ptr<SeriesWriter>> SeriesWriter::begin(Connection &connection, SeriesId series,
                                                          ChunkWorkspace &workspace,
                                                          const SeriesLayout &layout)
{
    workspace.chunk = 0; // of a transaction that may have been rolled back
    const auto row = readSeriesRow(connection, series);
    if (!row)
        return failure(row.error());
    std::unique_ptr<SeriesWriter> writer(new SeriesWriter(connection, *row, workspace, layout));
    auto unsealed = readUnsealed(connection, *row, workspace);
    if (!unsealed)
        return failure(unsealed.error());
    writer->m_unsealed = *std::move(unsealed);
    if (writer->m_unsealed.damaged) {
        if (auto kept = writer->keepDamagedOpenChunk(); !kept)
            return failure(kept.error());
    }
    return writer;
}

// Its bytes stay as they are beside what comes later.
Result<void> SeriesWriter::keepDamagedOpenChunk()
{
    m_row.sealed = m_unsealed.damaged->end.posixNs() - 1;
    return m_chunks.seal(m_unsealed.chunk).transform([&] { m_unsealed.chunk = 0; });
}

Result<SampleOutcome> SeriesWriter::add(Times times, Values values)
{
    if (isOrdered(times, values))
        return addRising(times, values);
    const OrderedSamples samples = ordered(times, values);
    return addRising(samples.times, samples.values).transform([&](SampleOutcome outcome) {
        outcome.replaced += samples.replaced;
        outcome.refused += samples.refused;
        return outcome;
    });
}

Result<SampleOutcome> SeriesWriter::addRising(Times times, Values values)
{
    SampleOutcome outcome;
    if (times.empty())
        return outcome;
    const auto begin =
        m_row.sealed ? std::upper_bound(times.begin(), times.end(), *m_row.sealed) : times.begin();
    const auto late = static_cast<std::size_t>(begin - times.begin());
    const auto replacedLate = addLate(times.first(late), values.first(late));
    if (!replacedLate)
        return failure(replacedLate.error());
    const auto replaced = addRecent(times.subspan(late), values.subspan(late));
    if (!replaced)
        return failure(replaced.error());
    outcome.replaced = *replacedLate + *replaced;
    outcome.added = static_cast<std::int64_t>(times.size()) - outcome.replaced;
    m_row.samples += outcome.added;
    m_row.first = std::min(m_row.first.value_or(times.front()), times.front());
    m_row.last = std::max(m_row.last.value_or(times.back()), times.back());
    return outcome;
}

// Later than what is sealed, but perhaps not than what is not. How many were replaced.
Result<std::int64_t> SeriesWriter::addRecent(Times times, Values values)
{
    if (times.empty())
        return 0;
    m_isUnsealedChanged = true;
    if (m_unsealed.isEmpty() || times.front() > m_unsealed.times.back())
        return append(times, values).transform([] { return std::int64_t{0}; });
    OrderedSamples both = merged(m_unsealed.times, m_unsealed.values, times, values);
    m_unsealed.times = std::move(both.times);
    m_unsealed.values = std::move(both.values);
    return sealFull().transform([&] { return both.replaced; });
}

Result<void> SeriesWriter::append(Times times, Values values)
{
    while (!times.empty()) {
        const std::size_t count =
            std::min(times.size(), m_layout.chunkSamples - m_unsealed.times.size());
        const bool isWhole = m_unsealed.isEmpty() && count == m_layout.chunkSamples;
        if (!isWhole)
            m_unsealed.append(times.first(count), values.first(count));
        auto sealed = isWhole ? seal(times.first(count), values.first(count)) : sealFull();
        if (!sealed)
            return sealed;
        times = times.subspan(count);
        values = values.subspan(count);
    }
    return {};
}

Result<void> SeriesWriter::sealFull()
{
    const std::size_t whole = m_layout.chunkSamples;
    std::size_t done = 0;
    for (; m_unsealed.times.size() - done >= whole; done += whole) {
        if (auto sealed = seal(Times(m_unsealed.times).subspan(done, whole),
                               Values(m_unsealed.values).subspan(done, whole));
            !sealed)
            return sealed;
    }
    m_unsealed.dropFront(done);
    return {};
}

Result<void> SeriesWriter::seal(Times times, Values values)
{
    if (auto dropped = dropOpenRows(); !dropped)
        return dropped;
    if (m_ladder) {
        if (auto laid = m_ladder->append(times, values); !laid)
            return laid;
    }
    if (auto inserted = m_mender.insert(times, values); !inserted)
        return inserted;
    m_row.sealed = times.back();
    ++m_row.seals;
    // Whether the ladder suits the series is asked again each time its length has doubled.
    return std::has_single_bit(static_cast<std::uint64_t>(m_row.seals)) ? reconsiderLadder()
                                                                        : Result<void>();
}

// What they held is in m_unsealed.
Result<void> SeriesWriter::dropOpenRows()
{
    if (m_unsealed.chunk != 0) {
        if (auto removed = m_chunks.remove(std::exchange(m_unsealed.chunk, 0)); !removed)
            return removed;
    }
    if (m_row.tail == 0)
        return {};
    m_row.tail = 0;
    return m_connection.prepare(kDropTail).run(m_row.id);
}

Result<void> SeriesWriter::reconsiderLadder()
{
    Statement select = m_connection.prepare(kSealedCount);
    if (auto done = select.run(m_row.id); !done)
        return done;
    if (auto found = select.next(); !found)
        return failure(found.error());
    const auto count = static_cast<std::size_t>(select.integer(0));
    const auto wanted = series::finestRung(
        count, series::lengthOf(select.integer(1), *m_row.sealed), m_layout.worthwhileSamples);
    select.finish();
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

Result<std::vector<ChunkHead>> SeriesWriter::allChunks() const
{
    return m_chunks.overlapping(std::numeric_limits<std::int64_t>::min(),
                                std::numeric_limits<std::int64_t>::max());
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
            found.push_back({Timestamp(chunk.first), Timestamp(saturatingAdd(chunk.last, 1))});
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
        if (!unreadable->empty())
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
    m_row.samples = static_cast<std::int64_t>(m_unsealed.times.size());
    for (const ChunkHead &chunk : *chunks)
        m_row.samples += static_cast<std::int64_t>(chunk.count);
    if (auto noted = noteBounds(); !noted || !m_row.rung)
        return noted;
    const series::Rung rung = *m_row.rung;
    const auto unreadable = unreadableOf(*chunks, stop);
    if (!unreadable)
        return failure(unreadable.error());
    const auto kept = KeptSlots::read(BlockTable(m_connection, m_row.id), rung, *unreadable);
    if (!kept)
        return failure(kept.error());
    return layLadder(rung, *chunks, stop).and_then([&] { return kept->putBack(*m_ladder); });
}

Result<std::int64_t> SeriesWriter::addLate(Times times, Values values)
{
    if (times.empty())
        return 0;
    auto replaced = m_mender.merge(times, values);
    if (!replaced)
        return replaced;
    ++m_row.rewrites;
    if (m_ladder) {
        if (auto rebuilt = m_ladder->rebuild(times); !rebuilt)
            return failure(rebuilt.error());
    }
    return replaced;
}

Result<std::int64_t> SeriesWriter::remove(const TimeWindow &window)
{
    if (window.isEmpty() || !m_row.first)
        return 0;
    const std::int64_t first = std::max(window.begin.posixNs(), *m_row.first);
    const std::int64_t last = std::min(window.end.posixNs() - 1, *m_row.last);
    if (first > last)
        return 0;
    auto removed = removeSealed(first, last);
    if (!removed)
        return removed;
    const auto begin = std::lower_bound(m_unsealed.times.begin(), m_unsealed.times.end(), first);
    const auto end = std::upper_bound(begin, m_unsealed.times.end(), last);
    if (begin != end) {
        const auto values = m_unsealed.values.begin();
        m_unsealed.values.erase(values + (begin - m_unsealed.times.begin()),
                                values + (end - m_unsealed.times.begin()));
        *removed += end - begin;
        m_unsealed.times.erase(begin, end);
        m_isUnsealedChanged = true;
    }
    m_row.samples -= *removed;
    return noteBounds().transform([&] { return *removed; });
}

Result<std::int64_t> SeriesWriter::removeSealed(std::int64_t first, std::int64_t last)
{
    auto removed = m_mender.remove(first, last);
    if (!removed || *removed == 0)
        return removed;
    ++m_row.rewrites;
    if (m_ladder) {
        if (auto cleared = m_ladder->clear(first, last); !cleared)
            return failure(cleared.error());
    }
    return removed;
}

Result<void> SeriesWriter::noteBounds()
{
    const auto firstSealed = m_chunks.firstStamp();
    if (!firstSealed)
        return failure(firstSealed.error());
    const auto lastSealed = m_chunks.lastStamp();
    if (!lastSealed)
        return failure(lastSealed.error());
    m_row.sealed = *lastSealed;
    m_row.first = *firstSealed;
    m_row.last = *lastSealed;
    if (!m_unsealed.isEmpty()) {
        m_row.first = firstSealed->value_or(m_unsealed.times.front());
        m_row.last = m_unsealed.times.back();
    }
    return {};
}

Result<void> SeriesWriter::finish()
{
    if (m_ladder) {
        if (auto flushed = m_ladder->flush(); !flushed)
            return flushed;
    }
    if (m_isUnsealedChanged) {
        const std::int64_t chunk = std::exchange(m_unsealed.chunk, 0);
        if (chunk != 0 && m_unsealed.isEmpty())
            m_unsealed.chunk = chunk;
        if (auto dropped = dropOpenRows(); !dropped)
            return dropped;
        if (!m_unsealed.isEmpty()) {
            const QByteArrayView bytes =
                m_workspace.codec.encode(m_unsealed.times, m_unsealed.values);
            if (auto written = chunk != 0 ? m_chunks.rewrite(chunk, m_unsealed.times, bytes)
                                          : m_chunks.insert(m_unsealed.times, bytes, true);
                !written)
                return written;
        }
    }
    ++m_row.writes;
    return saveSeriesRow(m_connection, m_row);
}

} // namespace tidemark::store
