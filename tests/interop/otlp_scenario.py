# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenTelemetry SDK as a sender of metrics, and its classes as a reader of ours.

Usage: otlp_scenario.py send URL [gzip]   exports one metric of each kind, twice
       otlp_scenario.py read              {"json": text, "protobuf": base64} on standard input, both as
                                          canonical JSON on standard output
       otlp_scenario.py show              {"protobuf": base64} on standard input, what its metrics hold on
                                          standard output
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
    expected = json_format.Parse(given["expected"], ExportMetricsServiceRequest())
    protobuf = ExportMetricsServiceRequest()
    protobuf.ParseFromString(base64.b64decode(given["protobuf"]))
    text = json_format.Parse(given["json"], ExportMetricsServiceRequest())
    metrics = protobuf.resource_metrics[0].scope_metrics[0].metrics
    json.dump({"protobuf": protobuf == expected, "json": text == expected,
               "bytes": protobuf.SerializeToString() == base64.b64decode(given["protobuf"]),
               "gauge": metrics[0].gauge.data_points[0].as_int,
               "sum": metrics[1].sum.data_points[0].as_double,
               "bounds": list(metrics[2].histogram.data_points[0].explicit_bounds),
               "counts": list(metrics[3].exponential_histogram.data_points[0].positive.bucket_counts),
               "median": metrics[4].summary.data_points[0].quantile_values[1].value}, sys.stdout)


def show():
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    body = base64.b64decode(json.load(sys.stdin)["protobuf"])
    request = ExportMetricsServiceRequest()
    request.ParseFromString(body)
    metrics = {}
    for metric in request.resource_metrics[0].scope_metrics[0].metrics:
        kind = metric.WhichOneof("data")
        point = getattr(metric, kind).data_points[0]
        shown = {"unit": metric.unit, **{pair.key: pair.value.string_value for pair in point.attributes}}
        if kind in ("gauge", "sum"):
            value = point.WhichOneof("value")
            shown[value] = getattr(point, value)
            shown["monotonic"] = kind == "sum" and metric.sum.is_monotonic
        else:
            shown.update(count=point.count, sum=point.sum, min=point.min, max=point.max)
            shown["in_buckets"] = (
                sum(point.bucket_counts) if kind == "histogram"
                else point.zero_count + sum(point.positive.bucket_counts) + sum(point.negative.bucket_counts))
        metrics[metric.name] = shown
    json.dump({"bytes": request.SerializeToString() == body, "metrics": metrics}, sys.stdout)


if __name__ == "__main__":
    if sys.argv[1] == "send":
        send(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "")
    elif sys.argv[1] == "show":
        show()
    else:
        read()
