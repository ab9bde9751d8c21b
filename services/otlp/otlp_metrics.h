// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/otlp_value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::otlp {

/// Metrics as OTLP has them, free of how they are written. Times are ns since 1970 UTC, 0 when they
/// are not told; texts are UTF-8. Source: opentelemetry-proto, metrics/v1; exemplars are left out.

/// What a value counts: since the point before it, or since its start time.
enum class Temporality : int
{
    Unspecified = 0, ///< must not be used
    Delta = 1,
    Cumulative = 2
};

/// The bit of `flags` by which a point says that there was no value: a gap.
inline constexpr std::uint32_t kNoRecordedValue = 1;

/// What all points have.
struct OtlpPoint
{
    std::uint64_t start_ns = 0;
    std::uint64_t time_ns = 0;
    std::uint32_t flags = 0;
    OtlpAttributes attributes;

    [[nodiscard]] bool isGap() const noexcept { return (flags & kNoRecordedValue) != 0; }
    friend bool operator==(const OtlpPoint &, const OtlpPoint &) = default;
};

struct OtlpNumberPoint : OtlpPoint
{
    std::variant<std::monostate, std::int64_t, double> value;
    friend bool operator==(const OtlpNumberPoint &a, const OtlpNumberPoint &b);
};

/// Of a distribution: bucket i holds what is above bounds[i - 1] and at most bounds[i].
struct OtlpHistogramPoint : OtlpPoint
{
    std::uint64_t count = 0;
    std::optional<double> sum; ///< absent when negative values were recorded
    std::optional<double> min;
    std::optional<double> max;
    std::vector<std::uint64_t> counts; ///< per bucket, one more than bounds; or none
    std::vector<double> bounds;        ///< rising strictly
    friend bool operator==(const OtlpHistogramPoint &a, const OtlpHistogramPoint &b);
};

/// Counts of the buckets from `offset` on; see exponential_buckets.h.
struct OtlpBucketRun
{
    std::int32_t offset = 0;
    std::vector<std::uint64_t> counts;
    friend bool operator==(const OtlpBucketRun &, const OtlpBucketRun &) = default;
};

struct OtlpExponentialPoint : OtlpPoint
{
    std::uint64_t count = 0;
    std::optional<double> sum;
    std::optional<double> min;
    std::optional<double> max;
    std::int32_t scale = 0;
    std::uint64_t zeroCount = 0;
    double zeroThreshold = 0; ///< values whose size is at most that are counted as zero
    OtlpBucketRun positive;
    OtlpBucketRun negative; ///< by the size of the values
    friend bool operator==(const OtlpExponentialPoint &a, const OtlpExponentialPoint &b);
};

struct OtlpQuantile
{
    double quantile = 0; ///< 0 (least) to 1 (greatest)
    double value = 0;
    friend bool operator==(const OtlpQuantile &a, const OtlpQuantile &b);
};

struct OtlpSummaryPoint : OtlpPoint
{
    std::uint64_t count = 0; ///< as the sum, since the start time
    double sum = 0;
    std::vector<OtlpQuantile> quantiles; ///< rising strictly
    friend bool operator==(const OtlpSummaryPoint &a, const OtlpSummaryPoint &b);
};

struct OtlpGauge
{
    std::vector<OtlpNumberPoint> points;
    friend bool operator==(const OtlpGauge &, const OtlpGauge &) = default;
};

struct OtlpSum
{
    Temporality temporality = Temporality::Unspecified;
    bool isMonotonic = false;
    std::vector<OtlpNumberPoint> points;
    friend bool operator==(const OtlpSum &, const OtlpSum &) = default;
};

struct OtlpHistogram
{
    Temporality temporality = Temporality::Unspecified;
    std::vector<OtlpHistogramPoint> points;
    friend bool operator==(const OtlpHistogram &, const OtlpHistogram &) = default;
};

struct OtlpExponentialHistogram
{
    Temporality temporality = Temporality::Unspecified;
    std::vector<OtlpExponentialPoint> points;
    friend bool operator==(const OtlpExponentialHistogram &,
                           const OtlpExponentialHistogram &) = default;
};

struct OtlpSummary
{
    std::vector<OtlpSummaryPoint> points;
    friend bool operator==(const OtlpSummary &, const OtlpSummary &) = default;
};

struct OtlpMetric
{
    std::string name;
    std::string description;
    std::string unit; ///< UCUM
    std::variant<std::monostate, OtlpGauge, OtlpSum, OtlpHistogram, OtlpExponentialHistogram,
                 OtlpSummary>
        data;
    OtlpAttributes metadata;
    friend bool operator==(const OtlpMetric &, const OtlpMetric &) = default;
};

struct OtlpScope
{
    std::string name;
    std::string version;
    OtlpAttributes attributes;
    friend bool operator==(const OtlpScope &, const OtlpScope &) = default;
};

struct OtlpScopeMetrics
{
    OtlpScope scope;
    std::vector<OtlpMetric> metrics;
    std::string schemaUrl;
    friend bool operator==(const OtlpScopeMetrics &, const OtlpScopeMetrics &) = default;
};

struct OtlpResourceMetrics
{
    OtlpAttributes resource;
    std::vector<OtlpScopeMetrics> scopes;
    std::string schemaUrl;
    friend bool operator==(const OtlpResourceMetrics &, const OtlpResourceMetrics &) = default;
};

/// One export. Doubles are equal when their bits are.
struct OtlpMetrics
{
    std::vector<OtlpResourceMetrics> resources;
    friend bool operator==(const OtlpMetrics &, const OtlpMetrics &) = default;
};

/// Points of all metrics.
[[nodiscard]] std::uint64_t pointCount(const OtlpMetrics &metrics);
/// Bytes of memory that they take, about.
[[nodiscard]] std::uint64_t memoryBytes(const OtlpMetrics &metrics);

} // namespace tidemark::otlp
