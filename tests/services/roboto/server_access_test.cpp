// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets in and for whom, routes and errors. Numbers: roboto-api, acceptance checks (section 7)
// and edge cases (section 6).
#include "model/ports/access_store.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerAccessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void refusesMissingAndWrongTokens();
    void refusesExpiredAndRevokedTokens();
    void slowsGuessingDownButNotTheHonest();
    void refusesOneWrongTokenAlikeForGood();
    void everyErrorIsTheEnvelopeAndNothingElse();
    void headerNamesHaveNoCase();
    void choosesTheOrganisation();
    void keepsOrganisationsApart();
    void tellsWhoTheCallerIs();
    void takesEveryRouteWithAndWithoutASlash_data();
    void takesEveryRouteWithAndWithoutASlash();
    void unknownRoutesAndMethodsAreNotFound();
    void bodiesThatAreNoObjectAreRefused_data();
    void bodiesThatAreNoObjectAreRefused();
    void unknownFieldsAreIgnored();
    void whatIsNotOfferedIs501();
    void aStoreForReadingRefusesToWrite();
};

// Checks 1; edge case 61; hardening S12.
void ServerAccessTest::refusesMissingAndWrongTokens()
{
    RobotoHarness server;
    const QByteArray right = "Bearer " + server.newToken().toLatin1();
    server->setToken({});
    const QByteArray refused = "401 RobotoUnauthorizedException";
    QCOMPARE(server->get("/v1/metrics/definitions/").verdict(), refused);
    QCOMPARE(server->get("/v1/metrics/definitions/").raw.field("WWW-Authenticate"), "Bearer");
    for (const QByteArray &value :
         QByteArrayList{"Bearer wrong", "Bearer", "Basic YTpi", right.sliced(7), right + "x"})
        QCOMPARE(server->get("/v1/metrics/definitions", {{"Authorization", value}}).verdict(),
                 refused);
    // Twice, or in the query, is none.
    QCOMPARE(
        server->get("/v1/metrics/definitions", {{"Authorization", right}, {"Authorization", right}})
            .verdict(),
        refused);
    QCOMPARE(server->get("/v1/metrics/definitions?token=" + right.sliced(7)).verdict(), refused);
    QCOMPARE(server->get("/v1/metrics/definitions", {{"Authorization", right}}).verdict(), "200");
}

// Hardening S12.
void ServerAccessTest::refusesExpiredAndRevokedTokens()
{
    RobotoHarness server;
    const std::int64_t soon = RobotoHarness::kNow + RobotoHarness::kSecond;
    server->setToken(server.newToken({u"og_local"_s}, Timestamp(soon)));
    QCOMPARE(server->get("/v1/users/whoami").verdict(), "200");
    server.clock().set(soon);
    QCOMPARE(server->get("/v1/users/whoami").verdict(), "401 RobotoUnauthorizedException");

    const NewToken wanted{u"other"_s, u"bob"_s, {u"og_local"_s}};
    const auto made = server.store().access().createToken(wanted).takeResult();
    QVERIFY(made);
    server->setToken(made->secret);
    QCOMPARE(server->get("/v1/users/whoami").verdict(), "200");
    QVERIFY(server.store().access().revokeToken(made->token.id).takeResult());
    QCOMPARE(server->get("/v1/users/whoami").verdict(), "401 RobotoUnauthorizedException");
}

// Hardening S12: a delay after ten failures, for guesses only.
void ServerAccessTest::slowsGuessingDownButNotTheHonest()
{
    RobotoHarness server;
    const QString fresh = server.newToken();
    RobotoClient honest = server.client();
    QCOMPARE(honest.get("/v1/users/whoami").verdict(), "200");
    int looked = 0;
    Answer last;
    for (int i = 0; i < 1000; ++i) {
        server->setToken(u"tdm_guess%1"_s.arg(i));
        last = server->get("/v1/users/whoami");
        if (last.status == 401)
            ++looked;
    }
    QVERIFY(looked >= 10);
    QVERIFY(looked < 20);
    QCOMPARE(last.verdict(), "429 RobotoUnauthorizedException");
    QVERIFY(last.raw.field("Retry-After").toInt() >= 1);
    QCOMPARE(honest.get("/v1/users/whoami").verdict(), "200"); // it was right before
    server->setToken(fresh);
    QCOMPARE(server->get("/v1/users/whoami").status, 429); // the penalty holds for new ones
}

// Check 1; hardening S12; roboto-api 1.4: the SDK repeats a 429, which would be in vain.
void ServerAccessTest::refusesOneWrongTokenAlikeForGood()
{
    RobotoHarness server;
    const std::int64_t soon = RobotoHarness::kNow + RobotoHarness::kSecond;
    const QString expired = server.newToken({u"og_local"_s}, Timestamp(soon));
    server.clock().set(soon);
    for (const QString &token : {u"tdm_mistyped"_s, expired}) {
        server->setToken(token);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(server->get("/v1/users/whoami").verdict(), "401 RobotoUnauthorizedException");
    }
    server->setToken(server.newToken());
    QCOMPARE(server->get("/v1/users/whoami").verdict(), "200");
}

// Check 2; roboto-api 1.6, 2.9; also what the HTTP layer refuses itself.
void ServerAccessTest::everyErrorIsTheEnvelopeAndNothingElse()
{
    RobotoHarness server;
    std::vector<std::pair<QByteArray, Answer>> errors; // with the verdict that each must have
    const auto expect = [&errors](const QByteArray &verdict, Answer answer) {
        errors.emplace_back(verdict, std::move(answer));
    };
    const QByteArray invalid = " RobotoInvalidRequestException";
    const QByteArray definitions = "/v1/metrics/definitions";
    expect("404 RobotoNotFoundException", server->get("/v1/metrics/definition/none"));
    expect("404 RobotoNotFoundException", server->get("/nowhere"));
    expect("404 RobotoNotFoundException", server->ask("BREW", "/v1/metrics"));
    expect("404 RobotoDeviceNotFoundException", server->get("/v1/devices/id/none"));
    expect("501 RobotoNotImplementedException", server->post("/v1/query/submit/roboql", {}));
    expect("400" + invalid, server->ask("POST", "/v1/metrics", "nonsense"));
    expect("400" + invalid, server->ask("CONNECT", "/v1/metrics"));
    expect("403 RobotoUnauthorizedException",
           server->ask("GET", definitions, {}, {{"Origin", "https://evil.example"}}));
    expect("413" + invalid, server->ask("POST", "/v1/metrics", QByteArray(17'000'000, ' ')));
    expect("417" + invalid, server->ask("POST", "/v1/sessions", "{}", {{"Expect", "200-ok"}}));
    expect("421" + invalid, server->get("http://evil.example" + definitions));
    expect("431" + invalid,
           server->ask("GET", definitions, {}, {{"X-Long", QByteArray(20'000, 'x')}}));
    server->setToken({});
    expect("401 RobotoUnauthorizedException", server->get("/v1/users"));
    Answer slowed;
    for (int i = 0; i < 20 && slowed.status != 429; ++i) {
        server->setToken(u"tdm_guess%1"_s.arg(i));
        slowed = server->get("/v1/users");
    }
    QVERIFY(slowed.raw.field("Retry-After").toInt() >= 1);
    expect("429 RobotoUnauthorizedException", slowed);
    http::HttpLimits limits;
    limits.requestsInWork = 0;
    limits.requestsWaiting = 0;
    RobotoHarness busy(limits);
    const Answer refused = busy->get("/v1/users");
    QCOMPARE(refused.raw.field("Retry-After"), "1");
    expect("503 RobotoServiceUnavailableException", refused);

    for (const auto &[verdict, answer] : errors) {
        QCOMPARE(answer.verdict(), verdict);
        QCOMPARE(answer.raw.field("Content-Type"), "application/json");
        QCOMPARE(answer.json.keys(), QStringList{u"error"_s});
        QStringList keys = answer.json[u"error"].toObject().keys();
        keys.removeAll(u"stack_trace"_s);
        QCOMPARE(keys, (QStringList{u"error_code"_s, u"message"_s}));
        QVERIFY(!answer.json[u"error"][u"message"].toString().isEmpty());
    }
}

// Check 41.
void ServerAccessTest::headerNamesHaveNoCase()
{
    RobotoHarness server;
    const QString org = u"og_other"_s;
    QVERIFY(server.store().access().createOrganisation({u"Other"_s, org}).takeResult());
    const QByteArray token = "Bearer " + server.newToken({u"og_local"_s, org}).toLatin1();
    server->setToken({});
    for (const auto &[authorization, owner] :
         {Field{"authorization", "x-roboto-resource-owner-id"},
          Field{"AUTHORIZATION", "X-ROBOTO-RESOURCE-OWNER-ID"},
          Field{"Authorization", "X-Roboto-Resource-Owner-Id"}}) {
        const Answer made =
            server->post("/v1/metrics/definition/", {{u"name"_s, QString::fromLatin1(owner)}},
                         {{authorization, token}, {owner, "og_other"}});
        QCOMPARE(made.verdict(), "200");
        QCOMPARE(made.data()[u"org_id"].toString(), org);
    }
}

// Check 41; roboto-api 1.3.
void ServerAccessTest::choosesTheOrganisation()
{
    RobotoHarness server;
    for (const QString &uid : {u"og_a"_s, u"og_b"_s, u"og_c"_s})
        QVERIFY(server.store().access().createOrganisation({uid + u" name", uid}).takeResult());
    server->setToken(server.newToken({u"og_a"_s, u"og_b"_s}));
    const Field ownerA{"X-Roboto-Resource-Owner-Id", "og_a"};
    const Field orgB{"X-Roboto-Org-Id", "og_b"};
    const auto orgOf = [&](const QByteArray &path, const std::vector<Field> &fields) {
        const Answer made = server->ask("POST", path, "{}", fields);
        return made.status == 200 ? made.data()[u"org_id"].toString()
                                  : QString::fromLatin1(made.verdict());
    };
    QCOMPARE(orgOf("/v1/sessions", {ownerA, orgB}), u"og_a"_s);
    QCOMPARE(orgOf("/v1/sessions", {orgB}), u"og_b"_s);
    QCOMPARE(orgOf("/v1/sessions?robotoOrgId=og_a", {}), u"og_a"_s);
    QCOMPARE(orgOf("/v1/sessions?robotoOrgId=og_a", {orgB}), u"og_b"_s);
    QCOMPARE(orgOf("/v1/sessions?robotoResourceOwnerId=og_a", {orgB}), u"og_a"_s);
    QCOMPARE(orgOf("/v1/sessions", {}), u"400 RobotoNoOrgProvidedException"_s);
    const QString foreign = u"403 RobotoUnauthorizedException"_s;
    QCOMPARE(orgOf("/v1/sessions", {{"X-Roboto-Org-Id", "og_c"}}), foreign);
    QCOMPARE(orgOf("/v1/sessions", {{"X-Roboto-Org-Id", "og_none"}}), foreign);
    QCOMPARE(orgOf("/v1/sessions", {{"X-Roboto-Resource-Owner-Id", "og_c"}, orgB}), foreign);
    // The organisation in a path needs no header.
    QCOMPARE(server->get("/v1/devices/org/og_b").verdict(), "200");
    QCOMPARE(server->get("/v1/devices/org/og_c").verdict(), foreign.toLatin1());
}

void ServerAccessTest::keepsOrganisationsApart()
{
    RobotoHarness server;
    QVERIFY(server.store().access().createOrganisation({u"Other"_s, u"og_other"_s}).takeResult());
    const QString session = server.session(1, 2, {server.device(u"dv"_s)});
    server.publish(session, u"m"_s, 1);
    server->setToken(server.newToken({u"og_other"_s}));
    const QByteArray missing = "404 RobotoNotFoundException";
    QCOMPARE(server->get("/v1/metrics/definition/m").verdict(), missing);
    QCOMPARE(server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}}).verdict(), missing);
    QCOMPARE(server->get("/v1/metrics/session/" + session.toUtf8()).verdict(), missing);
    QCOMPARE(server->get("/v1/sessions/id/" + session.toUtf8()).verdict(), missing);
    QCOMPARE(server->remove("/v1/sessions/id/" + session.toUtf8()).verdict(), missing);
    QCOMPARE(server->get("/v1/devices/id/dv").verdict(), "404 RobotoDeviceNotFoundException");
    QCOMPARE(server->get("/v1/metrics/definitions/").items().size(), 0);
    QCOMPARE(server->get("/v1/sessions").items().size(), 0);
    // The same names are free there.
    QCOMPARE(server->post("/v1/metrics/definition/", {{u"name"_s, u"m"_s}}).verdict(), "200");
    QCOMPARE(server->post("/v1/devices/create", {{u"device_id"_s, u"dv"_s}}).verdict(), "200");
}

// roboto-api 4.
void ServerAccessTest::tellsWhoTheCallerIs()
{
    RobotoHarness server;
    const Answer who = server->get("/v1/users/whoami");
    QVERIFY(who.data().isObject());
    QCOMPARE(who.data()[u"user_id"].toString(), u"ana@example.org"_s);
    QCOMPARE(server->get("/v1/users").data()[u"user_id"].toString(), u"ana@example.org"_s);
    const Answer orgs = server->get("/v1/orgs/caller");
    QVERIFY(orgs.data().isArray());
    QCOMPARE(orgs.data().toArray().size(), 1);
    const Answer org = server->get("/v1/orgs/id/og_local");
    QCOMPARE(orgs.data()[0].toObject(), org.data().toObject());
    for (const QString &member : {u"org_id"_s, u"name"_s, u"tier"_s, u"status"_s, u"created"_s})
        QVERIFY2(!org.data()[member].toString().isEmpty(), qPrintable(member));
    QCOMPARE(server->get("/v1/orgs/id/og_none").verdict(), "403 RobotoUnauthorizedException");
}

// Check 9.
void ServerAccessTest::takesEveryRouteWithAndWithoutASlash_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("create") << QByteArray("POST") << QByteArray("v1/metrics/definition")
                            << QByteArray("{\"name\":\"bad name\"}");
    QTest::newRow("get") << QByteArray("GET") << QByteArray("v1/metrics/definition/m")
                         << QByteArray();
    QTest::newRow("update") << QByteArray("PUT") << QByteArray("v1/metrics/definition/m")
                            << QByteArray("{}");
    QTest::newRow("delete") << QByteArray("DELETE") << QByteArray("v1/metrics/definition/none")
                            << QByteArray();
    QTest::newRow("list") << QByteArray("GET") << QByteArray("v1/metrics/definitions")
                          << QByteArray();
    QTest::newRow("publish") << QByteArray("POST") << QByteArray("v1/metrics")
                             << QByteArray("{\"session_id\":\"none\",\"metrics\":[]}");
    QTest::newRow("session") << QByteArray("GET") << QByteArray("v1/metrics/session/none")
                             << QByteArray();
    QTest::newRow("query") << QByteArray("POST") << QByteArray("v1/metrics/query")
                           << QByteArray("{\"name\":\"m\"}");
    QTest::newRow("aggregate") << QByteArray("POST") << QByteArray("v1/metrics/aggregate")
                               << QByteArray("{\"name\":\"m\",\"period\":\"daily\",\"aggregation\":"
                                             "\"sum\",\"start_time_ns\":0,\"end_time_ns\":1}");
}

void ServerAccessTest::takesEveryRouteWithAndWithoutASlash()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(QByteArray, body);
    RobotoHarness server;
    QCOMPARE(server->post("/v1/metrics/definition/", {{u"name"_s, u"m"_s}}).status, 200);
    const Answer plain = server->ask(method, '/' + path, body);
    QVERIFY(plain.status == 200 || !plain.errorCode().isEmpty());
    for (const QByteArray &form :
         QByteArrayList{'/' + path + '/', "//" + path + '/', "///" + path}) {
        const Answer same = server->ask(method, form, body);
        QCOMPARE(same.verdict(), plain.verdict());
        QCOMPARE(same.raw.body, plain.raw.body);
        QVERIFY(same.raw.field("Location").isEmpty());
    }
}

// Check 39; edge cases 58 and 59.
void ServerAccessTest::unknownRoutesAndMethodsAreNotFound()
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
void ServerAccessTest::bodiesThatAreNoObjectAreRefused_data()
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

void ServerAccessTest::bodiesThatAreNoObjectAreRefused()
{
    QFETCH(QByteArray, body);
    RobotoHarness server;
    for (const QByteArray &path :
         {QByteArray("/v1/metrics"), QByteArray("/v1/metrics/query"),
          QByteArray("/v1/metrics/aggregate"), QByteArray("/v1/metrics/definition/"),
          QByteArray("/v1/sessions"), QByteArray("/v1/devices/create"),
          QByteArray("/v1/devices/infer")})
        QCOMPARE(server->ask("POST", path, body).verdict(), "400 RobotoInvalidRequestException");
}

// Check 39; edge cases 57 and 66.
void ServerAccessTest::unknownFieldsAreIgnored()
{
    RobotoHarness server;
    const QByteArray session = server.session().toUtf8();
    QCOMPARE(server
                 ->ask("POST", "/v1/metrics",
                       "{\"more\":[1],\"session_id\":\"x\",\"session_id\":\"" + session +
                           "\",\"device_id\":null,\"metrics\":[{\"name\":\"m\",\"value\":1,"
                           "\"value\":2,\"unit\":\"s\"}]}")
                 .data()[u"succeeded"][0][u"value"]
                 .toDouble(),
             2.0);
    QCOMPARE(server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}, {u"x"_s, 1}}).verdict(),
             "200");
}

// roboto-api 3.1 and 5.
void ServerAccessTest::whatIsNotOfferedIs501()
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

void ServerAccessTest::aStoreForReadingRefusesToWrite()
{
    RobotoHarness server;
    const QString session = server.session(1, 2);
    server.publish(session, u"m"_s, 1);
    server.reopenReadOnly();
    QCOMPARE(server->get("/v1/metrics/definition/m").verdict(), "200");
    QCOMPARE(server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}}).items().size(), 1);
    const Answer refused = server->post("/v1/sessions", {});
    QCOMPARE(refused.verdict(), "403 RobotoUnauthorizedException");
    QVERIFY(!refused.json[u"error"][u"message"].toString().isEmpty());
}

TIDEMARK_TEST(ServerAccessTest)
#include "server_access_test.moc"
