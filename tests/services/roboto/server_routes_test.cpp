// SPDX-License-Identifier: GPL-3.0-or-later
// Every route as it may be spelled, what is no route, and bodies that no route takes. Numbers:
// roboto-api, acceptance checks (section 7) and edge cases (section 6).
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

struct Sent
{
    QByteArray method;
    QByteArray path;
    QByteArray body; ///< one that it takes
};

/// A store with a metric, a device and a session that has a file and a value.
struct Filled
{
    RobotoHarness server;
    QByteArray session;

    Filled()
    {
        const QString id = server.session(5, 9, {server.device(QStringLiteral("dv"))});
        server.publish(id, QStringLiteral("m"), 1);
        session = id.toUtf8();
    }
    /// All routes that take a body.
    [[nodiscard]] std::vector<Sent> withBodies() const
    {
        const QByteArray one = "/v1/sessions/id/" + session;
        return {{"POST", "/v1/metrics/definition", R"({"name":"new"})"},
                {"PUT", "/v1/metrics/definition/m", R"({"description":"d"})"},
                {"POST", "/v1/metrics",
                 R"({"session_id":")" + session +
                     R"(","device_id":null,"metrics":[{"name":"m","value":1}]})"},
                {"POST", "/v1/metrics/query", R"({"name":"m"})"},
                {"POST", "/v1/metrics/aggregate",
                 R"({"name":"m","period":"daily","aggregation":"sum","start_time_ns":0,)"
                 R"("end_time_ns":10})"},
                {"POST", "/v1/sessions", R"({"name":"s"})"},
                {"PUT", one, R"({"name":"t"})"},
                {"POST", one + "/files", R"({"files":[{"file_id":"f","more":[1]}]})"},
                {"DELETE", one + "/files", R"({"file_ids":["f"]})"},
                {"POST", one + "/devices", R"({"device_id":"dv"})"},
                {"DELETE", one + "/devices", R"({"device_id":"dv"})"},
                {"POST", "/v1/devices/create", R"({"device_id":"dv_2"})"},
                {"PUT", "/v1/devices/id/dv", R"({"metadata_changeset":{"put_tags":["t"]}})"},
                {"POST", "/v1/devices/infer", R"({"file_ids":["f"]})"}};
    }
};

} // namespace

class ServerRoutesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void takesEveryRouteWithAndWithoutASlash_data();
    void takesEveryRouteWithAndWithoutASlash();
    void unknownRoutesAndMethodsAreNotFound();
    void bodiesThatAreNoObjectAreRefused_data();
    void bodiesThatAreNoObjectAreRefused();
    void unknownFieldsAreIgnored();
    void theLastOfEqualMembersCounts();
    void whatIsNotOfferedIs501();
};

// Check 9.
void ServerRoutesTest::takesEveryRouteWithAndWithoutASlash_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isRefused");
    const auto row = [](const char *name, const char *method, const QByteArray &path,
                        const QByteArray &body = {}, bool isRefused = false) {
        QTest::newRow(name) << QByteArray(method) << path << body << isRefused;
    };
    row("create", "POST", "v1/metrics/definition", R"({"name":"new"})");
    row("create, refused", "POST", "v1/metrics/definition", R"({"name":"bad name"})", true);
    row("get", "GET", "v1/metrics/definition/m");
    row("update", "PUT", "v1/metrics/definition/m", "{}");
    row("delete", "DELETE", "v1/metrics/definition/m");
    row("delete, refused", "DELETE", "v1/metrics/definition/none", {}, true);
    row("list", "GET", "v1/metrics/definitions");
    row("publish", "POST", "v1/metrics",
        R"({"session_id":"SESSION","metrics":[{"name":"m","value":2}]})");
    row("publish, refused", "POST", "v1/metrics", R"({"session_id":"none","metrics":[]})", true);
    row("session", "GET", "v1/metrics/session/SESSION");
    row("session, refused", "GET", "v1/metrics/session/none", {}, true);
    row("query", "POST", "v1/metrics/query", R"({"name":"m"})");
    row("aggregate", "POST", "v1/metrics/aggregate",
        R"({"name":"m","period":"daily","aggregation":"sum","start_time_ns":0,"end_time_ns":1})");
}

// Each form has a store of its own, since what was created or deleted once is another case.
void ServerRoutesTest::takesEveryRouteWithAndWithoutASlash()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    QFETCH(bool, isRefused);
    const auto ask = [&](const QByteArray &before, const QByteArray &after) {
        Filled filled;
        const auto in = [&filled](QByteArray text) {
            return text.replace("SESSION", filled.session);
        };
        Answer answer = filled.server->ask(method, before + in(path) + after, in(body));
        // IDs are new in each store.
        static const QRegularExpression id(u"(\"(?:session|metric)_id\":)\"[^\"]*\""_s);
        answer.raw.body = QString::fromUtf8(answer.raw.body).replace(id, u"\\1\"ID\""_s).toUtf8();
        return answer;
    };
    const Answer plain = ask("/", {});
    QCOMPARE(plain.status == 200, !isRefused);
    for (const auto &[before, after] :
         {std::pair<QByteArray, QByteArray>("/", "/"), {"//", "/"}, {"///", {}}}) {
        const Answer same = ask(before, after);
        QCOMPARE(same.verdict(), plain.verdict());
        QCOMPARE(same.raw.body, plain.raw.body);
        QVERIFY(same.raw.field("Location").isEmpty());
    }
}

// Check 39; edge cases 58 and 59.
void ServerRoutesTest::unknownRoutesAndMethodsAreNotFound()
{
    RobotoHarness server;
    const QByteArray missing = "404 RobotoNotFoundException";
    for (const QByteArray &path :
         {QByteArray("/"), QByteArray("/v1"), QByteArray("/v1/metric"), QByteArray("/v2/metrics"),
          QByteArray("/v1/metrics/definition/a/b"), QByteArray("/v1//metrics/definitions"),
          QByteArray("/v1/../v1/users"), QByteArray("/V1/metrics/definitions")})
        QCOMPARE(server->get(path).verdict(), missing);
    QCOMPARE(server->get("/v1/metrics").verdict(), missing);
    QCOMPARE(server->put("/v1/metrics/query", {}).verdict(), missing);
    QCOMPARE(server->remove("/v1/metrics/definitions").verdict(), missing);
    for (const QByteArray &method :
         {QByteArray("OPTIONS"), QByteArray("PATCH"), QByteArray("TRACE"), QByteArray("get")})
        QCOMPARE(server->ask(method, "/v1/metrics/definitions").verdict(), missing);
    QCOMPARE(server->ask("PATCH", "/v1/metrics", "{}").verdict(), missing);
    QCOMPARE(server->post("/v1/metrics/definition/m", {}).verdict(), missing);
}

// Check 39; edge case 60.
void ServerRoutesTest::bodiesThatAreNoObjectAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("missing") << QByteArray();
    QTest::newRow("blank") << QByteArray(" ");
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("text") << QByteArray("\"a\"");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("cut off") << QByteArray("{\"name\":\"m\"");
    QTest::newRow("more behind") << QByteArray("{\"name\":\"m\"} x");
    QTest::newRow("no UTF-8") << QByteArray("{\"name\":\"\xff\"}");
    QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}");
    QTest::newRow("deep") << "{\"name\":" + QByteArray(100, '[') + QByteArray(100, ']') + '}';
}

void ServerRoutesTest::bodiesThatAreNoObjectAreRefused()
{
    QFETCH(QByteArray, body);
    Filled filled;
    for (const Sent &route : filled.withBodies()) {
        const QByteArray verdict = filled.server->ask(route.method, route.path, body).verdict();
        QVERIFY2(verdict == "400 RobotoInvalidRequestException",
                 QByteArray(route.method + ' ' + route.path + ": " + verdict).constData());
    }
}

// Check 39; edge case 57.
void ServerRoutesTest::unknownFieldsAreIgnored()
{
    Filled filled;
    for (const Sent &route : filled.withBodies()) {
        QByteArray more = "{\"unheard_of\":{\"a\":[1,null]}," + route.body.sliced(1);
        more.replace(R"("value":1})", R"("value":1,"unit":"s"})");
        const QByteArray verdict = filled.server->ask(route.method, route.path, more).verdict();
        QVERIFY2(verdict == "200",
                 QByteArray(route.method + ' ' + route.path + ": " + verdict).constData());
    }
}

// Edge case 66.
void ServerRoutesTest::theLastOfEqualMembersCounts()
{
    RobotoHarness server;
    const QByteArray session = server.session().toUtf8();
    QCOMPARE(server
                 ->ask("POST", "/v1/metrics",
                       "{\"session_id\":\"x\",\"session_id\":\"" + session +
                           "\",\"device_id\":null,\"metrics\":[{\"name\":\"m\",\"value\":1,"
                           "\"value\":2}]}")
                 .data()[u"succeeded"][0][u"value"]
                 .toDouble(),
             2.0);
}

// roboto-api 3.1 and 5.
void ServerRoutesTest::whatIsNotOfferedIs501()
{
    RobotoHarness server;
    const QByteArray missing = "501 RobotoNotImplementedException";
    QCOMPARE(server->post("/v1/query/submit/structured", {}).verdict(), missing);
    QCOMPARE(server->post("/v1/query/submit/roboql", {}).verdict(), missing);
    QCOMPARE(server->get("/v1/query/id/q").verdict(), missing);
    QCOMPARE(server->get("/v1/query/id/q/results?next_page_token=x").verdict(), missing);
    QCOMPARE(server->get("/v1/devices/id/dv/tokens").verdict(), missing);
    QCOMPARE(server->post("/v1/devices/id/dv/tokens", {}).verdict(), missing);
    QCOMPARE(server->post("/v1/metrics/dashboards/create", {}).verdict(), missing);
    QCOMPARE(server->put("/v1/metrics/dashboards/id/x", {}).verdict(), missing);
}

TIDEMARK_TEST(ServerRoutesTest)
#include "server_routes_test.moc"
