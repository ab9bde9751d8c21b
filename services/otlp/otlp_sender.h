// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/metrics/clock.h"
#include "services/metrics/export_result.h"
#include "services/net/http_client.h"
#include "services/otlp/otlp_answer.h"
#include "services/otlp/otlp_metrics.h"

#include <QByteArray>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tidemark::otlp {

struct OtlpSenderOptions
{
    OtlpEncoding encoding = OtlpEncoding::Protobuf;
    bool isPacked = false; ///< gzip
    /// Below the client's endpoint; empty where that is the address for metrics itself.
    QByteArray path = "v1/metrics";
    std::vector<std::pair<QByteArray, Secret>> headers =
        {}; ///< not those that HttpRequest excludes
    qsizetype longestBody_bytes = qsizetype{64} * 1024 * 1024; ///< before packing
    std::chrono::milliseconds attemptTimeout{10'000};
    /// Waits between attempts and their number; a deadline may end them earlier.
    int attempts = 5;
    std::chrono::milliseconds firstRetry{1'000};
};

/// Since the sender began.
struct OtlpSenderCounts
{
    std::uint64_t requests = 0; ///< repetitions not counted
    std::uint64_t acceptedPoints = 0;
    std::uint64_t rejectedPoints = 0; ///< by the receiver, which took the others
    std::uint64_t droppedPoints = 0;  ///< of requests that the receiver will never take
    std::uint64_t refusedRequests = 0;
    std::uint64_t failures = 0; ///< nobody knows, or the receiver wants it later
    std::uint64_t splits = 0;   ///< of requests that were too long
    std::string lastTrouble = {};
};

enum class OtlpOutcome
{
    Accepted, ///< but for points that the counts tell of
    Refused,  ///< some of it for good, so that sending it again is of no use
    Failed    ///< sending the rest again may help
};

struct OtlpDelivery
{
    OtlpOutcome outcome = OtlpOutcome::Accepted;
    std::string why = {};               ///< unless it was accepted: a sentence that says what to do
    std::vector<OtlpMetrics> rest = {}; ///< of a failure: what was not delivered, in order
};

/// Sends metrics to a receiver of OTLP over HTTP, and waits for the answer. By the protocol: what
/// was answered with 429, 502, 503 or 504, or not at all, is sent again, after Retry-After where
/// that is told, also by later calls; every other error is final. A partial success is not
/// repeated. A request that is too long, by the limit or by 413, goes in halves, and a single point
/// that is too long is dropped. A lost answer may lead to points that come twice.
/// One thread at a time, no window's; counts() from any.
/// Source: OTLP specification 1.x, OTLP/HTTP.
class OtlpSender final
{
public:
    /// The clock outlives it. The name of the program belongs into HttpConnection::userAgent.
    OtlpSender(std::shared_ptr<net::HttpClient> client, const metrics::Clock &clock,
               OtlpSenderOptions options = {});

    [[nodiscard]] OtlpDelivery send(OtlpMetrics metrics, metrics::Deadline deadline);
    [[nodiscard]] OtlpSenderCounts counts() const;

private:
    enum class Step
    {
        Accepted,
        Refused,
        Failed,
        TooLong
    };
    struct Answered
    {
        Step step = Step::Accepted;
        std::string why = {};
    };

    [[nodiscard]] Answered sendOnce(const OtlpMetrics &metrics, std::uint64_t points,
                                    metrics::Deadline deadline);
    [[nodiscard]] net::HttpRequest requestOf(const QByteArray &body) const;
    [[nodiscard]] Answered judge(const net::HttpAnswer &answer, std::uint64_t points);
    [[nodiscard]] Answered accept(const net::HttpAnswer &answer, std::uint64_t points);
    [[nodiscard]] Answered refuse(std::string why, std::uint64_t points);
    [[nodiscard]] Answered fail(std::string why);

    const std::shared_ptr<net::HttpClient> m_client;
    const metrics::Clock &m_clock;
    const OtlpSenderOptions m_options;
    std::int64_t m_notBefore_ns = 0; ///< of the steady clock: the receiver asked for it
    mutable std::mutex m_mutex;      ///< of the counts
    OtlpSenderCounts m_counts;
};

} // namespace tidemark::otlp
