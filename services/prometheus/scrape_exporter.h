// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_exporter.h"
#include "services/prometheus/metrics_endpoint.h"

#include <memory>
#include <mutex>
#include <string>

namespace tidemark::prometheus {

/// Serves what was exported last to Prometheus and others who ask for it, at /metrics: see
/// MetricsEndpoint. Until then it has nothing to tell.
class ScrapeExporter final : public metrics::MetricsExporter
{
public:
    /// Listens from now on. Errors: those of MetricsEndpoint::start().
    [[nodiscard]] static Result<std::shared_ptr<ScrapeExporter>>
    make(const MetricsEndpointOptions &options);

    [[nodiscard]] metrics::ExportResult exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                      metrics::Deadline deadline) override;
    [[nodiscard]] quint16 port() const noexcept { return m_port; }

private:
    explicit ScrapeExporter(const MetricsEndpointOptions &options);

    const metrics::PrometheusText m_text;
    std::mutex m_mutex; ///< of the texts, one of each dialect
    std::string m_plain;
    std::string m_open = "# EOF\n";
    quint16 m_port = 0;
    MetricsEndpoint m_endpoint; // ends first
};

} // namespace tidemark::prometheus
