// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/series.h"
#include "model/series/sample_aggregate.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tidemark::series {

/// Turns the pieces of a series into the aggregates of neighbouring buckets, whose borders cut the
/// time for which samples hold: `borders[i]` to `borders[i + 1]` is bucket i. Pieces come in the
/// order of time, each of samples of one bucket. One thread at a time.
class BucketFold
{
public:
    /// Of at least two borders that rise strictly; they are looked at as long as it is used.
    BucketFold(std::span<const std::int64_t> borders, Extremes extremes);

    /// The last stamp before the first border, if there is one; before any piece.
    void beginAfter(std::int64_t stamp) noexcept;
    /// Empty pieces are passed over.
    void add(std::size_t bucket, const SampleAggregate &piece) noexcept;
    /// The first sample at or after the last border, if there is one; after all pieces.
    void endBefore(std::int64_t stamp, double value) noexcept;

    [[nodiscard]] std::vector<Aggregate> take();

private:
    void close() noexcept;
    void hold(std::size_t lastBucket, std::int64_t stamp, std::optional<double> value) noexcept;

    std::span<const std::int64_t> m_borders;
    Extremes m_extremes;
    std::vector<Aggregate> m_buckets;
    SampleAggregate m_open; ///< of m_bucket
    std::size_t m_bucket = 0;
    std::optional<std::int64_t> m_before; ///< the last stamp that was seen
};

} // namespace tidemark::series
