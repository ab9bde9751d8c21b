# SPDX-License-Identifier: GPL-3.0-or-later
"""StatsD clients as senders. Usage: statsd_scenario.py statsd|datadog PORT"""
import sys


def send_statsd(port):
    import statsd

    client = statsd.StatsClient("127.0.0.1", port, prefix="web")
    client.incr("hits", 3)
    client.incr("hits")
    client.decr("hits", 2)
    client.gauge("pool", 7)
    client.gauge("pool", 2.5, delta=True)
    client.gauge("depth", -3)  # as two lines: first 0, then the change
    for length in (10, 20, 60.5):
        client.timing("query", length)
    for user in ("ann", "bob", "ann"):
        client.set("users", user)
    with client.pipeline() as batch:  # one datagram of several lines
        for _ in range(100):
            batch.incr("batch")
        batch.gauge("batch.size", 100)


def send_datadog(port):
    from datadog.dogstatsd.base import DogStatsd

    client = DogStatsd(host="127.0.0.1", port=port, disable_telemetry=True, disable_buffering=True)
    tags = ["env:prod", "region:eu-1", "canary"]
    client.increment("jobs", 5, tags=tags)
    client.increment("jobs", 2, tags=list(reversed(tags)))
    client.decrement("jobs", 1, tags=tags)
    client.gauge("queue", 17.25, tags=["host:a"])
    client.gauge("queue", -4, tags=["host:b"])
    for value in (1, 2, 6):
        client.histogram("size", value, tags=["env:prod"])
        client.distribution("wait", value)
        client.timing("lap", value)
    for user in ("ann", "bob", "ann"):
        client.set("users", user)
    client.gauge_with_timestamp("past", 9, 1656581400, tags=["host:a"])
    client.count_with_timestamp("sold", 2, 1656581400)
    client.count_with_timestamp("sold", 1, 1656581400)
    client.event("deploy", "of version 2")
    client.service_check("db", DogStatsd.OK)
    client.flush()
    client.close_socket()


if __name__ == "__main__":
    {"statsd": send_statsd, "datadog": send_datadog}[sys.argv[1]](int(sys.argv[2]))
