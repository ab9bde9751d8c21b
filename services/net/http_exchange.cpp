// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/net/http_exchange.h"

#include "services/net/one_shot_body.h"
#include "services/net/reply_error.h"
#include "services/net/retry_after.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QSslCertificate>
#include <QSslError>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::net {
namespace {

// Qt holds at most this much for us to fetch.
constexpr qint64 kReadBuffer_bytes = kMiB;

constexpr std::int64_t kNoLength = -1;
constexpr std::int64_t kBadLength = -2; // a header that cannot be a length

// The announced length of a body that is not chunked.
std::int64_t announcedLength(const QNetworkReply &reply)
{
    if (reply.hasRawHeader("Transfer-Encoding") || !reply.hasRawHeader("Content-Length"))
        return kNoLength;
    const QByteArray text = reply.rawHeader("Content-Length").trimmed();
    bool isNumber = false;
    const std::int64_t length = text.toLongLong(&isNumber);
    return isNumber && length >= 0 && !text.startsWith('+') ? length : kBadLength;
}

int statusOf(const QNetworkReply &reply)
{
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool hasNoBody(int status)
{
    return status == 204 || status == 304;
}

// A date to wait for is one of the server's clock; this machine's may be a day off.
Timestamp serversNow(const QNetworkReply &reply)
{
    const Timestamp now = Timestamp::now();
    return parseHttpDate(reply.rawHeader("Date"), now).value_or(now);
}

} // namespace

HttpExchange::HttpExchange(QNetworkAccessManager &manager, ExchangePlan plan,
                           std::function<void(Outcome)> whenDone, QObject *parent)
    : QObject(parent)
    , m_manager(manager)
    , m_plan(std::move(plan))
    , m_whenDone(std::move(whenDone))
    , m_decoder(m_plan.limits.body_bytes, m_plan.limits.inflated_bytes)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        abort({HttpFault::Deadline, {}, m_plan.limits.deadline.count()});
    });
}

HttpExchange::~HttpExchange()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

void HttpExchange::start()
{
    m_deadline.start(m_plan.deadline);
    send();
    connectReply();
}

void HttpExchange::abort(const HttpFailure &failure)
{
    if (!m_failure)
        m_failure = failure;
    m_deadline.stop();
    // Deleting the reply drops the connection. Its abort() would too, but complains when the server
    // ends the connection at the same time.
    finish(tl::unexpected<HttpFailure>(*m_failure));
}

QNetworkRequest HttpExchange::networkRequest() const
{
    QNetworkRequest request(m_plan.url);
    request.setSslConfiguration(m_plan.tls);
    request.setTransferTimeout(static_cast<int>(m_plan.limits.silence.count()));
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    for (const HttpHeader &header : m_plan.headers)
        request.setRawHeader(header.name, header.value);
    request.setRawHeader("Accept-Encoding", "gzip"); // set by hand: Qt then unpacks nothing
    if (!m_plan.token.isEmpty())
        request.setRawHeader("Authorization", "Bearer " + m_plan.token.reveal().toByteArray());
    for (const SecretHeader &header :
         m_plan.secretHeaders) // after the token, whose place one takes
        request.setRawHeader(header.name, header.value.reveal().toByteArray());
    return request;
}

void HttpExchange::send()
{
    const QNetworkRequest request = networkRequest();
    if (m_plan.method == HttpMethod::Get) {
        m_reply = m_manager.get(request);
        return;
    }
    auto *body = new OneShotBody(m_plan.body, this);
    m_reply = m_manager.sendCustomRequest(request, verbOf(m_plan.method), body);
    body->setParent(m_reply);
}

void HttpExchange::connectReply()
{
    m_reply->setReadBufferSize(kReadBuffer_bytes);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpExchange::onHead);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpExchange::onBytes);
    connect(m_reply, &QNetworkReply::sslErrors, this, &HttpExchange::onTlsErrors);
    connect(m_reply, &QNetworkReply::finished, this, &HttpExchange::onFinished);
    if (m_plan.peerSeen)
        connectPeer();
}

void HttpExchange::connectPeer()
{
    connect(m_reply, &QNetworkReply::encrypted, this, [this] {
        m_peer = peerSeenBy(m_reply->sslConfiguration());
        m_plan.peerSeen(m_peer);
    });
    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_peer.isConnected = true;
        m_plan.peerSeen(m_peer);
    });
}

void HttpExchange::onHead()
{
    const std::int64_t length = announcedLength(*m_reply);
    if (length > m_plan.limits.body_bytes)
        abort({HttpFault::TooBig, u"announced length"_s, m_plan.limits.body_bytes});
}

void HttpExchange::onBytes()
{
    if (m_failure || !m_reply->isOpen())
        return;
    if (!std::exchange(m_hasBegun, true)) {
        if (auto wrong = m_decoder.begin(m_reply->rawHeader("Content-Encoding"))) {
            abort(*wrong);
            return;
        }
    }
    const QByteArray bytes = m_reply->readAll();
    if (auto wrong = m_decoder.feed(bytes)) {
        abort(*wrong);
        return;
    }
    if (!m_plan.progress || bytes.isEmpty())
        return;
    HttpProgress progress{m_decoder.wire_bytes(), std::nullopt};
    if (const std::int64_t length = announcedLength(*m_reply); length >= 0)
        progress.expected_bytes = length;
    m_plan.progress(progress);
}

void HttpExchange::onTlsErrors(const QList<QSslError> &errors)
{
    const QSslCertificate shown = m_reply->sslConfiguration().peerCertificate();
    const bool isAllowed = std::all_of(errors.begin(), errors.end(), [&](const QSslError &error) {
        return pinAllows(m_plan.trust, shown, error);
    });
    if (isAllowed)
        m_reply->ignoreSslErrors(errors); // the pinned certificate, and these errors only
    else
        m_tlsFault = tlsFaultOf(m_plan.trust, shown, errors);
    if (m_plan.peerSeen && m_tlsFault)
        m_plan.peerSeen(peerSeenBy(m_reply->sslConfiguration()));
}

void HttpExchange::onFinished()
{
    m_deadline.stop();
    if (!m_failure)
        onBytes();
    finish(outcome());
}

void HttpExchange::finish(Outcome result)
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->deleteLater();
        m_reply.clear();
    }
    if (auto whenDone = std::exchange(m_whenDone, {}))
        whenDone(std::move(result));
}

HttpExchange::Outcome HttpExchange::outcome()
{
    if (m_failure)
        return tl::unexpected<HttpFailure>(*m_failure);
    const QNetworkReply::NetworkError error = m_reply->error();
    const int status = statusOf(*m_reply);
    if (m_tlsFault || !isAnswer(error, status))
        return tl::unexpected<HttpFailure>(transportFailure());
    if (auto wrong = lengthFailure())
        return tl::unexpected<HttpFailure>(*wrong);
    return answer();
}

std::optional<HttpFailure> HttpExchange::lengthFailure() const
{
    const std::int64_t length = announcedLength(*m_reply);
    if (length == kBadLength)
        return HttpFailure{HttpFault::Malformed, u"Content-Length"_s};
    if (length >= 0 && !hasNoBody(statusOf(*m_reply)) && m_decoder.wire_bytes() != length)
        return HttpFailure{HttpFault::CutOff, u"Content-Length"_s};
    return m_decoder.finish();
}

HttpAnswer HttpExchange::answer()
{
    HttpAnswer answer;
    answer.status = statusOf(*m_reply);
    for (const auto &[name, value] : m_reply->rawHeaderPairs())
        answer.headers.push_back({name, value});
    answer.body = m_decoder.takeBody();
    answer.endIsProven =
        hasNoBody(answer.status) || announcedLength(*m_reply) != kNoLength || m_decoder.provesEnd();
    answer.url = m_plan.url;
    if (m_reply->hasRawHeader("Retry-After"))
        answer.retryAfter =
            parseRetryAfter(m_reply->rawHeader("Retry-After"), serversNow(*m_reply));
    return answer;
}

HttpFailure HttpExchange::transportFailure() const
{
    if (m_tlsFault)
        return {*m_tlsFault, m_reply->errorString()};
    if (announcedLength(*m_reply) == kBadLength)
        return {HttpFault::Malformed, u"Content-Length"_s}; // what Qt makes of it depends on timing
    const HttpFault fault = faultOfReply(m_reply->error(), statusOf(*m_reply));
    const bool isSilence = fault == HttpFault::Silence;
    return {fault, m_reply->errorString(), isSilence ? m_plan.limits.silence.count() : 0};
}

} // namespace tidemark::net
