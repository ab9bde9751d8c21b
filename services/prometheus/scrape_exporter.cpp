// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/scrape_exporter.h"

#include <utility>

namespace tidemark::prometheus {

using Dialect = metrics::PrometheusText::Dialect;

Result<std::shared_ptr<ScrapeExporter>> ScrapeExporter::make(const MetricsEndpointOptions &options)
{
    std::shared_ptr<ScrapeExporter> exporter(new ScrapeExporter(options));
    const auto port = exporter->m_endpoint.start();
    if (!port)
        return failure(port.error());
    exporter->m_port = *port;
    return exporter;
}

ScrapeExporter::ScrapeExporter(const MetricsEndpointOptions &options)
    : m_text(options.text)
    , m_endpoint(
          [this](const metrics::PrometheusText &text) {
              const std::lock_guard lock(m_mutex);
              return text.dialect == Dialect::OpenMetrics ? m_open : m_plain;
          },
          options)
{}

metrics::ExportResult ScrapeExporter::exportMetrics(const metrics::MetricsSnapshot &snapshot,
                                                    metrics::Deadline /*deadline*/)
{
    metrics::PrometheusText text = m_text;
    text.dialect = Dialect::Prometheus;
    std::string plain = text.write(snapshot);
    text.dialect = Dialect::OpenMetrics;
    std::string open = text.write(snapshot);
    const std::lock_guard lock(m_mutex);
    m_plain.swap(plain);
    m_open.swap(open);
    return {};
}

} // namespace tidemark::prometheus
