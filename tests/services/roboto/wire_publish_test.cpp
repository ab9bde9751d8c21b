// SPDX-License-Identifier: GPL-3.0-or-later
// What a publish call says, and which of its items are put aside (roboto-api 2.3 and section 6).
#include "tests/services/roboto/wire_bodies.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::roboto;
using namespace tidemark::test;

class WirePublishTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void readsTheDeviceOfAPublishCall();
    void putsBadItemsOfAPublishCallAside_data();
    void putsBadItemsOfAPublishCallAside();
    void keepsTheOrderOfAMixedBatch();
    void refusesAPublishCallAsAWhole_data();
    void refusesAPublishCallAsAWhole();
};

void WirePublishTest::readsTheDeviceOfAPublishCall()
{
    const auto device = [](const QByteArray &json) {
        return readRequest<PublishMetricsRequest>(publishBody("[]", json)).value().deviceId;
    };
    QCOMPARE(device({}), MaybeSet<QString>());   // row 4
    QCOMPARE(device("{}"), MaybeSet<QString>()); // row 4
    QCOMPARE(device("null"), MaybeSet<QString>::null());
    QCOMPARE(device("\"dv_1\""), MaybeSet<QString>(u"dv_1"_s));
    for (const char *bad : {R"({"a":1})", "5", "[]", "true"}) // row 10
        QCOMPARE(fieldRefused<PublishMetricsRequest>(publishBody("[]", bad)),
                 u"wire.field device_id"_s);
}

void WirePublishTest::putsBadItemsOfAPublishCallAside_data()
{
    QTest::addColumn<QByteArray>("item");
    QTest::newRow("16: blank in the name") << QByteArray(R"({"name":"bad name","value":1})");
    QTest::newRow("16: empty name") << QByteArray(R"({"name":"","value":1})");
    QTest::newRow("16: dot") << QByteArray(R"({"name":".","value":1})");
    QTest::newRow("16: NUL") << QByteArray(R"({"name":"a\u0000","value":1})");
    QTest::newRow("16: 256 bytes") << R"({"name":")" + QByteArray(256, 'a') + R"(","value":1})";
    QTest::newRow("17: null") << QByteArray(R"({"name":"m","value":null})");
    QTest::newRow("18: text") << QByteArray(R"({"name":"m","value":"12"})");
    QTest::newRow("18: boolean") << QByteArray(R"({"name":"m","value":true})");
    QTest::newRow("18: list") << QByteArray(R"({"name":"m","value":[1]})");
    QTest::newRow("18: object") << QByteArray(R"({"name":"m","value":{}})");
    QTest::newRow("18: missing") << QByteArray(R"({"name":"m"})");
    QTest::newRow("66: last is null") << QByteArray(R"({"name":"m","value":1,"value":null})");
}

void WirePublishTest::putsBadItemsOfAPublishCallAside()
{
    QFETCH(const QByteArray, item);
    const auto request = readRequest<PublishMetricsRequest>(
        publishBody(R"([{"name":"good","value":1.0},)" + item + "]"));
    QVERIFY(request);
    QCOMPARE(request->metrics, (std::vector<MetricEntry>{{u"good"_s, 1}}));
    QCOMPARE(request->refused.size(), std::size_t{1});
    QCOMPARE(request->refused.front().index, std::size_t{1});
    QVERIFY(!request->refused.front().failure.error.isEmpty());
}

void WirePublishTest::keepsTheOrderOfAMixedBatch()
{
    // The reference's own example (2.4), with a name twice (row 13).
    const auto request = readRequest<PublishMetricsRequest>(
        R"({"session_id": "ss_7f3k9w2p", "device_id": {},
            "metrics": [{"name": "cpu.usage_max", "value": 87.2}, {"name": "bad name", "value": 1.0},
                        {"name": "mem.peak_mb", "value": null}, {"name": "cpu.usage_max", "value": 3}]})");
    QVERIFY(request);
    QCOMPARE(request->sessionId, u"ss_7f3k9w2p"_s);
    QCOMPARE(request->metrics,
             (std::vector<MetricEntry>{{u"cpu.usage_max"_s, 87.2}, {u"cpu.usage_max"_s, 3}}));
    QCOMPARE(request->refused.size(), std::size_t{2});
    QCOMPARE(request->refused[0].index, std::size_t{1});
    QCOMPARE(request->refused[0].failure.name, u"bad name"_s);
    QVERIFY(request->refused[0].failure.error.contains(u"A-Z a-z 0-9 - . _ ~"));
    QCOMPARE(request->refused[1].index, std::size_t{2});
    QVERIFY(request->refused[1].failure.error.contains(u"finite number"));
    QVERIFY(readRequest<PublishMetricsRequest>(publishBody("[]"))->metrics.empty()); // row 14
}

void WirePublishTest::refusesAPublishCallAsAWhole_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("detail");
    const auto row = [](const char *name, const QByteArray &body, const QString &detail) {
        QTest::newRow(name) << body << detail;
    };
    const QString metrics = u"wire.field metrics"_s;
    row("19: NaN", publishBody(R"([{"name":"m","value":NaN}])"), u"json.number"_s);
    row("19: 1e999", publishBody(R"([{"name":"m","value":1e999}])"), u"json.number"_s);
    row("20: item is a number", publishBody(R"([{"name":"m","value":1},5])"), metrics);
    row("20: item is null", publishBody("[null]"), metrics);
    row("20: item is a list", publishBody("[[]]"), metrics);
    row("20: name is a number", publishBody(R"([{"name":5,"value":1}])"), metrics);
    row("20: name is missing", publishBody(R"([{"value":1}])"), metrics);
    row("metrics missing", R"({"session_id":"s"})", metrics);
    row("metrics null", publishBody("null"), metrics);
    row("metrics object", publishBody("{}"), metrics);
    row("session missing", R"({"metrics":[]})", u"wire.field session_id"_s);
    row("session null", R"({"session_id":null,"metrics":[]})", u"wire.field session_id"_s);
    row("session number", R"({"session_id":7,"metrics":[]})", u"wire.field session_id"_s);
    row("session with NUL", R"({"session_id":"a\u0000","metrics":[]})", u"wire.field session_id"_s);
}

void WirePublishTest::refusesAPublishCallAsAWhole()
{
    QFETCH(const QByteArray, body);
    QFETCH(const QString, detail);
    QCOMPARE(fieldRefused<PublishMetricsRequest>(body), detail);
}

TIDEMARK_TEST(WirePublishTest)
#include "wire_publish_test.moc"
