// SPDX-License-Identifier: GPL-3.0-or-later
// Queries over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/query_requests.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void tokensSurviveInsertsAndRefuseGarbage();
    void pageSizesAreChecked_data();
    void pageSizesAreChecked();
    void integersAreDigits();
    void anUnknownMetricIsNotFound();
};

// Check 26; edge cases 38, 39.
void ServerQueryTest::tokensSurviveInsertsAndRefuseGarbage()
{
    RobotoHarness server;
    QStringList ids;
    for (int i = 0; i < 6; ++i) {
        const std::int64_t at = kPast + std::int64_t{10} * i;
        ids.append(server.session(at, at));
        server.publish(ids.last(), u"m"_s, i);
    }
    const QJsonObject body = queryOf(u"m"_s, {{u"max_results"_s, 3}});
    const Answer first = server->post("/v1/metrics/query", body);
    QCOMPARE(sessionsOf(first.items()), ids.first(3));
    server.publish(server.session(kPast + 5, kPast + 5), u"m"_s, 9); // before the cursor
    const QByteArray next =
        "/v1/metrics/query?page_token=" + first.nextToken().toString().toLatin1();
    const Answer second = server->post(next, body);
    QCOMPARE(sessionsOf(second.items()), ids.sliced(3));
    QVERIFY(second.nextToken().isNull());
    // With another body it goes on after the same place.
    const Answer other = server->post(next, queryOf(u"m"_s, {{u"max_results"_s, 1}}));
    QCOMPARE(sessionsOf(other.items()), ids.sliced(3, 1));
    for (const QByteArray &token : {QByteArray("garbage"), QByteArray("djE6anNvbjp7fQ"),
                                    first.nextToken().toString().toLatin1().chopped(4)})
        QCOMPARE(server->post("/v1/metrics/query?page_token=" + token, body).verdict(),
                 kInvalidRequest);
}

// Check 27; edge cases 36, 37.
void ServerQueryTest::pageSizesAreChecked_data()
{
    QTest::addColumn<QJsonValue>("size");
    QTest::addColumn<QByteArray>("verdict");
    for (const int bad : {0, -1, 10'001})
        QTest::addRow("%d", bad) << QJsonValue(bad) << kInvalidRequest;
    QTest::newRow("text") << QJsonValue(u"5"_s) << kInvalidRequest;
    QTest::newRow("null") << QJsonValue(QJsonValue::Null) << kInvalidRequest;
    QTest::newRow("flag") << QJsonValue(true) << kInvalidRequest;
    QTest::newRow("fraction") << QJsonValue(1.5) << kInvalidRequest;
    QTest::newRow("most") << QJsonValue(10'000) << QByteArray("200");
    QTest::newRow("one") << QJsonValue(1) << QByteArray("200");
}

void ServerQueryTest::pageSizesAreChecked()
{
    QFETCH(QJsonValue, size);
    QFETCH(QByteArray, verdict);
    RobotoHarness server;
    server.publish(server.session(), u"m"_s, 1);
    QCOMPARE(
        server->post("/v1/metrics/query", queryOf(u"m"_s, {{u"max_results"_s, size}})).verdict(),
        verdict);
}

// Check 38.
void ServerQueryTest::integersAreDigits()
{
    RobotoHarness server;
    const std::int64_t far = 9'000'000'000'000'000'000;
    const QByteArray session = server.session(-far, far).toUtf8();
    const QByteArray publish =
        server
            ->ask("POST", "/v1/metrics",
                  R"({"session_id":")" + session +
                      R"(","device_id":null,"metrics":[{"name":"m","value":1e21}]})")
            .raw.body;
    const QByteArray bySession = server->get("/v1/metrics/session/" + session).raw.body;
    const QByteArray record = server->get("/v1/sessions/id/" + session).raw.body;
    const QByteArray files = server->get("/v1/sessions/id/" + session + "/files").raw.body;
    const QByteArray query =
        server->post("/v1/metrics/query", queryOf(u"m"_s, {{u"end_time_ns"_s, qint64{far + 1}}}))
            .raw.body;
    const QByteArray aggregate =
        server
            ->post("/v1/metrics/aggregate", queryOf(u"m"_s, {{u"period"_s, u"daily"_s},
                                                             {u"aggregation"_s, u"count"_s},
                                                             {u"start_time_ns"_s, qint64{far}},
                                                             {u"end_time_ns"_s, qint64{far + 1}}}))
            .raw.body;
    static const QRegularExpression number(
        u"\"(\\w+_ns|start_time|end_time|total)\":([^,}\\]]*)"_s);
    int seen = 0;
    for (const QByteArray &text : {publish, bySession, record, files, query, aggregate}) {
        auto matches = number.globalMatch(QString::fromUtf8(text));
        while (matches.hasNext()) {
            const auto match = matches.next();
            static const QRegularExpression digits(u"^-?[0-9]+$"_s);
            QVERIFY2(digits.match(match.captured(2)).hasMatch(), qPrintable(match.captured()));
            ++seen;
        }
    }
    QCOMPARE(seen, 13); // two times in each, and the total
}

// Edge case 1.
void ServerQueryTest::anUnknownMetricIsNotFound()
{
    RobotoHarness server;
    QCOMPARE(server->post("/v1/metrics/query", queryOf(u"none"_s)).verdict(),
             "404 RobotoNotFoundException");
    QCOMPARE(server->post("/v1/metrics/definition/", queryOf(u"m"_s)).status, 200);
    const Answer known = server->post("/v1/metrics/query", queryOf(u"m"_s));
    QCOMPARE(known.items(), QJsonArray());
    QVERIFY(known.nextToken().isNull());
    QCOMPARE(server->post("/v1/metrics/query", {}).verdict(), kInvalidRequest);
}

TIDEMARK_TEST(ServerQueryTest)
#include "server_query_test.moc"
