// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/http_connection.h"

#include "services/http/response_head.h"
#include "services/http/server_core.h"
#include "services/logging.h"

#include <algorithm>
#include <ctime>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::http {
namespace {

constexpr const char *kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

Refusal noAnswer()
{
    return {500, u"The server could not answer this request."_s};
}

} // namespace

Connection::Connection(ServerCore &core, std::unique_ptr<Transport> transport)
    : m_core(core)
    , m_transport(std::move(transport))
    , m_reader(core.limits())
{}

void Connection::enter(Phase phase, std::chrono::milliseconds time)
{
    m_phase = phase;
    m_phaseBegan = std::chrono::steady_clock::now();
    m_deadline = m_phaseBegan + time;
    m_core.watch(m_deadline);
}

void Connection::start()
{
    enter(Phase::Head, m_core.limits().headerTime); // it also covers the handshake
    m_transport->handshake([self = shared_from_this()](bool isDone) {
        if (isDone)
            self->readMore();
        else
            self->close();
    });
}

void Connection::expire()
{
    if (m_phase == Phase::Closed)
        return;
    if (m_phase == Phase::Wait) {
        m_core.stopWaiting(*this);
        return refuseForNow(
            u"The server was busy with %1 requests for too long. Try again soon."_s.arg(
                m_core.limits().requestsInWork));
    }
    HttpCounters::add(m_core.counters().expired);
    close();
}

void Connection::endSoon()
{
    if (m_phase == Phase::Work || m_phase == Phase::Write)
        m_isLast = true;
    else if (m_phase == Phase::Wait) {
        m_isLast = true;
        m_core.stopWaiting(*this);
        refuseForNow(u"The server is stopping."_s);
    } else if (m_phase != Phase::Drain)
        close();
}

std::optional<YieldOrder> Connection::yieldOrder() const noexcept
{
    switch (m_phase) {
    case Phase::Head:
        return YieldOrder{m_wasAnswered ? 2 : 0, m_phaseBegan};
    case Phase::Drain: // it has its answer, and nothing more comes of it
        return YieldOrder{0, m_phaseBegan};
    case Phase::Idle:
        return YieldOrder{1, m_phaseBegan};
    case Phase::Body:
        return YieldOrder{2, m_phaseBegan};
    default:
        return std::nullopt;
    }
}

void Connection::yield()
{
    HttpCounters::add(m_core.counters().refused);
    close();
}

void Connection::beginRequest()
{
    m_wasAnswered = true;
    m_reader.beginRequest();
    m_request = {};
    m_isHead = false;
    if (m_reader.input().isEmpty()) {
        enter(Phase::Idle, m_core.limits().idleTime);
        readMore();
    } else {
        enter(Phase::Head, m_core.limits().headerTime);
        advance();
    }
}

void Connection::readMore()
{
    if (m_phase == Phase::Closed)
        return;
    m_transport->read(m_reader.input().space(),
                      [self = shared_from_this()](std::size_t size) { self->onRead(size); });
}

void Connection::onRead(std::size_t size)
{
    if (m_phase == Phase::Closed)
        return;
    if (size == 0)
        return close();
    m_reader.input().add(size);
    if (m_phase == Phase::Idle)
        enter(Phase::Head, m_core.limits().headerTime);
    advance();
}

void Connection::advance()
{
    if (m_phase == Phase::Head)
        advanceHead();
    else
        advanceBody();
}

void Connection::advanceHead()
{
    const auto [isWhole, refusal] = m_reader.readHead();
    if (refusal)
        return refuse(*refusal);
    if (!isWhole)
        return readMore();
    onHead();
}

void Connection::onHead()
{
    RequestHead head = m_reader.takeHead();
    m_isHead = head.method == "HEAD";
    m_isLast = !head.isKeepAlive || m_core.isStopping();
    m_isHttp11 = head.isHttp11;
    const HeadFraming framing = head.framing;
    if (const auto refusal = m_core.rules().admit(std::move(head), m_transport->local(), m_request))
        return refuse(*refusal);
    m_request.peerAddress = m_transport->peer().text;
    m_request.isTls = m_transport->isTls();
    if (m_reader.isDone())
        dispatch();
    else if (m_core.hasJudge())
        judge(framing);
    else
        beginBody();
}

void Connection::judge(const HeadFraming &framing)
{
    m_phase = Phase::Judge;
    m_deadline = Network::Instant::max();
    HeadVerdict verdict([gate = m_core.gate(), self = weak_from_this()](HeadDecision decision) {
        gate->post([self, decision = std::move(decision)]() mutable {
            if (const auto connection = self.lock())
                connection->onDecision(std::move(decision));
        });
    });
    m_core.judge(m_request, framing, std::move(verdict));
}

void Connection::onDecision(HeadDecision decision)
{
    if (m_phase != Phase::Judge)
        return; // the server has stopped
    if (decision.isAdmitted)
        return beginBody();
    m_isLast = true;
    if (decision.refusal && isSendable(*decision.refusal))
        respond(*std::move(decision.refusal));
    else
        respond(m_core.errorResponse(noAnswer()));
}

void Connection::beginBody()
{
    enter(Phase::Body, m_core.limits().bodyTime);
    if (!m_isHttp11 || !m_reader.input().isEmpty() || !expectsContinue(m_request.headers))
        return advanceBody();
    m_transport->write(kContinue, {}, [self = shared_from_this()](bool isDone) {
        if (isDone)
            self->readMore();
        else
            self->close();
    });
}

void Connection::advanceBody()
{
    const auto [isWhole, refusal] =
        m_reader.readBody([this](qint64 size_bytes) { return keepBody(size_bytes); });
    if (refusal)
        return refuse(*refusal);
    if (!isWhole)
        return readMore();
    dispatch();
}

// Counts what the body has grown to; false when that is too much.
bool Connection::keepBody(qint64 size_bytes)
{
    if (!m_core.bodies().grow(peer(), m_body_bytes, size_bytes))
        return false;
    m_body_bytes = size_bytes;
    return true;
}

// Counts an answer until it is taken; false when it has to be held back.
bool Connection::keepAnswer(const HttpResponse &response)
{
    const qint64 size = response.body.size();
    if (!m_core.answers().grow(peer(), 0, size)) {
        if (response.isRepeatable)
            return false;
        m_core.answers().force(peer(), 0, size);
    }
    m_answer_bytes = size;
    return true;
}

void Connection::releaseBody()
{
    m_core.bodies().release(peer(), std::exchange(m_body_bytes, 0));
}

void Connection::releaseAnswer()
{
    m_core.answers().release(peer(), std::exchange(m_answer_bytes, 0));
}

void Connection::dispatch()
{
    m_request.body = m_reader.takeBody();
    m_phase = Phase::Wait;
    // An answer that must be told is kept beyond the limit, so the work for it isn't begun there.
    if (m_core.answers().isOver(peer()))
        return refuseForNow(u"Too many answers wait to be read. Read them, and try again."_s);
    if (m_core.beginWork())
        work();
    else
        waitForTurn();
}

void Connection::waitForTurn()
{
    if (m_core.wait(shared_from_this()))
        return enter(Phase::Wait, m_core.limits().waitTime);
    refuseForNow(u"The server works on %1 requests already and %2 wait. Try again soon."_s
                     .arg(m_core.limits().requestsInWork)
                     .arg(m_core.limits().requestsWaiting));
}

void Connection::work()
{
    m_phase = Phase::Work;
    m_deadline = Network::Instant::max();
    HttpReply reply([gate = m_core.gate(), core = &m_core,
                     self = weak_from_this()](std::optional<HttpResponse> response) {
        // The gate lets no call through once the core is gone.
        gate->post([core, self, response = std::move(response)]() mutable {
            core->endWork();
            if (const auto connection = self.lock())
                connection->onReply(std::move(response));
            core->letWaitingWork();
        });
    });
    m_core.handle(std::exchange(m_request, {}), std::move(reply));
}

void Connection::onReply(std::optional<HttpResponse> response)
{
    if (m_phase != Phase::Work)
        return; // the server has stopped waiting
    enter(Phase::Write, m_core.limits().writeTime);
    if (response && isSendable(*response))
        return respond(*std::move(response));
    if (response)
        qCWarning(lcServices, "A handler's answer with status %d cannot be sent.",
                  response->status);
    respond(m_core.errorResponse(noAnswer()));
}

// The request was read whole, so the connection goes on.
void Connection::refuseForNow(const QString &message)
{
    m_request = {};
    respond(m_core.errorResponse({503, message}));
}

// The rest of the request is not understood or not wanted, so the connection ends.
void Connection::refuse(const Refusal &refusal)
{
    m_isLast = true;
    respond(m_core.errorResponse(refusal));
}

void Connection::respond(HttpResponse response)
{
    releaseBody();
    m_isLast = m_isLast || response.closesConnection;
    if (!m_isHead && !keepAnswer(response))
        response = m_core.errorResponse(
            {503, u"Too many large answers wait to be taken. Try again soon."_s});
    const auto statusClass = static_cast<std::size_t>(response.status / 100);
    HttpCounters::add(m_core.counters().byStatusClass.at(statusClass));
    QByteArray head = responseHead(response, std::time(nullptr), m_isLast);
    if (m_isHead || isBodiless(response.status))
        response.body.clear();
    enter(Phase::Write, m_core.limits().writeTime);
    m_transport->write(std::move(head), std::move(response.body),
                       [self = shared_from_this()](bool isDone) { self->onWritten(isDone); });
}

void Connection::onWritten(bool isDone)
{
    if (m_phase == Phase::Closed)
        return;
    releaseAnswer();
    if (!isDone)
        close();
    else if (m_isLast)
        drain();
    else
        beginRequest();
}

// Closing while the peer still sends would reset the connection, and the reset may overtake the
// answer (RFC 9112 section 9.6).
void Connection::drain()
{
    enter(Phase::Drain, m_core.limits().drainTime);
    m_reader.input().clear();
    m_transport->finish([self = shared_from_this()](bool /*isDone*/) { self->drainMore(); });
}

void Connection::drainMore()
{
    if (m_phase == Phase::Closed)
        return;
    m_transport->discard(m_reader.input().space(), [self = shared_from_this()](std::size_t size) {
        self->m_drained_bytes += static_cast<qint64>(size);
        if (size == 0 || self->m_drained_bytes > self->m_core.limits().drain_bytes)
            self->close();
        else
            self->drainMore();
    });
}

void Connection::close()
{
    if (m_phase == Phase::Closed)
        return;
    m_phase = Phase::Closed;
    m_deadline = Network::Instant::max();
    releaseBody();
    releaseAnswer();
    m_transport->close();
    m_core.remove(*this); // whoever calls holds us
}

} // namespace tidemark::http
