// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/http_client.h"

#include "services/net/http_worker.h"

#include <QDebug>
#include <QPromise>

#include <memory>
#include <utility>

namespace tidemark::net {

HttpClient::HttpClient(NetworkThread &network, HttpConnection connection)
    : m_network(network)
    , m_endpoint(connection.endpoint)
    , m_worker(new HttpWorker(std::move(connection), network.contacts()))
{
    m_network.adopt(*m_worker);
}

HttpClient::~HttpClient()
{
    m_worker->deleteLater();
}

QFuture<Result<HttpAnswer>> HttpClient::send(HttpRequest request, std::stop_token stop)
{
    const auto promise = std::make_shared<QPromise<Result<HttpAnswer>>>();
    promise->start();
    m_network.post([worker = m_worker, request = std::move(request), stop = std::move(stop),
                    promise] { worker->begin(request, stop, promise); });
    return promise->future();
}

QDebug operator<<(QDebug debug, const HttpConnection &connection)
{
    const QDebugStateSaver saver(debug);
    debug.nospace().noquote() << "HttpConnection("
                              << connection.endpoint.base.toString(QUrl::RemoveUserInfo)
                              << ", token " << connection.token << ')';
    return debug;
}

} // namespace tidemark::net
