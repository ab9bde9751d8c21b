// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/metrics/collector/taken_readings.h"
#include "services/metrics/windows/metrics_sink.h"

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::datadog {

/// What Datadog takes, bounds included. Source: "Submit metrics" and "Submit distribution points"
/// of the Datadog API reference.
namespace limits {
inline constexpr std::size_t kBody_bytes = 512'000;       ///< of a request, as it is sent
inline constexpr std::size_t kUnpacked_bytes = 5'242'880; ///< of the same, unpacked
inline constexpr std::size_t kNameLength = 200;
inline constexpr std::int64_t kOldest_s = 3'600;
inline constexpr std::int64_t kMostAhead_s = 600;
} // namespace limits

/// Datadog's numbers of what a point is, and distributions, which go to another address.
enum class PointKind : int
{
    Count = 1,
    Gauge = 3,
    Distribution = 100
};

/// What Datadog gets of one series at one time. A value; any thread.
struct DatadogPoint
{
    std::string metric = {}; ///< letters, digits, `_` and `.`, beginning with a letter
    PointKind kind = PointKind::Gauge;
    std::int64_t at_s = 0;              ///< UTC since 1970
    std::int64_t interval_s = 0;        ///< of Count: over what it was counted; at least 1
    std::vector<double> values = {};    ///< one, but for distributions
    std::vector<std::string> tags = {}; ///< `key:value`
    std::string_view unit = {};         ///< Datadog's name of it; empty for none

    bool operator==(const DatadogPoint &) const = default;
};

/// Of a window: a count of its sum over its length; of UserRecordsPending a gauge of its largest;
/// of BufferingTime, RequestTime and RetriesPerRecord a distribution of its mean, since no more is
/// known. Stamped with its end.
[[nodiscard]] DatadogPoint pointOf(const metrics::MetricSnapshot &window, std::string_view prefix);
/// Of what a collector has: a count over `interval_s`, a gauge, or a distribution of the values
/// that stand for its buckets (within 0.78 %). Of more observations than `mostValues` so many are
/// told, at even steps of their order, the least and largest among them: mean and percentiles stay,
/// the number of observations does not.
[[nodiscard]] DatadogPoint pointOf(const metrics::ReadingPart &part, std::string_view prefix,
                                   std::int64_t at_ns, std::int64_t interval_s,
                                   std::size_t mostValues);
/// A part of a distribution as parts of at most so many observations; any other as it is.
[[nodiscard]] std::vector<metrics::ReadingPart>
dividedByObservations(const metrics::ReadingPart &part, std::uint64_t most);

/// Whether Datadog would take it at `now_s`. Errors: InvalidArgument, detail `datadog.` and what is
/// wrong.
[[nodiscard]] Result<void> checkPoint(const DatadogPoint &point, std::int64_t now_s);

/// A member of `series`: of /api/v2/series, or of /api/v1/distribution_points for distributions.
[[nodiscard]] QByteArray pointJson(const DatadogPoint &point, const QString &host);
/// The body of a request.
[[nodiscard]] QByteArray seriesBody(std::span<const QByteArray> points);

} // namespace tidemark::datadog
