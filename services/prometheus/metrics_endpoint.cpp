// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/prometheus/metrics_endpoint.h"

#include "services/http/gzip_pack.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::prometheus {

namespace {

http::HttpServerOptions httpOptions(const MetricsEndpointOptions &options)
{
    http::HttpServerOptions http;
    http.address = options.address;
    http.port = options.port;
    http.limits = options.limits;
    return http;
}

// Messages of this file go to the reader, hence in English.
http::HttpResponse refusal(int status, const QString &message)
{
    http::HttpResponse response;
    response.status = status;
    response.body = http::plainErrorBody(status, message);
    return response;
}

} // namespace

MetricsEndpoint::MetricsEndpoint(Source source, const MetricsEndpointOptions &options)
    : MetricsEndpoint([source = std::move(source)](
                          const metrics::PrometheusText &text) { return text.write(source()); },
                      options)
{}

MetricsEndpoint::MetricsEndpoint(TextSource source, const MetricsEndpointOptions &options)
    : m_source(std::move(source))
    , m_text(options.text)
    , m_http(httpOptions(options), [this](const http::HttpRequest &request, http::HttpReply reply) {
        reply.answer(answerTo(request));
    })
{}

http::HttpResponse MetricsEndpoint::answerTo(const http::HttpRequest &request) const
{
    const auto &segments = request.target.segments;
    if (segments.size() != 1 || segments.first() != "metrics"_L1)
        return refusal(404, u"Only /metrics is answered here."_s);
    if (request.method != http::Method::Get && request.method != http::Method::Head) {
        http::HttpResponse response = refusal(405, u"Metrics are read by GET."_s);
        response.headers.add("Allow", "GET, HEAD");
        return response;
    }
    const QByteArray accept = request.headers.values("Accept").join(", ");
    metrics::PrometheusText text = m_text;
    text.dialect = metrics::PrometheusText::dialectFor(accept.toStdString());
    http::HttpResponse response;
    const std::string_view type = metrics::PrometheusText::contentType(text.dialect);
    response.contentType = QByteArray(type.data(), static_cast<qsizetype>(type.size()));
    response.headers.add("Vary", "Accept, Accept-Encoding");
    response.body = QByteArray::fromStdString(m_source(text));
    if (http::acceptsGzip(request.headers.values("Accept-Encoding").join(", "))) {
        response.body = http::packGzip(response.body);
        response.headers.add("Content-Encoding", "gzip");
    }
    return response;
}

} // namespace tidemark::prometheus
