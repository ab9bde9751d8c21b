// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/cloudwatch_sender.h"

#include "services/cloudwatch/otlp_datums.h"
#include "services/cloudwatch/put_metric_data.h"
#include "services/logging.h"
#include "services/otlp/otlp_answer.h"
#include "services/otlp/otlp_protobuf.h"

#include <QCoreApplication>

#include <algorithm>
#include <vector>

using namespace Qt::StringLiterals;

namespace tidemark::cloudwatch {
namespace {

struct SenderText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::cloudwatch::CloudWatchSender)
};

constexpr const char *kTarget = "GraniteServiceVersion20100801.PutMetricData";

} // namespace

Result<std::unique_ptr<CloudWatchSender>> CloudWatchSender::make(net::NetworkThread &network,
                                                                 const CloudWatchOptions &options,
                                                                 AwsCredentialSource credentials,
                                                                 const metrics::Clock &clock)
{
    if (auto sound = checkNamespace(options.nameSpace); !sound)
        return tl::unexpected<Error>(sound.error());
    const auto endpoint = endpointOf(options.aws);
    if (!endpoint)
        return tl::unexpected<Error>(endpoint.error());
    return std::unique_ptr<CloudWatchSender>(
        new CloudWatchSender(network, *endpoint, options, std::move(credentials), clock));
}

CloudWatchSender::CloudWatchSender(net::NetworkThread &network, const net::Endpoint &endpoint,
                                   const CloudWatchOptions &options,
                                   AwsCredentialSource credentials, const metrics::Clock &clock)
    : m_options(options)
    , m_clock(clock)
    , m_client(network, endpoint, options.aws, std::move(credentials), clock)
{}

metrics::ExportResult CloudWatchSender::send(std::span<const CloudWatchDatum> datums,
                                             const OnDone &onDone, metrics::Deadline deadline)
{
    std::vector<CloudWatchDatum> good;
    std::vector<std::size_t> origins;
    std::vector<QByteArray> texts;
    for (std::size_t i = 0; i < datums.size(); ++i) {
        if (const auto sound = checkDatum(datums[i], m_clock.wall_ns() + m_client.clockOffset_ns());
            !sound) {
            noteRefusal(sound.error().message, 1);
            onDone(i);
            continue;
        }
        good.push_back(datums[i]);
        origins.push_back(i);
        texts.push_back(m_options.shape == CloudWatchShape::Otlp
                            ? otlp::toProtobuf(otlpOf({&datums[i], 1}, m_options.nameSpace))
                            : metricDatumJson(datums[i]));
    }
    Error error;
    const auto sendPiece = [&](metrics::Piece piece) {
        const auto part = std::span(good).subspan(piece.begin, piece.size());
        const AwsReply reply = m_client.post(
            postOf(part, std::span(texts).subspan(piece.begin, piece.size())), deadline);
        if (reply.verdict == AwsVerdict::Accepted) {
            noteAnswer(reply.body, piece.size());
            std::for_each(origins.begin() + std::ptrdiff_t(piece.begin),
                          origins.begin() + std::ptrdiff_t(piece.end), onDone);
            return metrics::PieceOutcome::Taken;
        }
        error = reply.error;
        return reply.verdict == AwsVerdict::Failed ? metrics::PieceOutcome::Failed
                                                   : metrics::PieceOutcome::Divided;
    };
    const auto refused = [&](std::size_t item) {
        noteRefusal(error.message, 1);
        onDone(origins[item]);
    };
    if (metrics::sendInPieces(requestPieces(texts), m_options.mostDivisions, sendPiece, refused))
        return {};
    qCDebug(lcServices).noquote() << "CloudWatch:" << error.detail;
    return metrics::ExportResult::failed(error.message.toStdString());
}

AwsClient::Post CloudWatchSender::postOf(std::span<const CloudWatchDatum> datums,
                                         std::span<const QByteArray> texts) const
{
    if (m_options.shape == CloudWatchShape::Otlp)
        return {"v1/metrics",
                {{"Content-Type", "application/x-protobuf"}},
                otlp::toProtobuf(otlpOf(datums, m_options.nameSpace))};
    return {{},
            {{"Content-Type", "application/x-amz-json-1.0"}, {"X-Amz-Target", kTarget}},
            putMetricDataBody(m_options.nameSpace, texts)};
}

void CloudWatchSender::noteAnswer(const QByteArray &body, std::size_t datums)
{
    std::uint64_t rejected = 0;
    if (m_options.shape == CloudWatchShape::Otlp) {
        const auto said = otlp::acceptanceOf(otlp::OtlpEncoding::Protobuf, body);
        if (said && said->rejected > 0)
            rejected = std::min<std::uint64_t>(static_cast<std::uint64_t>(said->rejected), datums);
    }
    if (rejected > 0)
        noteRefusal(SenderText::tr("CloudWatch did not take some of the metrics. Check their "
                                   "names, dimensions and values."),
                    rejected);
    const std::lock_guard lock(m_mutex);
    m_counts.sentDatums += datums - rejected;
}

void CloudWatchSender::noteRefusal(const QString &why, std::uint64_t datums)
{
    const std::lock_guard lock(m_mutex);
    m_counts.refusedDatums += datums;
    m_counts.lastRefusal = why.toStdString();
}

CloudWatchCounts CloudWatchSender::counts() const
{
    const std::lock_guard lock(m_mutex);
    CloudWatchCounts counts = m_counts;
    counts.requests = m_client.attempts();
    counts.clockOffset_ns = m_client.clockOffset_ns();
    return counts;
}

} // namespace tidemark::cloudwatch
