// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/aggregate_query.h"

namespace tidemark {

std::vector<AggregateBucket> filled(const AggregateSeries &series, std::size_t maxBuckets)
{
    const auto windows = series.calendar.buckets(series.window, series.period);
    if (windows.size() > maxBuckets)
        return series.buckets;
    std::vector<AggregateBucket> all;
    all.reserve(windows.size());
    auto known = series.buckets.begin();
    for (const TimeWindow &window : windows) {
        while (known != series.buckets.end() && known->window.begin < window.begin)
            ++known;
        if (known != series.buckets.end() && known->window.begin == window.begin)
            all.push_back(*known);
        else
            all.push_back(AggregateBucket{window, {}});
    }
    return all;
}

Aggregate total(const AggregateSeries &series)
{
    Aggregate sum;
    for (const AggregateBucket &bucket : series.buckets)
        sum += bucket.aggregate;
    return sum;
}

} // namespace tidemark
