// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/http/http_server_options.h"
#include "services/http/http_statistics.h"

#include <memory>
#include <thread>

namespace tidemark::http {

class ServerCore;

/// An HTTP/1.1 server on a thread of its own that lets through only requests which are whole, keep
/// every limit and were meant for it. See HttpLimits, RequestRules and checkHead() for what it
/// refuses itself. One thread owns the object; only statistics() may be called from any.
///
/// Why not a ready one: dependencies-and-hardening, section 3.
class HttpServer final
{
public:
    HttpServer(HttpServerOptions options, HttpHandler handler);
    ~HttpServer(); // stops
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    /// Listens, and answers with the port. Errors: InvalidArgument (address, certificate or key; a
    /// reachable address without TLS and tokens), AlreadyExists (the port is in use or the server
    /// runs), PermissionDenied, Network.
    [[nodiscard]] Result<quint16> start();
    /// Closes all connections and waits for the thread; requests in work get up to
    /// HttpLimits::stopTime. Replies may still be answered afterwards, to nobody. Not from the
    /// handler. It may be started again.
    void stop();
    [[nodiscard]] bool isRunning() const noexcept { return m_core != nullptr; }

    [[nodiscard]] HttpStatistics statistics() const { return m_counters.read(); }

private:
    HttpServerOptions m_options;
    HttpHandler m_handler;
    HttpCounters m_counters;
    std::unique_ptr<ServerCore> m_core;
    std::thread m_thread;
};

} // namespace tidemark::http
