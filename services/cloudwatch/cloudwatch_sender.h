// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/cloudwatch/aws_client.h"
#include "services/cloudwatch/cloudwatch_datum.h"
#include "services/metrics/send_in_pieces.h"

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>

namespace tidemark::cloudwatch {

/// In which shape data goes to CloudWatch.
enum class CloudWatchShape
{
    PutMetricData, ///< AWS JSON 1.0
    Otlp           ///< OpenTelemetry in protobuf, to /v1/metrics
};

struct CloudWatchOptions
{
    AwsConnection aws = {};
    CloudWatchShape shape = CloudWatchShape::PutMetricData;
    QString nameSpace = QStringLiteral("Tidemark"); ///< with OTLP the name of the scope
    /// Requests that are divided for what is not taken in them, in one export.
    std::size_t mostDivisions = 64;
};

struct CloudWatchCounts
{
    std::uint64_t requests = 0;      ///< attempts, the refused ones included
    std::uint64_t sentDatums = 0;    ///< that were accepted
    std::uint64_t refusedDatums = 0; ///< that CloudWatch does not take; they are gone
    std::int64_t clockOffset_ns = 0; ///< see AwsClient
    std::string lastRefusal = {};    ///< one sentence; stays
};

/// Sends datums to CloudWatch in as many requests as its limits want. One that CloudWatch does not
/// take is left out and counted, so that it keeps no other one back. One thread at a time, which
/// waits, so for workers only; counts() on any thread.
class CloudWatchSender
{
public:
    /// Done with the datum of that index: it was accepted, or is never to be.
    using OnDone = std::function<void(std::size_t index)>;

    /// `network` and `clock` outlive it. Errors: InvalidArgument for a region, an endpoint or a
    /// namespace that cannot be.
    [[nodiscard]] static Result<std::unique_ptr<CloudWatchSender>>
    make(net::NetworkThread &network, const CloudWatchOptions &options,
         AwsCredentialSource credentials, const metrics::Clock &clock);

    /// After a failure what OnDone was not called for is to be sent again.
    [[nodiscard]] metrics::ExportResult send(std::span<const CloudWatchDatum> datums,
                                             const OnDone &onDone, metrics::Deadline deadline);
    [[nodiscard]] CloudWatchCounts counts() const;

private:
    CloudWatchSender(net::NetworkThread &network, const net::Endpoint &endpoint,
                     const CloudWatchOptions &options, AwsCredentialSource credentials,
                     const metrics::Clock &clock);

    [[nodiscard]] AwsClient::Post postOf(std::span<const CloudWatchDatum> datums,
                                         std::span<const QByteArray> texts) const;
    void noteAnswer(const QByteArray &body, std::size_t datums);
    void noteRefusal(const QString &why, std::uint64_t datums);

    const CloudWatchOptions m_options;
    const metrics::Clock &m_clock;
    AwsClient m_client;
    mutable std::mutex m_mutex; ///< of the counts
    CloudWatchCounts m_counts;
};

} // namespace tidemark::cloudwatch
