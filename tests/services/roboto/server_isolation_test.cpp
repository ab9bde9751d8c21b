// SPDX-License-Identifier: GPL-3.0-or-later
// What changes nothing: calls without a right token, calls for another organisation's data, and
// what a web page could send. Numbers: roboto-api, acceptance checks; S11 of the hardening tests.
#include "model/ports/access_store.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QJsonDocument>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

struct RouteCall
{
    QByteArray method;
    QByteArray path;
    QByteArray body = {};
};

struct ExpectedCall
{
    RouteCall call;
    QByteArray verdict;
};

const QByteArray kFiles =
    R"({"files":[{"file_id":"fl_1","range_min_timestamp_ns":3,"range_max_timestamp_ns":9}]})";
const QByteArray kAggregate =
    R"({"name":"m","period":"daily","aggregation":"sum","start_time_ns":0,"end_time_ns":9})";

QByteArray publishBody(const QByteArray &session, const QByteArray &device)
{
    return R"({"session_id":")" + session + R"(","device_id":)" + device +
           R"(,"metrics":[{"name":"m","value":9}]})";
}

/// One valid request for each route, in an order in which all can be answered.
std::vector<RouteCall> callsOfEveryRoute(const QByteArray &session)
{
    const QByteArray path = "/v1/sessions/id/" + session;
    return {{"POST", "/v1/metrics/definition", R"({"name":"n"})"},
            {"GET", "/v1/metrics/definition/m"},
            {"PUT", "/v1/metrics/definition/m", R"({"description":"x"})"},
            {"GET", "/v1/metrics/definitions"},
            {"POST", "/v1/metrics", publishBody(session, "null")},
            {"GET", "/v1/metrics/session/" + session},
            {"POST", "/v1/metrics/query", R"({"name":"m"})"},
            {"POST", "/v1/metrics/aggregate", kAggregate},
            {"POST", "/v1/metrics/dashboards/create", "{}"},
            {"POST", "/v1/sessions", "{}"},
            {"GET", "/v1/sessions"},
            {"GET", path},
            {"PUT", path, R"({"name":"x"})"},
            {"POST", path + "/files", kFiles},
            {"DELETE", path + "/files", R"({"file_ids":["fl_1"]})"},
            {"GET", path + "/files"},
            {"POST", path + "/devices", R"({"device_id":"dv2"})"},
            {"DELETE", path + "/devices", R"({"device_id":"dv"})"},
            {"GET", path + "/devices"},
            {"GET", path + "/topics"},
            {"GET", path + "/topics/name/t"},
            {"GET", "/v1/datasets/ds/sessions"},
            {"POST", "/v1/devices/create", R"({"device_id":"dv3"})"},
            {"GET", "/v1/devices/org/og_local"},
            {"GET", "/v1/devices/id/dv"},
            {"PUT", "/v1/devices/id/dv", R"({"metadata_changeset":{"put_tags":["t"]}})"},
            {"GET", "/v1/devices/id/dv/sessions"},
            {"POST", "/v1/devices/id/dv/tokens", "{}"},
            {"GET", "/v1/devices/id/dv/tokens"},
            {"POST", "/v1/devices/infer", R"({"file_ids":["fl_1"]})"},
            {"GET", "/v1/users/whoami"},
            {"GET", "/v1/users"},
            {"GET", "/v1/orgs/caller"},
            {"GET", "/v1/orgs/id/og_local"},
            {"POST", "/v1/query/submit/structured", "{}"},
            {"POST", "/v1/query/submit/roboql", "{}"},
            {"GET", "/v1/query/id/q"},
            {"GET", "/v1/query/id/q/results"},
            {"DELETE", "/v1/metrics/definition/m"},
            {"DELETE", path},
            {"DELETE", "/v1/devices/id/dv"}};
}

/// A metric m with a value in a session of the device dv, and a second device; all of og_local.
QByteArray makeData(RobotoHarness &server)
{
    server.device(u"dv2"_s);
    const QString session = server.session(1, 2, {server.device(u"dv"_s)});
    server.publish(session, u"m"_s, 1, u"dv"_s);
    return session.toUtf8();
}

/// All that og_local has, as it is told to a client of it. Empty when something cannot be told.
QByteArrayList dataOf(RobotoClient &client, const QByteArray &session)
{
    const QByteArray path = "/v1/sessions/id/" + session;
    QByteArrayList told;
    for (const QByteArray &asked :
         QByteArrayList{"/v1/metrics/definitions", "/v1/metrics/session/" + session, "/v1/sessions",
                        path, path + "/files", path + "/devices", "/v1/devices/org/og_local",
                        "/v1/devices/id/dv", "/v1/devices/id/dv/sessions"}) {
        const Answer answer = client.get(asked);
        if (answer.status != 200)
            return {};
        told.append(answer.raw.body);
    }
    return told;
}

Answer send(const RobotoHarness &server, const QByteArray &wire)
{
    Answer answer;
    answer.raw = RawClient(server.port()).ask(wire);
    answer.status = answer.raw.status;
    answer.json = QJsonDocument::fromJson(answer.raw.body).object();
    return answer;
}

} // namespace

class ServerIsolationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void everyRouteNeedsAToken();
    void whatWebPagesSendIsRefused();
    void nothingOfAnotherOrganisationIsFound();
    void placesInPagesTellNothingOfOthers();
};

// Check 1; S11.
void ServerIsolationTest::everyRouteNeedsAToken()
{
    RobotoHarness server;
    const QByteArray session = makeData(server);
    const QByteArrayList before = dataOf(*server, session);
    QVERIFY(!before.isEmpty());
    const std::vector<RouteCall> calls = callsOfEveryRoute(session);
    for (const QString &token : {QString(), u"tdm_wrong"_s}) {
        RobotoClient stranger(server.port(), token);
        for (const auto &[method, path, body] : calls) {
            const QByteArray verdict = stranger.ask(method, path, body).verdict();
            const QByteArray told = method + ' ' + path + ": " + verdict;
            QVERIFY2(verdict == "401 RobotoUnauthorizedException", told.constData());
        }
    }
    QCOMPARE(dataOf(*server, session), before);
    // With a right one each of them is taken.
    for (const auto &[method, path, body] : calls) {
        const int status = server->ask(method, path, body).status;
        const QByteArray told = method + ' ' + path + ": " + QByteArray::number(status);
        const bool isThere = !path.contains("/topics/name/");
        QVERIFY2(status == 200 || status == 501 || (!isThere && status == 404), told.constData());
    }
}

// S11.
void ServerIsolationTest::whatWebPagesSendIsRefused()
{
    RobotoHarness server;
    const QByteArray session = makeData(server);
    const QByteArrayList before = dataOf(*server, session);
    QVERIFY(!before.isEmpty());
    const std::vector<RouteCall> writes{
        {"POST", "/v1/metrics", publishBody(session, "null")},
        {"PUT", "/v1/metrics/definition/m", R"({"description":"x"})"},
        {"DELETE", "/v1/sessions/id/" + session + "/devices", R"({"device_id":"dv"})"}};
    const QByteArray json = "Content-Type: application/json\r\n";
    for (const auto &[method, path, body] : writes) {
        const QByteArray wire = server->request(method, path, body);
        QVERIFY(wire.contains(json));
        for (const QByteArray &type : QByteArrayList{
                 "Content-Type: text/plain\r\n", "Content-Type: text/plain\r\n" + json,
                 "Content-Type: application/x-www-form-urlencoded\r\n",
                 "Content-Type: multipart/form-data; boundary=application/json\r\n", ""}) {
            QByteArray other = wire;
            other.replace(json, type);
            const Answer refused = send(server, other);
            QCOMPARE(refused.verdict(), "400 RobotoInvalidRequestException");
            QVERIFY(!refused.json[u"error"][u"message"].toString().isEmpty());
        }
        for (const QByteArray &origin :
             QByteArrayList{"https://evil.example", "http://localhost", "null"}) {
            for (const QByteArray &asked :
                 {wire, server->request("GET", "/v1/sessions"), server->request("OPTIONS", path)}) {
                QByteArray other = asked;
                other.replace("\r\nHost:", QByteArray("\r\nOrigin: " + origin + "\r\nHost:"));
                const Answer refused = send(server, other);
                QCOMPARE(refused.verdict(), "403 RobotoUnauthorizedException");
                QVERIFY(!refused.raw.head.toLower().contains("access-control"));
            }
        }
    }
    QCOMPARE(dataOf(*server, session), before);
    for (const auto &[method, path, body] : writes)
        QCOMPARE(server->ask(method, path, body).verdict(), "200");
}

void ServerIsolationTest::nothingOfAnotherOrganisationIsFound()
{
    RobotoHarness server;
    QVERIFY(server.store().access().createOrganisation({u"Other"_s, u"og_other"_s}).takeResult());
    const QByteArray session = makeData(server);
    const QByteArrayList before = dataOf(*server, session);
    QVERIFY(!before.isEmpty());
    RobotoClient other(server.port(), server.newToken({u"og_other"_s}));
    const QByteArray own = other.post("/v1/sessions", {}).data()[u"session_id"].toString().toUtf8();
    QVERIFY(!own.isEmpty());
    const QByteArray ownBefore = other.get("/v1/sessions").raw.body;

    const QByteArray path = "/v1/sessions/id/" + session;
    const QByteArray missing = "404 RobotoNotFoundException";
    const QByteArray noDevice = "404 RobotoDeviceNotFoundException";
    const QByteArray foreign = "403 RobotoUnauthorizedException";
    const std::vector<ExpectedCall> calls{
        {{"POST", "/v1/metrics", publishBody(session, "null")}, missing},
        {{"POST", "/v1/metrics", publishBody(session, R"("dv")")}, missing},
        {{"POST", "/v1/metrics", publishBody(own, R"("dv")")}, noDevice},
        {{"GET", "/v1/metrics/session/" + session}, missing},
        {{"POST", "/v1/metrics/query", R"({"name":"m"})"}, missing},
        {{"POST", "/v1/metrics/aggregate", kAggregate}, missing},
        {{"GET", "/v1/metrics/definition/m"}, missing},
        {{"PUT", "/v1/metrics/definition/m", R"({"description":"x"})"}, missing},
        {{"DELETE", "/v1/metrics/definition/m"}, missing},
        {{"GET", path}, missing},
        {{"PUT", path, R"({"name":"x"})"}, missing},
        {{"DELETE", path}, missing},
        {{"POST", path + "/files", kFiles}, missing},
        {{"DELETE", path + "/files", R"({"file_ids":["fl_1"]})"}, missing},
        {{"GET", path + "/files"}, missing},
        {{"POST", path + "/devices", R"({"device_id":"dv2"})"}, missing},
        {{"DELETE", path + "/devices", R"({"device_id":"dv"})"}, missing},
        {{"GET", path + "/devices"}, missing},
        {{"GET", path + "/topics"}, missing},
        {{"POST", "/v1/sessions", R"({"device_ids":["dv"]})"}, noDevice},
        {{"POST", "/v1/sessions/id/" + own + "/devices", R"({"device_id":"dv"})"}, noDevice},
        {{"GET", "/v1/devices/id/dv"}, noDevice},
        {{"PUT", "/v1/devices/id/dv", R"({"metadata_changeset":{"put_tags":["t"]}})"}, noDevice},
        {{"DELETE", "/v1/devices/id/dv"}, noDevice},
        {{"GET", "/v1/devices/id/dv/sessions"}, noDevice},
        {{"GET", "/v1/devices/org/og_local"}, foreign},
        {{"GET", "/v1/orgs/id/og_local"}, foreign}};
    for (const auto &[call, wanted] : calls) {
        const QByteArray verdict = other.ask(call.method, call.path, call.body).verdict();
        const QByteArray told = call.method + ' ' + call.path + ' ' + call.body + ": " + verdict;
        QVERIFY2(verdict == wanted, told.constData());
    }
    QCOMPARE(dataOf(*server, session), before);
    QCOMPARE(other.get("/v1/sessions").raw.body, ownBefore);
    QCOMPARE(other.get("/v1/metrics/definitions").items(), QJsonArray());
    QCOMPARE(other.get("/v1/sessions/id/" + own + "/devices").items(), QJsonArray());
}

// A page token is a place and no permission.
void ServerIsolationTest::placesInPagesTellNothingOfOthers()
{
    RobotoHarness server;
    QVERIFY(server.store().access().createOrganisation({u"Other"_s, u"og_other"_s}).takeResult());
    for (int i = 1; i <= 2; ++i)
        server.publish(server.session(i, i), u"m"_s, i);
    const QByteArray token =
        server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}, {u"max_results"_s, 1}})
            .nextToken()
            .toString()
            .toUtf8();
    QVERIFY(!token.isEmpty());
    RobotoClient other(server.port(), server.newToken({u"og_other"_s}));
    const QByteArray next = "/v1/metrics/query?page_token=" + token;
    QCOMPARE(other.post(next, {{u"name"_s, u"m"_s}}).verdict(), "404 RobotoNotFoundException");
    QCOMPARE(other.post("/v1/metrics/definition", {{u"name"_s, u"m"_s}}).verdict(), "200");
    QCOMPARE(other.post(next, {{u"name"_s, u"m"_s}}).items(), QJsonArray());
    QCOMPARE(server->post(next, {{u"name"_s, u"m"_s}}).items().size(), 1);
}

TIDEMARK_TEST(ServerIsolationTest)
#include "server_isolation_test.moc"
