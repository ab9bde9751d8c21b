// SPDX-License-Identifier: GPL-3.0-or-later
// What the query API answers, and what a server may answer instead of it.
#include "services/net/network_thread.h"
#include "services/prometheus/query_client.h"
#include "services/prometheus/query_json.h"
#include "tests/support/hostile_server.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::prometheus;
using namespace tidemark::test;

namespace {

QByteArray success(const QByteArray &data, const QByteArray &more = {})
{
    return "{\"status\":\"success\",\"data\":" + data + more + "}";
}

} // namespace

class QueryJsonTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void readsAllResults();
    void readsSpecialValues();
    void keepsWarnings();
    void namesRefusals_data();
    void namesRefusals();
    void aRefusalOfAnotherShapeIsOne();
    void refusesWhatIsNoAnswer_data();
    void refusesWhatIsNoAnswer();
    void asksAsTheApiHasIt();
    void anEnvelopeTellsMoreThanAStatus();
    void aTokenThatAServerTellsBackIsNotQuoted();
    void escapesLabels();
};

void QueryJsonTest::readsAllResults()
{
    const auto scalar =
        readQueryAnswer(success("{\"resultType\":\"scalar\",\"result\":[1435781451.781,\"1\"]}"));
    QVERIFY(scalar);
    QCOMPARE(scalar->type, ResultType::Scalar);
    QCOMPARE(scalar->series[0].samples[0].at, Timestamp(1'435'781'451'781'000'000));
    const auto text =
        readQueryAnswer(success("{\"resultType\":\"string\",\"result\":[1,\"a \\\"b\\\"\"]}"));
    QVERIFY(text);
    QCOMPARE(text->type, ResultType::String);
    QCOMPARE(text->text, u"a \"b\""_s);
    const auto vector = readQueryAnswer(
        success("{\"resultType\":\"vector\",\"result\":[{\"metric\":{\"__name__\":\"up\",\"job\":"
                "\"x\",\"none\":\"\"},\"value\":[1.5,\"2.5e3\"]},{\"metric\":{},\"histogram\":[1,{"
                "\"count\":\"1\"}]}]}"));
    QVERIFY(vector);
    QCOMPARE(vector->type, ResultType::Vector);
    QCOMPARE(vector->series.size(), 1U);
    QCOMPARE(vector->series[0].labels, (TagMap{{u"__name__"_s, u"up"_s}, {u"job"_s, u"x"_s}}));
    QCOMPARE(vector->series[0].samples[0].value, 2500.0);
    QCOMPARE(vector->histograms, 1);
    const auto matrix = readQueryAnswer(
        success("{\"resultType\":\"matrix\",\"result\":[{\"metric\":{\"a\":\"b\"},\"values\":[[1,"
                "\"1\"],[3,\"2\"]]}]}"));
    QVERIFY(matrix);
    QCOMPARE(matrix->type, ResultType::Matrix);
    QCOMPARE(matrix->series[0].samples.size(), 2U);
    QCOMPARE(matrix->series[0].samples[1].at, Timestamp(3'000'000'000));
}

void QueryJsonTest::readsSpecialValues()
{
    const auto answer = readQueryAnswer(
        success("{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},\"values\":[[1,\"NaN\"],[2,"
                "\"+Inf\"],[3,\"-Inf\"],[4,\"1e-7\"]]}]}"));
    QVERIFY(answer);
    const std::vector<Sample> &samples = answer->series[0].samples;
    QVERIFY(std::isnan(samples[0].value));
    QVERIFY(std::isinf(samples[1].value) && samples[1].value > 0);
    QVERIFY(std::isinf(samples[2].value) && samples[2].value < 0);
    QCOMPARE(samples[3].value, 1e-7);
}

void QueryJsonTest::keepsWarnings()
{
    const auto answer = readQueryAnswer(success("{\"resultType\":\"vector\",\"result\":[]}",
                                                ",\"warnings\":[\"w\"],\"infos\":[\"i\"]"));
    QVERIFY(answer);
    QCOMPARE(answer->warnings, (QStringList{u"w"_s, u"i"_s}));
    QVERIFY(answer->series.empty());
    const auto odd =
        readQueryAnswer(success("{\"resultType\":\"vector\",\"result\":[]}",
                                ",\"warnings\":[[1,2],\"w\",{\"a\":1},5],\"infos\":{}"));
    QVERIFY(odd);
    QCOMPARE(odd->warnings, QStringList{u"w"_s});
}

void QueryJsonTest::namesRefusals_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("bad data") << QByteArray("bad_data") << ErrorCode::InvalidArgument;
    QTest::newRow("execution") << QByteArray("execution") << ErrorCode::InvalidArgument;
    QTest::newRow("timeout") << QByteArray("timeout") << ErrorCode::Timeout;
    QTest::newRow("internal") << QByteArray("internal") << ErrorCode::Network;
    QTest::newRow("not found") << QByteArray("not_found") << ErrorCode::NotFound;
}

void QueryJsonTest::namesRefusals()
{
    QFETCH(QByteArray, type);
    QFETCH(ErrorCode, code);
    const QByteArray body =
        "{\"status\":\"error\",\"errorType\":\"" + type + "\",\"error\":\"what is wrong\"}";
    const auto answer = readQueryAnswer(body);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, code);
    QVERIFY(answer.error().message.endsWith("what is wrong"_L1));
    QCOMPARE(answer.error().detail, u"prometheus.refused."_s + QString::fromUtf8(type));
}

void QueryJsonTest::aRefusalOfAnotherShapeIsOne()
{
    const auto answer =
        readQueryAnswer(R"({"status":"error","errorType":["a","b"],"error":{"a":1}})");
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::InvalidArgument);
    QVERIFY(isRefusalOfServer(answer.error()));
}

void QueryJsonTest::refusesWhatIsNoAnswer_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("page") << QByteArray("<html>");
    QTest::newRow("other JSON") << QByteArray("{\"a\":1}");
    QTest::newRow("no data") << QByteArray("{\"status\":\"success\"}");
    QTest::newRow("cut off") << success("{\"resultType\":\"vector\",\"result\":[]}").chopped(1);
    QTest::newRow("unknown type") << success("{\"resultType\":\"tensor\",\"result\":[]}");
    QTest::newRow("number as value") << success("{\"resultType\":\"scalar\",\"result\":[1,1]}");
    QTest::newRow("no number") << success("{\"resultType\":\"scalar\",\"result\":[1,\"x\"]}");
    QTest::newRow("three") << success("{\"resultType\":\"scalar\",\"result\":[1,\"1\",2]}");
    QTest::newRow("time as text") << success(
        "{\"resultType\":\"scalar\",\"result\":[\"1\",\"1\"]}");
    QTest::newRow("no labels") << success(
        "{\"resultType\":\"vector\",\"result\":[{\"value\":[1,\"1\"]}]}");
    QTest::newRow("time too late")
        << success("{\"resultType\":\"scalar\",\"result\":[1e300,\"1\"]}");
}

void QueryJsonTest::refusesWhatIsNoAnswer()
{
    QFETCH(QByteArray, body);
    const auto answer = readQueryAnswer(body);
    QVERIFY(!answer);
    QCOMPARE(answer.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!isRefusalOfServer(answer.error()));
}

void QueryJsonTest::asksAsTheApiHasIt()
{
    HostileServer server([](HostileConnection &connection) {
        while (connection.read())
            connection.answer(200, success("{\"resultType\":\"matrix\",\"result\":[]}"));
    });
    net::NetworkThread network;
    QueryClient client(network, net::parseEndpoint(QString(server.url() + u"/prefix"_s)).value());
    const RangePlan plan{Timestamp(1'700'000'000'000'000'000), Timestamp(1'700'000'060'500'000'000),
                         Timedelta(500'000'000)};
    QVERIFY(await(client.queryRange(u"rate(a[5m]) + \"ä\""_s, plan)));
    QVERIFY(await(client.query(u"up"_s, Timestamp(-1'500'000'000))));
    const std::vector<SeenRequest> seen = server.requests();
    QCOMPARE(seen.size(), 2U);
    QCOMPARE(seen[0].firstLine(), QByteArray("POST /prefix/api/v1/query_range HTTP/1.1"));
    QCOMPARE(seen[0].header("Content-Type"), QByteArray("application/x-www-form-urlencoded"));
    QCOMPARE(seen[0].body, QByteArray("query=rate%28a%5B5m%5D%29+%2B+%22%C3%A4%22&start=1700000000."
                                      "000&end=1700000060.500&step=0.500"));
    QCOMPARE(seen[1].body, QByteArray("query=up&time=-1.500"));
}

void QueryJsonTest::anEnvelopeTellsMoreThanAStatus()
{
    HostileServer server([](HostileConnection &connection) {
        while (connection.read()) {
            const bool isApi = connection.request().body == "query=a";
            connection.answer(422, isApi ? QByteArray("{\"status\":\"error\",\"errorType\":"
                                                      "\"execution\",\"error\":\"too many\"}")
                                         : QByteArray("no"));
        }
    });
    net::NetworkThread network;
    QueryClient client(network, net::parseEndpoint(server.url()).value());
    const auto refused = await(client.query(u"a"_s));
    QVERIFY(!refused);
    QCOMPARE(refused.error().detail, u"prometheus.refused.execution"_s);
    const auto other = await(client.query(u"b"_s));
    QVERIFY(!other);
    QCOMPARE(other.error().detail, u"http.status.422"_s);
}

void QueryJsonTest::aTokenThatAServerTellsBackIsNotQuoted()
{
    std::atomic<int> requests = 0;
    HostileServer server([&requests](HostileConnection &c) {
        while (c.read()) {
            if (++requests == 1)
                c.answer(401,
                         R"({"status":"error","errorType":"t-98765","error":"t-98765 is old"})");
            else
                c.answer(200, success("[]", R"(,"warnings":["t-98765 ends soon"])"));
        }
    });
    net::NetworkThread network;
    QueryClient client(network, net::parseEndpoint(server.url()).value(),
                       Secret(QByteArrayView("t-98765")));
    const auto refused = await(client.labelNames());
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.contains(u"*** is old"_s),
             qPrintable(refused.error().message));
    QVERIFY2(!refused.error().detail.contains(u"98765"_s), qPrintable(refused.error().detail));
    QCOMPARE(await(client.labelNames())->warnings, QStringList{u"*** ends soon"_s});
    QVERIFY(server.requests().at(0).head.contains("t-98765")); // else there was nothing to hide
}

void QueryJsonTest::escapesLabels()
{
    QCOMPARE(escapedLabelName(u"job"_s), u"job"_s);
    QCOMPARE(escapedLabelName(u"_a9"_s), u"_a9"_s);
    QCOMPARE(escapedLabelName(u"http.status"_s), u"U__http_2e_status"_s);
    QCOMPARE(escapedLabelName(u"a_b.c"_s), u"U__a__b_2e_c"_s);
    QCOMPARE(escapedLabelName(u"9x"_s), u"U___39_x"_s);
}

TIDEMARK_TEST(QueryJsonTest)
#include "query_json_test.moc"
