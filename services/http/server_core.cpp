// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/server_core.h"

#include "services/http/http_connection.h"
#include "services/logging.h"

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace tidemark::http {
namespace {

MemoryRules rulesOf(const HttpLimits &limits, qint64 together_bytes)
{
    return {together_bytes, limits.smallTogether_bytes, limits.small_bytes,
            limits.largePerAddress_bytes};
}

} // namespace

bool ServerGate::post(std::function<void()> call)
{
    const std::lock_guard lock(m_mutex);
    if (m_network == nullptr)
        return false;
    m_network->post(std::move(call));
    return true;
}

void ServerGate::close()
{
    const std::lock_guard lock(m_mutex);
    m_network = nullptr;
}

ServerCore::ServerCore(const HttpServerOptions &options, HttpHandler handler,
                       HttpCounters &counters, std::unique_ptr<Network> network)
    : m_limits(options.limits)
    , m_rules(options.hostNames, options.bodyTypes)
    , m_errorBody(options.errorBody)
    , m_judge(options.judge)
    , m_handler(std::move(handler))
    , m_counters(counters)
    , m_network(std::move(network))
    , m_gate(std::make_shared<ServerGate>(*m_network))
    , m_caps(m_limits.connections, m_limits.connectionsPerAddress)
    , m_bodies(rulesOf(m_limits, m_limits.bodiesTogether_bytes))
    , m_answers(rulesOf(m_limits, m_limits.answersTogether_bytes))
{}

ServerCore::~ServerCore()
{
    m_gate->close();
}

void ServerCore::run()
{
    Network::Callbacks callbacks;
    callbacks.accepted = [this](std::unique_ptr<Transport> transport) {
        accepted(std::move(transport));
    };
    callbacks.alarm = [this] { onAlarm(); };
    callbacks.makeRoom = [this] { return makeRoom(); };
    m_network->run(std::move(callbacks));
}

void ServerCore::stop()
{
    m_gate->post([this] {
        m_isStopping = true;
        m_network->stopAccepting();
        endConnections();
    });
}

void ServerCore::endConnections()
{
    for (const auto &connection : connections())
        connection->endSoon();
    if (m_connections.empty())
        return;
    m_stopAt = std::chrono::steady_clock::now() + m_limits.stopTime;
    watch(m_stopAt);
}

HttpResponse ServerCore::errorResponse(const Refusal &refusal) const
{
    HttpResponse response;
    response.status = refusal.status;
    response.body = m_errorBody ? m_errorBody(refusal.status, refusal.message)
                                : plainErrorBody(refusal.status, refusal.message);
    if (refusal.status == 503)
        response.headers.add("Retry-After",
                             QByteArray::number(qint64{m_limits.retryAfter.count()}));
    return response;
}

bool ServerCore::beginWork()
{
    if (m_counters.inWork.load(std::memory_order_relaxed) >= m_limits.requestsInWork)
        return false;
    HttpCounters::add(m_counters.inWork);
    HttpCounters::add(m_counters.requests);
    return true;
}

void ServerCore::endWork()
{
    HttpCounters::add(m_counters.inWork, -1);
}

bool ServerCore::wait(std::shared_ptr<Connection> connection)
{
    if (static_cast<int>(m_waiting.size()) >= m_limits.requestsWaiting)
        return false;
    m_waiting.push_back(std::move(connection));
    HttpCounters::add(m_counters.waiting);
    return true;
}

void ServerCore::stopWaiting(const Connection &connection)
{
    const auto isIt = [&](const auto &waiting) { return waiting.get() == &connection; };
    HttpCounters::add(m_counters.waiting, -qint64(std::erase_if(m_waiting, isIt)));
}

void ServerCore::letWaitingWork()
{
    while (!m_waiting.empty() && beginWork()) {
        const std::shared_ptr<Connection> next = std::move(m_waiting.front());
        m_waiting.pop_front();
        HttpCounters::add(m_counters.waiting, -1);
        next->work();
    }
}

void ServerCore::judge(const HttpRequest &head, const HeadFraming &framing, HeadVerdict verdict)
{
    m_judge(head, framing, std::move(verdict));
}

void ServerCore::handle(HttpRequest request, HttpReply reply)
{
    try {
        m_handler(std::move(request), std::move(reply));
    } catch (const std::exception &error) { // the reply is dropped by now, which answers 500
        qCWarning(lcServices, "A request's handler failed: %s", error.what());
    }
}

void ServerCore::accepted(std::unique_ptr<Transport> transport)
{
    const PeerAddress &peer = transport->peer();
    if (!m_isStopping && m_caps.isFull() && m_caps.hasShareFor(peer))
        (void)makeRoom();
    if (m_isStopping || !m_caps.enter(peer)) {
        HttpCounters::add(m_counters.refused);
        return; // which closes it
    }
    HttpCounters::add(m_counters.accepted);
    HttpCounters::add(m_counters.open);
    const auto connection = std::make_shared<Connection>(*this, std::move(transport));
    m_connections.emplace(connection.get(), connection);
    connection->start();
}

// Looks at all of them, which costs less than accepting one does.
bool ServerCore::makeRoom()
{
    std::shared_ptr<Connection> first;
    std::optional<YieldOrder> least;
    for (const auto &[key, connection] : m_connections) {
        const auto order = connection->yieldOrder();
        if (!order || (least && *least <= *order))
            continue;
        least = order;
        first = connection;
    }
    if (!first)
        return false;
    first->yield();
    return true;
}

void ServerCore::remove(const Connection &connection)
{
    const auto found = m_connections.find(&connection);
    if (found == m_connections.end())
        return;
    m_caps.leave(connection.peer());
    HttpCounters::add(m_counters.open, -1);
    m_connections.erase(found);
    if (m_connections.empty()) {
        m_alarmAt = Instant::max();
        m_network->clearAlarm();
    }
}

std::vector<std::shared_ptr<Connection>> ServerCore::connections() const
{
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(m_connections.size());
    for (const auto &[key, connection] : m_connections)
        all.push_back(connection);
    return all;
}

// One alarm for all: a deadline that moves away costs nothing, the alarm then finds nothing to do
// and goes to the next one.
void ServerCore::watch(Instant deadline)
{
    if (deadline >= m_alarmAt)
        return;
    m_alarmAt = deadline;
    m_network->setAlarm(deadline);
}

void ServerCore::onAlarm()
{
    const Instant now = std::chrono::steady_clock::now();
    const bool isOver = now >= m_stopAt;
    Instant next = m_stopAt;
    for (const auto &connection : connections()) {
        if (isOver || connection->deadline() <= now)
            connection->expire();
        next = std::min(next, connection->deadline()); // one that is refused lives on
    }
    m_alarmAt = Instant::max();
    if (!m_connections.empty() && next != Instant::max())
        watch(next);
}

} // namespace tidemark::http
