// SPDX-License-Identifier: GPL-3.0-or-later
// The filters of queries over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "model/ports/record_store.h"
#include "tests/services/roboto/query_requests.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerQueryFiltersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void deviceFiltersHaveThreeStates();
    void invocationFiltersHaveThreeStates();
    void sessionFiltersAreNeverNull();
    void badFiltersAreRefused_data();
    void badFiltersAreRefused();
};

// Check 28; edge cases 22 to 25, 28.
void ServerQueryFiltersTest::deviceFiltersHaveThreeStates()
{
    RobotoHarness server;
    QStringList ids;
    for (const QJsonValue &device :
         {QJsonValue(server.device(u"d1"_s)), QJsonValue(server.device(u"d2"_s)),
          QJsonValue(QJsonValue::Null)}) {
        ids.append(server.session(kPast + ids.size(), kPast + ids.size()));
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
void ServerQueryFiltersTest::invocationFiltersHaveThreeStates()
{
    RobotoHarness server;
    const QString plain = server.session(kPast, kPast);
    server.publish(plain, u"m"_s, 1);
    const QString invoked = server.session(kPast + 1, kPast + 1);
    const QString again = server.session(kPast + 2, kPast + 2);
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
void ServerQueryFiltersTest::sessionFiltersAreNeverNull()
{
    RobotoHarness server;
    server.publish(server.session(kPast, kPast), u"m"_s, 1);
    QJsonObject body = queryOf(u"m"_s, {{u"include_session_ids"_s, QJsonValue::Null}});
    QCOMPARE(server->post("/v1/metrics/query", body).verdict(), kInvalidRequest);
    body.insert(u"period"_s, u"daily"_s);
    body.insert(u"aggregation"_s, u"sum"_s);
    body.insert(u"start_time_ns"_s, 0);
    body.insert(u"end_time_ns"_s, qint64{kPast + 1});
    QCOMPARE(server->post("/v1/metrics/aggregate", body).verdict(), kInvalidRequest);
}

// Check 28; edge case 27.
void ServerQueryFiltersTest::badFiltersAreRefused_data()
{
    QTest::addColumn<QJsonValue>("filter");
    QTest::newRow("text") << QJsonValue(u"d1"_s);
    QTest::newRow("number") << QJsonValue(1);
    QTest::newRow("object") << QJsonValue(QJsonObject{{u"a"_s, 1}});
    QTest::newRow("list of numbers") << QJsonValue(QJsonArray{u"a"_s, 1});
    QTest::newRow("list of null") << QJsonValue(QJsonArray{QJsonValue::Null});
}

void ServerQueryFiltersTest::badFiltersAreRefused()
{
    QFETCH(QJsonValue, filter);
    RobotoHarness server;
    server.publish(server.session(kPast, kPast), u"m"_s, 1);
    for (const QString &key :
         {u"include_device_ids"_s, u"include_session_ids"_s, u"include_invocation_ids"_s}) {
        QJsonObject body = queryOf(u"m"_s, {{key, filter}});
        QCOMPARE(server->post("/v1/metrics/query", body).verdict(), kInvalidRequest);
        body.insert(u"period"_s, u"daily"_s);
        body.insert(u"aggregation"_s, u"sum"_s);
        body.insert(u"start_time_ns"_s, 0);
        body.insert(u"end_time_ns"_s, 1);
        QCOMPARE(server->post("/v1/metrics/aggregate", body).verdict(), kInvalidRequest);
    }
}

TIDEMARK_TEST(ServerQueryFiltersTest)
#include "server_query_filters_test.moc"
