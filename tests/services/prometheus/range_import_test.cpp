// SPDX-License-Identifier: GPL-3.0-or-later
// Ranges of a server that has the query API, into series of a store.
#include "services/prometheus/server_import.h"
#include "tests/services/monitor/recorded_series.h"
#include "tests/services/prometheus/reason_of.h"
#include "tests/support/hostile_server.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <mutex>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::prometheus;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kBegin_s = 1'767'225'600;
constexpr std::int64_t kStep_s = 60;

/// A server of one series, `load{q="a"}` unless a test says so, whose points a test chooses.
class QueryServerPlay
{
public:
    QueryServerPlay()
        : m_server([this](HostileConnection &connection) {
            while (connection.read())
                answer(connection);
        })
    {}
    void tell(std::vector<std::pair<int, double>> points) ///< at whole steps
    {
        const std::lock_guard lock(m_mutex);
        m_points = std::move(points);
    }
    /// Before anything is asked, as in `"q":"a"`.
    void setLabels(const QByteArray &labels) { m_labels = labels; }
    void wantToken(const QByteArray &token) { m_token = token; }
    [[nodiscard]] QueryServer server(const QByteArray &token = {}) const
    {
        return {net::parseEndpoint(m_server.url()).value(), Secret(token), {}};
    }
    [[nodiscard]] std::vector<SeenRequest> requests() const { return m_server.requests(); }

private:
    void answer(HostileConnection &connection)
    {
        const QByteArray line = connection.request().firstLine();
        const QByteArray token = connection.request().header("Authorization");
        if (!m_token.isEmpty() && token != "Bearer " + m_token)
            connection.answer(401, "who is " + token + "?");
        else if (line.startsWith("POST /api/v1/query_range "))
            connection.answer(200, matrix());
        else if (line.startsWith("GET /api/v1/label/__name__/values "))
            connection.answer(200, "{\"status\":\"success\",\"data\":[\"up\",\"load\"]}");
        else
            connection.answer(404);
    }
    [[nodiscard]] QByteArray matrix()
    {
        const std::lock_guard lock(m_mutex);
        QByteArray values;
        for (const auto &[step, value] : m_points)
            values += (values.isEmpty() ? "[" : ",[") +
                      QByteArray::number(kBegin_s + step * kStep_s) + ",\"" +
                      QByteArray::number(value) + "\"]";
        const QByteArray series = values.isEmpty()
                                      ? QByteArray()
                                      : "{\"metric\":{\"__name__\":\"load\"," + m_labels +
                                            "},\"values\":[" + values + "]}";
        return "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[" + series +
               "]}}";
    }

    std::mutex m_mutex;
    std::vector<std::pair<int, double>> m_points;
    QByteArray m_labels = "\"q\":\"a\"";
    QByteArray m_token; // set before anything is asked
    HostileServer m_server;
};

RangeImportPlan planOf(int steps)
{
    const Timestamp begin(kBegin_s * 1'000'000'000);
    const Timedelta step(kStep_s * 1'000'000'000);
    return {u"load"_s, {begin, begin + Timedelta((steps - 1) * step.ns()), step}, {}};
}

} // namespace

class RangeImportTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void aGapReplacesNoSample();
    void whatTheServerGotLaterFillsTheGap();
    void theNameIsATagOfTheMetricThatAllGoesInto_data();
    void theNameIsATagOfTheMetricThatAllGoesInto();
    void metricsAreOffered();
    void aPreviewStoresNothing();
    void theTokenIsSentAndNotTold();
    void aStoppedImportStoresNothing();

private:
    [[nodiscard]] static QStringList stored(const StoreBench &bench)
    {
        return recordedSamples(bench.ports, u"load"_s, {{u"q"_s, u"a"_s}},
                               Timestamp(kBegin_s * 1'000'000'000));
    }
};

// A server forgets; what was fetched before it did stays.
void RangeImportTest::aGapReplacesNoSample()
{
    StoreBench bench;
    net::NetworkThread network;
    QueryServerPlay server;
    ServerImport import(network, bench.ports);
    server.tell({{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}});
    const auto first = await(import.run(server.server(), planOf(5), {}, {}));
    QVERIFY2(first, reasonOf(first).constData());
    server.tell({{0, 1}, {3, 40}, {4, 5}});
    const auto again = await(import.run(server.server(), planOf(5), {}, {}));
    QVERIFY2(again, reasonOf(again).constData());
    QCOMPARE(stored(bench),
             (QStringList{u"0:1"_s, u"60:2"_s, u"120:3"_s, u"180:40"_s, u"240:5"_s}));
    QCOMPARE(again->stored.skipped, 1);
    QCOMPARE(again->stored.replaced, 3);
}

void RangeImportTest::whatTheServerGotLaterFillsTheGap()
{
    StoreBench bench;
    net::NetworkThread network;
    QueryServerPlay server;
    ServerImport import(network, bench.ports);
    server.tell({{0, 1}, {3, 4}});
    QVERIFY(await(import.run(server.server(), planOf(4), {}, {})));
    QCOMPARE(stored(bench), (QStringList{u"0:1"_s, u"60:gap"_s, u"180:4"_s}));
    server.tell({{0, 1}, {1, 2}, {2, 3}, {3, 4}});
    QVERIFY(await(import.run(server.server(), planOf(4), {}, {})));
    QCOMPARE(stored(bench), (QStringList{u"0:1"_s, u"60:2"_s, u"120:3"_s, u"180:4"_s}));
}

void RangeImportTest::theNameIsATagOfTheMetricThatAllGoesInto_data()
{
    QTest::addColumn<QByteArray>("labels");
    QTest::addColumn<TagMap>("tags");
    QTest::newRow("as metric") << QByteArray(R"("q":"a")")
                               << TagMap{{u"q"_s, u"a"_s}, {u"metric"_s, u"load"_s}};
    QTest::newRow("beside a label of that name")
        << QByteArray(R"("metric":"cpu","q":"a")")
        << TagMap{{u"metric"_s, u"cpu"_s}, {u"q"_s, u"a"_s}, {u"__name__"_s, u"load"_s}};
}

void RangeImportTest::theNameIsATagOfTheMetricThatAllGoesInto()
{
    QFETCH(const QByteArray, labels);
    QFETCH(const TagMap, tags);
    StoreBench bench;
    net::NetworkThread network;
    QueryServerPlay server;
    server.setLabels(labels);
    server.tell({{0, 1}});
    ServerImport import(network, bench.ports);
    RangeImportPlan plan = planOf(1);
    plan.metric = u"all"_s;
    const auto done = await(import.run(server.server(), plan, {}, {}));
    QVERIFY2(done, reasonOf(done).constData());
    QCOMPARE(recordedSamples(bench.ports, u"all"_s, tags, Timestamp(kBegin_s * 1'000'000'000)),
             QStringList{u"0:1"_s});
}

void RangeImportTest::metricsAreOffered()
{
    StoreBench bench;
    net::NetworkThread network;
    QueryServerPlay server;
    ServerImport import(network, bench.ports);
    const auto names = await(import.metrics(server.server(), {}));
    QVERIFY2(names, reasonOf(names).constData());
    QCOMPARE(*names, (QStringList{u"load"_s, u"up"_s}));
}

void RangeImportTest::aPreviewStoresNothing()
{
    StoreBench bench;
    net::NetworkThread network;
    QueryServerPlay server;
    server.tell({{0, 1}, {1, 2}});
    ServerImport import(network, bench.ports);
    const auto preview = await(import.preview(server.server(), planOf(1'000), {}));
    QVERIFY2(preview, reasonOf(preview).constData());
    QCOMPARE(preview->allSeries, 1);
    QCOMPARE(preview->samplesAtMost, 1'000);
    QVERIFY(preview->isThinned);
    QCOMPARE(preview->series.size(), 1U);
    QCOMPARE(preview->series[0].name, u"load{q=a}"_s);
    QCOMPARE(preview->series[0].points, 2);
    QCOMPARE(preview->series[0].last.value, 2.0);
    QVERIFY(server.requests()[0].body.contains("step=1800.000"));
    QVERIFY(!await(bench.ports.catalog->find(u"load"_s)));
    server.tell({});
    QCOMPARE(await(import.preview(server.server(), planOf(10), {})).error().code,
             ErrorCode::NotFound);
}

void RangeImportTest::theTokenIsSentAndNotTold()
{
    StoreBench bench;
    net::NetworkThread network;
    QueryServerPlay server;
    server.wantToken("tok-7");
    server.tell({{0, 1}});
    ServerImport import(network, bench.ports);
    QVERIFY(await(import.run(server.server("tok-7"), planOf(2), {}, {})));
    const auto refused = await(import.metrics(server.server("tok-8"), {}));
    QVERIFY(!refused);
    QVERIFY(!refused.error().message.contains(u"tok-8"_s));
    QVERIFY(!refused.error().detail.contains(u"tok-8"_s));
}

void RangeImportTest::aStoppedImportStoresNothing()
{
    std::atomic<bool> isAsked = false;
    HostileServer silent([&](HostileConnection &connection) {
        isAsked = connection.read();
        connection.hang();
    });
    StoreBench bench;
    net::NetworkThread network;
    const QueryServer server{net::parseEndpoint(silent.url()).value(), Secret(), {}};
    std::stop_source stop;
    auto import = std::make_unique<ServerImport>(network, bench.ports);
    auto stopped = import->run(server, planOf(5), stop.get_token(), {});
    QTRY_VERIFY(isAsked);
    stop.request_stop();
    QCOMPARE(await(stopped).error().code, ErrorCode::Cancelled);
    auto left = import->run(server, planOf(5), {}, {});
    import.reset(); // stops it, and waits
    QVERIFY(left.isFinished());
    QCOMPARE(await(left).error().code, ErrorCode::Cancelled);
    QVERIFY(!await(bench.ports.catalog->find(u"load"_s)));
}

TIDEMARK_TEST(RangeImportTest)
#include "range_import_test.moc"
