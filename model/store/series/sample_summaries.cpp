// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_summaries.h"

#include "model/store/series/series_catalog.h"
#include "model/store/series/series_reader.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tidemark::store {
namespace {

// Of equal parts: a time is in part floor((t - begin) * parts / length). Empty where the parts
// would be shorter than a nanosecond.
std::vector<std::int64_t> bordersOfParts(const TimeWindow &window, std::size_t parts)
{
    const auto begin = static_cast<std::uint64_t>(window.begin.posixNs());
    const std::uint64_t length = static_cast<std::uint64_t>(window.end.posixNs()) - begin;
    std::vector<std::int64_t> borders;
    if (window.isEmpty() || parts == 0 || length < parts)
        return borders;
    borders.reserve(parts + 1);
    for (std::size_t i = 0; i <= parts; ++i) {
        const std::uint64_t rest = (length % parts * i + parts - 1) / parts;
        borders.push_back(static_cast<std::int64_t>(begin + length / parts * i + rest));
    }
    return borders;
}

void addLast(MetricSummary &summary, const std::optional<Sample> &last)
{
    if (!last || (summary.lastAt && *summary.lastAt > last->at))
        return;
    summary.lastAt = last->at;
    summary.lastValue = last->value;
}

} // namespace

Result<void> SampleSummaries::addTo(std::vector<MetricSummary> &summaries, Connection &connection,
                                    OrgId org, const TimeWindow &window,
                                    const std::stop_token &stop)
{
    const auto series = MetricSamples::seriesOf(connection, org, {});
    if (!series || series->empty())
        return series.transform([](const auto &) {});
    std::unordered_map<std::int64_t, MetricSummary *> places;
    for (MetricSummary &summary : summaries)
        places.emplace(summary.definition.id.value(), &summary);
    std::unordered_map<std::int64_t, std::vector<Aggregate>> parts;
    for (const SeriesInfo &info : *series) {
        const auto place = places.find(info.key.metric.value());
        if (place == places.end())
            continue;
        MetricSummary &summary = *place->second;
        const auto numbers = numbersOf(connection, info.id, window, summary.sparkline.size(), stop);
        if (!numbers)
            return failure(numbers.error());
        summary.sampleCount += info.samples;
        summary.firstAt = std::min(summary.firstAt.value_or(*info.firstAt), *info.firstAt);
        addLast(summary, (*numbers)->last);
        std::vector<Aggregate> &sum = parts[info.key.metric.value()];
        sum.resize(std::max(sum.size(), (*numbers)->parts.size()));
        for (std::size_t i = 0; i < (*numbers)->parts.size(); ++i)
            sum[i] += (*numbers)->parts[i];
    }
    for (const auto &[metric, sum] : parts) {
        std::vector<std::optional<double>> &line = places.at(metric)->sparkline;
        for (std::size_t i = 0; i < std::min(sum.size(), line.size()); ++i) {
            if (const auto mean = sum[i].mean())
                line[i] = mean;
        }
    }
    return {};
}

Result<std::shared_ptr<const SampleSummaries::Numbers>>
SampleSummaries::numbersOf(Connection &connection, SeriesId series, const TimeWindow &window,
                           std::size_t points, const std::stop_token &stop)
{
    const auto row = readSeriesRow(connection, series);
    if (!row)
        return failure(row.error());
    {
        const std::lock_guard lock(m_mutex);
        const auto known = m_known.find(series.value());
        if (known != m_known.end() && known->second->writes == row->writes &&
            known->second->window == window && known->second->points == points)
            return known->second;
    }
    const BorrowedWorkspace workspace(*m_cache);
    SeriesReader reader(connection, *row, *m_cache, *workspace, stop);
    Numbers numbers{row->writes, window, points, {}, {}};
    auto last = reader.lastValue();
    if (!last)
        return failure(last.error());
    numbers.last = *std::move(last);
    if (const auto borders = bordersOfParts(window, points); !borders.empty()) {
        auto parts = reader.buckets(borders, Extremes::Inside);
        if (!parts)
            return failure(parts.error());
        numbers.parts = *std::move(parts);
    }
    auto kept = std::make_shared<const Numbers>(std::move(numbers));
    const std::lock_guard lock(m_mutex);
    m_known[series.value()] = kept;
    return kept;
}

} // namespace tidemark::store
