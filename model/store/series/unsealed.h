// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/series/chunk_loader.h"
#include "model/store/series/series_row.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::store {

/// The latest samples of a series, which no aggregate covers yet: those of the open chunk and the
/// tail, in the order of time.
struct UnsealedSamples
{
    std::vector<std::int64_t> times;
    std::vector<double> values;
    std::int64_t chunk = 0; ///< the open chunk's id; 0: none
    /// Where the open chunk lies, if it could not be read; its samples are not among these.
    std::optional<TimeWindow> damaged = {};

    [[nodiscard]] bool isEmpty() const noexcept { return times.empty(); }
    void append(std::span<const std::int64_t> moreTimes, std::span<const double> moreValues);
    void dropFront(std::size_t count);
};

/// Errors: those of sqlError(). On the connection's thread, in its transaction.
[[nodiscard]] Result<UnsealedSamples> readUnsealed(Connection &connection, const SeriesRow &row,
                                                   ChunkWorkspace &workspace);

} // namespace tidemark::store
