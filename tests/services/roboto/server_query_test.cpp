// SPDX-License-Identifier: GPL-3.0-or-later
// Queries over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "model/ports/record_store.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kBase = RobotoHarness::kNow - 100 * RobotoHarness::kDay;
const QByteArray kInvalid = "400 RobotoInvalidRequestException";

QJsonObject queryOf(const QString &name, QJsonObject more = {})
{
    more.insert(u"name"_s, name);
    return more;
}

QStringList sessionsOf(const QJsonArray &rows)
{
    return texts(rows, u"session_id"_s);
}

} // namespace

class ServerQueryTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void windowsAreHalfOpen();
    void tokensSurviveInsertsAndRefuseGarbage();
    void pageSizesAreChecked_data();
    void pageSizesAreChecked();
    void deviceFiltersHaveThreeStates();
    void invocationFiltersHaveThreeStates();
    void sessionFiltersAreNeverNull();
    void badFiltersAreRefused_data();
    void badFiltersAreRefused();
    void theFutureIsHiddenAndTheTimelessToo();
    void nowIsTheSameOnAllPages();
    void changedFilesMoveTheValue();
    void emptyAndReversedWindows();
    void badTimesAreRefused_data();
    void badTimesAreRefused();
    void integersAreDigits();
    void anUnknownMetricIsNotFound();
};

// Check 24; edge case 43.
void ServerQueryTest::windowsAreHalfOpen()
{
    RobotoHarness server;
    const std::int64_t a = kBase;
    const std::int64_t b = kBase + 1'000'000;
    const QString atA = server.session(a - 50, a);
    const QString atB = server.session(b - 50, b);
    const QString inside = server.session(a, a + 500);
    for (const QString &id : {atA, atB, inside})
        server.publish(id, u"m"_s, 1);
    const auto within = [&](std::int64_t begin, std::int64_t end) {
        return sessionsOf(
            server
                ->post("/v1/metrics/query", queryOf(u"m"_s, {{u"start_time_ns"_s, qint64{begin}},
                                                             {u"end_time_ns"_s, qint64{end}}}))
                .items());
    };
    QCOMPARE(within(a, b), (QStringList{atA, inside}));
    QCOMPARE(within(a + 1, b + 1), (QStringList{inside, atB}));
    QCOMPARE(within(a - 1, b - 1), (QStringList{atA, inside}));
}

// Check 26; edge cases 38, 39.
void ServerQueryTest::tokensSurviveInsertsAndRefuseGarbage()
{
    RobotoHarness server;
    QStringList ids;
    for (int i = 0; i < 6; ++i) {
        const std::int64_t at = kBase + std::int64_t{10} * i;
        ids.append(server.session(at, at));
        server.publish(ids.last(), u"m"_s, i);
    }
    const QJsonObject body = queryOf(u"m"_s, {{u"max_results"_s, 3}});
    const Answer first = server->post("/v1/metrics/query", body);
    QCOMPARE(sessionsOf(first.items()), ids.first(3));
    server.publish(server.session(kBase + 5, kBase + 5), u"m"_s, 9); // before the cursor
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
        QCOMPARE(server->post("/v1/metrics/query?page_token=" + token, body).verdict(), kInvalid);
}

// Check 27; edge cases 36, 37.
void ServerQueryTest::pageSizesAreChecked_data()
{
    QTest::addColumn<QJsonValue>("size");
    QTest::addColumn<QByteArray>("verdict");
    for (const int bad : {0, -1, 10'001})
        QTest::addRow("%d", bad) << QJsonValue(bad) << kInvalid;
    QTest::newRow("text") << QJsonValue(u"5"_s) << kInvalid;
    QTest::newRow("null") << QJsonValue(QJsonValue::Null) << kInvalid;
    QTest::newRow("flag") << QJsonValue(true) << kInvalid;
    QTest::newRow("fraction") << QJsonValue(1.5) << kInvalid;
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

// Check 28; edge cases 22 to 25, 28.
void ServerQueryTest::deviceFiltersHaveThreeStates()
{
    RobotoHarness server;
    QStringList ids;
    for (const QJsonValue &device :
         {QJsonValue(server.device(u"d1"_s)), QJsonValue(server.device(u"d2"_s)),
          QJsonValue(QJsonValue::Null)}) {
        ids.append(server.session(kBase + ids.size(), kBase + ids.size()));
        server.publish(ids.last(), u"m"_s, 1, device);
    }
    const auto rowsOf = [&](const QJsonObject &filters) {
        return sessionsOf(server->post("/v1/metrics/query", queryOf(u"m"_s, filters)).items());
    };
    const QString key = u"include_device_ids"_s;
    QCOMPARE(rowsOf({{key, QJsonArray{u"d1"_s}}}), ids.first(1));
    QCOMPARE(rowsOf({{key, QJsonArray{u"d1"_s, u"d2"_s}}}), ids.first(2));
    QCOMPARE(rowsOf({{key, QJsonArray{u"d2"_s, u"d9"_s}}}), ids.sliced(1, 1));
    QCOMPARE(rowsOf({{key, QJsonValue::Null}}), ids.last(1));
    QCOMPARE(rowsOf({{key, QJsonArray()}}), QStringList());
    QCOMPARE(rowsOf({{key, QJsonObject()}}), ids);
    QCOMPARE(rowsOf({}), ids);
    const QString sessions = u"include_session_ids"_s;
    QCOMPARE(rowsOf({{sessions, QJsonArray{ids.at(0), ids.at(2)}}}),
             (QStringList{ids.at(0), ids.at(2)}));
    QCOMPARE(rowsOf({{sessions, QJsonArray{ids.at(0), ids.at(2)}}, {key, QJsonValue::Null}}),
             ids.last(1));
    QCOMPARE(rowsOf({{sessions, QJsonArray()}}), QStringList());
}

// Check 28.
void ServerQueryTest::invocationFiltersHaveThreeStates()
{
    RobotoHarness server;
    const QString plain = server.session(kBase, kBase);
    server.publish(plain, u"m"_s, 1);
    const QString invoked = server.session(kBase + 1, kBase + 1);
    const QString again = server.session(kBase + 2, kBase + 2);
    for (const auto &[session, invocation] : {std::pair(invoked, u"iv_1"_s), {again, u"iv_2"_s}}) {
        PublishRequest request{session, DeviceChoice::none(), invocation, {{u"m"_s, 2}}};
        QVERIFY(server.store().ports().records->publish(request).takeResult());
    }
    const auto rowsOf = [&](const QJsonValue &filter) {
        return sessionsOf(server
                              ->post("/v1/metrics/query",
                                     queryOf(u"m"_s, {{u"include_invocation_ids"_s, filter}}))
                              .items());
    };
    QCOMPARE(rowsOf(QJsonArray{u"iv_1"_s}), QStringList{invoked});
    QCOMPARE(rowsOf(QJsonArray{u"iv_1"_s, u"iv_2"_s}), (QStringList{invoked, again}));
    QCOMPARE(rowsOf(QJsonArray{u"iv_2"_s, u"iv_9"_s}), QStringList{again});
    QCOMPARE(rowsOf(QJsonArray{u"iv_9"_s}), QStringList());
    QCOMPARE(rowsOf(QJsonValue::Null), QStringList{plain});
    QCOMPARE(rowsOf(QJsonArray()), QStringList());
    QCOMPARE(rowsOf(QJsonObject()), (QStringList{plain, invoked, again}));
    const Answer row = server->post("/v1/metrics/query", queryOf(u"m"_s));
    QCOMPARE(row.items().at(1)[u"invocation_id"].toString(), u"iv_1"_s);
}

// Check 28; edge case 26.
void ServerQueryTest::sessionFiltersAreNeverNull()
{
    RobotoHarness server;
    server.publish(server.session(kBase, kBase), u"m"_s, 1);
    QJsonObject body = queryOf(u"m"_s, {{u"include_session_ids"_s, QJsonValue::Null}});
    QCOMPARE(server->post("/v1/metrics/query", body).verdict(), kInvalid);
    body.insert(u"period"_s, u"daily"_s);
    body.insert(u"aggregation"_s, u"sum"_s);
    body.insert(u"start_time_ns"_s, 0);
    body.insert(u"end_time_ns"_s, qint64{kBase + 1});
    QCOMPARE(server->post("/v1/metrics/aggregate", body).verdict(), kInvalid);
}

// Check 28; edge case 27.
void ServerQueryTest::badFiltersAreRefused_data()
{
    QTest::addColumn<QJsonValue>("filter");
    QTest::newRow("text") << QJsonValue(u"d1"_s);
    QTest::newRow("number") << QJsonValue(1);
    QTest::newRow("object") << QJsonValue(QJsonObject{{u"a"_s, 1}});
    QTest::newRow("list of numbers") << QJsonValue(QJsonArray{u"a"_s, 1});
    QTest::newRow("list of null") << QJsonValue(QJsonArray{QJsonValue::Null});
}

void ServerQueryTest::badFiltersAreRefused()
{
    QFETCH(QJsonValue, filter);
    RobotoHarness server;
    server.publish(server.session(kBase, kBase), u"m"_s, 1);
    for (const QString &key :
         {u"include_device_ids"_s, u"include_session_ids"_s, u"include_invocation_ids"_s}) {
        QJsonObject body = queryOf(u"m"_s, {{key, filter}});
        QCOMPARE(server->post("/v1/metrics/query", body).verdict(), kInvalid);
        body.insert(u"period"_s, u"daily"_s);
        body.insert(u"aggregation"_s, u"sum"_s);
        body.insert(u"start_time_ns"_s, 0);
        body.insert(u"end_time_ns"_s, 1);
        QCOMPARE(server->post("/v1/metrics/aggregate", body).verdict(), kInvalid);
    }
}

// Check 29; edge cases 31, 40, 41.
void ServerQueryTest::theFutureIsHiddenAndTheTimelessToo()
{
    RobotoHarness server;
    const std::int64_t later = RobotoHarness::kNow + RobotoHarness::kDay;
    const QString future = server.session(later, later);
    const QString timeless = server.session();
    const QString past = server.session(kBase, kBase);
    server.publish(past, u"m"_s, 3);
    server.publish(future, u"m"_s, 1);
    server.publish(timeless, u"m"_s, 2);
    const auto rowsOf = [&](const QJsonObject &more) {
        return sessionsOf(server->post("/v1/metrics/query", queryOf(u"m"_s, more)).items());
    };
    for (const QString &filter : {u"start_time"_s, u"end_time"_s}) {
        const auto timed = [&](QJsonObject more) {
            more.insert(u"time_filter"_s, filter);
            return rowsOf(more);
        };
        QCOMPARE(timed({}), QStringList{past});
        QCOMPARE(timed({{u"end_time_ns"_s, QJsonValue::Null}}), QStringList{past});
        QCOMPARE(timed({{u"end_time_ns"_s, qint64{later + 1}}}), (QStringList{past, future}));
        QCOMPARE(timed({{u"start_time_ns"_s, qint64{later - 1}}}), QStringList()); // from later on
        QCOMPARE(timed({{u"start_time_ns"_s, std::numeric_limits<qint64>::min()},
                        {u"end_time_ns"_s, std::numeric_limits<qint64>::max()}}),
                 (QStringList{past, future}));
    }
    const QByteArray path = "/v1/metrics/session/" + timeless.toUtf8();
    const QJsonArray rows = server->get(path).list();
    QCOMPARE(rows.size(), 1);
    QVERIFY(rows[0][u"min_timestamp_ns"].isNull());
}

// roboto-api 2.6: "now" is taken once, on the first page.
void ServerQueryTest::nowIsTheSameOnAllPages()
{
    RobotoHarness server;
    for (int i = 3; i > 0; --i)
        server.publish(server.session(RobotoHarness::kNow - i, RobotoHarness::kNow - i), u"m"_s, i);
    const QJsonObject body = queryOf(u"m"_s, {{u"max_results"_s, 2}});
    const Answer first = server->post("/v1/metrics/query", body);
    QCOMPARE(first.items().size(), 2);
    server.publish(server.session(RobotoHarness::kNow + 5, RobotoHarness::kNow + 5), u"m"_s, 9);
    server.clock().set(RobotoHarness::kNow + 10);
    const Answer second = server->post(
        "/v1/metrics/query?page_token=" + first.nextToken().toString().toLatin1(), body);
    QCOMPARE(second.items().size(), 1);
    QVERIFY(second.nextToken().isNull());
    QCOMPARE(server->post("/v1/metrics/query", queryOf(u"m"_s)).items().size(), 4);
}

// Check 30; edge case 42.
void ServerQueryTest::changedFilesMoveTheValue()
{
    RobotoHarness server;
    const QString session = server.session(kBase, kBase + 1);
    server.publish(session, u"m"_s, 7);
    const std::int64_t moved = kBase + 40 * RobotoHarness::kDay;
    const auto rows = [&](std::int64_t at) {
        return server
            ->post("/v1/metrics/query", queryOf(u"m"_s, {{u"start_time_ns"_s, qint64{at}},
                                                         {u"end_time_ns"_s, qint64{at + 10}}}))
            .items();
    };
    const auto buckets = [&](std::int64_t at) {
        return server
            ->post("/v1/metrics/aggregate", queryOf(u"m"_s, {{u"period"_s, u"daily"_s},
                                                             {u"aggregation"_s, u"sum"_s},
                                                             {u"start_time_ns"_s, qint64{at}},
                                                             {u"end_time_ns"_s, qint64{at + 10}}}))
            .data()[u"records"]
            .toArray();
    };
    QCOMPARE(rows(kBase).size(), 1);
    QCOMPARE(buckets(kBase).size(), 1);
    server.setRange(session, moved, moved + 1);
    QCOMPARE(rows(kBase).size(), 0);
    QCOMPARE(buckets(kBase).size(), 0);
    QCOMPARE(rows(moved).at(0)[u"max_timestamp_ns"].toInteger(), moved + 1);
    QCOMPARE(buckets(moved).at(0)[u"value"].toDouble(), 7.0);
    QCOMPARE(server->get("/v1/metrics/session/" + session.toUtf8())
                 .data()[0][u"min_timestamp_ns"]
                 .toInteger(),
             moved);
}

// Edge cases 29, 30, 34.
void ServerQueryTest::emptyAndReversedWindows()
{
    RobotoHarness server;
    server.publish(server.session(-10, -5), u"m"_s, 1);
    const auto ask = [&](qint64 begin, qint64 end) {
        return server->post("/v1/metrics/query", queryOf(u"m"_s, {{u"start_time_ns"_s, begin},
                                                                  {u"end_time_ns"_s, end}}));
    };
    QCOMPARE(ask(-5, -5).verdict(), "200");
    QCOMPARE(ask(-5, -5).items(), QJsonArray());
    QCOMPARE(ask(-4, -5).verdict(), kInvalid);
    QCOMPARE(ask(-5, -4).items().size(), 1);
    QCOMPARE(server->post("/v1/metrics/query", queryOf(u"m"_s)).items().size(), 0); // from 1970 on
}

// Edge case 35.
void ServerQueryTest::badTimesAreRefused_data()
{
    QTest::addColumn<QByteArray>("time");
    for (const char *bad : {"1.5", "1e3", "\"1\"", "true", "[1]", "9223372036854775808",
                            "-9223372036854775809", "99999999999999999999999"})
        QTest::newRow(bad) << QByteArray(bad);
}

void ServerQueryTest::badTimesAreRefused()
{
    QFETCH(QByteArray, time);
    RobotoHarness server;
    server.publish(server.session(), u"m"_s, 1);
    for (const QByteArray &key : {QByteArray("start_time_ns"), QByteArray("end_time_ns")}) {
        const QByteArray body = "{\"name\":\"m\",\"" + key + "\":" + time + '}';
        QCOMPARE(server->ask("POST", "/v1/metrics/query", body).verdict(), kInvalid);
    }
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
    QCOMPARE(server->post("/v1/metrics/query", {}).verdict(), kInvalid);
}

TIDEMARK_TEST(ServerQueryTest)
#include "server_query_test.moc"
