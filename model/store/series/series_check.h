// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/series.h"
#include "model/store/series/chunk_loader.h"

#include <QString>

#include <cstdint>
#include <stop_token>
#include <vector>

namespace tidemark::store {

class Connection;

/// Something of a series that is not as it was written.
struct SeriesFault
{
    enum class Part
    {
        Chunk,   ///< samples that cannot be read, or are not what their row says
        Ladder,  ///< aggregates that cannot be read, or are not those of the samples
        Numbers, ///< the series' own numbers: of samples, first, last
        Step,    ///< samples by which a change is undone or repeated
    };
    SeriesId series;
    Part part = Part::Chunk;
    TimeWindow window; ///< where it lies
    QString detail;    ///< for logs
};

/// What was looked at.
struct SeriesCheck
{
    std::int64_t series = 0;
    std::int64_t samples = 0;
    std::int64_t chunks = 0;
    std::int64_t blocks = 0;
    std::vector<SeriesFault> faults = {}; ///< at most kMostFaults
    std::int64_t faultCount = 0;

    static constexpr std::size_t kMostFaults = 100;

    SeriesCheck &operator+=(const SeriesCheck &other);
};

/// Decodes every chunk of every series and compares numbers and aggregates with the samples; then
/// what changes kept of samples. Of aggregates over a chunk that cannot be read nothing is said:
/// they know what it held. On the connection's thread, in its transaction. Errors: those of
/// sqlError(), Cancelled.
[[nodiscard]] Result<SeriesCheck> checkSeries(Connection &connection, ChunkWorkspace &workspace,
                                              const std::stop_token &stop = {});

/// The same for one of them. Errors: NotFound besides.
[[nodiscard]] Result<SeriesCheck> checkOneSeries(Connection &connection, SeriesId series,
                                                 ChunkWorkspace &workspace,
                                                 const std::stop_token &stop = {});
/// Every series of the store, in order of id.
[[nodiscard]] Result<std::vector<SeriesId>> allSeries(Connection &connection);

} // namespace tidemark::store
