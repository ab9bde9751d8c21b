// SPDX-License-Identifier: GPL-3.0-or-later
// Publishing over HTTP: the values themselves. Numbers: roboto-api, sections 6 and 7.
#include "tests/services/roboto/publish_requests.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class ServerPublishValuesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void keepsEveryBitOfAValue_data();
    void keepsEveryBitOfAValue();
    void badValuesFailAlone_data();
    void badValuesFailAlone();
    void badShapesAreRefused_data();
    void badShapesAreRefused();
};

// Check 21; edge case 21.
void ServerPublishValuesTest::keepsEveryBitOfAValue_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<double>("value");
    QTest::newRow("0.1") << QByteArray("0.1") << 0.1;
    QTest::newRow("1e300") << QByteArray("1e300") << 1e300;
    QTest::newRow("smallest") << QByteArray("5e-324") << 5e-324;
    QTest::newRow("largest") << QByteArray("1.7976931348623157e308") << 1.7976931348623157e308;
    QTest::newRow("many digits") << QByteArray("123456789.123456789") << 123456789.123456789;
    QTest::newRow("2^53+2") << QByteArray("9007199254740994") << 9007199254740994.0;
    QTest::newRow("whole") << QByteArray("1.0") << 1.0;
    QTest::newRow("negative") << QByteArray("-2.5E-3") << -0.0025;
    QTest::newRow("zero") << QByteArray("-0.0") << 0.0;
}

void ServerPublishValuesTest::keepsEveryBitOfAValue()
{
    QFETCH(QByteArray, text);
    QFETCH(double, value);
    RobotoHarness server;
    const QString session = server.session(1, 2);
    const Answer answer =
        server->ask("POST", "/v1/metrics",
                    R"({"session_id":")" + session.toUtf8() +
                        R"(","device_id":null,"metrics":[{"name":"m","value":)" + text + "}]}");
    const QJsonArray queried = server->post("/v1/metrics/query", {{u"name"_s, u"m"_s}}).items();
    for (const QJsonArray &rows :
         {answer.list("succeeded"_L1), valuesOf(server, session), queried}) {
        QCOMPARE(rows.size(), 1);
        QVERIFY(rows[0][u"value"].isDouble());
        QVERIFY(rows[0][u"value"].toDouble() == value);
    }
}

// Check 22; edge case 18.
void ServerPublishValuesTest::badValuesFailAlone_data()
{
    QTest::addColumn<QByteArray>("item");
    QTest::newRow("text") << QByteArray(R"({"name":"m","value":"12"})");
    QTest::newRow("flag") << QByteArray(R"({"name":"m","value":true})");
    QTest::newRow("list") << QByteArray(R"({"name":"m","value":[1]})");
    QTest::newRow("object") << QByteArray(R"({"name":"m","value":{}})");
    QTest::newRow("missing") << QByteArray(R"({"name":"m"})");
    QTest::newRow("null") << QByteArray(R"({"name":"m","value":null})");
}

void ServerPublishValuesTest::badValuesFailAlone()
{
    QFETCH(QByteArray, item);
    RobotoHarness server;
    const QString session = server.session();
    const Answer answer =
        server->ask("POST", "/v1/metrics",
                    R"({"session_id":")" + session.toUtf8() + R"(","device_id":null,"metrics":[)" +
                        item + R"(,{"name":"n","value":1}]})");
    QCOMPARE(answer.verdict(), "200");
    QCOMPARE(texts(answer.data()[u"failed"].toArray(), u"name"_s), QStringList{u"m"_s});
    QCOMPARE(texts(answer.data()[u"succeeded"].toArray(), u"name"_s), QStringList{u"n"_s});
}

// Check 22; edge cases 19, 20.
void ServerPublishValuesTest::badShapesAreRefused_data()
{
    QTest::addColumn<QByteArray>("metrics");
    QTest::newRow("NaN") << QByteArray(R"([{"name":"m","value":NaN}])");
    QTest::newRow("Infinity") << QByteArray(R"([{"name":"m","value":-Infinity}])");
    QTest::newRow("1e999") << QByteArray(R"([{"name":"m","value":1e999}])");
    QTest::newRow("item no object") << QByteArray(R"([{"name":"n","value":1},1])");
    QTest::newRow("name no text") << QByteArray(R"([{"name":1,"value":1}])");
    QTest::newRow("name missing") << QByteArray(R"([{"value":1}])");
    QTest::newRow("object") << QByteArray(R"({})");
    QTest::newRow("null") << QByteArray("null");
}

void ServerPublishValuesTest::badShapesAreRefused()
{
    QFETCH(QByteArray, metrics);
    RobotoHarness server;
    const QString session = server.session();
    const QByteArray body = R"({"session_id":")" + session.toUtf8() +
                            R"(","device_id":null,"metrics":)" + metrics + '}';
    QCOMPARE(server->ask("POST", "/v1/metrics", body).verdict(), kInvalidRequest);
    QCOMPARE(valuesOf(server, session), QJsonArray());
    const QJsonObject badSession{{u"session_id"_s, 1}, {u"metrics"_s, QJsonArray()}};
    QCOMPARE(server->post("/v1/metrics", badSession).verdict(), kInvalidRequest);
    QCOMPARE(server->post("/v1/metrics", {{u"session_id"_s, session}}).verdict(), kInvalidRequest);
}

TIDEMARK_TEST(ServerPublishValuesTest)
#include "server_publish_values_test.moc"
