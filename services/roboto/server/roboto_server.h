// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/ports/activity_meter.h"
#include "model/ports/clock.h"
#include "model/ports/store_scopes.h"
#include "services/http/http_limits.h"
#include "services/http/http_server.h"
#include "services/roboto/server/caller_monitor.h"
#include "services/roboto/server/roboto_service.h"

#include <QStringList>

#include <memory>

namespace tidemark::roboto {

/// Where a server listens and who may reach it.
struct RobotoServerOptions
{
    QString address = QStringLiteral("127.0.0.1"); ///< see HttpServerOptions::address
    quint16 port = 0;                              ///< 0: a free one
    QStringList hostNames;      ///< answered for besides localhost and the address connected to
    QString certificateFile;    ///< PEM, with its chain; empty: no TLS
    QString keyFile;            ///< PEM, without a pass phrase
    bool hasTokens = false;     ///< the store holds a token; an address that others reach needs one
    bool monitorsUsers = false; ///< tell at /monitor/users who calls; otherwise that is not found
    ActivityMeter *meter = nullptr; ///< a loan, told of each answered call; may be null
    CallerMonitor::Kept kept = {};  ///< told at /monitor/users; what it uses outlives the server
    http::HttpLimits limits;
};

/// Roboto's metrics API on a store, for the Roboto SDK as it is. Store and clock are loans that
/// outlive the server. One thread owns the object; only statistics() may be called from any.
class RobotoServer final
{
public:
    RobotoServer(StoreScopes &store, const Clock &clock, const RobotoServerOptions &options);
    ~RobotoServer(); // stops
    RobotoServer(const RobotoServer &) = delete;
    RobotoServer &operator=(const RobotoServer &) = delete;

    /// Listens, and answers with the port. Errors: those of HttpServer::start().
    [[nodiscard]] Result<quint16> start();
    /// Closes all connections and waits until no call uses the store any more. For good.
    void stop();
    [[nodiscard]] http::HttpStatistics statistics() const { return m_http.statistics(); }

private:
    RobotoService m_service;
    http::HttpServer m_http; // ends first
};

} // namespace tidemark::roboto
