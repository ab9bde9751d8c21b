// SPDX-License-Identifier: GPL-3.0-or-later
// The users of this server as it tells of them: collectors 2.1 and 2.6, and acceptance check 19.
#include "model/domain/user_id.h"
#include "model/ports/access_store.h"
#include "services/monitor/monitor_json.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

class MonitorRouteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theSameSchemaIsAnswered();
    void anUnknownUserIsAnEmptyList_data();
    void anUnknownUserIsAnEmptyList();
    void isNotFoundUnlessAskedFor();
    void otherMethodsAreRefused();
    void needsATokenAndNoOrigin();
    void nobodyHasCalledYet();
    void lookingIsNoRequest();
    void requestsOfACallerAreCounted();
    void eachCallerIsAUser();
    void failuresOfTheServerAreErrors();
    void organisationsDoNotSeeEachOther();
    void aHeadHasNoBody();

private:
    [[nodiscard]] static PerUserMonitorResponse users(RobotoClient &client,
                                                      const QByteArray &query = {})
    {
        const Answer told = client.get("/monitor/users" + query);
        ServerOffset offset;
        const auto read =
            readMonitorResponse(told.raw.body, Timestamp(RobotoHarness::kNow), offset);
        return told.status == 200 && read ? read->response
                                          : PerUserMonitorResponse{Timestamp(), -1, {}};
    }
    [[nodiscard]] static QStringList idsOf(const PerUserMonitorResponse &response)
    {
        QStringList ids;
        for (const PerUserResourceUsage &user : response.users)
            ids.append(user.userId);
        ids.sort();
        return ids;
    }

    const QString m_ana = userIdOf(u"ana@example.org"_s);
};

// Check 19.
void MonitorRouteTest::theSameSchemaIsAnswered()
{
    RobotoHarness server({}, true);
    QCOMPARE(server->get("/v1/users").status, 200);
    const Answer told = server->get("/monitor/users");
    QCOMPARE(told.status, 200);
    QCOMPARE(told.raw.field("Content-Type"), "application/json");
    QCOMPARE(told.json.keys(), (QStringList{u"timestamp"_s, u"total_active_users"_s, u"users"_s}));
    QCOMPARE(told.json[u"timestamp"].toString(), u"2026-05-02T00:00:00.000000Z"_s);
    const QJsonObject user = told.json[u"users"][0].toObject();
    QCOMPARE(user.keys(), (QStringList{u"memory"_s, u"requests"_s, u"session"_s, u"user_id"_s}));
    QCOMPARE(user[u"user_id"].toString(), m_ana);
    QCOMPARE(user[u"session"].toObject(),
             (QJsonObject{{u"created_at"_s, u"2026-05-02T00:00:00.000000Z"_s},
                          {u"last_activity"_s, u"2026-05-02T00:00:00.000000Z"_s},
                          {u"ref_count"_s, 0},
                          {u"is_active"_s, false}}));
    QCOMPARE(user[u"requests"].toObject().keys(),
             (QStringList{u"active_requests"_s, u"avg_latency_ms"_s, u"error_count"_s,
                          u"total_requests"_s}));
    QCOMPARE(user[u"memory"].toObject(), (QJsonObject{{u"per_user_functions_count"_s, 5},
                                                      {u"per_user_function_groups_count"_s, 2},
                                                      {u"exit_stack_size"_s, 3}}));
}

void MonitorRouteTest::anUnknownUserIsAnEmptyList_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<int>("count");
    QTest::newRow("nobody") << QByteArray("?user_id=nobody") << 0;
    QTest::newRow("empty") << QByteArray("?user_id=") << 0;
    QTest::newRow("without a value") << QByteArray("?user_id") << 0;
    QTest::newRow("the name instead of the id") << QByteArray("?user_id=ana@example.org") << 0;
    QTest::newRow("somebody") << "?user_id=" + m_ana.toLatin1() << 1;
    QTest::newRow("another parameter") << QByteArray("?user=nobody") << 1;
}

// Check 19.
void MonitorRouteTest::anUnknownUserIsAnEmptyList()
{
    QFETCH(QByteArray, query);
    QFETCH(int, count);
    RobotoHarness server({}, true);
    QCOMPARE(server->get("/v1/users").status, 200);
    const Answer told = server->get("/monitor/users" + query);
    QCOMPARE(told.status, 200);
    QVERIFY(told.json[u"users"].isArray());
    QCOMPARE(told.json[u"users"].toArray().size(), count);
    QCOMPARE(told.json[u"total_active_users"].toInt(-1), count);
}

void MonitorRouteTest::isNotFoundUnlessAskedFor()
{
    RobotoHarness server;
    for (const QByteArray &method : {QByteArray("GET"), QByteArray("DELETE")})
        QCOMPARE(server->ask(method, "/monitor/users").status, 404);
    QCOMPARE(server->post("/monitor/users", {}).status, 404);
    RobotoHarness other({}, true);
    QCOMPARE(other->get("/monitor/users/").status, 200); // as all routes
    QCOMPARE(other->get("/monitor").status, 404);
    QCOMPARE(other->get("/monitor/users/x").status, 404);
}

void MonitorRouteTest::otherMethodsAreRefused()
{
    RobotoHarness server({}, true);
    for (const QByteArray &method :
         {QByteArray("DELETE"), QByteArray("OPTIONS"), QByteArray("PATCH"), QByteArray("PUT")}) {
        const Answer refused = server->ask(method, "/monitor/users");
        QCOMPARE(refused.status, 405);
        QCOMPARE(refused.raw.field("Allow"), "GET, HEAD");
    }
    const Answer posted = server->post("/monitor/users", {});
    QCOMPARE(posted.status, 405);
    QVERIFY(!posted.json[u"error"][u"message"].toString().isEmpty());
}

void MonitorRouteTest::needsATokenAndNoOrigin()
{
    RobotoHarness server({}, true);
    QCOMPARE(server->get("/monitor/users", {{"Origin", "https://evil.example"}}).status, 403);
    QCOMPARE(server->get("/monitor/users", {{"Host", "evil.example"}}).status, 400); // two of them
    server->setToken({});
    QCOMPARE(server->get("/monitor/users").status, 401);
    QCOMPARE(server->ask("DELETE", "/monitor/users").status, 401);
    server->setToken(u"tdm_wrong"_s);
    QCOMPARE(server->get("/monitor/users").status, 401);
    server->setToken(server.newToken());
    QVERIFY(users(*server).users.empty()); // who was refused is no user
}

void MonitorRouteTest::nobodyHasCalledYet()
{
    RobotoHarness server({}, true);
    const auto told = users(*server);
    QCOMPARE(told.totalActiveUsers, 0);
    QVERIFY(told.users.empty());
    QCOMPARE(told.timestamp, Timestamp(RobotoHarness::kNow));
}

void MonitorRouteTest::lookingIsNoRequest()
{
    RobotoHarness server({}, true);
    QCOMPARE(server->get("/v1/users").status, 200);
    server.clock().set(RobotoHarness::kNow + RobotoHarness::kSecond);
    const auto first = users(*server);
    QCOMPARE(server->ask("DELETE", "/monitor/users").status, 405);
    const auto second = users(*server);
    QCOMPARE(second.users, first.users);
    QCOMPARE(second.users.at(0).requests.totalRequests, 1);
    QCOMPARE(second.users.at(0).session.lastActivity, Timestamp(RobotoHarness::kNow));
}

void MonitorRouteTest::requestsOfACallerAreCounted()
{
    RobotoHarness server({}, true);
    QCOMPARE(server->get("/v1/users").status, 200);
    server.clock().set(RobotoHarness::kNow + RobotoHarness::kSecond);
    (void)server.session(1, 2); // two requests
    QCOMPARE(server->get("/v1/metrics/definition/none").status, 404);
    QCOMPARE(server->get("/v1/orgs/id/og_none").status, 403);
    const PerUserResourceUsage ana = users(*server).users.at(0);
    QCOMPARE(ana.session.createdAt, Timestamp(RobotoHarness::kNow));
    QCOMPARE(ana.session.lastActivity, Timestamp(RobotoHarness::kNow + RobotoHarness::kSecond));
    QCOMPARE(ana.requests.totalRequests, 5);
    QCOMPARE(ana.requests.activeRequests, 0);
    QCOMPARE(ana.requests.errorCount, 0); // a refusal is an answer
    QVERIFY(ana.requests.avgLatency_ms >= 0);
    QVERIFY(ana.requests.avgLatency_ms < 20'000);
    QCOMPARE(roundedLatency(ana.requests.avgLatency_ms), ana.requests.avgLatency_ms);
}

void MonitorRouteTest::eachCallerIsAUser()
{
    RobotoHarness server({}, true);
    const QStringList local{u"og_local"_s};
    QCOMPARE(server->get("/v1/users").status, 200);
    server->setToken(server.newToken(local, {}, u"bob"_s));
    QCOMPARE(server->get("/v1/users").status, 200);
    server->setToken(server.newToken(local, {}, u"bob"_s)); // another token of the same user
    QCOMPARE(server->get("/v1/users").status, 200);
    const auto all = users(*server);
    QCOMPARE(all.totalActiveUsers, 2);
    QCOMPARE(all.users[0].userId, m_ana);
    QCOMPARE(all.users[1].userId, u"e0d43398-5fc8-5c1d-95d5-d39399e69f51"_s);
    QCOMPARE(all.users[1].requests.totalRequests, 2);
    const auto bob = users(*server, "?user_id=e0d43398-5fc8-5c1d-95d5-d39399e69f51");
    QCOMPARE(bob.totalActiveUsers, 1);
    QCOMPARE(bob.users.at(0), all.users[1]);
}

// 501: what the server does not have.
void MonitorRouteTest::failuresOfTheServerAreErrors()
{
    RobotoHarness server({}, true);
    QCOMPARE(server->post("/v1/query/submit/roboql", {}).status, 501);
    QCOMPARE(server->get("/v1/users").status, 200);
    const auto requests = users(*server).users.at(0).requests;
    QCOMPARE(requests.totalRequests, 2);
    QCOMPARE(requests.errorCount, 1);
}

void MonitorRouteTest::organisationsDoNotSeeEachOther()
{
    RobotoHarness server({}, true);
    for (const QString &uid : {u"og_a"_s, u"og_b"_s})
        QVERIFY(server.store().access().createOrganisation({uid + u" name", uid}).takeResult());
    const auto call = [&](const QStringList &organisations, const QString &user) {
        const QString token = server.newToken(organisations, {}, user);
        server->setToken(token);
        if (server->get("/v1/users").status != 200)
            qFatal("The call was refused.");
        return token;
    };
    const QString inA = call({u"og_a"_s}, u"alice"_s);
    const QString inB = call({u"og_b"_s}, u"bob"_s);
    const QString inBoth = call({u"og_a"_s, u"og_b"_s}, u"carol"_s);
    (void)call({u"og_b"_s}, u"alice"_s); // perhaps another person of that name
    const QString alice = userIdOf(u"alice"_s);
    const QString bob = userIdOf(u"bob"_s);
    const QString carol = userIdOf(u"carol"_s);
    const auto seenWith = [&](const QString &token, const QByteArray &query = {}) {
        server->setToken(token);
        return idsOf(users(*server, query));
    };
    const auto sorted = [](QStringList ids) {
        ids.sort();
        return ids;
    };
    QCOMPARE(seenWith(inA), sorted({alice, carol}));
    QCOMPARE(seenWith(inB), sorted({alice, bob, carol}));
    QCOMPARE(seenWith(inBoth), sorted({alice, alice, bob, carol}));
    QCOMPARE(seenWith(inA, "?user_id=" + bob.toLatin1()), QStringList());
    QCOMPARE(seenWith(inBoth, "?user_id=" + alice.toLatin1()), (QStringList{alice, alice}));
    QCOMPARE(seenWith(server.newToken()), QStringList());
}

void MonitorRouteTest::aHeadHasNoBody()
{
    RobotoHarness server({}, true);
    QVERIFY(server->raw().send(server->request("HEAD", "/monitor/users")));
    const RawResponse head = server->raw().response(true);
    QCOMPARE(head.status, 200);
    QVERIFY(head.body.isEmpty());
}

TIDEMARK_TEST(MonitorRouteTest)
#include "monitor_route_test.moc"
