// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/http/http_limits.h"
#include "services/http/http_server.h"
#include "services/otlp/otlp_queue.h"
#include "services/otlp/otlp_sink.h"

#include <QString>

#include <cstddef>

namespace tidemark::otlp {

/// The port that OTLP over HTTP has by custom.
inline constexpr quint16 kOtlpPort = 4318;

struct OtlpReceiverOptions
{
    QString address = QStringLiteral("127.0.0.1"); ///< see HttpServerOptions::address
    quint16 port = kOtlpPort;                      ///< 0: a free one
    bool isOpenToOthers = false;     ///< see HttpServerOptions; they may call it by its name, too
    std::size_t queuedRequests = 32; ///< that wait while others are stored; one more gets 503
    http::HttpLimits limits;
};

/// Takes OpenTelemetry metrics by POST /v1/metrics, in protobuf or JSON, gzip or not, chunked or
/// not. 200 says that all is durable but what partialSuccess tells; 503 with Retry-After that the
/// same may be sent again. Only this machine
/// reaches it unless a person wants it otherwise, since OTLP knows no tokens here. One
/// thread owns the object; only statistics() may be called from any.
class OtlpReceiver final
{
public:
    /// The sink outlives it.
    OtlpReceiver(OtlpSink &sink, const OtlpReceiverOptions &options);
    ~OtlpReceiver(); // stops
    OtlpReceiver(const OtlpReceiver &) = delete;
    OtlpReceiver &operator=(const OtlpReceiver &) = delete;

    /// Listens, and answers with the port. Errors: those of HttpServer::start().
    [[nodiscard]] Result<quint16> start();
    /// Closes all connections and waits until nothing is being stored. For good.
    void stop();
    [[nodiscard]] http::HttpStatistics statistics() const { return m_http.statistics(); }

private:
    OtlpQueue m_queue;
    http::HttpServer m_http; // ends first
};

} // namespace tidemark::otlp
