// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing over HTTP. Numbers: roboto-api, sections 6 and 7.
#include "model/ports/access_store.h"
#include "model/ports/record_store.h"
#include "tests/services/roboto/publish_requests.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerPublishTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void answersWithTheRecord();
    void anUnknownSessionStoresNothing();
    void checksInOrder_data();
    void checksInOrder();
    void reportsEachItem();
    void publishingAgainReplaces();
    void aNameTwiceIsStoredInOrder();
    void largeBatchesAreAsOneByOne();
    void emptyMetricsAreFine();
    void limitsHold();
};

// roboto-api 2.4; edge case 15.
void ServerPublishTest::answersWithTheRecord()
{
    RobotoHarness server;
    const QString session = server.session(5, 9, {server.device(u"dv"_s)});
    const Answer answer = server->post(
        "/v1/metrics", publishBody(session, {entry(u"cpu.max"_s, 87.2)}, QJsonObject()));
    QCOMPARE(answer.verdict(), "200");
    QCOMPARE(answer.data()[u"failed"].toArray(), QJsonArray());
    const QJsonObject record = answer.data()[u"succeeded"][0].toObject();
    const Answer definition = server->get("/v1/metrics/definition/cpu.max");
    QVERIFY(definition.data()[u"description"].isNull());
    const QJsonObject wanted{{u"org_id"_s, u"og_local"_s},
                             {u"metric_id"_s, definition.data()[u"metric_id"]},
                             {u"name"_s, u"cpu.max"_s},
                             {u"session_id"_s, session},
                             {u"min_timestamp_ns"_s, 5},
                             {u"max_timestamp_ns"_s, 9},
                             {u"value"_s, 87.2},
                             {u"device_id"_s, u"dv"_s},
                             {u"invocation_id"_s, QJsonValue::Null},
                             {u"published_by"_s, u"ana@example.org"_s},
                             {u"published"_s, u"2026-05-02T00:00:00.000000Z"_s}};
    QCOMPARE(record, wanted);
    QCOMPARE(valuesOf(server, session), QJsonArray{record});
}

// Check 18; edge cases 2, 3.
void ServerPublishTest::anUnknownSessionStoresNothing()
{
    RobotoHarness server;
    QCOMPARE(server->post("/v1/metrics", publishBody(u"none"_s, {entry(u"m"_s, 1)})).verdict(),
             "404 RobotoNotFoundException");
    QCOMPARE(server->get("/v1/metrics/definitions/").items(), QJsonArray());
    QCOMPARE(server->get("/v1/metrics/session/none").verdict(), "404 RobotoNotFoundException");
}

// roboto-api 2.4: shape, session, device, items. Each call has several faults.
void ServerPublishTest::checksInOrder_data()
{
    QTest::addColumn<bool>("isKnown"); ///< the session, which has two devices
    QTest::addColumn<QJsonValue>("device");
    QTest::addColumn<QJsonArray>("items");
    QTest::addColumn<QByteArray>("verdict");
    const QByteArray noSession = "404 RobotoNotFoundException";
    const QByteArray noDevice = "404 RobotoDeviceNotFoundException";
    const QJsonValue unknown(u"d9"_s);
    const QJsonArray good{entry(u"m"_s, 1)};
    const QJsonArray bad{entry(u"bad name"_s, 1), entry(u"m"_s, QJsonValue::Null)};
    const QJsonArray broken{entry(u"m"_s, 1), 1};
    QTest::newRow("session and device") << false << unknown << good << noSession;
    QTest::newRow("session and items") << false << QJsonValue() << bad << noSession;
    QTest::newRow("session, no items") << false << QJsonValue() << QJsonArray() << noSession;
    QTest::newRow("session, device, items") << false << unknown << bad << noSession;
    QTest::newRow("session, two devices") << false << QJsonValue(QJsonObject()) << bad << noSession;
    QTest::newRow("two devices and items")
        << true << QJsonValue(QJsonObject()) << bad << kInvalidRequest;
    QTest::newRow("two devices, no items")
        << true << QJsonValue(QJsonObject()) << QJsonArray() << kInvalidRequest;
    QTest::newRow("device and items") << true << unknown << bad << noDevice;
    QTest::newRow("device, no items") << true << unknown << QJsonArray() << noDevice;
    QTest::newRow("shape of the device and session")
        << false << QJsonValue(1) << good << kInvalidRequest;
    QTest::newRow("shape of an item and session") << false << unknown << broken << kInvalidRequest;
    QTest::newRow("shape of an item and device") << true << unknown << broken << kInvalidRequest;
}

void ServerPublishTest::checksInOrder()
{
    QFETCH(bool, isKnown);
    QFETCH(QJsonValue, device);
    QFETCH(QJsonArray, items);
    QFETCH(QByteArray, verdict);
    RobotoHarness server;
    server.device(u"d1"_s);
    server.device(u"d2"_s);
    const QString session = server.session({u"d1"_s, u"d2"_s});
    const QString named = isKnown ? session : u"none"_s;
    QCOMPARE(server->post("/v1/metrics", publishBody(named, items, device)).verdict(), verdict);
    QCOMPARE(valuesOf(server, session), QJsonArray());
    QCOMPARE(server->get("/v1/metrics/definitions/").items(), QJsonArray());
}

// Check 19; edge cases 16, 17.
void ServerPublishTest::reportsEachItem()
{
    RobotoHarness server;
    const QString session = server.session();
    const Answer answer = server->post(
        "/v1/metrics", publishBody(session, {entry(u"bad name"_s, 1), entry(u"good"_s, 2),
                                             entry(u"mem"_s, QJsonValue::Null)}));
    QCOMPARE(answer.verdict(), "200");
    QCOMPARE(texts(answer.data()[u"succeeded"].toArray(), u"name"_s), QStringList{u"good"_s});
    const QJsonArray failed = answer.data()[u"failed"].toArray();
    QCOMPARE(texts(failed, u"name"_s), (QStringList{u"bad name"_s, u"mem"_s}));
    for (const QJsonValue item : failed) {
        QVERIFY(!item[u"error"].toString().isEmpty());
        QCOMPARE(item.toObject().keys(), (QStringList{u"error"_s, u"name"_s}));
    }
    QCOMPARE(texts(server->get("/v1/metrics/definitions/").items(), u"name"_s),
             QStringList{u"good"_s});
}

// Check 20; edge cases 11, 12.
void ServerPublishTest::publishingAgainReplaces()
{
    RobotoHarness server;
    server.device(u"d1"_s);
    const QString session = server.session({u"d1"_s});
    const PublishRequest invoked{session, DeviceChoice::given(u"d1"_s), u"iv_1"_s, {{u"m"_s, 1}}};
    QVERIFY(server.store().ports().records->publish(invoked).takeResult());
    QCOMPARE(valuesOf(server, session)[0][u"invocation_id"].toString(), u"iv_1"_s);
    server.clock().set(RobotoHarness::kNow + RobotoHarness::kSecond);
    const NewToken wanted{u"other"_s, u"bob@example.org"_s, {u"og_local"_s}};
    const auto token = server.store().access().createToken(wanted).takeResult();
    QVERIFY(token);
    RobotoClient bob(server.port(), token->secret);
    QCOMPARE(bob.post("/v1/metrics", publishBody(session, {entry(u"m"_s, 2)})).verdict(), "200");
    const QJsonArray rows = valuesOf(server, session);
    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows[0][u"value"].toDouble(), 2.0);
    QVERIFY(rows[0][u"device_id"].isNull());
    QVERIFY(rows[0][u"invocation_id"].isNull());
    QCOMPARE(rows[0][u"published"].toString(), u"2026-05-02T00:00:01.000000Z"_s);
    QCOMPARE(rows[0][u"published_by"].toString(), u"bob@example.org"_s);
    // A value that is none leaves the old one (edge case 17).
    const Answer failed =
        server->post("/v1/metrics", publishBody(session, {entry(u"m"_s, QJsonValue::Null)}));
    QCOMPARE(failed.data()[u"failed"].toArray().size(), 1);
    QCOMPARE(valuesOf(server, session), rows);
}

// Edge case 13.
void ServerPublishTest::aNameTwiceIsStoredInOrder()
{
    RobotoHarness server;
    const QString session = server.session();
    const Answer answer =
        server->post("/v1/metrics",
                     publishBody(session, {entry(u"m"_s, 1), entry(u"n"_s, 5), entry(u"m"_s, 2)}));
    const QJsonArray done = answer.data()[u"succeeded"].toArray();
    QCOMPARE(texts(done, u"name"_s), (QStringList{u"m"_s, u"n"_s, u"m"_s}));
    const QJsonArray rows = valuesOf(server, session);
    QCOMPARE(texts(rows, u"name"_s), (QStringList{u"m"_s, u"n"_s}));
    QCOMPARE(rows[0][u"value"].toDouble(), 2.0);
}

// Check 19; edge case 13. What a large batch needs is looked up for all of it at once.
void ServerPublishTest::largeBatchesAreAsOneByOne()
{
    RobotoHarness server;
    const QString atOnce = server.session(1, 2);
    const QString oneByOne = server.session(1, 2);
    for (const QString &session : {atOnce, oneByOne})
        server.publish(session, u"m3"_s, 100); // replaced below
    QJsonArray entries;
    for (int i = 0; i < 30; ++i)
        entries.append(i % 10 == 9 ? entry(u"bad name %1"_s.arg(i), i)
                                   : entry(u"m%1"_s.arg(i % 17), i));
    entries.append(entry(u"m\u00e9"_s, 1));
    entries.append(entry(u"last"_s, QJsonValue::Null));
    const Answer batch = server->post("/v1/metrics", publishBody(atOnce, entries));
    QJsonArray succeeded;
    QStringList failed;
    for (const QJsonValue item : entries) {
        const Answer single = server->post("/v1/metrics", publishBody(oneByOne, {item}));
        for (const QJsonValue record : single.data()[u"succeeded"].toArray()) {
            QJsonObject same = record.toObject();
            same.insert(u"session_id"_s, atOnce);
            succeeded.append(same);
        }
        failed += texts(single.data()[u"failed"].toArray(), u"name"_s);
    }
    QCOMPARE(succeeded.size(), 27);
    QCOMPARE(batch.data()[u"succeeded"].toArray(), succeeded);
    QCOMPARE(texts(batch.data()[u"failed"].toArray(), u"name"_s), failed);
    const auto stored = [&](const QString &session) {
        QList<double> values;
        for (const QJsonValue record : valuesOf(server, session))
            values.append(record[u"value"].toDouble());
        return values;
    };
    QCOMPARE(stored(atOnce).size(), 17);
    QCOMPARE(stored(atOnce), stored(oneByOne));
}

// Edge case 14.
void ServerPublishTest::emptyMetricsAreFine()
{
    RobotoHarness server;
    const Answer answer = server->post("/v1/metrics", publishBody(server.session(), {}));
    QCOMPARE(answer.verdict(), "200");
    QCOMPARE(answer.data().toObject(),
             (QJsonObject{{u"succeeded"_s, QJsonArray()}, {u"failed"_s, QJsonArray()}}));
}

// Edge case 64; roboto-api 2.9.
void ServerPublishTest::limitsHold()
{
    RobotoHarness server;
    const QString session = server.session(1, 2);
    QJsonArray entries;
    for (int i = 0; i < 10'000; ++i)
        entries.append(entry(u"m%1"_s.arg(i, 5, 10, QChar(u'0')), i));
    const Answer full = server->post("/v1/metrics", publishBody(session, entries));
    QCOMPARE(full.data()[u"succeeded"].toArray().size(), 10'000);
    QCOMPARE(server->post("/v1/metrics", publishBody(session, {entry(u"z"_s, 1)})).status, 200);
    const QJsonArray rows = valuesOf(server, session);
    QCOMPARE(rows.size(), 10'000);
    QCOMPARE(rows.last()[u"name"].toString(), u"m09999"_s);
    entries.append(entry(u"z"_s, 1));
    QCOMPARE(server->post("/v1/metrics", publishBody(session, entries)).verdict(), kInvalidRequest);
    QJsonArray ids;
    for (int i = 0; i <= 10'000; ++i)
        ids.append(u"x"_s);
    QCOMPARE(
        server->post("/v1/metrics/query", {{u"name"_s, u"z"_s}, {u"include_device_ids"_s, ids}})
            .verdict(),
        kInvalidRequest);
    ids.removeLast();
    QCOMPARE(
        server->post("/v1/metrics/query", {{u"name"_s, u"z"_s}, {u"include_device_ids"_s, ids}})
            .items(),
        QJsonArray());
}

TIDEMARK_TEST(ServerPublishTest)
#include "server_publish_test.moc"
