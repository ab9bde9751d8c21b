// SPDX-License-Identifier: GPL-3.0-or-later
// The times that queries over HTTP ask for. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/query_requests.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerQueryTimesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void windowsAreHalfOpen();
    void theFutureIsHiddenAndTheTimelessToo();
    void nowIsTheSameOnAllPages();
    void changedFilesMoveTheValue();
    void emptyAndReversedWindows();
    void badTimesAreRefused_data();
    void badTimesAreRefused();
};

// Check 24; edge case 43.
void ServerQueryTimesTest::windowsAreHalfOpen()
{
    RobotoHarness server;
    const std::int64_t a = kPast;
    const std::int64_t b = kPast + 1'000'000;
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

// Check 29; edge cases 31, 40, 41.
void ServerQueryTimesTest::theFutureIsHiddenAndTheTimelessToo()
{
    RobotoHarness server;
    const std::int64_t later = RobotoHarness::kNow + RobotoHarness::kDay;
    const QString future = server.session(later, later);
    const QString timeless = server.session();
    const QString past = server.session(kPast, kPast);
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
void ServerQueryTimesTest::nowIsTheSameOnAllPages()
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
void ServerQueryTimesTest::changedFilesMoveTheValue()
{
    RobotoHarness server;
    const QString session = server.session(kPast, kPast + 1);
    server.publish(session, u"m"_s, 7);
    const std::int64_t moved = kPast + 40 * RobotoHarness::kDay;
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
    QCOMPARE(rows(kPast).size(), 1);
    QCOMPARE(buckets(kPast).size(), 1);
    server.setRange(session, moved, moved + 1);
    QCOMPARE(rows(kPast).size(), 0);
    QCOMPARE(buckets(kPast).size(), 0);
    QCOMPARE(rows(moved).at(0)[u"max_timestamp_ns"].toInteger(), moved + 1);
    QCOMPARE(buckets(moved).at(0)[u"value"].toDouble(), 7.0);
    QCOMPARE(server->get("/v1/metrics/session/" + session.toUtf8())
                 .data()[0][u"min_timestamp_ns"]
                 .toInteger(),
             moved);
}

// Edge cases 29, 30, 34.
void ServerQueryTimesTest::emptyAndReversedWindows()
{
    RobotoHarness server;
    server.publish(server.session(-10, -5), u"m"_s, 1);
    const auto ask = [&](qint64 begin, qint64 end) {
        return server->post("/v1/metrics/query", queryOf(u"m"_s, {{u"start_time_ns"_s, begin},
                                                                  {u"end_time_ns"_s, end}}));
    };
    QCOMPARE(ask(-5, -5).verdict(), "200");
    QCOMPARE(ask(-5, -5).items(), QJsonArray());
    QCOMPARE(ask(-4, -5).verdict(), kInvalidRequest);
    QCOMPARE(ask(-5, -4).items().size(), 1);
    QCOMPARE(server->post("/v1/metrics/query", queryOf(u"m"_s)).items().size(), 0); // from 1970 on
}

// Edge case 35.
void ServerQueryTimesTest::badTimesAreRefused_data()
{
    QTest::addColumn<QByteArray>("time");
    for (const char *bad : {"1.5", "1e3", "\"1\"", "true", "[1]", "9223372036854775808",
                            "-9223372036854775809", "99999999999999999999999"})
        QTest::newRow(bad) << QByteArray(bad);
}

void ServerQueryTimesTest::badTimesAreRefused()
{
    QFETCH(QByteArray, time);
    RobotoHarness server;
    server.publish(server.session(), u"m"_s, 1);
    for (const QByteArray &key : {QByteArray("start_time_ns"), QByteArray("end_time_ns")}) {
        const QByteArray body = "{\"name\":\"m\",\"" + key + "\":" + time + '}';
        QCOMPARE(server->ask("POST", "/v1/metrics/query", body).verdict(), kInvalidRequest);
    }
}

TIDEMARK_TEST(ServerQueryTimesTest)
#include "server_query_times_test.moc"
