// SPDX-License-Identifier: GPL-3.0-or-later
// Which aggregates can be asked for over HTTP, and of what. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/aggregate_requests.h"
#include "tests/services/roboto/server_harness.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>
#include <optional>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerAggregateRequestsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void badRequestsAreRefused_data();
    void badRequestsAreRefused();
    void badTimesAreRefused_data();
    void badTimesAreRefused();
    void anEmptyWindowIsNotWidened();
    void filtersCombine();
    void sumsThatOverflowAreRefused();
    void theEndsOfTimeAreAnswered();
};

// Check 35; edge case 33.
void ServerAggregateRequestsTest::badRequestsAreRefused_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<QByteArray>("verdict");
    QTest::newRow("period") << u"period"_s << QJsonValue(u"hourly"_s) << kInvalidRequest;
    QTest::newRow("period case") << u"period"_s << QJsonValue(u"Daily"_s) << kInvalidRequest;
    QTest::newRow("period null") << u"period"_s << QJsonValue(QJsonValue::Null) << kInvalidRequest;
    QTest::newRow("function") << u"aggregation"_s << QJsonValue(u"median"_s) << kInvalidRequest;
    QTest::newRow("function set") << u"aggregation"_s << QJsonValue(QJsonArray{u"sum"_s})
                                  << kInvalidRequest;
    QTest::newRow("start null") << u"start_time_ns"_s << QJsonValue(QJsonValue::Null)
                                << kInvalidRequest;
    QTest::newRow("end null") << u"end_time_ns"_s << QJsonValue(QJsonValue::Null)
                              << kInvalidRequest;
    QTest::newRow("reversed") << u"start_time_ns"_s << QJsonValue(11) << kInvalidRequest;
    QTest::newRow("name") << u"name"_s << QJsonValue(u"none"_s)
                          << QByteArray("404 RobotoNotFoundException");
    QTest::newRow("fine") << u"time_filter"_s << QJsonValue(u"start_time"_s) << QByteArray("200");
}

void ServerAggregateRequestsTest::badRequestsAreRefused()
{
    QFETCH(QString, field);
    QFETCH(QJsonValue, value);
    QFETCH(QByteArray, verdict);
    RobotoHarness server;
    server.publish(server.session(5, 6), u"m"_s, 1);
    QJsonObject body = aggregateBody(u"daily"_s, u"sum"_s, 0, 10);
    body.insert(field, value);
    QCOMPARE(server->post("/v1/metrics/aggregate", body).verdict(), verdict);
    body.remove(field);
    QCOMPARE(server->post("/v1/metrics/aggregate", body).verdict(),
             field == "time_filter"_L1 ? QByteArray("200") : kInvalidRequest);
}

// Edge case 35.
void ServerAggregateRequestsTest::badTimesAreRefused_data()
{
    QTest::addColumn<QByteArray>("time");
    for (const char *bad : {"1.5", "1e3", "\"1\"", "true", "[1]", "{}", "9223372036854775808",
                            "-9223372036854775809"})
        QTest::newRow(bad) << QByteArray(bad);
}

void ServerAggregateRequestsTest::badTimesAreRefused()
{
    QFETCH(QByteArray, time);
    RobotoHarness server;
    server.publish(server.session(5, 6), u"m"_s, 1);
    const QByteArray start = R"({"name":"m","period":"daily","aggregation":"sum")";
    for (const auto &[begin, end] :
         {std::pair(time, QByteArray("9")), std::pair(QByteArray("0"), time)}) {
        const QByteArray body =
            start + ",\"start_time_ns\":" + begin + ",\"end_time_ns\":" + end + '}';
        QCOMPARE(server->ask("POST", "/v1/metrics/aggregate", body).verdict(), kInvalidRequest);
    }
}

// Check 35; edge case 32.
void ServerAggregateRequestsTest::anEmptyWindowIsNotWidened()
{
    RobotoHarness server;
    server.publish(server.session(5, 6), u"m"_s, 1);
    const Answer answer =
        server->post("/v1/metrics/aggregate", aggregateBody(u"yearly"_s, u"sum"_s, 6, 6));
    QCOMPARE(answer.verdict(), "200");
    QVERIFY(answer.data()[u"records"].isArray());
    QCOMPARE(recordsOf(answer), QJsonArray());
}

// Edge case 28.
void ServerAggregateRequestsTest::filtersCombine()
{
    RobotoHarness server;
    const QString device = server.device(u"d1"_s);
    const QString first = server.session(1, 1);
    const QString second = server.session(2, 2);
    const QString third = server.session(3, 3);
    server.publish(first, u"m"_s, 1, device);
    server.publish(second, u"m"_s, 10, device);
    server.publish(third, u"m"_s, 100);
    const auto sumOf = [&](const QJsonObject &filters) -> std::optional<double> {
        QJsonObject body = aggregateBody(u"daily"_s, u"sum"_s, 0, 10);
        for (auto it = filters.begin(); it != filters.end(); ++it)
            body.insert(it.key(), it.value());
        const QJsonArray records = recordsOf(server->post("/v1/metrics/aggregate", body));
        return records.isEmpty() ? std::nullopt
                                 : std::optional(records.first()[u"value"].toDouble());
    };
    const QString devices = u"include_device_ids"_s;
    const QString sessions = u"include_session_ids"_s;
    QCOMPARE(sumOf({}), 111.0);
    QCOMPARE(sumOf({{devices, QJsonObject()}}), 111.0);
    QCOMPARE(sumOf({{devices, QJsonArray{device}}}), 11.0);
    QCOMPARE(sumOf({{devices, QJsonValue::Null}}), 100.0);
    QCOMPARE(sumOf({{devices, QJsonArray{device}}, {sessions, QJsonArray{second, third}}}), 10.0);
    QCOMPARE(sumOf({{devices, QJsonArray()}}), std::nullopt);
}

// Edge case 65.
void ServerAggregateRequestsTest::sumsThatOverflowAreRefused()
{
    RobotoHarness server;
    for (int i = 0; i < 2; ++i)
        server.publish(server.session(i, i), u"m"_s, std::numeric_limits<double>::max());
    const auto ask = [&](const QString &function) {
        return server->post("/v1/metrics/aggregate", aggregateBody(u"daily"_s, function, 0, 10))
            .verdict();
    };
    QCOMPARE(ask(u"sum"_s), kInvalidRequest);
    QCOMPARE(ask(u"mean"_s), kInvalidRequest);
    QCOMPARE(ask(u"max"_s), "200");
    QCOMPARE(ask(u"count"_s), "200");
}

// Any int64 is a time; the last periods cannot be named to their end.
void ServerAggregateRequestsTest::theEndsOfTimeAreAnswered()
{
    RobotoHarness server;
    const auto min = std::numeric_limits<std::int64_t>::min();
    const auto max = std::numeric_limits<std::int64_t>::max();
    server.publish(server.session(min, min), u"m"_s, 1);
    server.publish(server.session(0, 0), u"m"_s, 2);
    server.publish(server.session(max, max), u"m"_s, 4);
    for (const QString &period : periods()) {
        for (const auto &[begin, end] :
             {std::pair(min, max), std::pair(min, min + 1), std::pair(max - 1, max),
              std::pair(std::int64_t{0}, max)}) {
            const Answer answer =
                server->post("/v1/metrics/aggregate", aggregateBody(period, u"sum"_s, begin, end));
            QVERIFY2(answer.status == 200 || answer.verdict() == kInvalidRequest,
                     answer.raw.body.constData());
        }
    }
}

TIDEMARK_TEST(ServerAggregateRequestsTest)
#include "server_aggregate_requests_test.moc"
