// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/remote_write_exporter.h"

#include "services/net/send_and_wait.h"
#include "services/prometheus/remote_write_series.h"

#include <algorithm>
#include <set>
#include <utility>

namespace tidemark::prometheus {

using metrics::ExportResult;

namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr int kTooManyRequests = 429;
constexpr int kRequestTimeout = 408; // the server's own wait, which says nothing of the request

net::HttpConnection connectionTo(const RemoteWriteOptions &options)
{
    net::HttpConnection connection;
    connection.endpoint = options.where.endpoint;
    connection.token = options.token;
    connection.trust = options.trust;
    return connection;
}

bool isRefusedForGood(int status)
{
    return status >= 400 && status < 500 && status != kTooManyRequests && status != kRequestTimeout;
}

bool isMarker(const RemoteSeries &series)
{
    return std::bit_cast<std::uint64_t>(series.samples.back().value) == kStaleMarkerBits;
}

} // namespace

RemoteWriteExporter::RemoteWriteExporter(net::NetworkThread &network, RemoteWriteOptions options)
    : m_options(std::move(options))
    , m_client(network, connectionTo(m_options))
{}

ExportResult RemoteWriteExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                metrics::Deadline deadline)
{
    auto series = remoteSeriesOf(snapshot, m_options.text, m_options.labels);
    if (!series)
        return ExportResult::failed(series.error().message.toStdString());
    endMissing(*series, snapshot.at_ns / kNsPerMs);
    return sendAll(*std::move(series), deadline);
}

ExportResult RemoteWriteExporter::finish(std::int64_t at_ns, metrics::Deadline deadline)
{
    endMissing({}, at_ns / kNsPerMs);
    return sendAll({}, deadline);
}

void RemoteWriteExporter::endMissing(std::span<const RemoteSeries> present, std::int64_t time_ms)
{
    std::set<std::string> identities;
    for (const RemoteSeries &series : present) {
        const auto identity = identities.insert(identityOf(series.labels)).first;
        m_ended.erase(*identity); // it goes on
    }
    std::erase_if(m_live, [&](const auto &known) {
        const bool hasEnded = !identities.contains(known.first);
        if (hasEnded)
            m_ended.insert_or_assign(known.first,
                                     RemoteSeries{known.second, {{staleMarker(), time_ms}}});
        return hasEnded;
    });
}

ExportResult RemoteWriteExporter::sendAll(std::vector<RemoteSeries> series,
                                          metrics::Deadline deadline)
{
    for (const auto &[identity, marker] : m_ended)
        series.push_back(marker);
    ExportResult result;
    std::span<const RemoteSeries> left = series;
    while (!left.empty()) {
        const auto part =
            left.first(std::min(left.size(), std::max<std::size_t>(m_options.seriesPerRequest, 1)));
        noteLive(part); // a lost answer may have been one of success
        const std::int64_t dropped = m_counts.dropped;
        const ExportResult sent = send(part, deadline);
        const bool isSettled = sent.isDone || m_counts.dropped > dropped;
        if (!sent.isDone)
            result = sent;
        if (!isSettled)
            break; // the rest would fare no better; totals make good for it
        forgetMarkers(part);
        left = left.subspan(part.size());
    }
    return result;
}

ExportResult RemoteWriteExporter::send(std::span<const RemoteSeries> series,
                                       metrics::Deadline deadline)
{
    const auto count = static_cast<std::int64_t>(series.size()); // of one sample each
    net::HttpRequest request;
    request.method = net::HttpMethod::Post;
    request.path = m_options.where.path;
    request.query = m_options.where.query;
    request.headers = {{"Content-Type", "application/x-protobuf"},
                       {"Content-Encoding", "snappy"},
                       {"X-Prometheus-Remote-Write-Version", "0.1.0"}};
    request.body = packSnappy(toWriteRequest(series));
    request.isIdempotent = true; // a sample that is there already is taken again
    const auto answer = net::sendAndWait(m_client, std::move(request), deadline);
    if (!answer)
        return ExportResult::failed(answer.error().message.toStdString());
    if (!answer->isSuccess()) {
        if (isRefusedForGood(answer->status)) {
            m_counts.dropped += count;
            m_lost = static_cast<std::uint64_t>(m_counts.dropped);
        }
        return ExportResult::failed(net::statusError(*answer).message.toStdString());
    }
    ++m_counts.requests;
    m_counts.samples += count;
    return {};
}

void RemoteWriteExporter::noteLive(std::span<const RemoteSeries> series)
{
    for (const RemoteSeries &each : series) {
        if (!isMarker(each))
            m_live.insert_or_assign(identityOf(each.labels), each.labels);
    }
}

void RemoteWriteExporter::forgetMarkers(std::span<const RemoteSeries> series)
{
    for (const RemoteSeries &each : series) {
        if (isMarker(each))
            m_ended.erase(identityOf(each.labels));
    }
}

} // namespace tidemark::prometheus
