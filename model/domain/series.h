// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/id.h"
#include "model/domain/aggregate.h"
#include "model/domain/tags.h"
#include "model/time/time_window.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark {

/// One metric with one set of tags.
struct SeriesKey
{
    MetricId metric;
    TagMap tags;

    friend bool operator==(const SeriesKey &, const SeriesKey &) = default;
};

/// A value at a time; NaN is an explicit gap, which ends the time for which the next value holds.
struct Sample
{
    Timestamp at;
    double value = 0;
};

/// Samples of one series side by side, in any order. Of equal stamps the last one counts.
struct SampleBatch
{
    SeriesId series;
    std::vector<std::int64_t> times; ///< ns since 1970-01-01 UTC
    std::vector<double> values;      ///< as many
};

struct SeriesInfo
{
    SeriesId id;
    SeriesKey key;
    std::int64_t samples = 0;              ///< stamps, gaps included
    std::optional<Timestamp> firstAt = {}; ///< of the first stamp
    std::optional<Timestamp> lastAt = {};  ///< of the last one
};

/// What became of samples that were written. `added + replaced + refused` is how many came.
struct SampleOutcome
{
    std::int64_t added = 0;
    std::int64_t replaced = 0; ///< another one had the same stamp, in the series or further on
    std::int64_t refused = 0;  ///< infinite, or at the last ns of int64, which no window holds

    SampleOutcome &operator+=(const SampleOutcome &other) noexcept
    {
        added += other.added;
        replaced += other.replaced;
        refused += other.refused;
        return *this;
    }
};

/// Which values the least and the greatest of a stretch are taken from.
enum class Extremes
{
    Inside, ///< the samples in it
    Reach,  ///< and the first one at or after its end, which holds into it: MetricQ's way
};

/// A window in about so many columns of one width.
struct TimelineQuery
{
    TimeWindow window;
    int columns = 1000; ///< 1 to kMaxColumns; the answer has at least half, at most one more
    Extremes extremes = Extremes::Inside;

    static constexpr int kMaxColumns = 100'000;
};

/// Columns that follow each other and cover the window. Each is exact for its borders: every
/// sample in it, and none else, is counted. Their borders are multiples of `width`, so that the
/// same column is the same wherever the window lies.
struct Timeline
{
    Timestamp begin; ///< of the first column; not after the window's
    Timedelta width; ///< of each; at least what was asked for
    std::vector<Aggregate> columns;
    /// Where stored samples are damaged: what lies there is counted as far as summaries of it are
    /// kept, and may be missing otherwise.
    std::vector<TimeWindow> damaged = {};
};

/// Samples in the order of time.
struct SamplePage
{
    std::vector<Sample> samples;
    std::vector<TimeWindow> damaged = {}; ///< where there were others, which cannot be read
};

/// Aggregates of neighbouring stretches, each exact for its borders.
struct SeriesBuckets
{
    std::vector<Aggregate> buckets;
    std::vector<TimeWindow> damaged = {}; ///< as Timeline's
};

} // namespace tidemark
