// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/aggregate_reader.h"
#include "model/ports/metric_catalog.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/metric_values.h"

namespace tidemark::roboto {
namespace {

void answerWith(const CallPointer &call, const AggregateMetricsRequest &request,
                const AggregateSeries &series, const QString &metricUid)
{
    const auto response = aggregateResponse(request, series, metricUid);
    if (response)
        call->answer(writeAnswer(*response));
    else
        call->fail(response.error());
}

} // namespace

void aggregateMetrics(const CallPointer &call)
{
    auto request = call->takeBody<AggregateMetricsRequest>();
    if (!request)
        return call->fail(request.error());
    const QString name = request->name;
    whenDone(call, call->ports().catalog->find(name),
             [call, request = *std::move(request)](const Definition &metric) {
                 if (request.startTime == request.endTime) // an empty window is not widened
                     return answerWith(call, request, AggregateSeries(), metric.uid);
                 whenDoneByWorker(call,
                                  call->ports().aggregates->aggregate(
                                      aggregateQuery(request, metric.id), call->stop()),
                                  [call, request, uid = metric.uid](const AggregateSeries &series) {
                                      answerWith(call, request, series, uid);
                                  });
             });
}

} // namespace tidemark::roboto
