// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_reader.h"

#include "model/store/series/column_borders.h"
#include "model/store/store_lanes.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace tidemark::store {

using namespace series;

namespace {

struct SeriesText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SeriesReader)
};

// Up to so many slots of one rung in a bucket are added one by one; with more, those of coarser
// rungs inside are fewer, but each bucket is then put together by itself.
constexpr std::int64_t kMostSlots = 32;

/// Adds the samples of one stretch to the buckets in which they lie. `bucket`: where to begin; it
/// is moved on.
void foldSpan(std::span<const std::int64_t> times, std::span<const double> values,
              std::span<const std::int64_t> borders, std::size_t &bucket, BucketFold &fold)
{
    auto from = std::lower_bound(times.begin(), times.end(), borders[bucket]);
    while (from != times.end() && *from < borders.back()) {
        const auto next = std::upper_bound(borders.begin(), borders.end(), *from);
        bucket = static_cast<std::size_t>(next - borders.begin()) - 1;
        const auto until = std::lower_bound(from, times.end(), *next);
        const auto at = static_cast<std::size_t>(from - times.begin());
        const auto count = static_cast<std::size_t>(until - from);
        fold.add(bucket, aggregateOf(times.subspan(at, count), values.subspan(at, count)));
        from = until;
    }
}

} // namespace

SeriesReader::SeriesReader(Connection &connection, const SeriesRow &row, SeriesCache &cache,
                           ChunkWorkspace &workspace, std::stop_token stop)
    : m_connection(connection)
    , m_row(row)
    , m_cache(cache)
    , m_workspace(workspace)
    , m_loader(connection, row.id, row.rewrites, workspace)
    , m_stop(std::move(stop))
    , m_pieces(connection, row, cache, m_loader, m_stop)
{}

Result<void> SeriesReader::checkStop() const
{
    return m_stop.stop_requested() ? Result<void>(failure(cancelledError())) : Result<void>();
}

void SeriesReader::noteAsked(const TimeWindow &window)
{
    m_asked = m_asked ? m_asked->united(window) : window;
}

// Also of neighbours, whose stamps or values an answer takes beside those of its window.
std::vector<TimeWindow> SeriesReader::allDamaged() const
{
    std::vector<TimeWindow> all = m_loader.damaged();
    if (m_unsealed && m_unsealed->damaged)
        all.push_back(*m_unsealed->damaged);
    return all;
}

std::vector<TimeWindow> SeriesReader::damaged() const
{
    std::vector<TimeWindow> found = allDamaged();
    std::erase_if(found,
                  [this](const TimeWindow &lost) { return !m_asked || !m_asked->overlaps(lost); });
    return found;
}

Result<void> SeriesReader::loadUnsealed()
{
    if (m_unsealed)
        return {};
    m_unsealed = m_cache.unsealed(m_row);
    if (m_unsealed)
        return {};
    auto samples = readUnsealed(m_connection, m_row, m_workspace);
    if (!samples)
        return failure(samples.error());
    m_unsealed = std::make_shared<const UnsealedSamples>(*std::move(samples));
    m_cache.keep(m_row, m_unsealed);
    return {};
}

// What cannot be read and lies beside other samples is told of by every answer over its time.
Result<void> SeriesReader::beginAnswer(std::int64_t begin, std::int64_t end)
{
    return loadUnsealed().and_then([&] { return m_loader.noteAside(begin, end - 1); });
}

Result<Timeline> SeriesReader::timeline(const TimelineQuery &query)
{
    if (query.columns < 1 || query.columns > TimelineQuery::kMaxColumns)
        return failure(Error{ErrorCode::InvalidArgument,
                             SeriesText::tr("A timeline has 1 to %1 columns; %2 were asked for.")
                                 .arg(TimelineQuery::kMaxColumns)
                                 .arg(query.columns),
                             {}});
    TimeWindow window = query.window;
    if (window.begin == Timestamp::min())
        window.begin = Timestamp(m_row.first.value_or(0));
    if (window.end == Timestamp::max())
        window.end = Timestamp(m_row.last ? *m_row.last + 1 : 0);
    if (window.isEmpty())
        return Timeline{window.begin, Timedelta(1), {}, {}};
    const auto borders = columnBorders(window, query.columns, m_row.rung);
    if (!borders)
        return failure(borders.error());
    auto columns = buckets(*borders, query.extremes);
    if (!columns)
        return failure(columns.error());
    return Timeline{Timestamp(borders->front()), Timedelta((*borders)[1] - borders->front()),
                    *std::move(columns), damaged()};
}

Result<std::vector<Aggregate>> SeriesReader::buckets(Borders borders, Extremes extremes)
{
    noteAsked({Timestamp(borders.front()), Timestamp(borders.back())});
    if (auto begun = beginAnswer(borders.front(), borders.back()); !begun)
        return failure(begun.error());
    BucketFold fold(borders, extremes);
    const auto before = stampBefore(borders.front());
    if (!before)
        return failure(before.error());
    if (*before)
        fold.beginAfter(**before);
    if (auto folded = foldSealed(borders, fold); !folded)
        return failure(folded.error());
    std::size_t bucket = 0;
    foldSpan(m_unsealed->times, m_unsealed->values, borders, bucket, fold);
    const auto after = boundFrom(borders.back());
    if (!after)
        return failure(after.error());
    if (*after)
        fold.endBefore((*after)->at.posixNs(), (*after)->value);
    return fold.take();
}

Result<void> SeriesReader::foldSealed(Borders borders, BucketFold &fold)
{
    if (!m_row.sealed || borders.back() <= *m_row.first || *m_row.sealed < borders.front())
        return {};
    if (const auto rung = commonRung(borders))
        return foldSlots(borders, *rung, fold);
    // The two ends of a bucket take as long as two chunks.
    const auto few = static_cast<std::int64_t>(2 * (borders.size() - 1));
    const auto heads = m_loader.table().overlapping(borders.front(), borders.back() - 1,
                                                    m_row.rung ? few + 1 : ChunkTable::kAll);
    if (!heads)
        return failure(heads.error());
    const bool areFew = static_cast<std::int64_t>(heads->size()) <= few;
    return areFew || !m_row.rung ? foldSamples(borders, *heads, fold) : foldPieces(borders, fold);
}

// The coarsest one on whose slots all borders lie, unless a bucket holds too many of them.
std::optional<Rung> SeriesReader::commonRung(Borders borders) const
{
    if (!m_row.rung)
        return std::nullopt;
    for (Rung rung = kRungs - 1; rung >= *m_row.rung; --rung) {
        const std::int64_t width = widthOf(rung);
        const bool areAll = std::all_of(borders.begin(), borders.end(),
                                        [&](std::int64_t border) { return border % width == 0; });
        if (!areAll)
            continue;
        const std::int64_t first = std::max(borders.front(), *m_row.first);
        const std::int64_t last = std::min(borders.back() - 1, *m_row.sealed);
        const std::int64_t slots = slotAt(last, rung) - slotAt(first, rung) + 1;
        const auto buckets = static_cast<std::int64_t>(borders.size() - 1);
        return slots <= kMostSlots * buckets ? std::optional(rung) : std::nullopt;
    }
    return std::nullopt;
}

Result<void> SeriesReader::foldSlots(Borders borders, Rung rung, BucketFold &fold)
{
    const std::int64_t first = slotAt(*m_row.first, rung);
    const std::int64_t last = slotAt(*m_row.sealed, rung);
    SeriesCache::Block held;
    std::int64_t heldBlock = 0;
    for (std::size_t bucket = 0; bucket + 1 < borders.size(); ++bucket) {
        const std::int64_t begin = std::max(first, slotAt(borders[bucket], rung));
        const std::int64_t end = std::min(last, slotAt(borders[bucket + 1] - 1, rung));
        for (std::int64_t slot = begin; slot <= end; ++slot) {
            if (const std::int64_t number = blockOf(slot); !held || number != heldBlock) {
                auto read = m_pieces.block(rung, number);
                if (!read)
                    return failure(read.error());
                held = *std::move(read);
                heldBlock = number;
            }
            fold.add(bucket, held->content.at(placeOf(slot)));
        }
    }
    return {};
}

Result<void> SeriesReader::foldSamples(Borders borders, const std::vector<ChunkHead> &heads,
                                       BucketFold &fold)
{
    std::size_t bucket = 0;
    for (const ChunkHead &head : heads) {
        if (auto may = checkStop(); !may)
            return may;
        const auto points = m_loader.load(head);
        if (!points)
            return failure(points.error());
        if (*points)
            foldSpan((*points)->times(), (*points)->values(), borders, bucket, fold);
    }
    return {};
}

Result<void> SeriesReader::foldPieces(Borders borders, BucketFold &fold)
{
    for (std::size_t bucket = 0; bucket + 1 < borders.size(); ++bucket) {
        const auto piece = m_pieces.between(borders[bucket], borders[bucket + 1] - 1);
        if (!piece)
            return failure(piece.error());
        fold.add(bucket, *piece);
    }
    return {};
}

Result<std::optional<std::int64_t>> SeriesReader::stampBefore(std::int64_t time)
{
    if (!m_row.first || *m_row.first >= time)
        return std::nullopt;
    const auto &recent = m_unsealed->times;
    if (!recent.empty() && recent.front() < time)
        return *std::prev(std::lower_bound(recent.begin(), recent.end(), time));
    const auto chunk = m_loader.table().lastBefore(time);
    if (!chunk)
        return failure(chunk.error());
    if (!*chunk)
        return std::nullopt;
    if ((*chunk)->last < time)
        return (*chunk)->last;
    const auto points = m_loader.load(**chunk);
    if (!points)
        return failure(points.error());
    if (!*points)
        return (*chunk)->first; // the nearest that is known of a damaged one
    const auto times = (*points)->times();
    return *std::prev(std::lower_bound(times.begin(), times.end(), time));
}

Result<std::optional<Sample>> SeriesReader::sampleFrom(std::int64_t time)
{
    if (!m_row.last || *m_row.last < time)
        return std::nullopt;
    auto page = samplesIn({Timestamp(time), Timestamp::max()}, 1);
    if (!page)
        return failure(page.error());
    return page->empty() ? std::nullopt : std::optional(page->front());
}

// A gap where the next samples cannot be read: what held up to them is not known.
Result<std::optional<Sample>> SeriesReader::boundFrom(std::int64_t time)
{
    auto bound = sampleFrom(time);
    if (!bound)
        return bound;
    for (const TimeWindow &lost : allDamaged()) {
        if (lost.begin >= Timestamp(time) && (!*bound || lost.begin < (*bound)->at))
            *bound = Sample{lost.begin, std::numeric_limits<double>::quiet_NaN()};
    }
    return bound;
}

} // namespace tidemark::store
