// SPDX-License-Identifier: GPL-3.0-or-later
// Definitions over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "model/ports/metric_catalog.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {
constexpr const char *kDefinition = "/v1/metrics/definition/";
}

class ServerDefinitionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void createsAndFinds();
    void tellsWhatWasMadeInAnyCase();
    void updatesTheDescription();
    void checksNames_data();
    void checksNames();
    void pagesCoverAllOnce();
    void unreadableTokensAreRefused();
    void deletingTakesTheValuesAlong();
    void showsNamesThatOnlyTheWindowMakes();
};

// Checks 3, 4, 5; edge cases 49, 51.
void ServerDefinitionsTest::createsAndFinds()
{
    RobotoHarness server;
    const QJsonObject wanted{{u"name"_s, u"cpu.usage_max"_s}, {u"description"_s, u"CPU, %"_s}};
    const Answer made = server->post(kDefinition, wanted);
    QCOMPARE(made.verdict(), "200");
    for (const QString &member : {u"org_id"_s, u"metric_id"_s, u"name"_s, u"created_by"_s,
                                  u"created"_s, u"modified_by"_s, u"modified"_s})
        QVERIFY2(!made.data()[member].toString().isEmpty(), qPrintable(member));
    QVERIFY(made.data()[u"created"].toString().endsWith(u'Z'));
    QCOMPARE(made.data()[u"created"].toString(), u"2026-05-02T00:00:00.000000Z"_s);
    QCOMPARE(made.data()[u"created_by"].toString(), u"ana@example.org"_s);
    QCOMPARE(made.data()[u"description"].toString(), u"CPU, %"_s);
    QCOMPARE(server->post(kDefinition, wanted).verdict(), "409 RobotoConflictException");
    QCOMPARE(server->get("/v1/metrics/definition/cpu.usage_max").data(), made.data());
    QCOMPARE(server->get("/v1/metrics/definition/CPU.usage_max").verdict(),
             "404 RobotoNotFoundException");
    const Answer bare =
        server->post(kDefinition, {{u"name"_s, u"b"_s}, {u"description"_s, QJsonValue::Null}});
    QVERIFY(bare.data()[u"description"].isNull());
}

// roboto-api 1.4: after a 503 the SDK makes it again, and gets a conflict with what it made itself.
void ServerDefinitionsTest::tellsWhatWasMadeInAnyCase()
{
    http::HttpLimits limits;
    limits.answersTogether_bytes = 0; // no answer has room
    RobotoHarness server(limits);
    QCOMPARE(server->post(kDefinition, {{u"name"_s, u"m"_s}}).verdict(), "200");
    QCOMPARE(server->get("/v1/metrics/definition/m").verdict(),
             "503 RobotoServiceUnavailableException");
    QCOMPARE(server->post("/v1/sessions", {}).verdict(), "200");
    QCOMPARE(server->post("/v1/devices/create", {{u"device_id"_s, u"d"_s}}).verdict(), "200");
}

// Check 6; edge cases 52, 53.
void ServerDefinitionsTest::updatesTheDescription()
{
    RobotoHarness server;
    const Answer made = server->post(kDefinition, {{u"name"_s, u"m"_s}});
    const QByteArray path = "/v1/metrics/definition/m";
    server.clock().set(RobotoHarness::kNow + RobotoHarness::kSecond);
    QCOMPARE(server->put(path, {}).data(), made.data()); // modified as well
    const Answer set = server->put(path, {{u"description"_s, u"x"_s}});
    QCOMPARE(set.data()[u"description"].toString(), u"x"_s);
    QCOMPARE(set.data()[u"modified"].toString(), u"2026-05-02T00:00:01.000000Z"_s);
    QCOMPARE(set.data()[u"created"], made.data()[u"created"]);
    QCOMPARE(server->put(path, {{u"description"_s, QJsonObject()}}).data(), set.data());
    const Answer cleared = server->put(path, {{u"description"_s, QJsonValue::Null}});
    QVERIFY(cleared.data()[u"description"].isNull());
    QCOMPARE(server->put(path, {{u"description"_s, QJsonObject()}}).data(), cleared.data());
    QCOMPARE(server->put(path, {{u"description"_s, 1}}).status, 400);
    QCOMPARE(server->put(path, {{u"description"_s, QJsonObject{{u"a"_s, 1}}}}).status, 400);
    QCOMPARE(server->put("/v1/metrics/definition/none", {}).verdict(),
             "404 RobotoNotFoundException");
}

// Check 7; edge case 50.
void ServerDefinitionsTest::checksNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isGood");
    for (const QString &bad : {u"a b"_s, u"a/b"_s, u"a%b"_s, u"a:b"_s, u"a+b"_s, u"a\nb"_s,
                               u"\u00e9"_s, QString(), u"."_s, u".."_s, QString(256, u'x')})
        QTest::addRow("bad %s", bad.left(8).toUtf8().toPercentEncoding().constData())
            << bad << false;
    for (const QString &good : {u"A-z.0_9~"_s, QString(255, u'x'), u"..."_s, u"-"_s})
        QTest::addRow("good %s", qPrintable(good.left(8))) << good << true;
}

void ServerDefinitionsTest::checksNames()
{
    QFETCH(QString, name);
    QFETCH(bool, isGood);
    RobotoHarness server;
    QCOMPARE(server->post(kDefinition, {{u"name"_s, name}}).verdict(),
             isGood ? "200" : "400 RobotoInvalidRequestException");
    if (isGood)
        QCOMPARE(server->get(kDefinition + name.toUtf8().toPercentEncoding()).verdict(), "200");
}

// Check 8.
void ServerDefinitionsTest::pagesCoverAllOnce()
{
    RobotoHarness server;
    const QString session = server.session();
    QJsonArray entries;
    QStringList wanted;
    for (int i = 0; i < 250; ++i) {
        wanted.append(u"%1.%2"_s.arg(QChar(i % 2 != 0 ? u'a' : u'B')).arg(i));
        entries.append(QJsonObject{{u"name"_s, wanted.last()}, {u"value"_s, 1}});
    }
    std::sort(wanted.begin(), wanted.end());
    QCOMPARE(server
                 ->post("/v1/metrics", {{u"session_id"_s, session},
                                        {u"device_id"_s, QJsonValue::Null},
                                        {u"metrics"_s, entries}})
                 .status,
             200);
    QStringList found;
    int pages = 0;
    QByteArray path = "/v1/metrics/definitions/";
    for (;;) {
        const Answer page = server->get(path);
        QCOMPARE(page.verdict(), "200");
        found += texts(page.items(), u"name"_s);
        ++pages;
        QVERIFY(!page.nextToken().isUndefined());
        if (page.nextToken().isNull())
            break;
        path = "/v1/metrics/definitions/?page_token=" + page.nextToken().toString().toLatin1();
        QVERIFY(pages < 10);
    }
    QCOMPARE(found, wanted);
    QCOMPARE(pages, 3);
}

// Edge case 38.
void ServerDefinitionsTest::unreadableTokensAreRefused()
{
    RobotoHarness server;
    server.device(u"dv"_s);
    const QByteArray session = server.session().toUtf8();
    for (const QByteArray &path :
         QByteArrayList{"/v1/metrics/definitions/", "/v1/sessions", "/v1/devices/org/og_local",
                        "/v1/devices/id/dv/sessions", "/v1/sessions/id/" + session + "/files",
                        "/v1/sessions/id/" + session + "/devices",
                        "/v1/sessions/id/" + session + "/topics", "/v1/datasets/ds_1/sessions"}) {
        QCOMPARE(server->get(path).verdict(), "200");
        for (const QByteArray &token : {QByteArray("garbage"), QByteArray(""), QByteArray("%00x"),
                                        QByteArray("djE6anNvbjp7fQ"), QByteArray(5000, 'A')})
            QCOMPARE(server->get(path + "?page_token=" + token).status, 400);
    }
}

// Check 36; edge cases 54, 55.
void ServerDefinitionsTest::deletingTakesTheValuesAlong()
{
    RobotoHarness server;
    const QString session = server.session(1, 2);
    server.publish(session, u"m"_s, 1);
    server.publish(session, u"n"_s, 2);
    const QString before = server->get("/v1/metrics/definition/m").data()[u"metric_id"].toString();
    QCOMPARE(server->remove("/v1/metrics/definition/m").verdict(), "200");
    const QByteArray missing = "404 RobotoNotFoundException";
    QCOMPARE(server->remove("/v1/metrics/definition/m").verdict(), missing);
    QCOMPARE(server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}}).verdict(), missing);
    QCOMPARE(texts(server->get("/v1/metrics/session/" + session.toUtf8()).list(), u"name"_s),
             QStringList{u"n"_s});
    server.publish(session, u"m"_s, 3);
    const QString after = server->get("/v1/metrics/definition/m").data()[u"metric_id"].toString();
    QVERIFY(!after.isEmpty());
    QVERIFY(after != before);
    const QJsonArray rows = server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}}).items();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0][u"metric_id"].toString(), after);
}

// A name with other letters is the window's business; it is listed and found by its encoded path.
void ServerDefinitionsTest::showsNamesThatOnlyTheWindowMakes()
{
    RobotoHarness server;
    const auto made =
        server.store().ports().catalog->create(NewDefinition{u"h\u00f6he/m +"_s}).takeResult();
    QVERIFY(made);
    QCOMPARE(texts(server->get("/v1/metrics/definitions/").items(), u"name"_s),
             QStringList{u"h\u00f6he/m +"_s});
    const Answer found = server->get("/v1/metrics/definition/h%C3%B6he%2Fm%20%2B");
    QCOMPARE(found.data()[u"metric_id"].toString(), made->definition.uid);
}

TIDEMARK_TEST(ServerDefinitionsTest)
#include "server_definitions_test.moc"
