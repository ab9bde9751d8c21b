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
    const auto place = [&](const ChartSeries &series) {
        const auto index = nearestBucket(series.points, at);
        if (index)
            cursor = placedOn(series, *index, cursor);
        return index.has_value();
    };
    const ChartSeries *focused = focusedSeries(content, cursor);
    if (focused != nullptr && place(*focused))
        return cursor;
    for (const ChartSeries *one : content.visibleSeries()) {
        if (place(*one))
            return cursor;
    }
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
    cursor.series = visible[static_cast<std::size_t>((place + step + count) % count)]->identity;
    if (!cursor.at)
        return stepped(content, cursor, CursorStep::FirstInView);
    return snapped(content, cursor, *cursor.at);
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
