// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing over HTTP: the device of the values. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/publish_requests.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerPublishDeviceTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void infersTheDevice();
    void takesTheDeviceAsGiven();
    void badDevicesAreRefused_data();
    void badDevicesAreRefused();
};

// Check 16; edge cases 4, 5, 6.
void ServerPublishDeviceTest::infersTheDevice()
{
    RobotoHarness server;
    server.device(u"d1"_s);
    server.device(u"d2"_s);
    for (const std::optional<QJsonValue> &notSet :
         {std::optional<QJsonValue>(), std::optional<QJsonValue>(QJsonObject())}) {
        const QString one = server.session({u"d1"_s});
        const Answer inferred =
            server->post("/v1/metrics", publishBody(one, {entry(u"m"_s, 1)}, notSet));
        QCOMPARE(inferred.data()[u"succeeded"][0][u"device_id"].toString(), u"d1"_s);
        for (const QStringList &devices : {QStringList(), QStringList{u"d1"_s, u"d2"_s}}) {
            const QString session = server.session(devices);
            const Answer refused =
                server->post("/v1/metrics", publishBody(session, {entry(u"new"_s, 1)}, notSet));
            QCOMPARE(refused.verdict(), kInvalidRequest);
            QCOMPARE(valuesOf(server, session), QJsonArray());
            QCOMPARE(server->get("/v1/metrics/definition/new").status, 404);
        }
    }
}

// Check 17; edge cases 7, 8.
void ServerPublishDeviceTest::takesTheDeviceAsGiven()
{
    RobotoHarness server;
    server.device(u"d1"_s);
    server.device(u"d2"_s);
    const QString session = server.session({u"d1"_s});
    for (const QJsonValue &device :
         {QJsonValue(u"d1"_s), QJsonValue(QJsonValue::Null), QJsonValue(u"d2"_s)}) {
        const Answer done =
            server->post("/v1/metrics", publishBody(session, {entry(u"m"_s, 1)}, device));
        const QJsonArray records = done.data()[u"succeeded"].toArray();
        QCOMPARE(records.size(), 1);
        QCOMPARE(records[0][u"device_id"], device);
        QCOMPARE(valuesOf(server, session), records); // what is stored is what was told
    }
}

// Edge cases 9, 10.
void ServerPublishDeviceTest::badDevicesAreRefused_data()
{
    QTest::addColumn<QJsonValue>("device");
    QTest::addColumn<QByteArray>("verdict");
    QTest::newRow("unknown") << QJsonValue(u"d9"_s)
                             << QByteArray("404 RobotoDeviceNotFoundException");
    QTest::newRow("object") << QJsonValue(QJsonObject{{u"a"_s, 1}}) << kInvalidRequest;
    QTest::newRow("number") << QJsonValue(1) << kInvalidRequest;
    QTest::newRow("list") << QJsonValue(QJsonArray{u"d1"_s}) << kInvalidRequest;
    QTest::newRow("flag") << QJsonValue(true) << kInvalidRequest;
}

void ServerPublishDeviceTest::badDevicesAreRefused()
{
    QFETCH(QJsonValue, device);
    QFETCH(QByteArray, verdict);
    RobotoHarness server;
    const QString session = server.session();
    QCOMPARE(
        server->post("/v1/metrics", publishBody(session, {entry(u"m"_s, 1)}, device)).verdict(),
        verdict);
    QCOMPARE(valuesOf(server, session), QJsonArray());
    QCOMPARE(server->get("/v1/metrics/definition/m").status, 404);
}

TIDEMARK_TEST(ServerPublishDeviceTest)
#include "server_publish_device_test.moc"
