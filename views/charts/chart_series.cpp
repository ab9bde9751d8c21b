// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_series.h"

#include "model/time/saturating.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark::charts {

namespace {

constexpr std::int64_t kGapFactor = 3;

/// Distances of neighbouring points that have a value.
std::vector<std::int64_t> distances_ns(const std::vector<ChartPoint> &points)
{
    std::vector<std::int64_t> distances;
    std::optional<Timestamp> before;
    for (const ChartPoint &point : points) {
        if (!point.hasValue())
            continue;
        if (before)
            distances.push_back(
                saturatingSubtract(point.window.begin.posixNs(), before->posixNs()));
        before = point.window.begin;
    }
    return distances;
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
    std::vector<std::int64_t> distances = distances_ns(series.points);
    if (distances.empty())
        return 0;
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    return *middle > std::numeric_limits<std::int64_t>::max() / kGapFactor
               ? std::numeric_limits<std::int64_t>::max()
               : *middle * kGapFactor;
}

bool isJoined(const ChartPoint &left, const ChartPoint &right, std::int64_t gapLimit_ns) noexcept
{
    if (!left.hasValue() || !right.hasValue())
        return false;
    if (gapLimit_ns == 0)
        return left.window.end == right.window.begin;
    return saturatingSubtract(right.window.begin.posixNs(), left.window.begin.posixNs()) <=
           gapLimit_ns;
}

} // namespace tidemark::charts
