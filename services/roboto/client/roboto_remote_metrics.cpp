// SPDX-License-Identifier: GPL-3.0-or-later
// The remote's values: publishing, reading and aggregating.
#include "model/core/when_finished.h"
#include "services/roboto/client/roboto_reading.h"
#include "services/roboto/client/roboto_remote.h"

#include <utility>

namespace tidemark::roboto {
namespace {

// What is said of each value is kept in the store and shown; here it is without its escapes.
RemotePublishResult withoutToken(RemotePublishResult result, const Secret &token)
{
    for (RemoteRecord &record : result.succeeded) {
        if (record.device)
            record.device = token.removedFrom(*record.device);
    }
    for (RemotePublishFailure &failed : result.failed)
        failed.reason = token.removedFrom(failed.reason);
    return result;
}

} // namespace

RemoteFuture<RemotePublishResult> RobotoRemote::publish(RemotePublish values, std::stop_token stop)
{
    RobotoCall call;
    call.method = net::HttpMethod::Post;
    call.path = "v1/metrics";
    call.body = writeRequest(publishRequest(values));
    call.role = OrgRole::Caller;
    call.isWrite = true; // again replaces the same values
    return ask<PublishMetricsResponse>(*m_caller, std::move(call), std::move(stop),
                                       [token = m_caller->token()](const auto &response) {
                                           return withoutToken(remotePublishResult(response),
                                                               token);
                                       });
}

RemoteFuture<std::vector<RemoteRecord>> RobotoRemote::recordsOf(QString sessionUid,
                                                                std::stop_token stop)
{
    RobotoCall call;
    call.path = "v1/metrics/session/" + net::pathSegment(sessionUid) + '/';
    using Records = std::vector<RemoteRecord>;
    return mapAnswer(m_caller->send(std::move(call), std::move(stop)),
                     [](const RemoteResult<RobotoReply> &reply) -> RemoteResult<Records> {
                         if (!reply)
                             return tl::unexpected(reply.error());
                         const auto wire = readListAnswer<MetricRecord>(reply->body);
                         if (!wire)
                             return tl::unexpected(unreadableError(wire.error(), *reply));
                         Records records;
                         records.reserve(wire->size());
                         for (const MetricRecord &record : *wire)
                             records.push_back(remoteRecord(record));
                         return records;
                     });
}

RemoteFuture<RemotePage<RemoteRecord>>
RobotoRemote::query(RemoteQuery query, std::optional<QString> page, std::stop_token stop)
{
    RobotoCall call;
    call.method = net::HttpMethod::Post;
    call.path = "v1/metrics/query";
    call.query = pageQuery(page);
    call.body = writeRequest(queryRequest(query));
    using Wire = Page<MetricRecord>;
    return ask<Wire>(*m_caller, std::move(call), std::move(stop),
                     [](Wire &&wire) { return remotePage(std::move(wire), &remoteRecord); });
}

RemoteFuture<std::vector<RemoteBucket>> RobotoRemote::aggregate(RemoteAggregateQuery query,
                                                                std::stop_token stop)
{
    RobotoCall call;
    call.method = net::HttpMethod::Post;
    call.path = "v1/metrics/aggregate";
    call.body = writeRequest(aggregateRequest(query));
    return ask<NumericAggregateMetricsResponse>(*m_caller, std::move(call), std::move(stop),
                                                remoteBuckets);
}

} // namespace tidemark::roboto
