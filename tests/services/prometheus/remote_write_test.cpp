// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of remote write, and what an exporter does with each answer.
#include "services/net/network_thread.h"
#include "services/prometheus/remote_write_exporter.h"
#include "services/prometheus/remote_write_series.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/prometheus/reason_of.h"
#include "tests/support/hostile_server.h"
#include "tests/support/test_registry.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <limits>
#include <mutex>
#include <set>

#include <snappy.h>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::prometheus;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

// Collectors reference, 4.3.
constexpr const char *kMessage = "0a2c0a0e0a085f5f6e616d655f5f120275700a080a036a6f62120174121009000"
                                 "000000000f03f1080d095ffbc31";
constexpr const char *kBlock =
    "2eb40a2c0a0e0a085f5f6e616d655f5f120275700a080a036a6f6212017412100900"
    "0000000000f03f1080d095ffbc31";
constexpr const char *kMarkerBytes = "090200000000"
                                     "00f07f"; // field 1, little-endian

QByteArray unpack(const QByteArray &block)
{
    std::string plain;
    return snappy::Uncompress(block.constData(), static_cast<std::size_t>(block.size()), &plain)
               ? QByteArray::fromStdString(plain)
               : QByteArray("no snappy block");
}

/// Answers with these statuses in turn, then with 204.
class Receiver
{
public:
    explicit Receiver(std::deque<int> statuses = {})
        : m_statuses(std::move(statuses))
        , m_server([this](HostileConnection &connection) {
            while (connection.read()) {
                const int status = next();
                connection.answer(status, {}, status == 429 ? "Retry-After: 0\r\n" : "");
            }
        })
    {}
    [[nodiscard]] RemoteWriteOptions options() const
    {
        RemoteWriteOptions options;
        options.where = parseServerPath(m_server.url() + u"/api/v1/write"_s, "/").value();
        return options;
    }
    [[nodiscard]] std::vector<SeenRequest> requests() const { return m_server.requests(); }
    /// The messages, unpacked.
    [[nodiscard]] QByteArrayList messages() const
    {
        QByteArrayList all;
        const auto seen = requests();
        for (const SeenRequest &request : seen)
            all.append(unpack(request.body));
        return all;
    }

private:
    int next()
    {
        const std::lock_guard lock(m_mutex);
        if (m_statuses.empty())
            return 204;
        const int status = m_statuses.front();
        m_statuses.pop_front();
        return status;
    }

    std::mutex m_mutex;
    std::deque<int> m_statuses;
    HostileServer m_server; // ends first
};

metrics::Deadline soon()
{
    return std::chrono::steady_clock::now() + 60s;
}

} // namespace

class RemoteWriteTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void vectorsByteForByte();
    void onlyTheMarkerIsTheMarker();
    void labelsAreSortedAndFull();
    void oddTagsKeepNothingBack();
    void exportedNamesStayApart();
    void sendsWithItsHeaders();
    void anEndIsMarkedOnce();
    void marksWaitUntilTheyAreTaken();
    void whatMayHaveArrivedIsEnded();
    void refusalsAreDropped_data();
    void refusalsAreDropped();
    void failuresAreRepeated_data();
    void failuresAreRepeated();
    void manySeriesAreSeveralRequests();
    void oneInThreeFailing_data();
    void oneInThreeFailing();

private:
    [[nodiscard]] metrics::MetricsSnapshot snapshot() const
    {
        return metrics::MetricsSnapshot::of(*m_collector, m_clock);
    }

    FakeClock m_clock;
    std::unique_ptr<metrics::MetricCollector> m_collector;
    net::NetworkThread m_network;
};

void RemoteWriteTest::init()
{
    failOnUnexpectedWarnings();
    m_collector = std::make_unique<metrics::MetricCollector>(m_clock);
    m_collector->recordGauge("up", 1, {{"job", "t"}});
}

void RemoteWriteTest::vectorsByteForByte()
{
    const std::vector<RemoteSeries> series{
        {{{"__name__", "up"}, {"job", "t"}}, {{1, 1'700'000'000'000}}}};
    const QByteArray message = toWriteRequest(series);
    QCOMPARE(message.size(), 46);
    QCOMPARE(message.toHex(), QByteArray(kMessage));
    const QByteArray block = packSnappy(message);
    QCOMPARE(block.size(), 48);
    QCOMPARE(block.toHex(), QByteArray(kBlock));
    // and of a snapshot, whose clock stands at that time
    QCOMPARE(toWriteRequest(remoteSeriesOf(snapshot(), {}, {}).value()).toHex(),
             QByteArray(kMessage));
}

void RemoteWriteTest::onlyTheMarkerIsTheMarker()
{
    QCOMPARE(std::bit_cast<std::uint64_t>(staleMarker()), std::uint64_t{0x7ff0000000000002});
    const auto written = [](double value) {
        return toWriteRequest(std::vector<RemoteSeries>{{{{"a", "b"}}, {{value, 1}}}}).toHex();
    };
    QVERIFY(written(staleMarker()).contains(kMarkerBytes));
    QVERIFY(!written(std::nan("")).contains(kMarkerBytes));
    QVERIFY(written(std::nan("2")).contains("09000000000000f87f")); // its payload does not go out
}

void RemoteWriteTest::labelsAreSortedAndFull()
{
    m_collector->recordGauge("x.y", 2,
                             {{"zone", "a"}, {"Area", "b"}, {"none", ""}, {"job", "own"}});
    auto taken = snapshot();
    taken.resource = {{"service.name", "shop"}, {"service.instance.id", "i1"}};
    const auto series = remoteSeriesOf(taken, {}, {{"env", "test"}, {"blank", ""}});
    QVERIFY2(series, reasonOf(series).constData());
    const RemoteLabels expected{
        {"Area", "b"},      {"__name__", "x_y"}, {"env", "test"}, {"exported_job", "own"},
        {"instance", "i1"}, {"job", "shop"},     {"zone", "a"}};
    QCOMPARE(series->back().labels, expected);
    QCOMPARE(series->back().samples[0].time_ms, 1'700'000'000'000);
}

void RemoteWriteTest::oddTagsKeepNothingBack()
{
    m_collector->recordTimer("t", 1, metrics::MetricUnit::Milliseconds, {{"unit", "sales"}});
    m_collector->recordTimer("t", 1, metrics::MetricUnit::Milliseconds, {{"unit", "hr"}});
    m_collector->increment("c", {{"a.b", "1"}});
    m_collector->increment("c", {{"a_b", "1"}});
    m_collector->increment("d", {{"a", ""}});
    m_collector->increment("d");
    m_collector->increment("e", {{"name", "J\xf6rg"}});
    Receiver receiver;
    RemoteWriteExporter exporter(m_network, receiver.options());
    const metrics::ExportResult done = exporter.exportMetrics(snapshot(), soon());
    QVERIFY2(done.isDone, done.why.c_str());
    const auto series = remoteSeriesOf(snapshot(), {}, {{"x.y", "J\xf6rg"}}).value();
    QCOMPARE(exporter.counts().samples, static_cast<std::int64_t>(series.size()));
    std::set<std::string> identities;
    for (const RemoteSeries &each : series)
        identities.insert(identityOf(each.labels));
    QCOMPARE(identities.size(), series.size());
    QCOMPARE(std::count_if(series.begin(), series.end(),
                           [](const RemoteSeries &each) {
                               return each.labels.front().first == "__name__" &&
                                      each.labels.front().second == "t_seconds_count";
                           }),
             2);
    const RemoteLabels named{{"__name__", "up"}, {"job", "t"}, {"x_y", "J\xef\xbf\xbdrg"}};
    QCOMPARE(series.back().labels, named);
}

void RemoteWriteTest::exportedNamesStayApart()
{
    m_collector->recordGauge("z", 1, {{"job", "a"}});
    m_collector->recordGauge("z", 2, {{"exported_job", "a"}});
    const auto series = remoteSeriesOf(snapshot(), {}, {{"job", "shop"}}).value();
    QCOMPARE(series.size(), 3U);
    const RemoteLabels once{{"__name__", "z"}, {"exported_job", "a"}, {"job", "shop"}};
    const RemoteLabels twice{{"__name__", "z"}, {"exported_exported_job", "a"}, {"job", "shop"}};
    QCOMPARE(series[1].labels, twice);
    QCOMPARE(series[2].labels, once);
}

void RemoteWriteTest::sendsWithItsHeaders()
{
    Receiver receiver;
    RemoteWriteExporter exporter(m_network, receiver.options());
    const metrics::ExportResult done = exporter.exportMetrics(snapshot(), soon());
    QVERIFY2(done.isDone, done.why.c_str());
    const auto seen = receiver.requests();
    QCOMPARE(seen.size(), 1U);
    QCOMPARE(seen[0].firstLine(), QByteArray("POST /api/v1/write HTTP/1.1"));
    QCOMPARE(seen[0].header("Content-Encoding"), QByteArray("snappy"));
    QCOMPARE(seen[0].header("Content-Type"), QByteArray("application/x-protobuf"));
    QCOMPARE(seen[0].header("X-Prometheus-Remote-Write-Version"), QByteArray("0.1.0"));
    QVERIFY(seen[0].header("User-Agent").startsWith("Tidemark"));
    QCOMPARE(seen[0].body.toHex(), QByteArray(kBlock));
    QCOMPARE(exporter.counts().samples, 1);
    QCOMPARE(exporter.counts().dropped, 0);
}

void RemoteWriteTest::anEndIsMarkedOnce()
{
    Receiver receiver;
    RemoteWriteExporter exporter(m_network, receiver.options());
    QVERIFY(exporter.exportMetrics(snapshot(), soon()).isDone);
    metrics::MetricsSnapshot empty;
    empty.at_ns = m_clock.wall_ns() + FakeClock::kSecond_ns;
    QVERIFY(exporter.exportMetrics(empty, soon()).isDone);
    QVERIFY(exporter.exportMetrics(empty, soon()).isDone); // nothing to say: no request
    QVERIFY(exporter.exportMetrics(snapshot(), soon()).isDone);
    QVERIFY(exporter.finish(empty.at_ns, soon()).isDone);
    QVERIFY(exporter.finish(empty.at_ns, soon()).isDone);
    const QByteArrayList messages = receiver.messages();
    QCOMPARE(messages.size(), 4);
    const QList<bool> areMarkers{false, true, false, true};
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(messages[i].toHex().contains(kMarkerBytes), areMarkers[i]);
        QVERIFY(messages[i].contains("__name__"));
    }
}

void RemoteWriteTest::marksWaitUntilTheyAreTaken()
{
    Receiver receiver({204, 501, 204});
    RemoteWriteExporter exporter(m_network, receiver.options());
    QVERIFY(exporter.exportMetrics(snapshot(), soon()).isDone);
    QVERIFY(!exporter.finish(m_clock.wall_ns(), soon()).isDone);
    QVERIFY(exporter.finish(m_clock.wall_ns() + FakeClock::kSecond_ns, soon()).isDone);
    const QByteArrayList messages = receiver.messages();
    QCOMPARE(messages.size(), 3);
    QCOMPARE(messages[1], messages[2]); // at the time when it ended
    QCOMPARE(exporter.counts().dropped, 0);
}

void RemoteWriteTest::whatMayHaveArrivedIsEnded()
{
    Receiver receiver({501}); // as after an answer that was lost
    RemoteWriteExporter exporter(m_network, receiver.options());
    QVERIFY(!exporter.exportMetrics(snapshot(), soon()).isDone);
    QVERIFY(exporter.finish(m_clock.wall_ns(), soon()).isDone);
    const QByteArrayList messages = receiver.messages();
    QCOMPARE(messages.size(), 2);
    QVERIFY(messages[1].toHex().contains(kMarkerBytes));
}

void RemoteWriteTest::refusalsAreDropped_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {400, 401, 404, 413, 415, 422})
        QTest::addRow("%d", status) << status;
}

void RemoteWriteTest::refusalsAreDropped()
{
    QFETCH(int, status);
    Receiver receiver({status});
    RemoteWriteExporter exporter(m_network, receiver.options());
    const metrics::ExportResult refused = exporter.exportMetrics(snapshot(), soon());
    QVERIFY(!refused.isDone);
    QVERIFY(!refused.why.empty());
    QCOMPARE(receiver.requests().size(), 1U);
    QCOMPARE(exporter.counts().dropped, 1);
    QCOMPARE(exporter.counts().samples, 0);
    QVERIFY(exporter.exportMetrics(snapshot(), soon()).isDone); // the next one is a new one
}

void RemoteWriteTest::failuresAreRepeated_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {429, 500, 502, 503, 504})
        QTest::addRow("%d", status) << status;
}

void RemoteWriteTest::failuresAreRepeated()
{
    QFETCH(int, status);
    Receiver receiver({status});
    RemoteWriteExporter exporter(m_network, receiver.options());
    const metrics::ExportResult done = exporter.exportMetrics(snapshot(), soon());
    QVERIFY2(done.isDone, done.why.c_str());
    const auto seen = receiver.requests();
    QCOMPARE(seen.size(), 2U);
    QCOMPARE(seen[0].body, seen[1].body);
    QCOMPARE(exporter.counts().dropped, 0);
    QCOMPARE(exporter.counts().samples, 1);
}

void RemoteWriteTest::manySeriesAreSeveralRequests()
{
    for (int i = 0; i < 24; ++i)
        m_collector->recordGauge("many", i, {{"n", std::to_string(i)}});
    Receiver receiver({204, 400});
    RemoteWriteOptions options = receiver.options();
    options.seriesPerRequest = 10;
    RemoteWriteExporter exporter(m_network, options);
    QVERIFY(!exporter.exportMetrics(snapshot(), soon()).isDone);
    QCOMPARE(receiver.requests().size(), 3U); // a refused part keeps no other one from going
    QCOMPARE(exporter.counts().samples, 15);
    QCOMPARE(exporter.counts().dropped, 10);
}

void RemoteWriteTest::oneInThreeFailing_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isRefusal");
    QTest::newRow("of the server") << 501 << false;
    QTest::newRow("for good") << 400 << true;
}

void RemoteWriteTest::oneInThreeFailing()
{
    QFETCH(int, status);
    QFETCH(bool, isRefusal);
    constexpr int kRounds = 12;
    std::deque<int> statuses; // of three requests in each round, so that each part fails in turn
    for (int request = 1; request <= 3 * kRounds; ++request)
        statuses.push_back(request % 4 == 3 ? status : 204);
    Receiver receiver(statuses);
    RemoteWriteOptions options = receiver.options();
    options.seriesPerRequest = 5;
    RemoteWriteExporter exporter(m_network, options);
    for (int round = 0; round < kRounds; ++round) {
        for (int i = 0; i < 13; ++i)
            m_collector->recordCounter("c", 1 + round, {{"n", std::to_string(i)}});
        m_clock.pass(1);
        (void)exporter.exportMetrics(snapshot(), soon());
    }
    while (receiver.requests().size() < statuses.size()) { // those that failures left over
        m_clock.pass(1);
        (void)exporter.exportMetrics(snapshot(), soon());
    }
    const auto last = receiver.requests().size();
    m_clock.pass(1);
    QVERIFY(exporter.exportMetrics(snapshot(), soon()).isDone);
    const auto series = remoteSeriesOf(snapshot(), {}, {}).value();
    const QByteArrayList messages = receiver.messages();
    QCOMPARE(messages.mid(static_cast<qsizetype>(last)), // all of it is there in the end
             (QByteArrayList{toWriteRequest(std::span(series).first(5)),
                             toWriteRequest(std::span(series).subspan(5, 5)),
                             toWriteRequest(std::span(series).subspan(10))}));
    QSet<QByteArray> seen;
    qsizetype refused = 0;
    for (qsizetype i = 0; i < messages.size(); ++i) {
        const bool isFailing = i < static_cast<qsizetype>(statuses.size()) &&
                               statuses[static_cast<std::size_t>(i)] == status;
        refused += isFailing ? messages[i].count("__name__") : 0;
        QVERIFY(isFailing || !seen.contains(messages[i])); // nothing twice
        if (!isFailing)
            seen.insert(messages[i]);
    }
    QCOMPARE(exporter.counts().dropped, isRefusal ? refused : 0);
    QCOMPARE(exporter.lostValues(), static_cast<std::uint64_t>(exporter.counts().dropped));
}

TIDEMARK_TEST(RemoteWriteTest)
#include "remote_write_test.moc"
