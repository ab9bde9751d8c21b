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
///   otlp:URL           OpenTelemetry over HTTP, `/v1/metrics` below the URL; how is said by
///                      OTEL_EXPORTER_OTLP_... of the environment (otlp::otlpTargetOf())
///   prometheus:URL     remote write, at `/api/v1/write` unless the URL has a path
///   statsd:HOST:PORT, dogstatsd:HOST:PORT
///   file:PATH          a line of JSON for each series
///   emf:PATH           lines of CloudWatch's embedded metric format, for an agent; `-` for
///                      standard output
///   datadog:           with DD_API_KEY and DD_SITE of the environment. What may have come is sent
///                      again, as Datadog's agent does, and may count twice
///   datadog:once       the same, but then it is given up (datadog::Delivery)
///   cloudwatch:REGION, cloudwatch-otlp:REGION
///                      with the credentials of the AWS tools
/// or that is a name alone:
///   otlp, grafana      OTLP to where the environment says, else to http://localhost:4318, where
///                      Grafana's collector listens
///   prometheus         served at /metrics of this machine, at the port that
///                      OTEL_EXPORTER_PROMETHEUS_PORT says, else 9464
/// Fault InvalidArgument: it is none of these, or cannot be. Network and clock outlive the
/// exporters.
[[nodiscard]] metrics::ExporterFactory exporterFactory(net::NetworkThread &network,
                                                       const metrics::Clock &clock,
                                                       QProcessEnvironment environment);

/// The kinds, for a help text.
[[nodiscard]] QString exporterKinds();

} // namespace tidemark::own
