// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_writer.h"

#include "model/store/connection.h"
#include "model/store/series/sample_order.h"

#include <algorithm>
#include <bit>

using namespace Qt::StringLiterals;

namespace tidemark::store {

namespace {

constexpr Sql kDropTail{"tail_drop"_L1, "DELETE FROM tail WHERE series_id = ?"_L1};

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
    return readSeriesRow(connection, series).and_then([&](const SeriesRow &row) {
        return begin(connection, row, workspace, layout);
    });
}

Result<std::unique_ptr<SeriesWriter>> SeriesWriter::begin(Connection &connection,
                                                          const SeriesRow &row,
                                                          ChunkWorkspace &workspace,
                                                          const SeriesLayout &layout)
{
    workspace.chunk = 0; // of a transaction that may have been rolled back
    std::unique_ptr<SeriesWriter> writer(new SeriesWriter(connection, row, workspace, layout));
    auto unsealed = readUnsealed(connection, row, workspace);
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

Result<std::int64_t> SeriesWriter::remove(const TimeWindow &window, Uncuttable damaged)
{
    if (window.isEmpty() || !m_row.first)
        return 0;
    const std::int64_t first = std::max(window.begin.posixNs(), *m_row.first);
    const std::int64_t last = std::min(window.end.posixNs() - 1, *m_row.last);
    if (first > last)
        return 0;
    auto removed = removeSealed(first, last, damaged);
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

Result<std::int64_t> SeriesWriter::remove(Times stamps)
{
    if (stamps.empty() || !m_row.first)
        return 0;
    auto removed = m_mender.removeAt(stamps);
    if (!removed)
        return removed;
    if (*removed > 0) {
        ++m_row.rewrites;
        if (m_ladder) {
            if (auto reckoned = m_ladder->rebuild(stamps); !reckoned)
                return failure(reckoned.error());
        }
    }
    const std::size_t unsealed = m_unsealed.times.size();
    OrderedSamples kept = without(m_unsealed.times, m_unsealed.values, stamps);
    if (kept.times.size() < unsealed) {
        *removed += static_cast<std::int64_t>(unsealed - kept.times.size());
        m_unsealed.times = std::move(kept.times);
        m_unsealed.values = std::move(kept.values);
        m_isUnsealedChanged = true;
    }
    m_row.samples -= *removed;
    return noteBounds().transform([&] { return *removed; });
}

Result<std::int64_t> SeriesWriter::removeAside(std::int64_t first, std::int64_t last)
{
    const auto heads = m_chunks.aside(first, last);
    if (!heads)
        return failure(heads.error());
    auto removed = m_mender.removeAside(first, last);
    if (!removed || *removed == 0)
        return removed;
    ++m_row.rewrites;
    m_row.samples -= *removed;
    for (const ChunkHead &head : *heads) {
        if (auto cleared = m_ladder ? m_ladder->clear(head.first, head.last) : Result<void>();
            !cleared)
            return failure(cleared.error());
    }
    return noteBounds().transform([&] { return *removed; });
}

Result<std::int64_t> SeriesWriter::removeSealed(std::int64_t first, std::int64_t last,
                                                Uncuttable damaged)
{
    auto removed = m_mender.remove(first, last, damaged);
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
    // The open chunk and the rows beside it may be more than one chunk.
    if (m_isUnsealedChanged) {
        if (auto sealed = sealFull(); !sealed)
            return sealed;
    }
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
