// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/record_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/metric_values.h"

#include <unordered_map>

namespace tidemark::roboto {
namespace {

/// The answer of up to so many is written where it is there: going to a worker takes longer.
constexpr std::size_t kFewRecords = 16;

} // namespace

void publishMetrics(const CallPointer &call)
{
    auto body = call->takeBody<PublishMetricsRequest>();
    if (!body)
        return call->fail(body.error());
    const auto request = std::make_shared<const PublishMetricsRequest>(*std::move(body));
    const auto answer = [call, request](const PublishResult &result) {
        std::unordered_map<MetricId, QString> uids;
        for (const Record &record : result.succeeded)
            uids.emplace(record.key.metric, record.metricUid);
        const auto uidOf = [&uids](MetricId metric) { return uids.at(metric); };
        call->answer(writeAnswer(publishResponse(*request, result, uidOf, call->org())));
    };
    auto published = call->ports().records->publish(publishRequest(*request));
    if (request->metrics.size() <= kFewRecords)
        whenDone(call, std::move(published), answer);
    else
        whenDoneByWorker(call, std::move(published), answer);
}

} // namespace tidemark::roboto
