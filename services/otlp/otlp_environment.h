// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/net/url_rules.h"
#include "services/otlp/otlp_sender.h"

#include <QProcessEnvironment>
#include <QString>

namespace tidemark::otlp {

/// Where metrics go by OTLP, and how.
struct OtlpTarget
{
    net::Endpoint endpoint;
    OtlpSenderOptions sender;
};

/// What the environment says in OTEL_EXPORTER_OTLP_METRICS_… and, where that is not set, in
/// OTEL_EXPORTER_OTLP_…: ENDPOINT (below which it is `v1/metrics`; that of METRICS is the address
/// itself), HEADERS (`name=value,name=value`, percent-encoded), TIMEOUT (ms), COMPRESSION (`gzip`,
/// `none`), PROTOCOL (`http/protobuf`, `http/json`). Empty is not set. Without an endpoint it is
/// http://localhost:4318. An `endpoint` that is given here counts instead of the environment's.
/// Errors: InvalidArgument, which names the variable and never its value; those of
/// net::parseEndpoint(). Source: OpenTelemetry specification, "OTLP Exporter Configuration".
[[nodiscard]] Result<OtlpTarget> otlpTargetOf(const QProcessEnvironment &environment,
                                              const QString &endpoint = {});

} // namespace tidemark::otlp
