#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signs requests with botocore's Signature Version 4, and reads bodies with its model of CloudWatch.

Reads JSON from standard input, writes JSON to standard output:
  {"requests": [{method, url, headers {}, body (Base64), key, secret, token, region, service, at}]}
    -> {"authorizations": [...]}; `at` as in 20231114T221320Z
  {"bodies": [Base64 of PutMetricData requests]}
    -> {"problems": [text of what its model refuses, empty when it is sound]}
  {"parameters": {...}} of put_metric_data
    -> {"body": Base64, "headers": {...}} as botocore itself would send it
"""
import base64
import datetime
import json
import sys
from unittest import mock

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.serialize
import botocore.session
import botocore.validate


def sign(request):
    at = datetime.datetime.strptime(request["at"], "%Y%m%dT%H%M%SZ")
    awsrequest = botocore.awsrequest.AWSRequest(
        method=request["method"],
        url=request["url"],
        headers=request["headers"],
        data=base64.b64decode(request["body"]),
    )
    credentials = botocore.credentials.Credentials(
        request["key"], request["secret"], request["token"] or None
    )
    auth = botocore.auth.SigV4Auth(credentials, request["service"], request["region"])
    utc = at.replace(tzinfo=datetime.timezone.utc)
    names = [n for n in ("get_current_datetime",) if hasattr(botocore.auth, n)]
    patches = [mock.patch.object(botocore.auth, n, lambda *a, **k: at) for n in names]

    class Clock(datetime.datetime):
        @classmethod
        def utcnow(cls):
            return at

        @classmethod
        def now(cls, tz=None):
            return utc if tz else at

    if not names:
        patches.append(mock.patch("botocore.auth.datetime.datetime", Clock))
    for patch in patches:
        patch.start()
    try:
        auth.add_auth(awsrequest)
    finally:
        for patch in patches:
            patch.stop()
    return awsrequest.headers["Authorization"]


def operation():
    model = botocore.session.Session().get_service_model("cloudwatch")
    return model, model.operation_model("PutMetricData")


def problem_of(body):
    _, put = operation()
    parameters = json.loads(base64.b64decode(body))
    report = botocore.validate.ParamValidator().validate(parameters, put.input_shape)
    known = put.input_shape.members
    unknown = [name for name in parameters if name not in known]
    datum = known["MetricData"].member
    for one in parameters["MetricData"]:
        unknown += [name for name in one if name not in datum.members]
        statistics = one.get("StatisticValues", {})
        unknown += [n for n in statistics if n not in datum.members["StatisticValues"].members]
        units = datum.members["Unit"].enum
        if one.get("Unit", "None") not in units:
            unknown.append(one["Unit"])
    return (report.generate_report() + " " + " ".join(unknown)).strip()


def body_of(parameters):
    model, put = operation()
    for datum in parameters["MetricData"]:
        datum["Timestamp"] = datetime.datetime.fromtimestamp(
            datum["Timestamp"], datetime.timezone.utc
        )
    serializer = botocore.serialize.create_serializer("json")
    request = serializer.serialize_to_request(parameters, put)
    return {
        "body": base64.b64encode(request["body"]).decode(),
        "headers": {k: v for k, v in request["headers"].items()},
        "path": request["url_path"],
    }


def main():
    given = json.load(sys.stdin)
    answer = {}
    if "requests" in given:
        answer["authorizations"] = [sign(request) for request in given["requests"]]
    if "bodies" in given:
        answer["problems"] = [problem_of(body) for body in given["bodies"]]
    if "parameters" in given:
        answer.update(body_of(given["parameters"]))
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
