// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/secret.h"
#include "services/metrics/metrics_exporter.h"
#include "services/metrics/tags.h"
#include "services/metrics/text/prometheus_text.h"
#include "services/net/http_client.h"
#include "services/prometheus/remote_write_message.h"
#include "services/prometheus/server_path.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tidemark::prometheus {

struct RemoteWriteOptions
{
    ServerPath where;  ///< as in `/api/v1/write`
    Secret token = {}; ///< to that origin alone; empty for none
    net::TlsTrust trust = {};
    metrics::Tags labels = {};            ///< of all series
    metrics::PrometheusText text = {};    ///< which names and buckets; its dialect is of no account
    std::size_t seriesPerRequest = 2'000; ///< at least 1
};

struct RemoteWriteCounts
{
    std::int64_t requests = 0; ///< that were answered with success
    std::int64_t samples = 0;  ///< of those, stale markers included
    std::int64_t dropped = 0;  ///< samples that the server refused for good
};

/// Sends what a collector holds to a receiver of Prometheus' remote write 1.0: one sample for each
/// series and export. A series that is in no later snapshot ends with a stale marker.
///
/// 429, 503 and other failures of the server are repeated until the deadline, as HttpClient does;
/// sending the same again changes nothing there. What the server refuses for good (other 4xx) is
/// counted, never sent again, and told as a failure. One thread at a time.
class RemoteWriteExporter final : public metrics::MetricsExporter
{
public:
    /// `network` outlives it.
    RemoteWriteExporter(net::NetworkThread &network, RemoteWriteOptions options);

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;
    /// Ends all series.
    [[nodiscard]] metrics::ExportResult finish(std::int64_t at_ns,
                                               metrics::Deadline deadline) override;

    [[nodiscard]] std::uint64_t lostValues() const override { return m_lost; }
    [[nodiscard]] const RemoteWriteCounts &counts() const noexcept { return m_counts; }

private:
    /// By identityOf() their labels.
    using Known = std::map<std::string, RemoteLabels>;

    void endMissing(std::span<const RemoteSeries> present, std::int64_t time_ms);
    [[nodiscard]] metrics::ExportResult sendAll(std::vector<RemoteSeries> series,
                                                metrics::Deadline deadline);
    [[nodiscard]] metrics::ExportResult send(std::span<const RemoteSeries> series,
                                             metrics::Deadline deadline);
    void noteLive(std::span<const RemoteSeries> series);
    void forgetMarkers(std::span<const RemoteSeries> series);

    RemoteWriteOptions m_options;
    net::HttpClient m_client;
    Known m_live;                                ///< that the server may show as going on
    std::map<std::string, RemoteSeries> m_ended; ///< markers that are not sent yet
    RemoteWriteCounts m_counts;
    std::atomic<std::uint64_t> m_lost = 0; ///< the dropped ones of the counts
};

} // namespace tidemark::prometheus
