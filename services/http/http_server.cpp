// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/http_server.h"

#include "services/http/descriptor_room.h"
#include "services/http/network.h"
#include "services/http/server_core.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::http {
namespace {

struct HttpServerText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::http::HttpServerText)
};

// The numeric addresses to listen on, checked against what may be reached from outside.
Result<QStringList> addressesOf(const HttpServerOptions &options)
{
    if (options.address.compare("localhost"_L1, Qt::CaseInsensitive) == 0)
        return QStringList{u"127.0.0.1"_s, u"::1"_s};
    const QHostAddress address(options.address);
    if (address.isNull())
        return failure(ErrorCode::InvalidArgument,
                       HttpServerText::tr("\"%1\" is no address to listen on. Give numbers, as in "
                                          "127.0.0.1, or \"localhost\".")
                           .arg(options.address));
    if (options.isOpenToOthers)
        return QStringList{address.toString()};
    const bool hasTls = !options.certificateFile.isEmpty() && !options.keyFile.isEmpty();
    if (!address.isLoopback() && !hasTls)
        return failure(
            ErrorCode::InvalidArgument,
            HttpServerText::tr("Others can reach the address %1, so it needs TLS. Give a "
                               "certificate and its key, or listen on \"localhost\".")
                .arg(options.address));
    if (!address.isLoopback() && !options.hasTokens)
        return failure(ErrorCode::InvalidArgument,
                       HttpServerText::tr("Others can reach the address %1, so it needs tokens. "
                                          "Create a token first, or listen on \"localhost\".")
                           .arg(options.address));
    return QStringList{address.toString()};
}

} // namespace

QByteArray plainErrorBody(int status, const QString &message)
{
    return QJsonDocument(QJsonObject{{u"error"_s, message}, {u"status"_s, status}})
        .toJson(QJsonDocument::Compact);
}

HttpServer::HttpServer(HttpServerOptions options, HttpHandler handler)
    : m_options(std::move(options))
    , m_handler(std::move(handler))
{}

HttpServer::~HttpServer()
{
    stop();
}

Result<quint16> HttpServer::start()
{
    if (m_core)
        return failure(ErrorCode::AlreadyExists,
                       HttpServerText::tr("The server runs already. Stop it first."));
    auto addresses = addressesOf(m_options);
    if (!addresses)
        return failure(addresses.error());
    makeDescriptorRoom();
    NetworkOptions network;
    network.addresses = *std::move(addresses);
    network.port = m_options.port;
    network.certificateFile = m_options.certificateFile;
    network.keyFile = m_options.keyFile;
    network.backlog = m_options.limits.listenBacklog;
    network.acceptPause = m_options.limits.acceptPause;
    auto open = Network::open(network);
    if (!open)
        return failure(open.error());
    const quint16 port = (*open)->port();
    m_counters.inWork = 0;
    m_counters.waiting = 0;
    m_core = std::make_unique<ServerCore>(m_options, m_handler, m_counters, *std::move(open));
    m_thread = std::thread([core = m_core.get()] { core->run(); });
    return port;
}

void HttpServer::stop()
{
    if (!m_core)
        return;
    m_core->stop();
    m_thread.join();
    m_core.reset();
}

} // namespace tidemark::http
