// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/aws_client.h"

#include "services/cloudwatch/aws_refusal.h"
#include "services/net/retry_after.h"
#include "services/net/send_and_wait.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;

namespace tidemark::cloudwatch {

using std::chrono::milliseconds;

namespace {

struct ClientText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::cloudwatch::AwsClient)
};

// AWS takes signatures that are up to five minutes away from its own time.
constexpr std::int64_t kNoticed_ns = std::int64_t{4} * 60 * 1'000'000'000;
constexpr int kThrottled = 429;

net::HttpConnection httpConnection(const net::Endpoint &endpoint, const AwsConnection &connection)
{
    net::HttpConnection http;
    http.endpoint = endpoint;
    http.trust = connection.trust;
    return http;
}

net::AttemptOutcome outcomeOf(const Result<net::HttpAnswer> &answer)
{
    if (!answer)
        return {0, net::faultOf(answer.error()).value_or(net::HttpFault::Other), std::nullopt};
    const bool isThrottled = isThrottling(*answer, refusalType(*answer));
    return {isThrottled ? kThrottled : answer->status, std::nullopt, answer->retryAfter};
}

AwsReply replyOf(const Result<net::HttpAnswer> &answer)
{
    if (!answer)
        return {AwsVerdict::Failed, answer.error(), {}};
    if (answer->isSuccess())
        return {AwsVerdict::Accepted, {}, answer->body};
    const QByteArray type = refusalType(*answer);
    const Error error = refusalError(*answer, type);
    if (isTooBig(*answer, type))
        return {AwsVerdict::TooBig, error, {}};
    const bool isOther = isThrottling(*answer, type) || !isInvalid(*answer, type);
    return {isOther ? AwsVerdict::Failed : AwsVerdict::Invalid, error, {}};
}

} // namespace

Result<net::Endpoint> endpointOf(const AwsConnection &connection)
{
    const bool isName = !connection.region.isEmpty() &&
                        std::all_of(connection.region.begin(), connection.region.end(), [](char c) {
                            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                        });
    if (!isName)
        return failure(ErrorCode::InvalidArgument,
                       ClientText::tr("This is no AWS region: \"%1\". Use one such as "
                                      "eu-central-1.")
                           .arg(QString::fromUtf8(connection.region)),
                       u"aws.region"_s);
    if (!connection.endpoint.isEmpty())
        return net::parseEndpoint(connection.endpoint);
    return net::parseEndpoint(u"https://%1.%2.amazonaws.com%3"_s.arg(
        QString::fromLatin1(connection.service), QString::fromLatin1(connection.region),
        connection.region.startsWith("cn-") ? u".cn"_s : u""_s));
}

AwsClient::AwsClient(net::NetworkThread &network, const net::Endpoint &endpoint,
                     const AwsConnection &connection, AwsCredentialSource credentials,
                     const metrics::Clock &clock)
    : m_connection(connection)
    , m_credentials(std::move(credentials))
    , m_clock(clock)
    , m_client(network, httpConnection(endpoint, connection))
{}

AwsReply AwsClient::post(const Post &post, metrics::Deadline deadline)
{
    const auto credentials = m_credentials();
    if (!credentials)
        return {AwsVerdict::Failed, credentials.error(), {}};
    const auto begin = std::chrono::steady_clock::now();
    net::RetryPolicy policy(m_connection.retry, true,
                            [] { return QRandomGenerator::global()->generateDouble(); });
    bool wasCorrected = false;
    while (true) {
        const auto answer = attempt(post, *credentials, deadline);
        if (answer && !wasCorrected && correctClock(*answer)) {
            wasCorrected = true;
            continue;
        }
        const auto now = std::chrono::steady_clock::now();
        const auto wait = policy.waitAfter(outcomeOf(answer),
                                           std::chrono::duration_cast<milliseconds>(now - begin));
        if (!wait || now + *wait >= deadline)
            return replyOf(answer);
        std::this_thread::sleep_for(*wait);
    }
}

Result<net::HttpAnswer> AwsClient::attempt(const Post &post, const AwsCredentials &credentials,
                                           metrics::Deadline deadline)
{
    const auto url = net::urlBelow(m_client.endpoint(), post.path, {});
    if (!url)
        return tl::unexpected<Error>(url.error());
    SignedRequest toSign;
    toSign.path = url->path(QUrl::FullyEncoded).toLatin1();
    toSign.headers = post.headers;
    toSign.headers.push_back({"Host", net::placeOf(*url).toLatin1()});
    toSign.body = post.body;

    net::HttpRequest request;
    request.method = net::HttpMethod::Post;
    request.path = post.path;
    request.headers = post.headers;
    request.secretHeaders =
        signatureHeaders(toSign, credentials, {m_connection.region, m_connection.service},
                         Timestamp(m_clock.wall_ns() + m_offset_ns));
    request.body = post.body;
    request.retry.attempts = 1; // each one is signed anew
    ++m_attempts;
    return net::sendAndWait(m_client, std::move(request), deadline);
}

bool AwsClient::correctClock(const net::HttpAnswer &answer)
{
    const bool isRefusal = answer.status == 400 || answer.status == 401 || answer.status == 403;
    const Timestamp now(m_clock.wall_ns());
    const auto theirs = net::parseHttpDate(answer.header("Date"), now);
    if (!isRefusal || !theirs)
        return false;
    const std::int64_t offset_ns = theirs->posixNs() - now.posixNs();
    if (std::abs(offset_ns - m_offset_ns) < kNoticed_ns)
        return false;
    m_offset_ns = offset_ns;
    return true;
}

} // namespace tidemark::cloudwatch
