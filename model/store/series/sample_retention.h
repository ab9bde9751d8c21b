// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/core/result.h"
#include "model/domain/retention.h"
#include "model/store/series/chunk_loader.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::store {

class Connection;

/// Errors of all: those of sqlError(). On the connection's thread, in its transaction.

/// A series that holds samples which its metric keeps no longer.
struct AgedSeries
{
    SeriesId series;
    MetricId metric;
    OrgId org;
    QString organisation; ///< its uid
};

/// What is due at some time, and of which metrics the clock lets nothing go.
struct RetentionPlan
{
    std::vector<AgedSeries> due;
    std::vector<RetentionState> skipped;
};

/// The metrics that do not keep their samples for ever, by name; of one organisation, or of all.
[[nodiscard]] Result<std::vector<RetentionState>>
readRetention(Connection &connection, std::optional<OrgId> org, Timestamp now);
[[nodiscard]] Result<RetentionPlan> planRetention(Connection &connection, std::optional<OrgId> org,
                                                  Timestamp now);

struct RetentionPiece
{
    std::int64_t removed = 0;
    bool isDone = false;       ///< the series holds nothing more to be removed
    bool isUnreadable = false; ///< but for damaged chunks over the border
};

/// Removes up to some ten thousand samples of a series that are too old at `now`, from its first
/// one on; nothing when the metric keeps them for ever meanwhile, or the clock is not to be
/// believed. Afterwards the series is as after removing the same samples by hand, but no undo step
/// tells of it: steps that would need them refuse.
[[nodiscard]] Result<RetentionPiece> retainPiece(Connection &connection, SeriesId series,
                                                 Timestamp now, ChunkWorkspace &workspace);

/// How many samples would go at `now` if the wanted metric kept its samples for the wanted time.
[[nodiscard]] Result<std::int64_t> countAged(Connection &connection, OrgId org,
                                             const RetentionState &wanted, Timestamp now,
                                             ChunkWorkspace &workspace);

/// Up to when samples of a series were removed for their age, in ns; excluded.
[[nodiscard]] Result<std::optional<std::int64_t>> agedBorder(Connection &connection,
                                                             SeriesId series);

} // namespace tidemark::store
