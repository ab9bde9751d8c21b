// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/bucket_search.h"

#include "model/time/saturating.h"

#include <algorithm>

namespace tidemark::charts {

namespace {

using Points = std::span<const ChartPoint>;

/// Index of the first point that ends after `at`.
std::size_t firstEndingAfter(Points points, Timestamp at)
{
    const auto found = std::upper_bound(
        points.begin(), points.end(), at,
        [](Timestamp time, const ChartPoint &point) { return time < point.window.end; });
    return static_cast<std::size_t>(found - points.begin());
}

std::optional<std::size_t> valueFrom(Points points, std::size_t index, int step)
{
    while (index < points.size()) { // stepping below 0 wraps to a huge index, which ends the search
        if (points[index].hasValue())
            return index;
        index = step > 0 ? index + 1 : index - 1;
    }
    return std::nullopt;
}

/// The same, of single records only and not across an explicit gap.
std::optional<std::size_t> recordFrom(Points points, std::size_t index, int step)
{
    while (index < points.size() && !points[index].isGap) {
        if (points[index].hasValue())
            return points[index].isRecord() ? std::optional(index) : std::nullopt;
        index = step > 0 ? index + 1 : index - 1;
    }
    return std::nullopt;
}

std::int64_t distanceOfMiddle_ns(const ChartPoint &point, Timestamp at)
{
    const std::int64_t distance = saturatingSubtract(point.middle().posixNs(), at.posixNs());
    return distance < 0 ? saturatingSubtract(0, distance) : distance;
}

std::optional<std::size_t> nearerOf(Points points, std::optional<std::size_t> before,
                                    std::optional<std::size_t> after, Timestamp at)
{
    if (!before || !after)
        return before ? before : after;
    const bool isAfterNearer =
        distanceOfMiddle_ns(points[*after], at) < distanceOfMiddle_ns(points[*before], at);
    return isAfterNearer ? after : before;
}

} // namespace

std::int64_t distance_ns(const ChartPoint &point, Timestamp at)
{
    if (at < point.window.begin)
        return saturatingSubtract(point.window.begin.posixNs(), at.posixNs());
    const std::int64_t last = saturatingSubtract(point.window.end.posixNs(), 1);
    return std::max<std::int64_t>(0, saturatingSubtract(at.posixNs(), last));
}

bool isWithinGapLimit(const ChartSeries &series, const ChartPoint &point, Timestamp at)
{
    return distance_ns(point, at) - 1 <= gapLimit_ns(series);
}

std::optional<std::size_t> bucketAt(Points points, Timestamp at)
{
    const std::size_t index = firstEndingAfter(points, at);
    if (index == points.size() || at < points[index].window.begin)
        return std::nullopt;
    return index;
}

std::optional<std::size_t> nearestBucket(Points points, Timestamp at)
{
    const std::size_t index = firstEndingAfter(points, at);
    const auto after = valueFrom(points, index, 1);
    const auto before = index > 0 ? valueFrom(points, index - 1, -1) : std::nullopt;
    return nearerOf(points, before, after, at);
}

std::optional<std::size_t> pointAt(const ChartSeries &series, Timestamp at)
{
    const Points points = series.points;
    if (const auto held = bucketAt(points, at))
        return points[*held].hasValue() ? held : std::nullopt;
    const std::size_t index = firstEndingAfter(points, at);
    const auto after = recordFrom(points, index, 1);
    const auto before = index > 0 ? recordFrom(points, index - 1, -1) : std::nullopt;
    const auto nearest = nearerOf(points, before, after, at);
    if (!nearest || !isWithinGapLimit(series, points[*nearest], at))
        return std::nullopt;
    return nearest;
}

std::optional<std::size_t> neighbour(Points points, std::size_t from, int step)
{
    if (step < 0 && from == 0)
        return std::nullopt;
    return valueFrom(points, step > 0 ? from + 1 : from - 1, step);
}

std::optional<IndexRange> valuesIn(Points points, const TimeWindow &window)
{
    const auto first = valueFrom(points, firstEndingAfter(points, window.begin), 1);
    if (!first || !(points[*first].window.begin < window.end))
        return std::nullopt;
    std::size_t end = *first;
    while (end < points.size() && points[end].window.begin < window.end)
        ++end;
    return IndexRange{*first, valueFrom(points, end - 1, -1).value_or(*first)};
}

std::optional<std::size_t> nextGap(const ChartSeries &series, std::size_t from, int step)
{
    const std::int64_t limit = gapLimit_ns(series);
    const Points points = series.points;
    auto current = neighbour(points, from, step); // a gap at `from` itself was already reached
    while (current) {
        const auto beyond = neighbour(points, *current, step);
        if (!beyond)
            return std::nullopt;
        const std::size_t left = std::min(*current, *beyond);
        const std::size_t right = std::max(*current, *beyond);
        const bool isParted = std::any_of(points.begin() + static_cast<std::ptrdiff_t>(left),
                                          points.begin() + static_cast<std::ptrdiff_t>(right),
                                          [](const ChartPoint &point) { return point.isGap; });
        if (isParted || !isJoined(points[left], points[right], limit))
            return current;
        current = beyond;
    }
    return std::nullopt;
}

std::span<const ChartPoint> pointsAround(Points points, const TimeWindow &window)
{
    std::size_t first = firstEndingAfter(points, window.begin);
    const auto beyond = std::lower_bound(
        points.begin() + static_cast<std::ptrdiff_t>(first), points.end(), window.end,
        [](const ChartPoint &point, Timestamp time) { return point.window.begin < time; });
    auto end = static_cast<std::size_t>(beyond - points.begin());
    first = first > 0 ? first - 1 : 0;
    end = std::min(end + 1, points.size());
    return points.subspan(first, end - first);
}

} // namespace tidemark::charts
