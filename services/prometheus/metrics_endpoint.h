// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/http/http_limits.h"
#include "services/http/http_server.h"
#include "services/metrics/text/prometheus_text.h"

#include <QString>

#include <functional>
#include <string>

namespace tidemark::prometheus {

struct MetricsEndpointOptions
{
    QString address = QStringLiteral("127.0.0.1"); ///< see HttpServerOptions::address
    quint16 port = 0;                              ///< 0: a free one
    metrics::PrometheusText text = {};             ///< its dialect is what the reader asks for
    http::HttpLimits limits;
};

/// Serves what a collector holds to Prometheus and others who ask for it: GET /metrics, in text
/// 0.0.4, or in OpenMetrics 1.0 for who accepts that, packed for who accepts gzip. Live values have
/// no timestamps. Only this machine reaches it. One thread owns the object.
class MetricsEndpoint final
{
public:
    /// Takes the snapshot for one answer, on the server's thread, soon; what it throws is
    /// answered with 500. It outlives the endpoint with all that it names.
    using Source = std::function<metrics::MetricsSnapshot()>;
    /// The same of one that has the text itself, in the dialect that is asked for.
    using TextSource = std::function<std::string(const metrics::PrometheusText &)>;

    MetricsEndpoint(TextSource source, const MetricsEndpointOptions &options);
    MetricsEndpoint(Source source, const MetricsEndpointOptions &options);

    /// Listens, and answers with the port. Errors: those of HttpServer::start().
    [[nodiscard]] Result<quint16> start() { return m_http.start(); }
    void stop() { m_http.stop(); }
    [[nodiscard]] http::HttpStatistics statistics() const { return m_http.statistics(); }

private:
    [[nodiscard]] http::HttpResponse answerTo(const http::HttpRequest &request) const;

    TextSource m_source;
    metrics::PrometheusText m_text;
    http::HttpServer m_http; // ends first
};

} // namespace tidemark::prometheus
