// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/error.h"
#include "model/core/id.h"
#include "model/domain/aggregate_query.h"
#include "model/time/timestamp.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark {

/// What is to come from a source into the store.
struct FetchRequest
{
    SourceId source;
    QStringList metrics = {};            ///< names here, or there; empty: all
    std::optional<Timestamp> begin = {}; ///< of the sessions' ends; absent: the first
    std::optional<Timestamp> end = {};   ///< likewise, excluded; absent: the last, future ones too
    bool isFull = false; ///< reads everything, not only what may have changed since last time
};

enum class FetchPhase
{
    Token, ///< of the source, is looked for: the keyring may wait for its password
    Definitions,
    Sessions,
    Records,
};

/// Told now and then while a fetch is under way (R3).
struct FetchProgress
{
    FetchPhase phase = FetchPhase::Definitions;
    std::int64_t read = 0; ///< items of this phase that came so far
    QString metric = {};   ///< which is read in the phase Records
    int metricsRead = 0;
    int metricsTotal = 0;
};

struct FetchCounts
{
    std::int64_t added = 0;
    std::int64_t changed = 0;
    std::int64_t removed = 0; ///< gone there, and here too now
    std::int64_t same = 0;

    friend bool operator==(const FetchCounts &, const FetchCounts &) = default;
};

/// What a fetch did. What came before it ended is in the store and stays.
struct FetchSummary
{
    FetchCounts definitions;
    FetchCounts sessions;
    FetchCounts records;
    std::int64_t conflicts = 0; ///< changed there and here: both versions wait for a person (R4)
    std::vector<Error> refused = {}; ///< what the store did not take, by name; the first 1,000
    std::int64_t refusedCount = 0;
    bool isComplete = false; ///< false: stopped, or ended by `error`
    std::optional<Error> error = {};

    friend bool operator==(const FetchSummary &, const FetchSummary &) = default;
};

/// One bucket as the store and as the source have it; a side that has none is absent.
struct ComparedBucket
{
    Timestamp begin;
    Timestamp end;
    std::optional<double> here;
    std::optional<double> there;
    std::int64_t totalHere = 0;
    std::int64_t totalThere = 0;

    /// More than 1e-9 of the larger value apart, or in count, or on one side only.
    [[nodiscard]] bool isDifferent() const;
};

/// Aggregates of one metric computed on both sides (they must be equal when all was fetched).
struct AggregateComparison
{
    std::vector<ComparedBucket> buckets; ///< ascending
    std::int64_t different = 0;          ///< of them, see ComparedBucket
};

} // namespace tidemark
