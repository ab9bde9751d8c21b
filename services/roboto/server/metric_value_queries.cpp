// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/metric_values.h"

#include <QCoreApplication>

#include <cmath>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct QueryText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Query)
};

IdFilter filterOf(const MaybeSet<QStringList> &ids)
{
    if (ids.isNull())
        return IdFilter::nullOnly();
    return ids.hasValue() ? IdFilter::oneOf(*ids.value()) : IdFilter::any();
}

/// What queries and aggregates have in common.
template <class Request>
Selection commonSelection(const Request &request, MetricId metric)
{
    Selection selection;
    selection.metrics = {metric};
    selection.timeFilter = request.timeFilter;
    selection.devices = filterOf(request.includeDeviceIds);
    selection.sessions = request.includeSessionIds;
    selection.invocations = filterOf(request.includeInvocationIds);
    return selection;
}

} // namespace

Selection selectionOf(const QueryMetricsRequest &request, MetricId metric, Timestamp now)
{
    Selection selection = commonSelection(request, metric);
    selection.begin = request.startTime.value_or(Timestamp());
    selection.end = request.endTime.value_or(now);
    return selection;
}

AggregateQuery aggregateQuery(const AggregateMetricsRequest &request, MetricId metric)
{
    AggregateQuery query;
    query.selection = commonSelection(request, metric);
    query.selection.begin = request.startTime;
    query.selection.end = request.endTime;
    query.selection.values = ValueKinds::RecordsOnly; // the API has no samples
    query.period = request.period;
    query.calendar = Calendar{Zone(), Qt::Monday};
    return query;
}

Result<NumericAggregateMetricsResponse> aggregateResponse(const AggregateMetricsRequest &request,
                                                          const AggregateSeries &series,
                                                          const QString &metricUid)
{
    NumericAggregateMetricsResponse response;
    response.aggregation = request.aggregation;
    response.records.reserve(series.buckets.size());
    for (const AggregateBucket &bucket : series.buckets) {
        if (bucket.aggregate.isEmpty())
            continue;
        NumericAggregateMetricRecord record;
        record.metricId = metricUid;
        record.name = request.name;
        record.period = request.period;
        record.aggregation = request.aggregation;
        record.startTime = bucket.window.begin;
        record.endTime = bucket.window.end;
        record.total = static_cast<std::int64_t>(bucket.aggregate.count);
        record.value = bucket.aggregate.value(request.aggregation).value_or(0);
        if (!std::isfinite(record.value))
            return failure(ErrorCode::Overflow,
                           QueryText::tr("The values of a period add up to more than a number can "
                                         "hold. Choose a shorter period or another function."),
                           u"roboto.aggregate"_s);
        response.records.push_back(std::move(record));
    }
    return response;
}

} // namespace tidemark::roboto
