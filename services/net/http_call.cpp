// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/http_call.h"

#include "services/net/protocol_probe.h"
#include "services/net/redirect_rule.h"

#include <QRandomGenerator>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

using std::chrono::milliseconds;

AttemptOutcome attemptOf(const HttpExchange::Outcome &outcome)
{
    if (outcome)
        return {outcome->status, std::nullopt, outcome->retryAfter};
    return {0, outcome.error().fault, std::nullopt};
}

double randomRatio()
{
    return QRandomGenerator::global()->generateDouble();
}

} // namespace

HttpCall::HttpCall(const Surroundings &surroundings, HttpRequest request, QUrl url,
                   std::stop_token stop, std::shared_ptr<QPromise<Answer>> promise, QObject *parent)
    : QObject(parent)
    , m_around(surroundings)
    , m_request(std::move(request))
    , m_url(std::move(url))
    , m_present(m_url)
    , m_policy(m_request.retry, m_request.isIdempotent || m_request.method == HttpMethod::Get,
               randomRatio)
    , m_promise(std::move(promise))
    , m_stop(std::move(stop))
{
    m_wait.setSingleShot(true);
    m_wait.setTimerType(Qt::PreciseTimer); // a coarse one may fire before Retry-After is over
    connect(&m_wait, &QTimer::timeout, this, &HttpCall::beginAttempt);
}

HttpCall::~HttpCall()
{
    m_onStop.reset();
    fail({HttpFault::Cancelled});
}

void HttpCall::start()
{
    m_sinceStart.start();
    // runs on the thread that stops; the queue brings it here, and is emptied when this object goes
    m_onStop.emplace(m_stop, [this] {
        QMetaObject::invokeMethod(this, &HttpCall::cancel, Qt::QueuedConnection);
    });
    if (!m_stop.stop_requested())
        beginAttempt();
}

void HttpCall::cancel()
{
    m_wait.stop();
    if (m_exchange)
        m_exchange->deleteLater(); // drops the connection
    fail({HttpFault::Cancelled});
}

void HttpCall::beginAttempt()
{
    m_sinceAttempt.start();
    m_redirects = 0;
    m_hasToken = true;
    exchange(m_url, true);
}

void HttpCall::exchange(const QUrl &url, bool withToken)
{
    m_present = url;
    m_hasToken = withToken;
    m_around.contacts.note(originOf(url), Timestamp::now());
    ExchangePlan plan;
    plan.url = url;
    plan.method = m_request.method;
    plan.headers = m_request.headers;
    plan.headers.push_back({"User-Agent", m_around.connection.userAgent});
    plan.body = m_request.body;
    if (withToken) {
        plan.token = m_around.connection.token;
        plan.secretHeaders = m_request.secretHeaders;
    }
    plan.trust = m_around.connection.trust;
    plan.tls = m_around.tls;
    plan.limits = m_request.limits;
    plan.deadline = std::max(m_request.limits.deadline - milliseconds(m_sinceAttempt.elapsed()),
                             milliseconds(1));
    plan.progress = m_request.progress;
    plan.peerSeen = m_request.peerSeen;
    m_exchange = new HttpExchange(
        m_around.manager, std::move(plan),
        [this](const HttpExchange::Outcome &outcome) { onOutcome(outcome); }, this);
    m_exchange->start();
}

void HttpCall::onOutcome(const HttpExchange::Outcome &outcome)
{
    if (!m_promise)
        return; // cancelled just before
    m_exchange->deleteLater();
    m_exchange.clear();
    if (outcome && isRedirect(*outcome))
        onAnswer(*outcome);
    else
        endAttempt(outcome);
}

void HttpCall::onAnswer(const HttpAnswer &redirecting)
{
    const auto step =
        followRedirect(redirecting, m_request.method, m_around.connection.redirects, m_redirects);
    if (!step) {
        fail(step.error());
        return;
    }
    ++m_redirects;
    exchange(step->url, m_hasToken && step->keepsToken);
}

void HttpCall::endAttempt(const HttpExchange::Outcome &outcome)
{
    const auto wait = m_policy.waitAfter(attemptOf(outcome), milliseconds(m_sinceStart.elapsed()));
    if (wait) {
        m_wait.start(*wait);
    } else if (outcome) {
        HttpAnswer last = *outcome;
        last.attempts = m_policy.attempts();
        answer(std::move(last));
    } else if (outcome.error().fault == HttpFault::Closed && m_request.probesProtocol &&
               m_url.scheme() == "http"_L1) {
        probe(outcome.error());
    } else {
        fail(outcome.error());
    }
}

void HttpCall::probe(const HttpFailure &failure)
{
    auto *probe = new ProtocolProbe(
        m_url,
        [this, failure](bool isOtherProtocol) {
            fail(isOtherProtocol ? HttpFailure{HttpFault::NotHttp} : failure);
        },
        this);
    probe->start();
}

void HttpCall::fail(const HttpFailure &failure)
{
    HttpFailure clean = failure;
    clean.text = m_around.connection.token.removedFrom(clean.text);
    for (const SecretHeader &header : m_request.secretHeaders)
        clean.text = header.value.removedFrom(clean.text);
    answer(tl::unexpected<Error>(faultError(clean, placeOf(m_present))));
}

void HttpCall::answer(Answer answer)
{
    const auto promise = std::exchange(m_promise, nullptr);
    if (!promise)
        return;
    promise->addResult(std::move(answer));
    promise->finish();
    deleteLater();
}

} // namespace tidemark::net
