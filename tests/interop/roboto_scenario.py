# SPDX-License-Identifier: GPL-3.0-or-later
"""The Roboto SDK, as it is, against `tidemark serve`. Prints a line for each part that went well; the
first thing that is not as it should be ends it with an exception.

Usage: roboto_scenario.py full TWO_ORG_TOKEN OTHER_ORG   everything, configured by the environment
       roboto_scenario.py reach                          one call, however the SDK is configured
"""
import calendar
import collections
import datetime
import math
import os
import random
import statistics
import sys

import roboto.exceptions as exceptions
from roboto.config import RobotoConfig
from roboto.domain.devices import Device
from roboto.domain.metrics import Metric, MetricDefinition
from roboto.domain.metrics.record import (AggregationPeriod, MetricEntry, MetricTimeFilter,
                                          NumericAggregation)
from roboto.domain.orgs import Org
from roboto.domain.users import User
from roboto.experimental.sessions import Session
from roboto.experimental.sessions.operations import SessionFile
from roboto.http import RobotoClient
from roboto.sentinels import NotSet

ORG = "og_local"
DAY = 86_400_000_000_000
EPOCH = datetime.date(1970, 1, 1)


def equal(found, wanted):
    if found != wanted:
        raise AssertionError(f"{found!r} instead of {wanted!r}")


def raises(kind, call, *arguments, **named):
    """The SDK raises exactly this class, with a sentence."""
    try:
        result = call(*arguments, **named)
        if hasattr(result, "__next__"):
            list(result)
    except exceptions.RobotoDomainException as error:
        equal(type(error), kind)
        equal(bool(str(error)), True)
        return
    raise AssertionError(f"{kind.__name__} was not raised")


def client(token):
    return RobotoClient.from_config(
        RobotoConfig(api_key=token, endpoint=os.environ["ROBOTO_SERVICE_ENDPOINT"]))


def session(first, last, devices=(), **named):
    made = Session.create(device_ids=list(devices), **named)
    made.add_files([SessionFile(file_id=f"fl_{made.session_id}", range_min_timestamp_ns=first,
                                range_max_timestamp_ns=last)])
    return made


def accounts():
    equal([org.org_id for org in Org.for_self()], [ORG])
    equal(Org.from_id(ORG).org_id, ORG)
    equal(User.for_self().user_id, "ana@example.org")


def definitions():
    made = MetricDefinition.create("cpu.usage_max", description="Highest load")
    equal((made.name, made.description, made.org_id), ("cpu.usage_max", "Highest load", ORG))
    equal(MetricDefinition.get("cpu.usage_max").metric_id, made.metric_id)
    for change, wanted in (({"description": "x"}, "x"), ({}, "x"), ({"description": None}, None)):
        made.update(**change)
        equal(made.description, wanted)
    for number in range(130):
        MetricDefinition.create(f"many.{number}")
    names = [found.name for found in MetricDefinition.for_org(ORG)]
    equal((len(names), len(set(names))), (131, 131))
    made.delete()
    raises(exceptions.RobotoNotFoundException, MetricDefinition.get, "cpu.usage_max")
    raises(exceptions.RobotoNotFoundException, MetricDefinition.get, "MANY.1")
    raises(exceptions.RobotoConflictException, MetricDefinition.create, "many.1")
    for bad in ("a b", "a/b", "", ".", "é"):
        raises(exceptions.RobotoInvalidRequestException, MetricDefinition.create, bad)


def devices():
    for name in ("dv_1", "dv_2", "bb b/+x é%"):
        equal(Device.create(device_id=name).device_id, name)
        equal(Device.from_id(name).device_id, name)
    raises(exceptions.RobotoConflictException, Device.create, device_id="dv_1")
    raises(exceptions.RobotoDeviceNotFoundException, Device.from_id, "dv_9")
    changed = Device.from_id("dv_1").put_metadata({"site": "north", "a.b": 1})
    equal(changed.metadata, {"site": "north", "a": {"b": 1}})
    equal(changed.put_tags(["t"]).tags, ["t"])
    equal(changed.remove_metadata(["a.b"]).metadata, {"site": "north"})
    equal(changed.set_custom_field("c", 5).custom_fields, {"c": 5})
    equal({device.device_id for device in Device.for_org(ORG)}, {"dv_1", "dv_2", "bb b/+x é%"})
    raises(exceptions.RobotoNotImplementedException, Device.from_id("dv_1").tokens)
    made = Device.from_id("dv_2").create_session(name="of a device")
    equal([found.session_id for found in Device.from_id("dv_2").list_sessions()],
          [made.session_id])
    made.delete()


def sessions():
    first = 1746057600000000001
    made = Session.create(name="survey", description="d", tags=["a"], metadata={"x": {"y": 1}})
    equal((made.min_timestamp_ns, made.max_timestamp_ns), (None, None))
    made.add_file("fl_1", range_min_timestamp_ns=first, range_max_timestamp_ns=first + 10)
    equal((made.min_timestamp_ns, made.max_timestamp_ns), (first, first + 10))
    made.add_files([SessionFile(file_id="fl_2", range_min_timestamp_ns=first - 5,
                                range_max_timestamp_ns=first + 20), SessionFile(file_id="fl_3")])
    equal((made.min_timestamp_ns, made.max_timestamp_ns), (first - 5, first + 20))
    equal([view.file_id for view in made.list_files()], ["fl_1", "fl_2", "fl_3"])
    equal(made.remove_file("fl_2").max_timestamp_ns, first + 10)
    equal(made.remove_files(["fl_1", "fl_3"]).min_timestamp_ns, None)
    made.attach_to_device("dv_1")
    made.attach_to_device("bb b/+x é%")
    equal(set(made.list_devices()), {"dv_1", "bb b/+x é%"})
    made.detach_from_device("dv_1")
    equal(list(made.list_devices()), ["bb b/+x é%"])
    raises(exceptions.RobotoDeviceNotFoundException, made.attach_to_device, "dv_9")
    equal(made.update(name=None, description="e").description, "e")
    equal((made.name, made.tags), (None, ["a"]))
    equal(made.put_metadata({"x.z": 2}).metadata, {"x": {"y": 1, "z": 2}})
    equal(made.put_tags(["b"]).remove_tags(["a"]).tags, ["b"])
    equal(list(made.list_topics()), [])
    equal(Session.from_id(made.session_id).metadata, {"x": {"y": 1, "z": 2}})
    more = {Session.create().session_id for _ in range(120)}
    listed = [found.session_id for found in Session.for_org(ORG)]
    equal((len(listed), set(listed)), (121, more | {made.session_id}))
    made.delete()
    raises(exceptions.RobotoNotFoundException, Session.from_id, made.session_id)
    raises(exceptions.RobotoDeviceNotFoundException, Session.create, device_ids=["dv_9"])


def publishing():
    made = session(1, 2, ["dv_1"])
    values = {"tenth": 0.1, "huge": 1.7976931348623157e308, "tiny": 5e-324, "whole": 2.0**53 + 2,
              "long": 123456789.123456789}
    done = made.publish_metrics([MetricEntry(name=name, value=value)
                                 for name, value in values.items()])
    equal((len(done.succeeded), done.failed), (5, []))
    equal({metric.name: metric.value for metric in made.list_metrics()}, values)
    equal({metric.device_id for metric in made.list_metrics()}, {"dv_1"})
    mixed = Metric.publish(made.session_id, [MetricEntry(name="bad name", value=1),
                                             MetricEntry(name="tenth", value=3),
                                             MetricEntry(name="nan", value=math.nan),
                                             MetricEntry(name="inf", value=math.inf)],
                           device_id=None)
    equal([metric.name for metric in mixed.succeeded], ["tenth"])
    equal([failed.name for failed in mixed.failed], ["bad name", "nan", "inf"])
    equal(all(failed.error for failed in mixed.failed), True)
    tenth = [metric for metric in made.list_metrics() if metric.name == "tenth"]
    equal([(metric.value, metric.device_id) for metric in tenth], [(3.0, None)])
    bare = Session.create()
    entry = [MetricEntry(name="never", value=1)]
    raises(exceptions.RobotoInvalidRequestException, bare.publish_metrics, entry)
    bare.attach_to_device("dv_1")
    bare.attach_to_device("dv_2")
    raises(exceptions.RobotoInvalidRequestException, bare.publish_metrics, entry)
    raises(exceptions.RobotoDeviceNotFoundException, Metric.publish, bare.session_id, entry, "dv_9")
    raises(exceptions.RobotoNotFoundException, Metric.publish, "ss_none", entry, None)
    raises(exceptions.RobotoNotFoundException, MetricDefinition.get, "never")


def filters():
    base = 1_700_000_000_000_000_000
    made = {}
    for number, device in enumerate(("dv_1", "dv_2", None)):
        made[device] = session(base + number, base + number + 100)
        Metric.publish(made[device].session_id, [MetricEntry(name="f", value=number)], device)
    future = session(base * 2, base * 2)
    Metric.publish(future.session_id, [MetricEntry(name="f", value=9)], None)

    def values(**named):
        return [metric.value for metric in Metric.query("f", **named)]

    equal(values(), [0, 1, 2])
    equal(values(include_device_ids=NotSet), [0, 1, 2])
    equal(values(include_device_ids=["dv_1"]), [0])
    equal(values(include_device_ids=["dv_1", "dv_2", "dv_9"]), [0, 1])
    equal(values(include_device_ids=None), [2])
    equal(values(include_device_ids=[]), [])
    equal(values(include_session_ids=[made["dv_2"].session_id]), [1])
    equal(values(include_session_ids=[]), [])
    equal(values(include_invocation_ids=None), [0, 1, 2])
    equal(values(include_invocation_ids=["iv_1"]), [])
    equal(values(include_invocation_ids=[]), [])
    equal(values(include_invocation_ids=NotSet, include_device_ids=None,
                 include_session_ids=[made[None].session_id]), [2])
    equal(values(end_time=base * 2 + 1), [0, 1, 2, 9])
    equal(values(start_time=base + 101, end_time=base + 102), [1])
    equal(values(start_time=base + 1, end_time=base + 3,
                 time_filter=MetricTimeFilter.StartTime), [1, 2])
    equal(values(start_time=base, end_time=base), [])

    def total(**named):
        found = Metric.aggregate("f", AggregationPeriod.Yearly, NumericAggregation.Sum, base,
                                 base + 1, **named)
        return [(record.total, record.value) for record in found]

    equal(total(), [(3, 3)])
    equal(total(include_device_ids=["dv_1"]), [(1, 0)])
    equal(total(include_device_ids=["dv_1", "dv_2", "dv_9"]), [(2, 1)])
    equal(total(include_device_ids=None), [(1, 2)])
    equal(total(include_device_ids=[]), [])
    equal(total(include_session_ids=[made["dv_2"].session_id]), [(1, 1)])
    equal(total(include_session_ids=[]), [])
    equal(total(include_invocation_ids=None), [(3, 3)])
    equal(total(include_invocation_ids=["iv_1"]), [])
    equal(total(include_device_ids=None, include_session_ids=[made["dv_2"].session_id]), [])
    equal(total(include_device_ids=["dv_2"], time_filter=MetricTimeFilter.StartTime), [(1, 1)])
    raises(exceptions.RobotoNotFoundException, Metric.query, "none")
    raises(exceptions.RobotoInvalidRequestException, Metric.query, "f", start_time=2, end_time=1)


def paging():
    base = 1_600_000_000_000_000_000
    # Neither the sessions nor the values come in the order of their times.
    wanted, times = [], [base + number // 6 for number in range(50)]
    random.Random(23).shuffle(times)
    made = [session(time, time, ["dv_1"]) for time in times]
    for number in random.Random(25).sample(range(50), 50):
        made[number].publish_metrics([MetricEntry(name="p", value=number)])
        wanted.append((times[number], made[number].session_id))
    wanted.sort(key=lambda pair: (pair[0], pair[1].encode()))
    for size in (1, 7, 50, 10_000):
        found = [(metric.max_timestamp_ns, metric.session_id)
                 for metric in Metric.query("p", max_results=size)]
        equal(found, wanted)


def midnight(date):
    return (date - EPOCH).days * DAY


def period_of(period, date):
    """First day of the period that holds the date, and of the next one."""
    if period == AggregationPeriod.Daily:
        return date, date + datetime.timedelta(days=1)
    if period == AggregationPeriod.Weekly:
        monday = date - datetime.timedelta(days=date.weekday())
        return monday, monday + datetime.timedelta(days=7)
    months = {AggregationPeriod.Monthly: 1, AggregationPeriod.Quarterly: 3,
              AggregationPeriod.Yearly: 12}[period]
    first = (date.month - 1) // months * months + 1
    last = first + months - 1
    end = datetime.date(date.year, last, calendar.monthrange(date.year, last)[1])
    return datetime.date(date.year, first, 1), end + datetime.timedelta(days=1)


REDUCE = {NumericAggregation.Sum: math.fsum, NumericAggregation.Mean: statistics.fmean,
          NumericAggregation.Max: max, NumericAggregation.Min: min, NumericAggregation.Count: len}


def aggregates():
    numbers = random.Random(20260501)
    edges = []
    for year, month, day in ((2024, 1, 1), (2024, 2, 29), (2024, 3, 1), (2024, 4, 1),
                             (2024, 12, 30), (2025, 1, 1), (2025, 1, 6), (2025, 7, 1)):
        edges += [midnight(datetime.date(year, month, day)) - 1,
                  midnight(datetime.date(year, month, day))]
    spans = [(edge - numbers.randrange(60 * DAY), edge) for edge in edges]
    spans += [(edge, edge + numbers.randrange(60 * DAY)) for edge in edges]
    while len(spans) < 60:
        end = numbers.randrange(midnight(datetime.date(2023, 6, 1)),
                                midnight(datetime.date(2025, 9, 1)))
        spans.append((end - numbers.randrange(60 * DAY), end))
    rows = []
    for start, end in spans:
        value = numbers.uniform(-1000, 1000)
        made = session(start, end)
        Metric.publish(made.session_id, [MetricEntry(name="a", value=value)], None)
        rows.append((start, end, value))
    window = (midnight(datetime.date(2023, 7, 15)) + DAY // 2,
              midnight(datetime.date(2025, 8, 3)) + 1)
    compared = 0
    for period in AggregationPeriod:
        first = period_of(period, EPOCH + datetime.timedelta(days=window[0] // DAY))[0]
        last = period_of(period, EPOCH + datetime.timedelta(days=(window[1] - 1) // DAY))[1]
        for which, time_filter in ((0, MetricTimeFilter.StartTime), (1, MetricTimeFilter.EndTime)):
            buckets = collections.defaultdict(list)
            for row in rows:
                date = EPOCH + datetime.timedelta(days=row[which] // DAY)
                if first <= date < last:
                    buckets[period_of(period, date)].append(row[2])
            for aggregation in NumericAggregation:
                found = Metric.aggregate("a", period, aggregation, window[0], window[1],
                                         time_filter=time_filter)
                equal([(record.start_time, record.end_time, record.total) for record in found],
                      [(midnight(begin), midnight(end), len(values))
                       for (begin, end), values in sorted(buckets.items())])
                for record, (_, values) in zip(found, sorted(buckets.items())):
                    wanted = REDUCE[aggregation](values)
                    equal(math.isclose(record.value, wanted, rel_tol=1e-9, abs_tol=1e-9), True)
                    compared += 1
    equal(compared > 300, True)
    equal(Metric.aggregate("a", AggregationPeriod.Yearly, NumericAggregation.Sum, 5, 5), [])
    raises(exceptions.RobotoNotFoundException, Metric.aggregate, "none", AggregationPeriod.Daily,
           NumericAggregation.Sum, 1, 2)
    raises(exceptions.RobotoInvalidRequestException, Metric.aggregate, "a", AggregationPeriod.Daily,
           NumericAggregation.Sum, 2, 1)


def what_is_gone(made):
    """A definition, a session and a device that were deleted while somebody still held them."""
    definition = MetricDefinition.create("gone")
    MetricDefinition.get("gone").delete()
    raises(exceptions.RobotoNotFoundException, definition.update, description="x")
    raises(exceptions.RobotoNotFoundException, definition.delete)
    made.attach_to_device("dv_gone")
    entry = [MetricEntry(name="stays", value=1)]
    made.publish_metrics(entry)
    Device.from_id("dv_gone").delete()
    equal([metric.device_id for metric in made.list_metrics()], ["dv_gone"])
    raises(exceptions.RobotoInvalidRequestException, made.publish_metrics, entry)
    Session.from_id(made.session_id).delete()
    for call in (made.delete, made.list_devices, made.list_files, made.list_metrics):
        raises(exceptions.RobotoNotFoundException, call)
    raises(exceptions.RobotoNotFoundException, made.update, name="x")
    raises(exceptions.RobotoNotFoundException, made.add_file, "fl_1")
    raises(exceptions.RobotoNotFoundException, made.remove_file, "fl_1")
    raises(exceptions.RobotoNotFoundException, made.attach_to_device, "dv_1")
    raises(exceptions.RobotoNotFoundException, Metric.publish, made.session_id, entry, None)
    raises(exceptions.RobotoNotFoundException, Metric.get_by_session, made.session_id)


def refusals():
    gone = Device.create(device_id="dv_gone")
    what_is_gone(session(1, 2))
    raises(exceptions.RobotoDeviceNotFoundException, gone.delete)
    raises(exceptions.RobotoDeviceNotFoundException, gone.put_tags, ["t"])
    raises(exceptions.RobotoDeviceNotFoundException, gone.list_sessions)
    raises(exceptions.RobotoUnauthorizedException, Org.from_id, "og_none")
    raises(exceptions.RobotoNotFoundException, Session.create().get_topic, "/odom")
    # What the SDK's own checks would not let through, sent by its client.
    bare = client(os.environ["ROBOTO_API_KEY"])
    invalid = exceptions.RobotoInvalidRequestException
    for body in ({}, [], {"name": "f", "max_results": 0}, {"name": "f", "max_results": 10_001},
                 {"name": "f", "include_session_ids": None}, {"name": "f", "start_time_ns": "1"},
                 {"name": "f", "include_device_ids": "dv_1"}, {"name": "f", "time_filter": "x"}):
        raises(invalid, bare.post, "v1/metrics/query", data=body)
    raises(invalid, bare.post, "v1/metrics/query", data={"name": "f"}, query={"page_token": "x"})
    raises(invalid, bare.post, "v1/metrics/query", data={"name": "f" * (17 << 20)})  # 413
    raises(invalid, bare.post, "v1/metrics/aggregate", data={"name": "f", "period": "hourly"})
    raises(invalid, bare.post, "v1/sessions/id/x/files",
           data={"files": [{"file_id": "a", "range_min_timestamp_ns": 1}]})
    raises(exceptions.RobotoNotFoundException, bare.get, "v1/nothing")
    raises(exceptions.RobotoNotFoundException, bare.put, "v1/metrics/query", data={"name": "f"})
    for path in ("v1/query/submit/roboql", "v1/metrics/dashboards/create"):
        raises(exceptions.RobotoNotImplementedException, bare.post, path, data={})


def callers(two_orgs, other):
    raises(exceptions.RobotoUnauthorizedException, MetricDefinition.get, "a",
           roboto_client=client("tdm_wrong"))
    both = client(two_orgs)
    raises(exceptions.RobotoNoOrgProvidedException, MetricDefinition.get, "a", roboto_client=both)
    raises(exceptions.RobotoNotFoundException, MetricDefinition.get, "a", owner_org_id=other,
           roboto_client=both)
    equal(MetricDefinition.get("a", owner_org_id=ORG, roboto_client=both).name, "a")
    made = MetricDefinition.create("a", caller_org_id=other, roboto_client=both)
    equal(made.org_id, other)
    raises(exceptions.RobotoUnauthorizedException, MetricDefinition.get, "a", owner_org_id=other)


def full(two_orgs, other):
    for part in (accounts, definitions, devices, sessions, publishing, filters, paging, aggregates,
                 refusals):
        part()
        print("ok", part.__name__)
    callers(two_orgs, other)
    print("ok callers")


def reach():
    equal([org.org_id for org in Org.for_self()], [ORG])
    print("ok reach")


if __name__ == "__main__":
    {"full": full, "reach": reach}[sys.argv[1]](*sys.argv[2:])
