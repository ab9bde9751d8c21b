# SPDX-License-Identifier: GPL-3.0-or-later
"""What the Roboto SDK itself makes of our bodies, and the bodies it makes.

Reads one JSON object from the standard input and writes one to the standard output:
  models    [{"model": name, "data": object}]      -> the SDK's model of each, dumped again
  errors    [{"status": int, "body": text}]        -> the exception the SDK raises for each
  tokens    [text]                                 -> what the SDK reads out of each page token
  changes   [{"changes", "fields", "tags"}]        -> what the SDK's changeset makes of each
and besides, without input, `bodies` (what its calls send) and `exceptions` (how it writes its own).
"""
import inspect
import io
import json
import sys
import urllib.error

import roboto.domain.metrics as metrics
import roboto.exceptions as exceptions
from roboto.domain.devices import CreateDeviceRequest, Device, DeviceRecord
from roboto.domain.devices.operations import InferDevicesRequest, InferDevicesResponse, UpdateDeviceRequest
from roboto.domain.metrics.record import (AggregateMetricsRequest, AggregationPeriod, MetricEntry,
                                          MetricTimeFilter, NumericAggregateMetricsResponse,
                                          NumericAggregation, PublishMetricsResponse)
from roboto.domain.orgs import OrgRecord
from roboto.domain.users import UserRecord
from roboto.experimental.sessions import Session
from roboto.experimental.sessions.operations import RemoveFilesRequest, SessionFile
from roboto.experimental.sessions.record import SessionFileView, SessionRecord
from roboto.http.request import HttpRequest
from roboto.http.response import PaginatedList, PaginationToken
from roboto.updates import CustomFieldChangeset, MetadataChangeset

NANOSECONDS = 1777593600000000001
INT64_MAX = 2**63 - 1

MODELS = {
    "definition": metrics.MetricDefinitionRecord,
    "record": metrics.MetricRecord,
    "publish": PublishMetricsResponse,
    "aggregates": NumericAggregateMetricsResponse,
    "session": SessionRecord,
    "device": DeviceRecord,
    "user": UserRecord,
    "org": OrgRecord,
    "inferred": InferDevicesResponse,
    "records": PaginatedList[metrics.MetricRecord],
    "files": PaginatedList[SessionFileView],
    "texts": PaginatedList[str],
}


class Sent(Exception):
    """Carries the body that a call was about to send."""


class Recorder:
    """Stands where the SDK's client stands and sends nothing."""

    def _record(self, path, data=None, **_):
        raise Sent(HttpRequest(path, data=data).body)

    get = post = put = delete = _record


def sent(call, *arguments, **options):
    try:
        result = call(*arguments, **options)
        if inspect.isgenerator(result):
            next(result)
    except Sent as body:
        return body.args[0].decode("utf-8")
    raise AssertionError("nothing was sent")


def definition():
    record = metrics.MetricDefinitionRecord(org_id="o", metric_id="i", name="cpu", created_by="a", created=0,
                                            modified_by="a", modified=0)
    return metrics.MetricDefinition(record, roboto_client=Recorder())


def session():
    return Session(SessionRecord(session_id="ss_1", org_id="o", created_by="a", modified_by="a"), Recorder())


def bodies():
    client = {"roboto_client": Recorder()}
    entries = [MetricEntry(name="cpu", value=87.2), MetricEntry(name="bad name", value=1),
               MetricEntry(name="nan", value=float("nan")), MetricEntry(name="inf", value=float("inf")),
               MetricEntry(name="tiny", value=5e-324), MetricEntry(name="huge", value=1.7976931348623157e308),
               MetricEntry(name="whole", value=1e22)]
    window = {"start_time": NANOSECONDS, "end_time": INT64_MAX}
    publish, query, aggregate = metrics.Metric.publish, metrics.Metric.query, metrics.Metric.aggregate
    made = {
        "publish": sent(publish, "ss_1", entries, **client),
        "publish null": sent(publish, "ss_1", [], device_id=None, **client),
        "publish device": sent(publish, "ss_1", [], device_id="b b/+é", **client),
        "query": sent(query, "cpu", **client),
        "query null": sent(query, "cpu", include_device_ids=None, include_invocation_ids=None, **client),
        "query values": sent(query, "cpu", max_results=2, time_filter=MetricTimeFilter.StartTime,
                             include_device_ids=["dv"], include_session_ids=[], include_invocation_ids=["iv"],
                             **window, **client),
        "create definition": sent(metrics.MetricDefinition.create, "cpu", **client),
        "create definition text": sent(metrics.MetricDefinition.create, "cpu", "Load in % 😀", **client),
        "update definition": sent(definition().update),
        "update definition null": sent(definition().update, None),
        "update definition text": sent(definition().update, "x"),
        "create session": sent(Session.create, **client),
        "create session full": sent(Session.create, name="north", device_ids=["dv"], description="d",
                                    metadata={"a": {"b": [1, 2.5, None]}}, tags=["t"],
                                    custom_fields={"crew": None}, **client),
        "update session": sent(session().update),
        "update session null": sent(session().update, name=None, description=None),
        "update session full": sent(
            session().update, name="n", description="d",
            metadata_changeset=MetadataChangeset(put_tags=["a"], remove_tags=["b"], put_fields={"a.b": 1},
                                                 remove_fields=["c"], replace_all=True),
            custom_fields_changeset=CustomFieldChangeset(set_fields={"x": 1}, clear_fields=["y"])),
        "put tags": sent(session().put_tags, ["a"]),
        "add files": sent(session().add_files, [
            SessionFile(file_id="fl_1", range_min_timestamp_ns=NANOSECONDS, range_max_timestamp_ns=INT64_MAX),
            SessionFile(file_id="fl_2"),
            SessionFile(file_id="fl_3", range_min_timestamp_ns=None, range_max_timestamp_ns=None)]),
        "attach": sent(session().attach_to_device, "dv_1"),
        "detach": sent(session().detach_from_device, "dv_1"),
        "create device": sent(Device.create, "dv_1", **client),
        "create device full": sent(Device.create, "dv_1", metadata={"a": 1}, tags=["t"], caller_org_id="og",
                                   custom_fields={"x": 1}, **client),
    }
    for period in AggregationPeriod:
        for aggregation in NumericAggregation:
            made[f"aggregate {period} {aggregation}"] = sent(aggregate, "cpu", period, aggregation, **window,
                                                             **client)
    models = {
        "aggregate bare": AggregateMetricsRequest(name="cpu", period="daily", aggregation="sum", start_time_ns=0,
                                                  end_time_ns=1),
        "remove files": RemoveFilesRequest(file_ids=["fl_1"]),
        "infer devices": InferDevicesRequest(file_ids=["fl_1"]),
        "create device bare": CreateDeviceRequest(device_id="dv_1"),
        "update device bare": UpdateDeviceRequest(),
        "update device": UpdateDeviceRequest(metadata_changeset=MetadataChangeset(put_tags=["a"])),
    }
    made.update({name: HttpRequest("", data=model).body.decode("utf-8") for name, model in models.items()})
    return made


def dumped(item):
    try:
        return MODELS[item["model"]].model_validate(item["data"]).model_dump(mode="json")
    except ValueError as problem:
        return {"refused": str(problem)}


def raised(item):
    error = urllib.error.HTTPError("http://127.0.0.1/", item["status"], "", {}, io.BytesIO(item["body"].encode()))
    try:
        found = exceptions.RobotoDomainException.from_client_error(exceptions.ClientError(error))
    except exceptions.HttpError:
        return {"class": ""}
    return {"class": type(found).__name__, "message": found.message}


def own_exceptions(base=exceptions.RobotoDomainException):
    found = {}
    for kind in base.__subclasses__():
        extra = {"RobotoLayoutConflictException": {"conflicting_layouts": [{"a": 1}]},
                 "RobotoDashboardRevisionConflictException": {"current_dashboard": {"a": 1}}}
        made = kind(message="a é \"word\"", stack_trace=["line"], **extra.get(kind.__name__, {}))
        found[kind.__name__] = {"status": made.http_status_code, "body": made.serialize()}
        found.update(own_exceptions(kind))
    return found


def changed(item):
    changes = MetadataChangeset.model_validate(item["changes"])
    return {"fields": changes.apply_field_updates(item["fields"]), "tags": changes.apply_tag_updates(item["tags"])}


def main():
    wanted = json.load(sys.stdin)
    json.dump({
        "bodies": bodies(),
        "models": [dumped(item) for item in wanted["models"]],
        "errors": [raised(item) for item in wanted["errors"]],
        "exceptions": own_exceptions(),
        "tokens": [PaginationToken.from_token(token).data for token in wanted["tokens"]],
        "own_token": PaginationToken.json_token({"name": "cpu", "listing": "definitions"}).to_token(),
        "changes": [changed(item) for item in wanted["changes"]],
    }, sys.stdout)


if __name__ == "__main__":
    main()
