// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/charts/chart_cursor.h"

#include "views/charts/bucket_search.h"

#include <algorithm>

namespace tidemark::charts {

namespace {

CursorState placedOn(const ChartSeries &series, std::size_t index, CursorState cursor)
{
    cursor.series = series.identity;
    cursor.at = series.points[index].middle();
    cursor.bucket = series.points[index].window;
    return cursor;
}

/// The point with a value nearest to `at` of those that lie in the view at least in part.
std::optional<std::size_t> nearestInView(const ChartContent &content, const ChartSeries &series,
                                         Timestamp at)
{
    const auto nearest = nearestBucket(series.points, at);
    if (!nearest || series.points[*nearest].window.overlaps(content.window))
        return nearest;
    const auto range = valuesIn(series.points, content.window);
    if (!range)
        return std::nullopt;
    return at < series.points[range->first].window.begin ? range->first : range->last;
}

/// Whether the pointer at `at` still means this point of its series: within what the series counts
/// as no gap, and beside a bucket for as long as the bucket is.
bool isInReach(const ChartSeries &series, const ChartPoint &point, Timestamp at)
{
    return distance_ns(point, at) <= point.window.duration().ns() ||
           isWithinGapLimit(series, point, at);
}

std::optional<std::size_t> currentIndex(const ChartSeries &series, const CursorState &cursor)
{
    return cursor.at ? nearestBucket(series.points, *cursor.at) : std::nullopt;
}

std::optional<std::size_t> endIndex(const ChartContent &content, const ChartSeries &series,
                                    CursorStep step)
{
    const bool isAll = step == CursorStep::First || step == CursorStep::Last;
    const auto range = valuesIn(series.points, isAll ? TimeWindow::all() : content.window);
    if (!range)
        return std::nullopt;
    const bool isFirst = step == CursorStep::First || step == CursorStep::FirstInView;
    return isFirst ? range->first : range->last;
}

std::optional<std::size_t> target(const ChartContent &content, const ChartSeries &series,
                                  const CursorState &cursor, CursorStep step)
{
    const auto current = currentIndex(series, cursor);
    switch (step) {
    case CursorStep::Previous:
    case CursorStep::Next:
        if (!current)
            return endIndex(content, series,
                            step == CursorStep::Next ? CursorStep::FirstInView
                                                     : CursorStep::LastInView);
        return neighbour(series.points, *current, step == CursorStep::Next ? 1 : -1);
    case CursorStep::PreviousGap:
    case CursorStep::NextGap:
        return nextGap(series, current.value_or(0), step == CursorStep::NextGap ? 1 : -1);
    default:
        return endIndex(content, series, step);
    }
}

} // namespace

const ChartSeries *focusedSeries(const ChartContent &content, const CursorState &cursor)
{
    const auto visible = content.visibleSeries();
    const auto found =
        std::find_if(visible.begin(), visible.end(),
                     [&cursor](const ChartSeries *one) { return one->identity == cursor.series; });
    if (found != visible.end())
        return *found;
    return visible.empty() ? nullptr : visible.front();
}

CursorState snapped(const ChartContent &content, CursorState cursor, Timestamp at)
{
    const ChartSeries *focused = focusedSeries(content, cursor);
    const ChartSeries *nearest = nullptr;
    std::size_t place = 0;
    std::int64_t least_ns = 0;
    for (const ChartSeries *one : content.visibleSeries()) {
        const auto index = nearestInView(content, *one, at);
        if (!index)
            continue;
        const ChartPoint &point = one->points[*index];
        if (one == focused && isInReach(*one, point, at))
            return placedOn(*one, *index, cursor);
        if (nearest == nullptr || distance_ns(point, at) < least_ns) {
            nearest = one;
            place = *index;
            least_ns = distance_ns(point, at);
        }
    }
    if (nearest != nullptr)
        return placedOn(*nearest, place, cursor);
    cursor.at.reset();
    cursor.bucket.reset();
    return cursor;
}

CursorState stepped(const ChartContent &content, CursorState cursor, CursorStep step)
{
    const ChartSeries *series = focusedSeries(content, cursor);
    if (series == nullptr)
        return cursor;
    const auto index = target(content, *series, cursor, step);
    return index ? placedOn(*series, *index, cursor) : cursor;
}

CursorState onOtherSeries(const ChartContent &content, CursorState cursor, int step)
{
    const auto visible = content.visibleSeries();
    const ChartSeries *focused = focusedSeries(content, cursor);
    if (focused == nullptr)
        return cursor;
    const auto place = std::find(visible.begin(), visible.end(), focused) - visible.begin();
    const auto count = static_cast<std::ptrdiff_t>(visible.size());
    const ChartSeries &other = *visible[static_cast<std::size_t>((place + step + count) % count)];
    cursor.series = other.identity;
    if (!cursor.at)
        return stepped(content, cursor, CursorStep::FirstInView);
    if (const auto index = nearestInView(content, other, *cursor.at))
        return placedOn(other, *index, cursor);
    cursor.bucket.reset(); // it has nothing in view: the crosshair stays, and the readout says so
    return cursor;
}

SpanStatistics statisticsOf(const ChartContent &content, const CursorState &cursor,
                            const TimeWindow &span)
{
    SpanStatistics statistics;
    statistics.span = span;
    const ChartSeries *series = focusedSeries(content, cursor);
    if (series == nullptr)
        return statistics;
    statistics.series = series->identity;
    double sum = 0;
    for (const ChartPoint &point : series->points) {
        if (!point.hasValue() || !span.contains(point.window))
            continue;
        statistics.count += point.count;
        ++statistics.buckets;
        statistics.lowest = std::min(statistics.lowest.value_or(*point.value), *point.value);
        statistics.highest = std::max(statistics.highest.value_or(*point.value), *point.value);
        sum += *point.value;
    }
    if (statistics.buckets > 0)
        statistics.mean = sum / static_cast<double>(statistics.buckets);
    return statistics;
}

} // namespace tidemark::charts
