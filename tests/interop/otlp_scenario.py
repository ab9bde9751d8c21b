# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenTelemetry SDK as a sender of metrics, and its classes as a reader of ours.

Usage: otlp_scenario.py send URL [gzip]   exports one metric of each kind, twice
       otlp_scenario.py read              {"json": text, "protobuf": base64} on standard input, both as
                                          canonical JSON on standard output
"""
import base64
import json
import sys


def send(url, compression):
    from opentelemetry.exporter.otlp.proto.http import Compression
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
    from opentelemetry.sdk.resources import Resource

    exporter = OTLPMetricExporter(
        endpoint=url, compression=Compression.Gzip if compression == "gzip" else Compression.NoCompression)
    reader = PeriodicExportingMetricReader(exporter, export_interval_millis=3_600_000)
    provider = MeterProvider(
        resource=Resource.create({"service.name": "scenario", "host.name": "desk"}),
        metric_readers=[reader],
        views=[View(instrument_name="sdk.exponential", aggregation=ExponentialBucketHistogramAggregation())])
    meter = provider.get_meter("scenario", "1.0")
    counter = meter.create_counter("sdk.counter", unit="{request}", description="Requests that came.")
    level = meter.create_up_down_counter("sdk.level")
    gauge = meter.create_gauge("sdk.gauge", unit="Cel")
    histogram = meter.create_histogram("sdk.histogram", unit="ms")
    exponential = meter.create_histogram("sdk.exponential", unit="By")
    for step in range(2):
        counter.add(5 + step, {"code": 200})
        level.add(7 - 10 * step)
        gauge.set(20.5 + step)
        for value in range(1, 101):
            histogram.record(value)
            exponential.record(value)
        if not provider.force_flush():
            raise SystemExit("the export failed")
    provider.shutdown()


def read():
    from google.protobuf import json_format
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    given = json.load(sys.stdin)
    ours = ExportMetricsServiceRequest()
    ours.ParseFromString(base64.b64decode(given["protobuf"]))
    text = ExportMetricsServiceRequest()
    json_format.Parse(given["json"], text)
    json.dump({"protobuf": json_format.MessageToDict(ours, use_integers_for_enums=True),
               "json": json_format.MessageToDict(text, use_integers_for_enums=True)}, sys.stdout)


if __name__ == "__main__":
    if sys.argv[1] == "send":
        send(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
    else:
        read()
