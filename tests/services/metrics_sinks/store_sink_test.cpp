// SPDX-License-Identifier: GPL-3.0-or-later
// A program's own metrics in series of a store, each value once whatever the store does.
#include "model/ports/series_store.h"
#include "services/metrics/windows/metrics_manager.h"
#include "services/metrics_sinks/store_sink.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/statsd/store_case.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::metrics_sinks;
using namespace tidemark::test;
using metrics::MetricSnapshot;
using metrics::MetricsSnapshot;

namespace {

using Trouble = TroubledSeries::Trouble;

metrics::Deadline soon(std::chrono::milliseconds time = 60s)
{
    return std::chrono::steady_clock::now() + time;
}

metrics::Deadline atOnce()
{
    return std::chrono::steady_clock::now() + 50ms;
}

MetricSnapshot window(std::string name, double sum, std::vector<metrics::Dimension> dimensions = {},
                      std::int64_t end_s = 60)
{
    constexpr std::int64_t kBegin_s = 1'700'000'000;
    return {std::move(name),
            2,
            sum,
            1,
            sum - 1,
            std::move(dimensions),
            kBegin_s * 1'000'000'000,
            (kBegin_s + end_s) * 1'000'000'000};
}

} // namespace

class StoreSinkTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void windowsOfAManagerAreStored();
    void kindsHaveTheirSeries();
    void whatNoSeriesHoldsIsCounted();
    void failuresAreStoredLater();
    void anUnansweredWriteCountsOnce();
    void whatWasNotHandedOverStaysWithTheManager();
    void closingStoresWhatWaits();
    void closingTellsWhatMayBeLost();
    void anExporterFinishesWhatWaits();
    void aCollectorIsStoredAsDifferences();
    void removedMetricsAreMadeAnew();
    void oneInThreeFailingLosesNothing_data();
    void oneInThreeFailingLosesNothing();
};

void StoreSinkTest::windowsOfAManagerAreStored()
{
    StoreCase store;
    FakeClock clock;
    ManualTimer timer;
    metrics::MetricsManagerOptions options;
    options.level = metrics::MetricsLevel::Detailed;
    options.upload.exportTimeout = 60s;
    options.shutdownTimeout = 60s;
    metrics::MetricsManager manager(
        options, std::make_shared<StoreSink>(store.ports(), metrics::Tags{{"host", "desk"}}), clock,
        timer);
    QVERIFY(manager.open().isDone);
    for (int second = 1; second <= 300; ++second) {
        clock.pass(1);
        manager.put("UserRecordsPut", 1, {.stream = "s"});
        if (second % 60 == 0)
            QVERIFY(manager.flush().isDone);
    }
    QVERIFY(manager.close().isDone);
    const TagMap tags{{u"host"_s, u"desk"_s}, {u"stream"_s, u"s"_s}};
    const auto samples = store.samples(u"UserRecordsPut"_s, tags);
    QCOMPARE(samples.size(), std::size_t{5});
    QCOMPARE(store.total(u"UserRecordsPut"_s, tags), 300.0);
    QCOMPARE(samples.back().at.posixNs(), clock.wall_ns());
    QCOMPARE(store.definition(u"UserRecordsPut"_s).value().kind, MetricKind::Counter);
}

void StoreSinkTest::kindsHaveTheirSeries()
{
    StoreCase store;
    StoreSink sink(store.ports());
    const std::array windows{window("RequestTime", 10), window("UserRecordsPending", 5),
                             window("UserRecordsDataPut", 2'000)};
    QVERIFY(sink.exportSnapshots(windows, soon()).isDone);
    QCOMPARE(store.total(u"RequestTime.count"_s), 2.0);
    QCOMPARE(store.total(u"RequestTime.mean"_s), 5.0);
    QCOMPARE(store.total(u"RequestTime.min"_s), 1.0);
    QCOMPARE(store.total(u"RequestTime.max"_s), 9.0);
    QCOMPARE(store.total(u"UserRecordsPending"_s), 4.0); // the greatest value
    QCOMPARE(store.definition(u"UserRecordsPending"_s).value().kind, MetricKind::Gauge);
    QCOMPARE(store.definition(u"RequestTime.mean"_s).value().unit, u"ms"_s);
    QCOMPARE(store.definition(u"UserRecordsDataPut"_s).value().unit, u"B"_s);
    QCOMPARE(store.sampleCount(), 6);
}

void StoreSinkTest::whatNoSeriesHoldsIsCounted()
{
    StoreCase store;
    StoreSink sink(store.ports());
    const std::array windows{window("a\nb", 1), window("X", INFINITY),
                             window("X", 3, {{"stream", ""}}), window("X", 4)};
    QVERIFY(sink.exportSnapshots(windows, soon()).isDone);
    QCOMPARE(sink.unstorable(), 2U);
    QCOMPARE(store.total(u"X"_s), 7.0); // an empty tag is none: both are one series
}

void StoreSinkTest::failuresAreStoredLater()
{
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    StoreSink sink(ports);
    const std::array first{window("X", 3)};
    const std::array both{window("X", 8, {}, 120)};
    troubled.set(Trouble::Fails);
    const auto failed = sink.exportSnapshots(first, soon());
    QVERIFY(!failed.isDone);
    QCOMPARE(failed.why, std::string("The disk is full."));
    troubled.set(Trouble::None);
    QVERIFY(sink.exportSnapshots(both, soon()).isDone); // the same data came again, with more
    QCOMPARE(store.total(u"X"_s), 8.0);
}

void StoreSinkTest::anUnansweredWriteCountsOnce()
{
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    StoreSink sink(ports);
    const std::array zero{window("X", 1)}; // so that the series is there
    QVERIFY(sink.exportSnapshots(zero, soon()).isDone);
    troubled.set(Trouble::HangsOn);
    const std::array first{window("X", 3, {}, 120)};
    std::array second{window("X", 8, {}, 180)}; // the same data comes again, with 5 more
    second[0].count = 4;
    QVERIFY(!sink.exportSnapshots(first, atOnce()).isDone);
    QCOMPARE(sink.unanswered(), std::size_t{1});
    QVERIFY(!sink.exportSnapshots(second, atOnce()).isDone);
    QCOMPARE(troubled.appends(), 3);
    troubled.set(Trouble::None);
    QVERIFY(sink.exportSnapshots(second, soon()).isDone);
    QCOMPARE(store.total(u"X"_s), 9.0);
    QCOMPARE(store.samples(u"X"_s).size(), std::size_t{3});
    QCOMPARE(sink.unanswered(), std::size_t{0});
}

// The time is over before the store got anything: nothing of it may be taken for stored.
void StoreSinkTest::whatWasNotHandedOverStaysWithTheManager()
{
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    StoreSink sink(ports);
    troubled.set(Trouble::HangsAtOpen);
    const std::array first{window("X", 3)};
    QVERIFY(!sink.exportSnapshots(first, atOnce()).isDone);
    QCOMPARE(troubled.appends(), 0);
    QCOMPARE(sink.unanswered(), std::size_t{0});
    troubled.set(Trouble::None);
    const std::array both{window("X", 8, {}, 120)};
    QVERIFY(sink.exportSnapshots(both, soon()).isDone);
    QCOMPARE(store.total(u"X"_s), 8.0);
    QCOMPARE(store.samples(u"X"_s).size(), std::size_t{1});
}

void StoreSinkTest::closingStoresWhatWaits()
{
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    StoreSink sink(ports);
    const std::array before{window("X", 1)}; // so that the series is there
    QVERIFY(sink.exportSnapshots(before, soon()).isDone);
    troubled.set(Trouble::HangsOn);
    const std::array first{window("X", 3, {}, 120)};
    QVERIFY(!sink.exportSnapshots(first, soon(2s)).isDone);
    QCOMPARE(sink.unanswered(), std::size_t{1});
    troubled.set(Trouble::None);
    sink.close(soon());
    QCOMPARE(sink.unanswered(), std::size_t{0});
    QCOMPARE(store.total(u"X"_s), 4.0);
}

void StoreSinkTest::closingTellsWhatMayBeLost()
{
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    StoreSink sink(ports);
    const std::array before{window("X", 1)}; // so that the series is there
    QVERIFY(sink.exportSnapshots(before, soon()).isDone);
    troubled.set(Trouble::HangsOn);
    const std::array first{window("X", 3, {}, 120)};
    QVERIFY(!sink.exportSnapshots(first, soon(2s)).isDone);
    static const QRegularExpression told(u"store: 1 values of metrics may not be stored"_s);
    QTest::ignoreMessage(QtWarningMsg, told);
    sink.close(atOnce());
    QCOMPARE(sink.unanswered(), std::size_t{1});
}

void StoreSinkTest::anExporterFinishesWhatWaits()
{
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    StoreExporter exporter(ports);
    FakeClock clock;
    metrics::MetricCollector collector(clock);
    collector.recordCounter("requests", 3);
    troubled.set(Trouble::HangsAtOpen);
    QVERIFY(!exporter.exportMetrics(MetricsSnapshot::of(collector, clock), atOnce()).isDone);
    QCOMPARE(exporter.unanswered(), std::size_t{0});
    troubled.set(Trouble::HangsOn);
    QVERIFY(!exporter.exportMetrics(MetricsSnapshot::of(collector, clock), soon(9s)).isDone);
    QCOMPARE(exporter.unanswered(), std::size_t{1});
    troubled.set(Trouble::None);
    QVERIFY(exporter.finish(clock.wall_ns(), soon()).isDone);
    QCOMPARE(exporter.unanswered(), std::size_t{0});
    QCOMPARE(store.total(u"requests"_s), 3.0);
}

void StoreSinkTest::aCollectorIsStoredAsDifferences()
{
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    StoreExporter exporter(ports);
    FakeClock clock;
    metrics::MetricCollector collector(clock);
    collector.describe("requests", "Requests that came.");
    for (int minute = 1; minute <= 4; ++minute) {
        collector.recordCounter("requests", minute, {{"code", "200"}});
        collector.recordGauge("level", -minute);
        for (int i = 1; i <= 100; ++i)
            collector.recordTimer("time", i * minute);
        clock.pass(60);
        troubled.set(minute == 2 ? Trouble::Fails : Trouble::None);
        const auto done = exporter.exportMetrics(
            MetricsSnapshot::of(collector, clock, {{"service.name", "p"}}), soon());
        QCOMPARE(done.isDone, minute != 2);
    }
    TagMap tags{{u"service.name"_s, u"p"_s}};
    QCOMPARE(store.samples(u"time.count"_s, tags).size(), std::size_t{3});
    QCOMPARE(store.total(u"time.count"_s, tags), 400.0);
    const auto medians = store.samples(u"time.p50"_s, tags);
    QVERIFY(std::abs(medians.at(0).value / 51 - 1) < 0.01); // the upper one of the middle two
    QVERIFY(std::abs(medians.at(2).value / 204 - 1) < 0.01);
    QCOMPARE(store.definition(u"time.p50"_s).value().unit, u"ms"_s);
    QCOMPARE(store.samples(u"level"_s, tags).back().value, -4.0);
    tags.insert(u"code"_s, u"200"_s);
    QCOMPARE(store.total(u"requests"_s, tags), 10.0); // the second minute came with the third
    QCOMPARE(store.definition(u"requests"_s).value().description.value_or(QString()),
             u"Requests that came."_s);
}

void StoreSinkTest::removedMetricsAreMadeAnew()
{
    StoreCase store;
    StoreSink sink(store.ports());
    const std::array first{window("X", 3)};
    QVERIFY(sink.exportSnapshots(first, soon()).isDone);
    const MetricId id = store.definition(u"X"_s).value().id;
    QVERIFY(answer(store.ports().catalog->remove({id})).has_value());
    const std::array second{window("X", 4, {}, 120)};
    QVERIFY(sink.exportSnapshots(second, soon()).isDone);
    QCOMPARE(store.total(u"X"_s), 4.0);
}

void StoreSinkTest::oneInThreeFailingLosesNothing_data()
{
    QTest::addColumn<int>("trouble");
    QTest::newRow("the disk is full") << int(Trouble::Fails);
    QTest::newRow("no answer") << int(Trouble::HangsOn);
    QTest::newRow("no answer before it") << int(Trouble::HangsAtOpen);
}

void StoreSinkTest::oneInThreeFailingLosesNothing()
{
    QFETCH(int, trouble);
    StoreCase store;
    TroubledSeries troubled(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &troubled;
    FakeClock clock;
    ManualTimer timer;
    metrics::MetricsManagerOptions options;
    options.level = metrics::MetricsLevel::Detailed;
    options.upload.exportTimeout = 60s;
    options.shutdownTimeout = 60s;
    const auto sink = std::make_shared<StoreSink>(ports);
    metrics::MetricsManager manager(options, sink, clock, timer);
    QVERIFY(manager.open().isDone);
    StoreExporter exporter(ports);
    metrics::MetricCollector collector(clock);
    constexpr int kRounds = 12;
    for (int round = 1; round <= kRounds; ++round) {
        // a series of its own each time, so that something is to be opened
        manager.put("m", round, {.stream = std::to_string(round)});
        manager.put("m", 1, {.stream = "s"});
        collector.recordCounter("c", round, {{"n", std::to_string(round)}});
        collector.recordCounter("c", 1, {{"n", "s"}});
        clock.pass(10);
        const bool isBad = round % 3 == 0;
        troubled.set(isBad ? Trouble(trouble) : Trouble::None);
        const auto all = MetricsSnapshot::of(collector, clock);
        if (isBad) { // the manager's own time-out would take a minute
            QVERIFY(!exporter.exportMetrics(all, soon(500ms)).isDone);
            continue;
        }
        QVERIFY(exporter.exportMetrics(all, soon()).isDone);
        QVERIFY(manager.flush().isDone);
    }
    troubled.set(Trouble::None);
    QVERIFY(exporter.exportMetrics(MetricsSnapshot::of(collector, clock), soon()).isDone);
    QVERIFY(manager.close().isDone);
    for (const QString &metric : {u"m"_s, u"c"_s}) {
        const QString tag = metric == "m"_L1 ? u"stream"_s : u"n"_s;
        for (int round = 1; round <= kRounds; ++round)
            QCOMPARE(store.total(metric, {{tag, QString::number(round)}}), double(round));
        QCOMPARE(store.total(metric, {{tag, u"s"_s}}), double(kRounds));
    }
    QCOMPARE(sink->unanswered() + exporter.unanswered(), std::size_t{0});
    QCOMPARE(exporter.lostValues(), std::uint64_t{0});
}

TIDEMARK_TEST(StoreSinkTest)
#include "store_sink_test.moc"
