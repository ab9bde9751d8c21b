// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "model/series/bucket_fold.h"
#include "model/store/series/piece_reader.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace tidemark::store {

/// Reads one series as it is in the connection's transaction: whole slots of the ladder inside,
/// finer ones towards the borders, samples at the ends. Errors of all: those of sqlError(),
/// Cancelled once `stop` fired. On the connection's thread.
class SeriesReader
{
public:
    SeriesReader(Connection &connection, const SeriesRow &row, SeriesCache &cache,
                 ChunkWorkspace &workspace, std::stop_token stop);
    SeriesReader(const SeriesReader &) = delete;
    SeriesReader &operator=(const SeriesReader &) = delete;

    /// Errors: InvalidArgument besides: the number of columns, or a window at the end of time
    /// whose columns would reach beyond it.
    [[nodiscard]] Result<Timeline> timeline(const TimelineQuery &query);
    /// Of neighbouring buckets between borders that rise strictly, at least two.
    [[nodiscard]] Result<std::vector<Aggregate>> buckets(std::span<const std::int64_t> borders,
                                                         Extremes extremes);
    /// Up to `limit` samples of the window in the order of time.
    [[nodiscard]] Result<std::vector<Sample>> samples(const TimeWindow &window, std::size_t limit);
    /// The last `limit` samples of the window, the latest first.
    [[nodiscard]] Result<std::vector<Sample>> latestSamples(const TimeWindow &window,
                                                            std::size_t limit);
    /// Those of samples() with the last one before and the first one after the window, where there
    /// are any; nothing at all when the window holds more than `limit`.
    [[nodiscard]] Result<std::vector<Sample>> samplesAround(const TimeWindow &window,
                                                            std::size_t limit);
    /// The latest sample that is no gap, nothing when there is none.
    [[nodiscard]] Result<std::optional<Sample>> lastValue();
    /// What could not be read so far of the windows that were asked for, and what lies between
    /// them.
    [[nodiscard]] std::vector<TimeWindow> damaged() const;

private:
    using Borders = std::span<const std::int64_t>;

    void noteAsked(const TimeWindow &window);
    [[nodiscard]] std::vector<TimeWindow> allDamaged() const;
    [[nodiscard]] Result<void> beginAnswer(std::int64_t begin, std::int64_t end);
    [[nodiscard]] Result<void> loadUnsealed();
    [[nodiscard]] Result<std::optional<std::int64_t>> stampBefore(std::int64_t time);
    [[nodiscard]] Result<std::vector<Sample>> samplesIn(const TimeWindow &window,
                                                        std::size_t limit);
    [[nodiscard]] Result<std::optional<Sample>> sampleFrom(std::int64_t time);
    [[nodiscard]] Result<std::optional<Sample>> boundFrom(std::int64_t time);
    [[nodiscard]] Result<void> foldSealed(Borders borders, series::BucketFold &fold);
    [[nodiscard]] std::optional<series::Rung> commonRung(Borders borders) const;
    [[nodiscard]] Result<void> foldSlots(Borders borders, series::Rung rung,
                                         series::BucketFold &fold);
    [[nodiscard]] Result<void> foldSamples(Borders borders, const std::vector<ChunkHead> &heads,
                                           series::BucketFold &fold);
    [[nodiscard]] Result<void> foldPieces(Borders borders, series::BucketFold &fold);

    [[nodiscard]] Result<void> checkStop() const;

    Connection &m_connection;
    const SeriesRow &m_row;
    SeriesCache &m_cache;
    ChunkWorkspace &m_workspace;
    ChunkLoader m_loader;
    std::stop_token m_stop;
    PieceReader m_pieces;
    SeriesCache::Unsealed m_unsealed;
    std::optional<TimeWindow> m_asked;
};

} // namespace tidemark::store
