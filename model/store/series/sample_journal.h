// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/sample_revisions.h"
#include "model/store/series/series_writer.h"

#include <cstdint>
#include <span>
#include <stop_token>

namespace tidemark::store {

class ChangeCollector;
class ChangeScope;

/// Writes samples as part of a change, and keeps what takes it back: nothing but a few numbers for
/// a stretch in which there were none before. Errors of all: those of sqlError(). On the writer's
/// thread.
class SampleJournal
{
public:
    /// Both are loans.
    SampleJournal(ChangeScope &scope, ChunkWorkspace &workspace);

    /// Puts up to series::kChunkPoints samples, which rise, into the writer's series. `taken`:
    /// what `writer.at(times)` gave. Those that are there bit for bit are not written.
    [[nodiscard]] Result<void> put(SeriesWriter &writer, std::span<const std::int64_t> times,
                                   std::span<const double> values, const OrderedSamples &taken);
    /// Removes the samples of a window and tells how many there were. Those that cannot be read do
    /// not come back. Errors besides: Cancelled; Damaged as of SeriesWriter::remove().
    [[nodiscard]] Result<std::int64_t> remove(SeriesWriter &writer, const TimeWindow &window,
                                              const std::stop_token &stop);
    /// Whether this change has written a sample there.
    [[nodiscard]] Result<bool> hasWritten(SeriesId series, std::int64_t stamp);

private:
    [[nodiscard]] Result<void> keep(const SeriesRow &series, const SampleRevision &revision);
    [[nodiscard]] Result<std::int64_t> removePiece(SeriesWriter &writer, std::int64_t first,
                                                   const SamplePiece &piece);

    ChangeScope &m_scope;
    SampleRevisions m_revisions;
};

/// Takes back what a change did to samples, or repeats it; says which series that are. Errors:
/// Conflict when they are not as the change, or its undo, left them, with ErrorSubject::Samples
/// where some were removed for their age since; Damaged.
[[nodiscard]] Result<void> undoSamples(Connection &connection, ChangeId change,
                                       ChangeCollector &touched);
[[nodiscard]] Result<void> redoSamples(Connection &connection, ChangeId change,
                                       ChangeCollector &touched);

} // namespace tidemark::store
