// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/services/roboto/remote_calls.h"

#include "tests/services/roboto/remote_bench.h"

using namespace Qt::StringLiterals;

namespace tidemark::test {
namespace {

template <class Begin>
std::function<QByteArray(RemoteApi &)> call(Begin begin)
{
    return [begin](RemoteApi &api) {
        const auto result = ended(begin(api));
        return result ? QByteArray("ok") : complaintOf(result);
    };
}

RemoteQuery filteredQuery()
{
    RemoteQuery query;
    query.metric = u"m"_s;
    query.begin = Timestamp(1'777'593'600'000'000'001);
    query.pageSize = 2;
    query.devices = IdFilter::oneOf({u"d"_s});
    query.invocations = IdFilter::nullOnly();
    return query;
}

RemoteAggregateQuery buckets()
{
    RemoteAggregateQuery query;
    query.metric = u"m"_s;
    query.period = Period::Monthly;
    query.begin = Timestamp(-1);
    query.end = Timestamp(2);
    query.sessions = IdFilter::oneOf({u"ss_1"_s});
    return query;
}

RemoteSessionChange rename()
{
    RemoteSessionChange change;
    change.name = std::optional<QString>();
    return change;
}

} // namespace

NewRemoteSession keyedSession()
{
    NewRemoteSession session;
    session.key = u"ours"_s;
    session.name = u"é"_s;
    session.devices = {u"d"_s};
    return session;
}

RemotePublish oneValue()
{
    RemotePublish publish;
    publish.sessionUid = u"ss_1"_s;
    publish.items = {{u"m"_s, 0.5}};
    return publish;
}

QByteArray definitionJson()
{
    return R"({"org_id":"og","metric_id":"mt_1","name":"m","description":null,"created_by":"a",)"
           R"("created":"2026-05-01T08:00:00.000001Z","modified_by":"b",)"
           R"("modified":"2026-05-01T08:00:00Z","is_new_field":[1]})";
}

QByteArray sessionJson()
{
    return R"({"session_id":"ss_1","org_id":"og","created_by":"a","modified_by":"b",)"
           R"("metadata":{"tidemark_key":"ours","x":1},"tags":["t"],"custom_fields":{"n":null},)"
           R"("min_timestamp_ns":1746057600000000001,"max_timestamp_ns":9223372036854775807})";
}

QByteArray recordJson()
{
    return R"({"org_id":"og","metric_id":"mt_1","name":"m","session_id":"ss_1","value":1e22,)"
           R"("published_by":"a","published":"2026-05-01T10:03:11.482913Z"})";
}

QByteArray dataJson(const QByteArray &content)
{
    return R"({"data":)" + content + '}';
}

QByteArray pageJson(const QByteArray &items, const QByteArray &token)
{
    return dataJson(R"({"items":[)" + items + R"(],"next_token":)" + token + '}');
}

const std::vector<RemoteCall> &remoteCalls()
{
    static const std::vector<RemoteCall> all{
        {"createDefinition",
         call([](RemoteApi &api) { return api.createDefinition(u"m"_s, u"d"_s, {}); }),
         dataJson(definitionJson()), "POST /v1/metrics/definition/", "caller",
         R"({"name":"m","description":"d"})"},
        {"findDefinition",
         call([](RemoteApi &api) { return api.findDefinition(u"a/b é+~.-_"_s, {}); }),
         dataJson(definitionJson()),
         "GET /v1/metrics/definition/a%2Fb%20%C3%A9%2B~.-_",
         "owner",
         {}},
        {"definitions",
         call([](RemoteApi &api) { return api.definitions(u"t o+k"_s, {}); }),
         pageJson(definitionJson()),
         "GET /v1/metrics/definitions/?page_token=t+o%2Bk",
         "owner",
         {}},
        {"describeDefinition",
         call([](RemoteApi &api) { return api.describeDefinition(u"m"_s, {}, {}); }),
         dataJson(definitionJson()), "PUT /v1/metrics/definition/m", "owner",
         R"({"description":null})"},
        {"removeDefinition",
         call([](RemoteApi &api) { return api.removeDefinition(u"m"_s, {}); }),
         "",
         "DELETE /v1/metrics/definition/m",
         "owner",
         {}},
        {"createSession",
         call([](RemoteApi &api) { return api.createSession(keyedSession(), {}); }),
         dataJson(sessionJson()), "POST /v1/sessions", "caller",
         R"({"name":"é","device_ids":["d"],"description":null,)"
         R"("metadata":{"tidemark_key":"ours"},"tags":[]})"},
        {"findSession",
         call([](RemoteApi &api) { return api.findSession(u"ss_1"_s, {}); }),
         dataJson(sessionJson()),
         "GET /v1/sessions/id/ss_1",
         "owner",
         {}},
        {"sessions",
         call([](RemoteApi &api) { return api.sessions({}, {}); }),
         pageJson(sessionJson()),
         "GET /v1/sessions",
         "caller",
         {}},
        {"updateSession",
         call([](RemoteApi &api) { return api.updateSession(u"ss_1"_s, rename(), {}); }),
         dataJson(sessionJson()), "PUT /v1/sessions/id/ss_1", "owner", R"({"name":null})"},
        {"removeSession",
         call([](RemoteApi &api) { return api.removeSession(u"ss_1"_s, {}); }),
         R"({"data":null})",
         "DELETE /v1/sessions/id/ss_1",
         "owner",
         {}},
        {"createDevice", call([](RemoteApi &api) {
             return api.createDevice({u"d 1"_s, {}, {}, {}}, {});
         }),
         dataJson("{}"), "POST /v1/devices/create", "caller",
         R"({"device_id":"d 1","org_id":"og é","metadata":{},"tags":[]})"},
        {"devices",
         call([](RemoteApi &api) { return api.devices({}, {}); }),
         pageJson(R"({"device_id":"d","org_id":"og","created":"2026-05-01T08:00:00Z",)"
                  R"("created_by":"a","modified":"2026-05-01T08:00:00Z","modified_by":"a"})"),
         "GET /v1/devices/org/og%20%C3%A9",
         "",
         {}},
        {"attachDevice",
         call([](RemoteApi &api) { return api.attachDevice(u"ss_1"_s, u"d/1"_s, {}); }), " \r\n",
         "POST /v1/sessions/id/ss_1/devices", "owner", R"({"device_id":"d/1"})"},
        {"detachDevice",
         call([](RemoteApi &api) { return api.detachDevice(u"ss_1"_s, u"d/1"_s, {}); }),
         dataJson("{}"), "DELETE /v1/sessions/id/ss_1/devices", "owner", R"({"device_id":"d/1"})"},
        {"devicesOf",
         call([](RemoteApi &api) { return api.devicesOf(u"ss_1"_s, {}, {}); }),
         pageJson(R"("d1","d2")"),
         "GET /v1/sessions/id/ss_1/devices",
         "owner",
         {}},
        {"addFiles", call([](RemoteApi &api) {
             return api.addFiles(
                 u"ss_1"_s, {{u"f"_s, ClosedRange{Timestamp(-1), Timestamp(2)}}, {u"g"_s, {}}}, {});
         }),
         dataJson(sessionJson()), "POST /v1/sessions/id/ss_1/files", "owner",
         R"({"files":[{"file_id":"f","range_min_timestamp_ns":-1,"range_max_timestamp_ns":2},)"
         R"({"file_id":"g"}]})"},
        {"removeFiles",
         call([](RemoteApi &api) { return api.removeFiles(u"ss_1"_s, {u"f"_s}, {}); }),
         dataJson(sessionJson()), "DELETE /v1/sessions/id/ss_1/files", "owner",
         R"({"file_ids":["f"]})"},
        {"publish", call([](RemoteApi &api) { return api.publish(oneValue(), {}); }),
         dataJson(QByteArray(R"({"succeeded":[)") + recordJson() + R"(],"failed":[]})"),
         "POST /v1/metrics", "caller",
         R"({"session_id":"ss_1","device_id":null,"metrics":[{"name":"m","value":0.5}]})"},
        {"recordsOf",
         call([](RemoteApi &api) { return api.recordsOf(u"ss_1"_s, {}); }),
         dataJson(QByteArray("[") + recordJson() + "]"),
         "GET /v1/metrics/session/ss_1/",
         "owner",
         {}},
        {"query", call([](RemoteApi &api) { return api.query(filteredQuery(), u"tk"_s, {}); }),
         pageJson(recordJson()), "POST /v1/metrics/query?page_token=tk", "owner",
         R"({"name":"m","time_filter":"end_time","start_time_ns":1777593600000000001,)"
         R"("end_time_ns":null,"max_results":2,"include_device_ids":["d"],)"
         R"("include_invocation_ids":null})"},
        {"aggregate", call([](RemoteApi &api) { return api.aggregate(buckets(), {}); }),
         dataJson(R"({"aggregation":"mean","records":[]})"), "POST /v1/metrics/aggregate", "owner",
         R"({"name":"m","period":"monthly","aggregation":"mean","time_filter":"end_time",)"
         R"("start_time_ns":-1,"end_time_ns":2,"include_session_ids":["ss_1"]})"},
    };
    return all;
}

} // namespace tidemark::test
