// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/roboto/server/roboto_server.h"

#include "services/roboto/server/server_errors.h"

namespace tidemark::roboto {
namespace {

http::HttpServerOptions httpOptions(const RobotoServerOptions &options, http::HeadJudge judge)
{
    http::HttpServerOptions http;
    http.address = options.address;
    http.port = options.port;
    http.hostNames = options.hostNames;
    http.certificateFile = options.certificateFile;
    http.keyFile = options.keyFile;
    http.hasTokens = options.hasTokens;
    http.bodyTypes = {QByteArrayLiteral("application/json")};
    http.limits = options.limits;
    http.judge = std::move(judge);
    http.errorBody = &layerErrorBody;
    return http;
}

} // namespace

RobotoServer::RobotoServer(StoreScopes &store, const Clock &clock,
                           const RobotoServerOptions &options)
    : m_service(store, clock, {options.monitorsUsers, options.meter, options.kept})
    , m_http(httpOptions(options,
                         [this](const http::HttpRequest &head, const http::HeadFraming &framing,
                                http::HeadVerdict verdict) {
                             m_service.admit(head, framing, std::move(verdict));
                         }),
             [this](http::HttpRequest request, http::HttpReply reply) {
                 m_service.handle(std::move(request), std::move(reply));
             })
{}

RobotoServer::~RobotoServer()
{
    stop();
}

Result<quint16> RobotoServer::start()
{
    return m_http.start();
}

void RobotoServer::stop()
{
    m_http.stop();
    m_service.finish();
}

} // namespace tidemark::roboto
