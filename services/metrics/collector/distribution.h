// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/log_buckets.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// How many values there were, where they lay, and their exact sum, least and largest. Joining is
/// associative but for the rounding of the sum; the empty one is neutral. A value; any thread.
struct Distribution
{
    using Bucket = std::pair<buckets::Index, std::uint64_t>;

    double sum = 0;
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    std::vector<Bucket> counts = {}; ///< of buckets that hold something, from the lowest up

    /// The sum of `counts`, always.
    [[nodiscard]] std::uint64_t count() const noexcept;
    [[nodiscard]] bool isEmpty() const noexcept { return counts.empty(); }
    [[nodiscard]] std::optional<double> mean() const noexcept;
    /// The value at rank ceil(share · (count - 1)) of those in order, at most 0.78 % beside it; 0
    /// and 1 are exact. Nothing of an empty one or for shares outside of 0 to 1.
    [[nodiscard]] std::optional<double> quantile(double share) const noexcept;
    /// The population's, estimated from the buckets; 0 of one value.
    [[nodiscard]] std::optional<double> deviation() const noexcept;
    /// How many values lie at or below a bound: exactly where the bound is a border of buckets,
    /// else to within the bucket that it lies in.
    [[nodiscard]] std::uint64_t countUpTo(double bound) const noexcept;

    /// A finite value, so many times. Takes time by the buckets that hold something.
    void add(double value, std::uint64_t times = 1);
    Distribution &operator+=(const Distribution &other);
    /// Of values that were multiplied by a positive number; where they lie, to within a bucket
    /// more.
    [[nodiscard]] Distribution times(double factor) const;
    /// What came since an earlier state of the same. Least and largest are those of its buckets.
    [[nodiscard]] Distribution since(const Distribution &earlier) const;

    bool operator==(const Distribution &) const = default;
};

} // namespace tidemark::metrics
