// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_sender.h"

#include "services/http/gzip_pack.h"
#include "services/net/send_and_wait.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/otlp_parts.h"
#include "services/otlp/otlp_protobuf.h"

#include <QCoreApplication>

#include <algorithm>

namespace tidemark::otlp {
namespace {

struct SenderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::otlp::OtlpSender)
};

constexpr int kTooLong = 413;
constexpr std::int64_t kLongestAnswer_bytes = 4 * net::kMiB;

/// Those after which the protocol has a client try again.
const std::vector<int> &passingStatuses()
{
    static const std::vector<int> statuses{429, 502, 503, 504};
    return statuses;
}

bool isPassing(int status)
{
    const auto &all = passingStatuses();
    return std::find(all.begin(), all.end(), status) != all.end();
}

std::string refusalText(int status)
{
    return SenderText::tr("The receiver refused the metrics (status %1). Look at its address, its "
                          "credentials and its log.")
        .arg(status)
        .toStdString();
}

std::string tooLongText()
{
    return SenderText::tr("One point alone is longer than the receiver takes. It was left out; "
                          "raise the receiver's limit.")
        .toStdString();
}

} // namespace

OtlpSender::OtlpSender(std::shared_ptr<net::HttpClient> client, const metrics::Clock &clock,
                       OtlpSenderOptions options)
    : m_client(std::move(client))
    , m_clock(clock)
    , m_options(std::move(options))
{}

OtlpDelivery OtlpSender::send(OtlpMetrics metrics, metrics::Deadline deadline)
{
    OtlpDelivery delivery;
    std::vector<OtlpMetrics> pieces; // the next one is the last
    pieces.push_back(std::move(metrics));
    while (!pieces.empty()) {
        const OtlpMetrics piece = std::move(pieces.back());
        pieces.pop_back();
        const std::uint64_t points = pointCount(piece);
        if (points == 0)
            continue;
        Answered answered = sendOnce(piece, points, deadline);
        if (answered.step == Step::TooLong && points > 1) {
            auto [first, second] = halvesOf(piece);
            pieces.push_back(std::move(second));
            pieces.push_back(std::move(first));
            const std::lock_guard lock(m_mutex);
            ++m_counts.splits;
            continue;
        }
        if (answered.step == Step::TooLong)
            answered = refuse(tooLongText(), points);
        if (answered.step == Step::Refused)
            delivery = {OtlpOutcome::Refused, std::move(answered.why), {}};
        if (answered.step != Step::Failed)
            continue;
        delivery = {OtlpOutcome::Failed, std::move(answered.why), {}};
        delivery.rest.push_back(piece);
        delivery.rest.insert(delivery.rest.end(), std::make_move_iterator(pieces.rbegin()),
                             std::make_move_iterator(pieces.rend()));
        return delivery;
    }
    return delivery;
}

OtlpSender::Answered OtlpSender::sendOnce(const OtlpMetrics &metrics, std::uint64_t points,
                                          metrics::Deadline deadline)
{
    if (m_clock.steady_ns() < m_notBefore_ns)
        return fail(SenderText::tr("The receiver asked to wait. The metrics are sent later.")
                        .toStdString());
    const QByteArray body =
        m_options.encoding == OtlpEncoding::Json ? toJson(metrics) : toProtobuf(metrics);
    if (body.size() > m_options.longestBody_bytes)
        return {Step::TooLong, {}};
    {
        const std::lock_guard lock(m_mutex);
        ++m_counts.requests;
    }
    const auto answer = net::sendAndWait(*m_client, requestOf(body), deadline);
    if (!answer)
        return fail(answer.error().message.toStdString());
    return judge(*answer, points);
}

net::HttpRequest OtlpSender::requestOf(const QByteArray &body) const
{
    net::HttpRequest request;
    request.method = net::HttpMethod::Post;
    request.path = m_options.path;
    request.headers.push_back({"Content-Type", contentTypeOf(m_options.encoding)});
    for (const auto &[name, value] : m_options.headers)
        request.secretHeaders.push_back({name, value});
    if (m_options.isPacked)
        request.headers.push_back({"Content-Encoding", "gzip"});
    request.body = m_options.isPacked ? http::packGzip(body) : body;
    request.isIdempotent = true; // the protocol has a lost answer asked for again
    request.limits.deadline = m_options.attemptTimeout;
    request.limits.silence = m_options.attemptTimeout;
    request.limits.body_bytes = kLongestAnswer_bytes;
    request.limits.inflated_bytes = kLongestAnswer_bytes;
    request.retry.attempts = m_options.attempts;
    request.retry.first = m_options.firstRetry;
    request.retry.statuses = passingStatuses();
    return request;
}

OtlpSender::Answered OtlpSender::judge(const net::HttpAnswer &answer, std::uint64_t points)
{
    if (answer.isSuccess())
        return accept(answer, points);
    if (answer.status == kTooLong)
        return {Step::TooLong, {}};
    if (!isPassing(answer.status))
        return refuse(refusalText(answer.status), points);
    if (answer.retryAfter)
        m_notBefore_ns = m_clock.steady_ns() + std::chrono::nanoseconds(*answer.retryAfter).count();
    return fail(SenderText::tr("The receiver is busy (status %1). The metrics are sent later.")
                    .arg(answer.status)
                    .toStdString());
}

// An answer that cannot be read says nothing against what its status says.
OtlpSender::Answered OtlpSender::accept(const net::HttpAnswer &answer, std::uint64_t points)
{
    const OtlpAcceptance said =
        acceptanceOf(m_options.encoding, answer.body).value_or(OtlpAcceptance());
    const std::uint64_t rejected =
        std::min(static_cast<std::uint64_t>(std::max<std::int64_t>(said.rejected, 0)), points);
    QString message = said.message;
    for (const auto &[name, value] : m_options.headers)
        message = value.removedFrom(std::move(message));
    const std::lock_guard lock(m_mutex);
    m_counts.rejectedPoints += rejected;
    m_counts.acceptedPoints += points - rejected;
    if (!message.isEmpty())
        m_counts.lastTrouble = message.toStdString();
    return {};
}

OtlpSender::Answered OtlpSender::refuse(std::string why, std::uint64_t points)
{
    const std::lock_guard lock(m_mutex);
    ++m_counts.refusedRequests;
    m_counts.droppedPoints += points;
    m_counts.lastTrouble = why;
    return {Step::Refused, std::move(why)};
}

OtlpSender::Answered OtlpSender::fail(std::string why)
{
    const std::lock_guard lock(m_mutex);
    ++m_counts.failures;
    m_counts.lastTrouble = why;
    return {Step::Failed, std::move(why)};
}

OtlpSenderCounts OtlpSender::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

} // namespace tidemark::otlp
