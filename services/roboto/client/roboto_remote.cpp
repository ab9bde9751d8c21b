// SPDX-License-Identifier: GPL-3.0-or-later
// The remote itself, with who is asking and the metrics' definitions.
#include "services/roboto/client/roboto_remote.h"

#include "model/core/when_finished.h"
#include "services/roboto/client/identity_lookup.h"
#include "services/roboto/client/roboto_reading.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::roboto {
namespace {

struct ReadingText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::roboto::Reading)
};

RobotoCall definitionCall(net::HttpMethod method, const QString &name)
{
    RobotoCall call;
    call.method = method;
    call.path = "v1/metrics/definition/" + net::pathSegment(name);
    call.isWrite = method != net::HttpMethod::Get;
    return call;
}

// Whether a body that is not looked at can be one of a service: empty, or JSON.
bool isPlausible(QByteArrayView body)
{
    return std::all_of(body.begin(), body.end(), [](char c) { return c <= ' '; }) ||
           JsonDocument::parse(body, kAnswerMaxBytes).has_value();
}

} // namespace

RemoteFuture<void> tell(const RobotoCaller &caller, RobotoCall call, std::stop_token stop)
{
    return mapAnswer(caller.send(std::move(call), std::move(stop)),
                     [](const RemoteResult<RobotoReply> &reply) -> RemoteResult<void> {
                         if (!reply)
                             return tl::unexpected(reply.error());
                         if (isPlausible(reply->body))
                             return {};
                         const Error error{
                             ErrorCode::InvalidArgument,
                             ReadingText::tr("The answer of %1 is not one of a Roboto service. "
                                             "Check the address of the source.")
                                 .replace(u"%1"_s, reply->place),
                             u"json.syntax"_s};
                         return tl::unexpected(unreadableError(error, *reply));
                     });
}

QByteArray pageQuery(const std::optional<QString> &page)
{
    return page ? net::formQuery({{u"page_token"_s, *page}}) : QByteArray();
}

QByteArray sessionPath(const QString &uid, const QByteArray &rest)
{
    return "v1/sessions/id/" + net::pathSegment(uid) + rest;
}

RobotoRemote::RobotoRemote(net::NetworkThread &network, net::HttpConnection connection,
                           RobotoRemoteOptions options)
    : m_caller(std::make_shared<RobotoCaller>(network, std::move(connection), std::move(options)))
{}

RobotoRemote::~RobotoRemote() = default;

RemoteFuture<RemoteIdentity> RobotoRemote::whoAmI(std::stop_token stop)
{
    return lookUpIdentity(m_caller, std::move(stop));
}

RemoteFuture<RemoteDefinition> RobotoRemote::createDefinition(QString name,
                                                              std::optional<QString> description,
                                                              std::stop_token stop)
{
    RobotoCall call;
    call.method = net::HttpMethod::Post;
    call.path = "v1/metrics/definition/";
    call.body =
        writeRequest(CreateMetricDefinitionRequest{std::move(name), std::move(description)});
    call.role = OrgRole::Caller;
    call.isWrite = true;
    call.isRepeatable = false; // the second one would find the name taken
    return ask<MetricDefinitionRecord>(*m_caller, std::move(call), std::move(stop),
                                       remoteDefinition);
}

RemoteFuture<std::optional<RemoteDefinition>> RobotoRemote::findDefinition(QString name,
                                                                           std::stop_token stop)
{
    return orNothing(ask<MetricDefinitionRecord>(
        *m_caller, definitionCall(net::HttpMethod::Get, name), std::move(stop), remoteDefinition));
}

RemoteFuture<RemotePage<RemoteDefinition>> RobotoRemote::definitions(std::optional<QString> page,
                                                                     std::stop_token stop)
{
    RobotoCall call;
    call.path = "v1/metrics/definitions/";
    call.query = pageQuery(page);
    using Wire = Page<MetricDefinitionRecord>;
    return ask<Wire>(*m_caller, std::move(call), std::move(stop),
                     [](Wire &&wire) { return remotePage(std::move(wire), &remoteDefinition); });
}

RemoteFuture<RemoteDefinition> RobotoRemote::describeDefinition(QString name,
                                                                std::optional<QString> description,
                                                                std::stop_token stop)
{
    RobotoCall call = definitionCall(net::HttpMethod::Put, name);
    call.body =
        writeRequest(UpdateMetricDefinitionRequest{MaybeSet<QString>::of(std::move(description))});
    return ask<MetricDefinitionRecord>(*m_caller, std::move(call), std::move(stop),
                                       remoteDefinition);
}

RemoteFuture<void> RobotoRemote::removeDefinition(QString name, std::stop_token stop)
{
    RobotoCall call = definitionCall(net::HttpMethod::Delete, name);
    call.isRepeatable = false; // the second one would find it gone
    return tell(*m_caller, std::move(call), std::move(stop));
}

} // namespace tidemark::roboto
