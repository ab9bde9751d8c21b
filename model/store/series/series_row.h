// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/domain/series.h"
#include "model/series/ladder.h"

#include <cstdint>
#include <optional>

namespace tidemark::store {

class Connection;

/// A series as its row has it. Its samples lie in three places, each later than the one before:
/// sealed chunks, which the ladder of aggregates covers; the open chunk, which still grows; and the
/// tail, single rows that have not been gathered into it yet.
struct SeriesRow
{
    SeriesId id;
    MetricId metric = {};
    std::optional<series::Rung> rung = {};   ///< the finest that is kept; none: no ladder
    std::optional<std::int64_t> first = {};  ///< ns; of any stamp
    std::optional<std::int64_t> last = {};   ///< ns; of any stamp
    std::optional<std::int64_t> sealed = {}; ///< ns; the last stamp of sealed chunks
    std::int64_t samples = 0;
    std::int64_t tail = 0;     ///< how many of them lie in the tail
    std::int64_t seals = 0;    ///< chunks sealed so far; rises only
    std::int64_t rewrites = 0; ///< how often sealed chunks or their aggregates changed; rises only
    std::int64_t writes = 0;   ///< how often anything changed; rises only

    friend bool operator==(const SeriesRow &, const SeriesRow &) = default;
};

/// Errors of all: those of sqlError(). On the connection's thread, in its transaction.

/// Errors: NotFound.
[[nodiscard]] Result<SeriesRow> readSeriesRow(Connection &connection, SeriesId series);
/// Of an organisation's metric; NotFound also for another one's.
[[nodiscard]] Result<SeriesRow> readSeriesRow(Connection &connection, OrgId org, SeriesId series);
/// All but the id and the metric.
[[nodiscard]] Result<void> saveSeriesRow(Connection &connection, const SeriesRow &row);

} // namespace tidemark::store
