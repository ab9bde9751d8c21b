// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/store_events.h"

#include <algorithm>
#include <iterator>

namespace tidemark {

bool StoreChange::touches(MetricId metric) const
{
    return allMetrics || std::binary_search(metrics.begin(), metrics.end(), metric);
}

bool StoreChange::touches(SeriesId id) const
{
    return allSeries || std::binary_search(series.begin(), series.end(), id);
}

void StoreChange::merge(const StoreChange &other)
{
    std::vector<MetricId> both;
    std::set_union(metrics.begin(), metrics.end(), other.metrics.begin(), other.metrics.end(),
                   std::back_inserter(both));
    const bool hadRecords = allMetrics || !metrics.empty();
    const bool addsRecords = other.allMetrics || !other.metrics.empty();
    if (hadRecords && addsRecords && (!window || !other.window)) {
        window.reset(); // one side does not know its window, so neither does the sum
    } else if (window && other.window) {
        window->begin = std::min(window->begin, other.window->begin);
        window->end = std::max(window->end, other.window->end);
    } else if (!window) {
        window = other.window;
    }
    metrics = std::move(both);
    std::vector<SeriesId> bothSeries;
    std::set_union(series.begin(), series.end(), other.series.begin(), other.series.end(),
                   std::back_inserter(bothSeries));
    series = std::move(bothSeries);
    allSeries = allSeries || other.allSeries;
    allMetrics = allMetrics || other.allMetrics;
    definitions = definitions || other.definitions;
    sessions = sessions || other.sessions;
    publishing = publishing || other.publishing;
}

} // namespace tidemark
