// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_metrics.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::otlp {

/// The finest and the coarsest scale, both included.
inline constexpr int kMinScale = -10;
inline constexpr int kMaxScale = 20;

/// Which bucket of `scale` holds a finite value above 0: bucket i is above base^i and at most
/// base^(i + 1), where base = 2^(2^-scale). Exact at powers of two; elsewhere a value within some
/// 2^-52 of a bound may be counted beside it. Source: OTLP, metrics data model. Any thread.
[[nodiscard]] std::int64_t exponentialIndex(double value, int scale);
/// base^index: what bucket `index` is above of; infinite beyond the range of a double.
[[nodiscard]] double exponentialBound(std::int64_t index, int scale);

/// A distribution in buckets whose bounds grow by one factor. Plain value; any thread.
class ExponentialBuckets
{
public:
    explicit ExponentialBuckets(int scale)
        : m_scale(scale)
    {}
    /// Of a valid point (removeInvalid()). Takes memory by the point's buckets.
    [[nodiscard]] static ExponentialBuckets of(const OtlpExponentialPoint &point);

    /// Counts a finite value, so many times. Takes memory by the buckets between the least and the
    /// greatest.
    void add(double value, std::uint64_t times = 1);
    /// The same distribution in the wider buckets of a scale that is not above this one.
    [[nodiscard]] ExponentialBuckets merged(int scale) const;
    /// What was counted since `before`, an earlier state: nothing when it was none, for some bucket
    /// held more then, or buckets were wider.
    [[nodiscard]] std::optional<ExponentialBuckets> since(const ExponentialBuckets &before) const;

    [[nodiscard]] int scale() const noexcept { return m_scale; }
    [[nodiscard]] std::uint64_t count() const noexcept;
    [[nodiscard]] std::uint64_t zeroCount() const noexcept { return m_zeroCount; }
    /// The buckets above zero; those below are by the size of their values.
    [[nodiscard]] const OtlpBucketRun &positive() const noexcept { return m_positive; }
    [[nodiscard]] const OtlpBucketRun &negative() const noexcept { return m_negative; }

    /// The value below which `quantile` (0 to 1) of all lie, in the middle of a bucket's bounds by
    /// their ratio (2ab / (a + b)), so that it is wrong by at most (base - 1) / (base + 1) of it.
    /// Never beyond min and max. Nothing when all counts are 0.
    [[nodiscard]] std::optional<double> quantile(double quantile, std::optional<double> min = {},
                                                 std::optional<double> max = {}) const;

    friend bool operator==(const ExponentialBuckets &, const ExponentialBuckets &) = default;

private:
    int m_scale;
    std::uint64_t m_zeroCount = 0;
    OtlpBucketRun m_positive;
    OtlpBucketRun m_negative;
};

} // namespace tidemark::otlp
