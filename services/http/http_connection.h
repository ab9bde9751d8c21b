// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/head_verdict.h"
#include "services/http/http_message.h"
#include "services/http/network.h"
#include "services/http/refusal.h"
#include "services/http/request_reader.h"
#include "services/http/transport.h"

#include <chrono>
#include <compare>
#include <memory>
#include <optional>

namespace tidemark::http {

class ServerCore;

/// When a connection gives way to a new one: that of the least rank does, and of these the one that
/// has been in its phase longest.
struct YieldOrder
{
    int rank = 0;
    Network::Instant since;

    friend auto operator<=>(const YieldOrder &, const YieldOrder &) = default;
};

/// One connection: reads a request, has it answered, and again, until one side has enough. The next
/// request is looked at when the answer to the last has been sent, so answers come in order.
/// Server's thread.
class Connection final : public std::enable_shared_from_this<Connection>
{
public:
    Connection(ServerCore &core, std::unique_ptr<Transport> transport);

    void start();
    /// When the present phase must be over; Instant::max() while a judge or a handler works.
    [[nodiscard]] Network::Instant deadline() const noexcept { return m_deadline; }
    /// The deadline has passed: ends at once, or is refused when it waited for its turn.
    void expire();
    /// Its turn has come: the handler gets the request. Only while it waits.
    void work();
    /// Nothing while an answer is due. One that has never sent a whole request goes first, then one
    /// that is idle, then one that is sending.
    [[nodiscard]] std::optional<YieldOrder> yieldOrder() const noexcept;
    /// Ends at once for a new one.
    void yield();
    /// The server stops: ends at once unless an answer is due.
    void endSoon();
    [[nodiscard]] const PeerAddress &peer() const noexcept { return m_transport->peer(); }

private:
    enum class Phase
    {
        Idle, ///< nothing of the next request is here
        Head,
        Judge, ///< whether the body is read is being decided
        Body,
        Wait,  ///< too many requests are in work
        Work,  ///< a handler has the request
        Write, ///< the answer goes out
        Drain, ///< nothing is answered any more
        Closed
    };

    void enter(Phase phase, std::chrono::milliseconds time);
    void beginRequest();
    void readMore();
    void onRead(std::size_t size);
    void advance();
    void advanceHead();
    void onHead();
    void judge(const HeadFraming &framing);
    void onDecision(HeadDecision decision);
    void beginBody();
    void advanceBody();
    [[nodiscard]] bool keepBody(qint64 size_bytes);
    void dispatch();
    void waitForTurn();
    void onReply(std::optional<HttpResponse> response);
    void refuse(const Refusal &refusal);
    void refuseForNow(const QString &message);
    void respond(HttpResponse response);
    void onWritten(bool isDone);
    void drain();
    void drainMore();
    [[nodiscard]] bool keepAnswer(const HttpResponse &response);
    void releaseBody();
    void releaseAnswer();
    void close();

    ServerCore &m_core;
    std::unique_ptr<Transport> m_transport;
    RequestReader m_reader;
    HttpRequest m_request;
    Network::Instant m_deadline = Network::Instant::max();
    Network::Instant m_phaseBegan;
    Phase m_phase = Phase::Head;
    qint64 m_body_bytes = 0;   ///< of this request's body as counted in the core
    qint64 m_answer_bytes = 0; ///< of the answer being taken, as counted in the core
    qint64 m_drained_bytes = 0;
    bool m_wasAnswered = false; ///< at least once
    bool m_isHttp11 = false;
    bool m_isLast = false; ///< the connection ends after this answer
    bool m_isHead = false; ///< the answer goes without its body
};

} // namespace tidemark::http
