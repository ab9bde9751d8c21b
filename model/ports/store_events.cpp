// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/store_events.h"

#include <algorithm>
#include <iterator>

namespace tidemark {
namespace {

template <class IdType>
std::vector<IdType> united(const std::vector<IdType> &one, const std::vector<IdType> &other)
{
    std::vector<IdType> both;
    std::set_union(one.begin(), one.end(), other.begin(), other.end(), std::back_inserter(both));
    return both;
}

} // namespace

bool StoreChange::touches(MetricId metric) const
{
    return allMetrics || allSeries || std::binary_search(metrics.begin(), metrics.end(), metric) ||
           std::binary_search(sampled.begin(), sampled.end(), metric);
}

bool StoreChange::touches(SeriesId id) const
{
    return allSeries || std::binary_search(series.begin(), series.end(), id);
}

bool StoreChange::touchesValues() const
{
    return allMetrics || allSeries || !metrics.empty() || !series.empty();
}

void StoreChange::merge(const StoreChange &other)
{
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
    metrics = united(metrics, other.metrics);
    series = united(series, other.series);
    sampled = united(sampled, other.sampled);
    allSeries = allSeries || other.allSeries;
    allMetrics = allMetrics || other.allMetrics;
    definitions = definitions || other.definitions;
    sessions = sessions || other.sessions;
    publishing = publishing || other.publishing;
}

} // namespace tidemark
