// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/aggregate_series_source.h"

#include "model/ports/aggregate_reader.h"
#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "services/exchange/await.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace tidemark::exchange {

std::optional<double> MetricPeriods::before(std::size_t bucket, AggregateFunction function) const
{
    if (bucket == 0 || buckets[bucket - 1].window.end != buckets[bucket].window.begin)
        return std::nullopt;
    return buckets[bucket - 1].aggregate.value(function);
}

void MetricPeriods::dropEmpty()
{
    std::erase_if(buckets,
                  [](const AggregateBucket &bucket) { return bucket.aggregate.isEmpty(); });
    buckets.shrink_to_fit();
    shown.resize(buckets.size());
    shown.shrink_to_fit();
    std::iota(shown.begin(), shown.end(), std::size_t{0});
}

AggregateSeriesSource::AggregateSeriesSource(AggregateReader &reader, ExportRequest request,
                                             std::stop_token stop)
    : m_reader(&reader)
    , m_request(std::move(request))
    , m_stop(std::move(stop))
{}

Result<AggregateSeriesSource> AggregateSeriesSource::open(const DataPorts &ports,
                                                          const ExportRequest &request,
                                                          const std::stop_token &stop)
{
    auto definitions = await(ports.catalog->definitions());
    if (!definitions)
        return failure(definitions.error());
    AggregateSeriesSource source(*ports.aggregates, request, stop);
    for (Definition &definition : *definitions)
        source.m_names.emplace(definition.id,
                               Name{std::move(definition.name), std::move(definition.unit)});
    return source;
}

MetricPeriods AggregateSeriesSource::named(std::size_t place) const
{
    const AggregateQuery &query = m_request.aggregates[place];
    MetricPeriods metric;
    metric.zone = query.calendar.zone;
    const MetricId id =
        query.selection.metrics.empty() ? MetricId() : query.selection.metrics.front();
    if (const auto found = m_names.find(id); found != m_names.end()) {
        metric.name = found->second.name;
        metric.unit = found->second.unit;
    }
    return metric;
}

Result<MetricPeriods> AggregateSeriesSource::load(std::size_t place) const
{
    MetricPeriods metric = named(place);
    auto series = await(m_reader->aggregate(m_request.aggregates[place], m_stop));
    if (!series) {
        // A value of a part of the records would be a wrong one.
        if (!m_request.skipDamaged || series.error().code != ErrorCode::Damaged)
            return failure(series.error());
        metric.isLost = true;
        return metric;
    }
    metric.buckets = filled(*series);
    metric.shown = shownOf(metric.buckets);
    return metric;
}

std::vector<std::size_t>
AggregateSeriesSource::shownOf(const std::vector<AggregateBucket> &buckets) const
{
    std::vector<std::size_t> shown;
    if (!m_request.onlyPeriods.empty()) {
        for (const Timestamp begin : m_request.onlyPeriods) {
            const auto found = std::lower_bound(buckets.begin(), buckets.end(), begin,
                                                [](const AggregateBucket &bucket, Timestamp at) {
                                                    return bucket.window.begin < at;
                                                });
            if (found != buckets.end() && found->window.begin == begin)
                shown.push_back(static_cast<std::size_t>(found - buckets.begin()));
        }
        return shown;
    }
    shown.resize(buckets.size());
    std::iota(shown.begin(), shown.end(), std::size_t{0});
    if (!m_request.withEmptyPeriods)
        std::erase_if(shown,
                      [&buckets](std::size_t place) { return buckets[place].aggregate.isEmpty(); });
    if (m_request.periodOrder == SortOrder::Descending)
        std::reverse(shown.begin(), shown.end());
    return shown;
}

} // namespace tidemark::exchange
