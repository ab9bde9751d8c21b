// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/connection_caps.h"
#include "services/http/http_limits.h"
#include "services/http/http_server_options.h"
#include "services/http/http_statistics.h"
#include "services/http/memory_budget.h"
#include "services/http/network.h"
#include "services/http/request_rules.h"

#include <deque>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace tidemark::http {

class Connection;

/// Brings calls to the server's thread as long as there is one; held by replies, which may outlive
/// the server. Any thread.
class ServerGate
{
public:
    explicit ServerGate(Network &network)
        : m_network(&network)
    {}
    /// False when the server has ended; the call is dropped.
    bool post(std::function<void()> call);
    /// No call gets through any more once this has come back.
    void close();

private:
    std::mutex m_mutex;
    Network *m_network;
};

/// What the connections of one running server share: limits, counters, deadlines, the handler.
/// Created and destroyed by HttpServer; everything else on the server's thread.
class ServerCore
{
public:
    using Instant = Network::Instant;

    ServerCore(const HttpServerOptions &options, HttpHandler handler, HttpCounters &counters,
               std::unique_ptr<Network> network);
    ~ServerCore();
    ServerCore(const ServerCore &) = delete;
    ServerCore &operator=(const ServerCore &) = delete;

    /// Serves; comes back after stop().
    void run();
    /// Any thread. Idle connections end at once; those with a request in work get the stop time.
    void stop();

    // For connections.
    [[nodiscard]] const HttpLimits &limits() const noexcept { return m_limits; }
    [[nodiscard]] const RequestRules &rules() const noexcept { return m_rules; }
    [[nodiscard]] HttpCounters &counters() noexcept { return m_counters; }
    [[nodiscard]] const std::shared_ptr<ServerGate> &gate() const noexcept { return m_gate; }
    [[nodiscard]] bool isStopping() const noexcept { return m_isStopping; }
    /// The answer to what the layer refuses, as the options' maker words it.
    [[nodiscard]] HttpResponse errorResponse(const Refusal &refusal) const;
    /// False when so many requests are in work that one more has to wait.
    [[nodiscard]] bool beginWork();
    void endWork();
    /// The connection's request waits, first come first served, until fewer are in work. False when
    /// so many wait already that it has to be refused.
    [[nodiscard]] bool wait(std::shared_ptr<Connection> connection);
    void stopWaiting(const Connection &connection);
    /// Hands requests that wait to the handler as far as there is room.
    void letWaitingWork();
    /// What bodies and answers take in memory.
    [[nodiscard]] MemoryBudget &bodies() noexcept { return m_bodies; }
    [[nodiscard]] MemoryBudget &answers() noexcept { return m_answers; }
    [[nodiscard]] bool hasJudge() const noexcept { return m_judge != nullptr; }
    void judge(const HttpRequest &head, const HeadFraming &framing, HeadVerdict verdict);
    void handle(HttpRequest request, HttpReply reply);
    /// A connection has a new deadline.
    void watch(Instant deadline);
    void remove(const Connection &connection);

private:
    void accepted(std::unique_ptr<Transport> transport);
    /// Ends the connection that gives way first; false when none does.
    [[nodiscard]] bool makeRoom();
    void onAlarm();
    void endConnections();
    [[nodiscard]] std::vector<std::shared_ptr<Connection>> connections() const;

    HttpLimits m_limits;
    RequestRules m_rules;
    ErrorBodyMaker m_errorBody;
    HeadJudge m_judge; ///< may be none
    HttpHandler m_handler;
    HttpCounters &m_counters;
    std::unique_ptr<Network> m_network;
    std::shared_ptr<ServerGate> m_gate;
    ConnectionCaps m_caps;
    std::unordered_map<const Connection *, std::shared_ptr<Connection>> m_connections;
    std::deque<std::shared_ptr<Connection>> m_waiting; ///< the longest first
    MemoryBudget m_bodies;
    MemoryBudget m_answers;
    Instant m_alarmAt = Instant::max();
    Instant m_stopAt = Instant::max();
    bool m_isStopping = false;
};

} // namespace tidemark::http
