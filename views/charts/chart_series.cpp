// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_series.h"

#include "model/time/saturating.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace tidemark::charts {

namespace {

constexpr std::int64_t kGapFactor = 3;

/// The middle one of `lengths_ns`, which is not empty.
std::int64_t medianOf(std::vector<std::int64_t> lengths_ns)
{
    const auto middle = lengths_ns.begin() + static_cast<std::ptrdiff_t>(lengths_ns.size() / 2);
    std::nth_element(lengths_ns.begin(), middle, lengths_ns.end());
    return *middle;
}

/// Three times the usual distance from begin to begin, less the usual length of a point: as long is
/// the gap between two points that are so far from each other.
std::int64_t longestUsualGap_ns(const std::vector<ChartPoint> &points)
{
    std::vector<std::int64_t> distances;
    std::vector<std::int64_t> lengths;
    std::optional<Timestamp> before;
    for (const ChartPoint &point : points) {
        if (!point.hasValue())
            continue;
        lengths.push_back(
            saturatingSubtract(point.window.end.posixNs(), point.window.begin.posixNs()));
        if (before)
            distances.push_back(
                saturatingSubtract(point.window.begin.posixNs(), before->posixNs()));
        before = point.window.begin;
    }
    if (distances.empty())
        return 0;
    const std::int64_t distance = medianOf(std::move(distances));
    if (distance > std::numeric_limits<std::int64_t>::max() / kGapFactor)
        return std::numeric_limits<std::int64_t>::max();
    return std::max(distance, distance * kGapFactor - medianOf(std::move(lengths)));
}

} // namespace

bool ChartPoint::hasValue() const noexcept
{
    return count > 0 && value && std::isfinite(*value);
}

Timestamp ChartPoint::middle() const noexcept
{
    const std::int64_t length = saturatingSubtract(window.end.posixNs(), window.begin.posixNs());
    return Timestamp(window.begin.posixNs() + length / 2);
}

std::int64_t gapLimit_ns(const ChartSeries &series)
{
    switch (series.gapRule) {
    case GapRule::Buckets:
        return 0;
    case GapRule::Nothing:
        return std::numeric_limits<std::int64_t>::max();
    case GapRule::Length:
        return series.longestGap_ns;
    case GapRule::MedianInterval:
        break;
    }
    return longestUsualGap_ns(series.points);
}

bool isJoined(const ChartPoint &left, const ChartPoint &right, std::int64_t gapLimit_ns) noexcept
{
    if (!left.hasValue() || !right.hasValue())
        return false;
    if (left.window.end == right.window.begin)
        return true; // no gap, however long the points are
    return gapLimit_ns > 0 && saturatingSubtract(right.window.begin.posixNs(),
                                                 left.window.end.posixNs()) <= gapLimit_ns;
}

} // namespace tidemark::charts
