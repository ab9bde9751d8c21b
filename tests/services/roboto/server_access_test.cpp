// SPDX-License-Identifier: GPL-3.0-or-later
// Who gets in and for whom, and errors. Numbers: roboto-api, acceptance checks (section 7)
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

    // Each is the envelope, or the client had ended the test.
    for (const auto &[verdict, answer] : errors)
        QCOMPARE(answer.verdict(), verdict);
}

// Check 41.
void ServerAccessTest::headerNamesHaveNoCase()
{
    RobotoHarness server;
    for (const QString &uid : {u"og_a"_s, u"og_b"_s})
        QVERIFY(server.store().access().createOrganisation({uid + u" name", uid}).takeResult());
    const QByteArray token = "Bearer " + server.newToken({u"og_a"_s, u"og_b"_s}).toLatin1();
    server->setToken({});
    const auto orgOf = [&server](const std::vector<Field> &fields) {
        return server->post("/v1/sessions", {}, fields).data()[u"org_id"].toString();
    };
    const QByteArray owner = "X-Roboto-Resource-Owner-Id";
    const QByteArray org = "X-Roboto-Org-Id";
    for (const auto &spelled : {+[](const QByteArray &name) { return name; },
                                +[](const QByteArray &name) { return name.toLower(); },
                                +[](const QByteArray &name) { return name.toUpper(); }}) {
        const Field caller{spelled("Authorization"), token};
        QCOMPARE(orgOf({caller, {spelled(owner), "og_a"}}), u"og_a"_s);
        QCOMPARE(orgOf({caller, {spelled(org), "og_b"}}), u"og_b"_s);
        QCOMPARE(orgOf({caller, {spelled(org), "og_b"}, {spelled(owner), "og_a"}}), u"og_a"_s);
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
