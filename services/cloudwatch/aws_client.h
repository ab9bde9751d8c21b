// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/aws_credentials.h"
#include "services/cloudwatch/signature_v4.h"
#include "services/metrics/clock.h"
#include "services/metrics/export_result.h"
#include "services/net/http_client.h"

#include <atomic>
#include <cstdint>

namespace tidemark::cloudwatch {

/// Which service of AWS, and how.
struct AwsConnection
{
    QByteArray region; ///< as in `eu-central-1`
    QByteArray service = "monitoring";
    QString endpoint = {}; ///< another address than that of the service, for tests and proxies
    net::TlsTrust trust = {};
    /// Of one post, by the deadline at most. Throttling is waited for as well.
    net::RetryLimits retry = {.attempts = 5,
                              .total = std::chrono::minutes(1),
                              .first = std::chrono::milliseconds(200),
                              .longest = std::chrono::seconds(20)};
};

/// The address of a connection. Errors: InvalidArgument for a region that is no name, and those of
/// parseEndpoint().
[[nodiscard]] Result<net::Endpoint> endpointOf(const AwsConnection &connection);

enum class AwsVerdict
{
    Accepted,
    TooBig,  ///< the body; half of it may be taken
    Invalid, ///< something in the body is
    Failed   ///< nothing was done; the same may be taken later
};

/// What became of a post. The error names no key and holds nothing of the answer's text.
struct AwsReply
{
    AwsVerdict verdict = AwsVerdict::Failed;
    Error error = {};     ///< but for Accepted; its detail ends with the type that AWS names
    QByteArray body = {}; ///< of Accepted
};

/// Posts signed requests. Each attempt is signed anew. A refusal whose Date is minutes away from
/// our clock corrects the time of signatures from then on, and is tried again once. Throttling and
/// faults of the network or the service are waited for and repeated; an answer that was lost may
/// so be counted twice, since AWS has no key for it. One thread at a time, which waits, so for
/// workers only.
class AwsClient
{
public:
    struct Post
    {
        QByteArray path = {}; ///< below the endpoint
        std::vector<net::HttpHeader> headers = {};
        QByteArray body = {};
    };

    /// `network` and `clock` outlive it. `endpoint` is endpointOf(connection).
    AwsClient(net::NetworkThread &network, const net::Endpoint &endpoint,
              const AwsConnection &connection, AwsCredentialSource credentials,
              const metrics::Clock &clock);

    [[nodiscard]] AwsReply post(const Post &post, metrics::Deadline deadline);

    /// By how much AWS's clock is ahead of ours, as far as it made a difference.
    [[nodiscard]] std::int64_t clockOffset_ns() const noexcept { return m_offset_ns; }
    [[nodiscard]] std::uint64_t attempts() const noexcept { return m_attempts; }

private:
    [[nodiscard]] Result<net::HttpAnswer>
    attempt(const Post &post, const AwsCredentials &credentials, metrics::Deadline deadline);
    [[nodiscard]] bool correctClock(const net::HttpAnswer &answer);

    const AwsConnection m_connection;
    const AwsCredentialSource m_credentials;
    const metrics::Clock &m_clock;
    net::HttpClient m_client;
    std::atomic<std::int64_t> m_offset_ns = 0;
    std::atomic<std::uint64_t> m_attempts = 0;
};

} // namespace tidemark::cloudwatch
