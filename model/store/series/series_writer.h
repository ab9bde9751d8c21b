// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "model/series/slot_use.h"
#include "model/store/series/chunk_mender.h"
#include "model/store/series/ladder_writer.h"
#include "model/store/series/sample_order.h"
#include "model/store/series/series_row.h"
#include "model/store/series/unsealed.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

namespace tidemark::store {

/// How samples are laid down; other numbers than these are for tests, which then need few samples.
struct SeriesLayout
{
    std::size_t chunkSamples = series::kChunkPoints; ///< 1 to series::kChunkPoints
    double worthwhileSamples = series::kWorthwhileSamples;
};

/// Neighbouring samples of a series, at most series::kChunkPoints.
struct SamplePiece
{
    std::int64_t last = 0; ///< where it ends; included
    OrderedSamples samples = {};
    bool isUnreadable = false; ///< there are some, which are damaged
};

/// Writes samples of one series: full chunks and their aggregates at once, what is left over by
/// finish(). Nothing of it stands when the transaction is rolled back, and then no more may be
/// asked of it. Errors of all: those of sqlError(). On the connection's thread, in its transaction.
class SeriesWriter
{
public:
    /// As the series is now. Errors: NotFound besides.
    [[nodiscard]] static Result<std::unique_ptr<SeriesWriter>>
    begin(Connection &connection, SeriesId series, ChunkWorkspace &workspace,
          const SeriesLayout &layout = {});

    /// The same of a series that was looked up in this transaction: `row` is as it is stored now.
    [[nodiscard]] static Result<std::unique_ptr<SeriesWriter>>
    begin(Connection &connection, const SeriesRow &row, ChunkWorkspace &workspace,
          const SeriesLayout &layout = {});

    /// Samples in any order; the later of equal stamps counts, whether both come now or one is
    /// stored. `values` are as many as `times`; infinite ones are left out and counted.
    [[nodiscard]] Result<SampleOutcome> add(std::span<const std::int64_t> times,
                                            std::span<const double> values);
    /// Removes the samples of a window and tells how many there were. Errors: Damaged where a chunk
    /// that must be cut cannot be read, unless it is kept. Of one that is kept the ladder forgets
    /// the part within the window.
    [[nodiscard]] Result<std::int64_t> remove(const TimeWindow &window,
                                              Uncuttable damaged = Uncuttable::Refused);
    /// Those at some stamps, which rise; what cannot be read stays.
    [[nodiscard]] Result<std::int64_t> remove(std::span<const std::int64_t> stamps);
    /// The samples that there are at some stamps, which rise. Those that cannot be read are none.
    [[nodiscard]] Result<OrderedSamples> at(std::span<const std::int64_t> stamps);
    /// All samples from `first` to `last`, both included; nothing where they are more than `most`
    /// or cannot all be read.
    [[nodiscard]] Result<std::optional<OrderedSamples>> all(std::int64_t first, std::int64_t last,
                                                            std::size_t most);
    /// Chunks set aside that reach into the time from `first` to `last`, both included.
    [[nodiscard]] Result<std::vector<ChunkHead>> aside(std::int64_t first, std::int64_t last) const;
    /// Removes these, and tells how many samples they held. What lies beside them is to be removed
    /// too: the ladder no longer knows of it. Errors: Damaged where one reaches beyond that time.
    [[nodiscard]] Result<std::int64_t> removeAside(std::int64_t first, std::int64_t last);
    /// The first samples of a stretch, as far as they lie together; nothing of chunks set aside.
    [[nodiscard]] Result<SamplePiece> piece(std::int64_t first, std::int64_t last);
    /// Reckons the whole ladder and the numbers of the row anew from the chunks. What the ladder
    /// knows of chunks that cannot be read stays. Errors: Cancelled besides.
    [[nodiscard]] Result<void> rebuild(const std::stop_token &stop = {});
    /// Writes what is left over. The last call.
    [[nodiscard]] Result<void> finish();

    [[nodiscard]] const SeriesRow &row() const noexcept { return m_row; }

private:
    using Times = std::span<const std::int64_t>;
    using Values = std::span<const double>;

    SeriesWriter(Connection &connection, const SeriesRow &row, ChunkWorkspace &workspace,
                 const SeriesLayout &layout);

    [[nodiscard]] Result<void> keepDamagedOpenChunk();
    [[nodiscard]] Result<SampleOutcome> addRising(Times times, Values values);
    [[nodiscard]] Result<std::int64_t> addLate(Times times, Values values);
    [[nodiscard]] Result<std::int64_t> addRecent(Times times, Values values);
    [[nodiscard]] Result<void> append(Times times, Values values);
    [[nodiscard]] Result<void> seal(Times times, Values values);
    [[nodiscard]] Result<void> sealFull();
    [[nodiscard]] Result<void> dropOpenRows();
    [[nodiscard]] Result<void> reconsiderLadder();
    [[nodiscard]] Result<series::SlotUse> slotUse(std::int64_t chunks);
    [[nodiscard]] Result<void> layFinerLadder(series::Rung finest);
    [[nodiscard]] Result<void> layLadder(series::Rung finest, const std::vector<ChunkHead> &chunks,
                                         const std::stop_token &stop);
    [[nodiscard]] Result<std::vector<ChunkHead>> allChunks() const;
    [[nodiscard]] Result<std::vector<TimeWindow>> unreadableOf(const std::vector<ChunkHead> &chunks,
                                                               const std::stop_token &stop);
    [[nodiscard]] Result<std::int64_t> removeSealed(std::int64_t first, std::int64_t last,
                                                    Uncuttable damaged);
    [[nodiscard]] Result<void> noteBounds();

    Connection &m_connection;
    SeriesRow m_row;
    ChunkWorkspace &m_workspace;
    SeriesLayout m_layout;
    ChunkTable m_chunks;
    ChunkLoader m_loader;
    ChunkMender m_mender;
    std::optional<LadderWriter> m_ladder;
    UnsealedSamples m_unsealed;
    bool m_isUnsealedChanged = false;
};

} // namespace tidemark::store
