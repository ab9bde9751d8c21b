// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/scrape_client.h"

#include "services/exchange/await.h"
#include "services/prometheus/exposition_reader.h"

#include <algorithm>
#include <utility>

namespace tidemark::prometheus {

namespace {

net::HttpConnection connectionTo(const ScrapeTarget &target, Secret token, net::TlsTrust trust)
{
    net::HttpConnection connection;
    connection.endpoint = target.where.endpoint;
    connection.token = std::move(token);
    connection.trust = std::move(trust);
    return connection;
}

} // namespace

std::chrono::milliseconds ScrapeClient::deadlineFor(std::chrono::milliseconds interval)
{
    constexpr std::chrono::milliseconds kShortest{1'000};
    return std::min(kDeadline, std::max(interval, kShortest));
}

ScrapeClient::ScrapeClient(net::NetworkThread &network, ScrapeTarget target, Secret token,
                           std::chrono::milliseconds deadline, net::TlsTrust trust)
    : m_target(std::move(target))
    , m_client(network, connectionTo(m_target, std::move(token), std::move(trust)))
    , m_deadline(deadline)
{}

Result<ScrapeAnswer> ScrapeClient::fetch(const std::stop_token &stop)
{
    constexpr double kMsPerSecond = 1'000;
    net::HttpRequest request;
    request.path = m_target.where.path;
    request.query = m_target.where.query;
    request.headers.push_back(
        {"Accept", "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5"});
    request.headers.push_back(
        {"X-Prometheus-Scrape-Timeout-Seconds",
         QByteArray::number(static_cast<double>(m_deadline.count()) / kMsPerSecond)});
    request.isIdempotent = true;
    request.limits.deadline = m_deadline;
    request.limits.silence = m_deadline;
    request.limits.body_bytes = static_cast<std::int64_t>(ExpositionLimits::kText_bytes);
    request.limits.inflated_bytes = static_cast<std::int64_t>(ExpositionLimits::kText_bytes);
    request.retry.attempts = 1;
    const auto answer = exchange::awaitAnswer(m_client.send(std::move(request), stop), stop);
    if (!answer)
        return failure(answer.error());
    if (!answer->isSuccess())
        return failure(net::statusError(*answer));
    return ScrapeAnswer{answer->header("Content-Type"), answer->body};
}

} // namespace tidemark::prometheus
