// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/system/export_endpoints.h"

#include <QProcessEnvironment>
#include <QString>

namespace tidemark::net {
class NetworkThread;
}

namespace tidemark::own {

/// Makes the exporter of an address that names its kind before a colon:
///   otlp:URL           OpenTelemetry over HTTP, `/v1/metrics` below the URL
///   prometheus:URL     remote write, at `/api/v1/write` unless the URL has a path
///   statsd:HOST:PORT, dogstatsd:HOST:PORT
///   file:PATH          a line of JSON for each series
///   datadog:           with DD_API_KEY and DD_SITE of the environment
///   cloudwatch:REGION  with the credentials of the AWS tools
/// Fault InvalidArgument: it is none of these, or cannot be. Network and clock outlive the
/// exporters.
[[nodiscard]] metrics::ExporterFactory exporterFactory(net::NetworkThread &network,
                                                       const metrics::Clock &clock,
                                                       QProcessEnvironment environment);

/// The kinds, for a help text.
[[nodiscard]] QString exporterKinds();

} // namespace tidemark::own
