// SPDX-License-Identifier: GPL-3.0-or-later
// How the samples themselves of a series are read.
#include "model/store/series/series_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark::store {

Result<std::vector<Sample>> SeriesReader::samples(const TimeWindow &window, std::size_t limit)
{
    noteAsked(window);
    return samplesIn(window, limit);
}

Result<std::vector<Sample>> SeriesReader::samplesIn(const TimeWindow &window, std::size_t limit)
{
    const std::int64_t begin = window.begin.posixNs();
    const std::int64_t end = window.end.posixNs();
    if (auto begun = beginAnswer(begin, end); !begun)
        return failure(begun.error());
    std::vector<Sample> found;
    const auto take = [&](Borders times, std::span<const double> values) {
        auto at = static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), begin) -
                                           times.begin());
        for (; at < times.size() && times[at] < end && found.size() < limit; ++at)
            found.push_back({Timestamp(times[at]), values[at]});
    };
    auto chunk = m_loader.table().lastBefore(saturatingAdd(begin, 1));
    if (chunk && (!*chunk || (*chunk)->last < begin))
        chunk = m_loader.table().firstFrom(begin);
    while (chunk && *chunk && (*chunk)->first < end && found.size() < limit) {
        if (auto may = checkStop(); !may)
            return failure(may.error());
        const auto points = m_loader.load(**chunk);
        if (!points)
            return failure(points.error());
        if (*points)
            take((*points)->times(), (*points)->values());
        chunk = m_loader.table().firstFrom(saturatingAdd((*chunk)->first, 1));
    }
    if (!chunk)
        return failure(chunk.error());
    take(m_unsealed->times, m_unsealed->values);
    return found;
}

Result<std::vector<Sample>> SeriesReader::latestSamples(const TimeWindow &window, std::size_t limit)
{
    noteAsked(window);
    const std::int64_t begin = window.begin.posixNs();
    const std::int64_t end = window.end.posixNs();
    if (auto begun = beginAnswer(begin, end); !begun)
        return failure(begun.error());
    std::vector<Sample> found;
    const auto take = [&](Borders times, std::span<const double> values) {
        auto behind = static_cast<std::size_t>(std::lower_bound(times.begin(), times.end(), end) -
                                               times.begin());
        for (; behind > 0 && times[behind - 1] >= begin && found.size() < limit; --behind)
            found.push_back({Timestamp(times[behind - 1]), values[behind - 1]});
    };
    take(m_unsealed->times, m_unsealed->values);
    auto chunk = m_loader.table().lastBefore(end);
    while (chunk && *chunk && (*chunk)->last >= begin && found.size() < limit) {
        if (auto may = checkStop(); !may)
            return failure(may.error());
        const auto points = m_loader.load(**chunk);
        if (!points)
            return failure(points.error());
        if (*points)
            take((*points)->times(), (*points)->values());
        chunk = m_loader.table().lastBefore((*chunk)->first);
    }
    if (!chunk)
        return failure(chunk.error());
    return found;
}

Result<std::vector<Sample>> SeriesReader::samplesAround(const TimeWindow &window, std::size_t limit)
{
    noteAsked(window);
    if (auto loaded = loadUnsealed(); !loaded)
        return failure(loaded.error());
    const auto before = stampBefore(window.begin.posixNs());
    if (!before)
        return failure(before.error());
    const Timestamp begin = *before ? Timestamp(**before) : window.begin;
    auto found = samplesIn({begin, window.end}, limit + 2);
    if (!found)
        return found;
    const bool hasBefore = !found->empty() && found->front().at < window.begin;
    if (found->size() > limit + (hasBefore ? 1 : 0))
        return std::vector<Sample>();
    const auto after = sampleFrom(window.end.posixNs());
    if (!after)
        return failure(after.error());
    if (*after)
        found->push_back(**after);
    return found;
}

Result<std::optional<Sample>> SeriesReader::lastValue()
{
    noteAsked(TimeWindow::all());
    if (auto loaded = loadUnsealed(); !loaded)
        return failure(loaded.error());
    const auto lastOf = [](Borders times, std::span<const double> values) -> std::optional<Sample> {
        for (std::size_t i = times.size(); i-- > 0;) {
            if (!std::isnan(values[i]))
                return Sample{Timestamp(times[i]), values[i]};
        }
        return std::nullopt;
    };
    if (const auto found = lastOf(m_unsealed->times, m_unsealed->values))
        return found;
    for (std::int64_t before = std::numeric_limits<std::int64_t>::max();;) {
        if (auto may = checkStop(); !may)
            return failure(may.error());
        const auto chunk = m_loader.table().lastBefore(before);
        if (!chunk)
            return failure(chunk.error());
        if (!*chunk)
            return std::nullopt;
        const auto points = m_loader.load(**chunk);
        if (!points)
            return failure(points.error());
        if (const auto found =
                *points ? lastOf((*points)->times(), (*points)->values()) : std::nullopt)
            return found;
        before = (*chunk)->first;
    }
}

} // namespace tidemark::store
