// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/left_users.h"

#include "model/domain/user_names.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"
#include "services/monitor/user_metric_definitions.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

namespace {

constexpr std::size_t kAtOnce = 1'000; // so that others read between

bool isOfUsers(const QString &metric)
{
    const auto metrics = userMetrics();
    return std::any_of(metrics.begin(), metrics.end(),
                       [&](const UserMetric &each) { return each.name == metric; });
}

} // namespace

Result<std::vector<OpenUserSeries>> openSeriesOfUsers(const DataPorts &ports, const QString &target,
                                                      const std::stop_token &stop)
{
    const auto definitions = exchange::awaitAnswer(ports.catalog->definitions(), stop);
    if (!definitions)
        return failure(definitions.error());
    std::unordered_map<MetricId, QString> names;
    std::vector<MetricId> metrics;
    for (const Definition &metric : *definitions) {
        if (!isOfUsers(metric.name))
            continue;
        names.emplace(metric.id, metric.name);
        metrics.push_back(metric.id);
    }
    std::vector<OpenUserSeries> open;
    if (metrics.empty())
        return open;
    auto series = exchange::awaitAnswer(ports.series->list(std::move(metrics)), stop);
    if (!series)
        return failure(series.error());
    std::erase_if(*series, [&](const SeriesInfo &each) {
        return each.key.tags.value(u"target"_s) != target || !each.key.tags.contains(kUserTag);
    });
    for (std::size_t begin = 0; begin < series->size(); begin += kAtOnce) {
        const std::size_t end = std::min(begin + kAtOnce, series->size());
        std::vector<SeriesId> ids;
        for (std::size_t i = begin; i < end; ++i)
            ids.push_back((*series)[i].id);
        const auto last = exchange::awaitAnswer(
            ports.series->lastSamples(std::move(ids), TimeWindow::all(), stop), stop);
        if (!last)
            return failure(last.error());
        for (std::size_t i = begin; i < end; ++i) {
            const auto &sample = (*last)[i - begin];
            if (sample && !std::isnan(sample->value))
                open.emplace_back(names.at((*series)[i].key.metric), (*series)[i].key.tags);
        }
    }
    return open;
}

} // namespace tidemark::monitor
