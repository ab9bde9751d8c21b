// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/client/roboto_caller.h"

#include "model/core/when_finished.h"
#include "services/roboto/client/remote_faults.h"

#include <utility>

namespace tidemark::roboto {
namespace {

constexpr char kApiVersion[] = "2026-05-20";

net::HttpHeader orgHeader(OrgRole role, const QString &organisation)
{
    const bool isCaller = role == OrgRole::Caller;
    return {isCaller ? "X-Roboto-Org-Id" : "X-Roboto-Resource-Owner-Id", organisation.toUtf8()};
}

} // namespace

RobotoCaller::RobotoCaller(net::NetworkThread &network, net::HttpConnection connection,
                           RobotoRemoteOptions options)
    : m_token(connection.token)
    , m_options(std::move(options))
    , m_client(network, std::move(connection))
{}

net::HttpRequest RobotoCaller::requestOf(RobotoCall call) const
{
    net::HttpRequest request;
    request.method = call.method;
    request.path = std::move(call.path);
    request.query = std::move(call.query);
    request.headers.push_back({"X-Roboto-Api-Version", kApiVersion});
    if (call.role != OrgRole::None && !m_options.organisation.isEmpty())
        request.headers.push_back(orgHeader(call.role, m_options.organisation));
    if (!call.body.isEmpty())
        request.headers.push_back({"Content-Type", "application/json"});
    request.body = std::move(call.body);
    request.isIdempotent = call.isRepeatable;
    request.probesProtocol = m_options.probesProtocol;
    request.limits = m_options.limits;
    request.retry = m_options.retry;
    if (!call.isRepeatable)
        request.retry.attempts = 1;
    request.peerSeen = m_options.peerSeen;
    return request;
}

RemoteFuture<RobotoReply> RobotoCaller::send(RobotoCall call, std::stop_token stop) const
{
    const CallNature nature{call.isWrite, call.isRepeatable && m_options.retry.attempts > 1};
    return mapAnswer(m_client.send(requestOf(std::move(call)), std::move(stop)),
                     [nature, token = m_token](Result<net::HttpAnswer> answer) {
                         if (!answer)
                             return RemoteResult<RobotoReply>(
                                 tl::unexpected(remoteErrorOf(answer.error(), nature)));
                         // Whatever a server tells back is stored, shown or cut.
                         answer->body = token.removedFrom(std::move(answer->body));
                         if (!answer->isSuccess())
                             return RemoteResult<RobotoReply>(
                                 tl::unexpected(remoteErrorOf(*answer, nature, token)));
                         return RemoteResult<RobotoReply>(
                             RobotoReply{std::move(answer->body), answer->status, nature.isWrite,
                                         answer->endIsProven, net::placeOf(answer->url)});
                     });
}

} // namespace tidemark::roboto
