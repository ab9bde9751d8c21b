// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_monitor_client.h"

#include "model/core/when_finished.h"

#include <QCoreApplication>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::monitor {

namespace {

struct ClientText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::monitor::UserMonitorClient)
};

constexpr auto kPath = "/monitor/users"_L1;
constexpr auto kNoMonitor = "monitor.none"_L1;
constexpr int kNotFound = 404;

net::HttpConnection connectionTo(const MonitorTarget &target, Secret token)
{
    net::HttpConnection connection;
    connection.endpoint = target.endpoint;
    connection.token = std::move(token);
    return connection;
}

Result<QByteArray> bodyOf(const Result<net::HttpAnswer> &answer)
{
    if (!answer)
        return failure(answer.error());
    if (answer->status == kNotFound)
        return failure(ErrorCode::NotFound,
                       ClientText::tr("Monitoring is not switched on at %1, or this is another "
                                      "product. Check the address, or set "
                                      "enable_per_user_monitoring there.")
                           .arg(net::placeOf(answer->url)),
                       kNoMonitor);
    if (!answer->isSuccess())
        return failure(net::statusError(*answer));
    return answer->body;
}

} // namespace

Result<MonitorTarget> parseMonitorTarget(const QString &address)
{
    QString base = address.trimmed();
    while (base.endsWith(u'/'))
        base.chop(1);
    if (base.endsWith(kPath))
        base.chop(kPath.size());
    auto endpoint = net::parseEndpoint(base, net::LinkLocal::TypedByPerson);
    if (!endpoint)
        return failure(endpoint.error());
    const QString name = net::placeOf(endpoint->base) + endpoint->base.path();
    return MonitorTarget{*std::move(endpoint), name};
}

bool isNoMonitor(const Error &error)
{
    return error.detail == kNoMonitor;
}

UserMonitorClient::UserMonitorClient(net::NetworkThread &network, const MonitorTarget &target,
                                     Secret token, std::chrono::milliseconds deadline)
    : m_client(network, connectionTo(target, std::move(token)))
    , m_deadline(deadline)
{}

QFuture<Result<QByteArray>> UserMonitorClient::fetch(std::stop_token stop)
{
    net::HttpRequest request;
    request.path = "monitor/users";
    request.headers.push_back({"Accept", "application/json"});
    request.isIdempotent = true;
    request.limits.deadline = m_deadline;
    request.limits.silence = m_deadline; // a server that is busy says nothing for long
    request.limits.body_bytes = kMonitorMaxBytes;
    request.limits.inflated_bytes = kMonitorMaxBytes;
    request.retry.attempts = 1;
    return mapAnswer(m_client.send(std::move(request), std::move(stop)), &bodyOf);
}

} // namespace tidemark::monitor
