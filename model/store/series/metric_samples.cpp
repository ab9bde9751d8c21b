// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/metric_samples.h"

#include "model/domain/series_selection.h"
#include "model/store/series/series_catalog.h"
#include "model/store/series/series_periods.h"
#include "model/store/series/series_reader.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tidemark::store {
Result<std::vector<SeriesInfo>> MetricSamples::seriesOf(Connection &connection, OrgId org,
                                                        const Selection &selection)
{
    return listSeries(connection, org, selection.metrics)
        .transform([&](std::vector<SeriesInfo> all) {
            std::erase_if(all, [&](const SeriesInfo &info) {
                return !info.firstAt || !takesSeries(selection, info.key.tags);
            });
            return all;
        });
}

std::optional<TimeWindow> MetricSamples::extentOf(const std::vector<SeriesInfo> &series,
                                                  std::optional<Timestamp> begin,
                                                  std::optional<Timestamp> end)
{
    std::optional<TimeWindow> whole;
    for (const SeriesInfo &info : series) {
        const TimeWindow own{std::max(*info.firstAt, begin.value_or(Timestamp::min())),
                             std::min(*info.lastAt + Timedelta(1), end.value_or(Timestamp::max()))};
        if (own.isEmpty())
            continue;
        whole = whole ? TimeWindow{std::min(whole->begin, own.begin), std::max(whole->end, own.end)}
                      : own;
    }
    return whole;
}

Result<std::vector<Aggregate>> MetricSamples::buckets(Connection &connection, SeriesId series,
                                                      const std::vector<std::int64_t> &borders,
                                                      const std::stop_token &stop) const
{
    const auto row = readSeriesRow(connection, series);
    if (!row)
        return failure(row.error());
    const BorrowedWorkspace workspace(*m_cache);
    return SeriesReader(connection, *row, *m_cache, *workspace, stop)
        .buckets(borders, Extremes::Inside);
}

Result<std::vector<AggregateBucket>>
MetricSamples::byPeriod(Connection &connection, const std::vector<SeriesInfo> &series,
                        const AggregateQuery &query, std::optional<Timestamp> begin,
                        std::optional<Timestamp> end, const std::stop_token &stop) const
{
    std::vector<AggregateBucket> all;
    for (const SeriesInfo &info : series) {
        const auto window = extentOf({info}, begin, end);
        if (!window)
            continue;
        const auto periods = periodsOver(*window, query.period, query.calendar);
        if (!periods)
            return failure(periods.error());
        const auto found = buckets(connection, info.id, bordersOf(*periods), stop);
        if (!found)
            return failure(found.error());
        std::vector<AggregateBucket> own;
        for (std::size_t i = 0; i < periods->size(); ++i) {
            if (!found->at(i).isEmpty())
                own.push_back({periods->at(i), found->at(i)});
        }
        all = mergedBuckets(std::move(all), std::move(own));
    }
    return all;
}

Result<Aggregate> MetricSamples::total(Connection &connection,
                                       const std::vector<SeriesInfo> &series,
                                       std::optional<Timestamp> begin, std::optional<Timestamp> end,
                                       const std::stop_token &stop) const
{
    Aggregate sum;
    for (const SeriesInfo &info : series) {
        const auto window = extentOf({info}, begin, end);
        if (!window)
            continue;
        const auto whole =
            buckets(connection, info.id, {window->begin.posixNs(), window->end.posixNs()}, stop);
        if (!whole)
            return failure(whole.error());
        sum += whole->front();
    }
    return sum;
}

std::vector<AggregateBucket> mergedBuckets(std::vector<AggregateBucket> one,
                                           std::vector<AggregateBucket> other)
{
    if (one.empty() || other.empty())
        return one.empty() ? other : one;
    std::vector<AggregateBucket> all;
    all.reserve(one.size() + other.size());
    std::merge(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(all),
               [](const AggregateBucket &a, const AggregateBucket &b) {
                   return a.window.begin < b.window.begin;
               });
    std::size_t last = 0;
    for (std::size_t i = 1; i < all.size(); ++i) {
        if (all[i].window.begin == all[last].window.begin)
            all[last].aggregate += all[i].aggregate;
        else
            all[++last] = all[i];
    }
    all.resize(last + 1);
    return all;
}

} // namespace tidemark::store
