// SPDX-License-Identifier: GPL-3.0-or-later
// What the program keeps of itself: its meter, and recording it into stores that come and go.
#include "app/own_metrics/own_metrics.h"

#include "app/own_metrics/own_metric_names.h"
#include "model/ports/series_store.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::test;
using own::OwnMetrics;

namespace {

class OwnMetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theMeterCountsByActivityAndEnding();
    void aWindowHasNoMetricsOfAServer();
    void monitorsTheMachine();
    void recordsIntoAStoreAtOnce();
    void goesOnInAnotherStore();
    void aStoreThatIsClosedIsToldOnce();
    void goesOnOnceTheStoreTakesItAgain();
    void endsWhileNothingIsRecorded();
    void theMeterMayOutliveIt();

private:
    using StorePointer = std::shared_ptr<store::LocalStore>;

    [[nodiscard]] StorePointer open(const QString &name) const
    {
        store::OpenOptions options;
        options.path = m_folder.filePath(name);
        return await(store::LocalStore::open(options)).value();
    }
    static std::vector<double> valuesOf(const StorePointer &store, const QString &metric)
    {
        std::vector<double> values;
        const DataPorts ports = store->ports();
        const auto found = await(ports.catalog->find(metric));
        if (!found)
            return values;
        const auto series = await(ports.series->list({found->id})).value();
        for (const SeriesInfo &each : series) {
            const auto page = await(ports.series->samples(each.id, TimeWindow::all(), 1'000));
            for (const Sample &sample : page.value().samples)
                values.push_back(sample.value);
        }
        return values;
    }
    static std::uint64_t totalOf(OwnMetrics &own, std::string_view name)
    {
        const auto readings = own.system().collector().readings(name);
        std::uint64_t total = 0;
        for (const metrics::Reading &reading : readings) {
            if (const auto *values = std::get_if<metrics::Distribution>(&reading.value))
                total += values->count();
            else if (const auto *number = std::get_if<metrics::Number>(&reading.value))
                total += static_cast<std::uint64_t>(metrics::toReal(*number));
        }
        return total;
    }

    QTemporaryDir m_folder;
};

void OwnMetricsTest::theMeterCountsByActivityAndEnding()
{
    OwnMetrics own(own::kServer);
    const auto meter = own.meter();
    meter->ended(Activity::Query, 2ms, Ending::Done);
    meter->ended(Activity::Query, 3ms, Ending::Failed);
    meter->ended(Activity::Query, 4ms, Ending::Cancelled);
    meter->ended(Activity::Write, 5ms, Ending::Failed);
    meter->ended(Activity::Request, 6ms, Ending::Failed);
    meter->ended(Activity::Request, 7ms, Ending::Done);
    meter->stored(Stored::Samples, 12);
    meter->stored(Stored::Records, 3);
    QCOMPARE(totalOf(own, own::kQuery), 2U); // how long it took before it was stopped says nothing
    QCOMPARE(totalOf(own, own::kQueryFailures), 1U);
    QCOMPARE(totalOf(own, own::kQueryCancelled), 1U);
    QCOMPARE(totalOf(own, own::kWrite), 1U);
    QCOMPARE(totalOf(own, own::kWriteFailures), 1U);
    QCOMPARE(totalOf(own, own::kRequest), 2U);
    QCOMPARE(totalOf(own, own::kRequestFailures), 1U);
    QCOMPARE(totalOf(own, own::kStoredSamples), 12U);
    QCOMPARE(totalOf(own, own::kStoredRecords), 3U);
    const auto readings = own.system().collector().readings(own::kQuery);
    const auto *values = std::get_if<metrics::Distribution>(&readings.front().value);
    QVERIFY(values);
    QVERIFY(std::abs(values->sum - 0.005) < 1e-12);
    QCOMPARE(readings.front().series->tags, (metrics::Tags{{"program", "serve"}}));
}

void OwnMetricsTest::aWindowHasNoMetricsOfAServer()
{
    OwnMetrics own(own::kWindow);
    own.meter()->ended(Activity::Request, 6ms, Ending::Done);
    own.meter()->ended(Activity::Frame, 6ms, Ending::Done);
    QVERIFY(own.system().collector().readings(own::kRequest).empty());
    QCOMPARE(totalOf(own, own::kFrame), 1U);
}

// Checks 35 and 56, of the program itself.
void OwnMetricsTest::monitorsTheMachine()
{
    OwnMetrics own(own::kServer);
    metrics::MetricCollector &collector = own.system().collector();
    const auto pass = own.system().collectMetrics();
    for (const char *source : {"resources", "network"}) {
        const metrics::ExportResult &done = pass.sources.at(source);
        QVERIFY2(done.isDone, done.why.c_str());
    }
    for (const std::string_view name :
         {own::kProcessor, own::kThreads, own::kMemory, own::kMachineProcessors,
          own::kMachineMemory, own::kMachineDisk, own::kMachineReceived, own::kMachineSent}) {
        const auto readings = collector.readings(name);
        QVERIFY2(!readings.empty(), name.data());
        QCOMPARE(*readings.front().series->tags.find(own::kProgramTag), std::string("serve"));
        QVERIFY2(!collector.descriptionOf(name).empty(), name.data());
    }
    const auto valueOf = [&collector](std::string_view name) {
        const auto readings = collector.readings(name);
        return std::get<metrics::GaugeState>(readings.front().value).value;
    };
    QVERIFY(valueOf(own::kThreads) >= 1);
    QVERIFY(valueOf(own::kMemory) > 1e6);
    QVERIFY(valueOf(own::kMachineMemory) > 0 && valueOf(own::kMachineMemory) <= 100);
    QVERIFY(collector.readings("system.memory.used").empty()); // *This machine* has all of it
    // The same figures for whoever asks for them, and for the health.
    QCOMPARE(own.system().resourceMonitor().cpuUsage().count("process_percent"), std::size_t{1});
    QVERIFY(own.system().resourceMonitor().diskUsage("/"));
    const metrics::SystemHealth health = own.system().systemHealth();
    for (const char *indicator : {"cpu_percent", "memory_percent", "disk_percent"})
        QVERIFY2(health.indicators.contains(indicator), indicator);
}

void OwnMetricsTest::recordsIntoAStoreAtOnce()
{
    const StorePointer store = open(u"a.tidemark"_s);
    OwnMetrics own(own::kWindow);
    own.meter()->stored(Stored::Samples, 5);
    own.noteOutbox(4, 0, 0);
    QSignalSpy recorded(&own, &OwnMetrics::recorded);
    own.recordInto(store);
    QTRY_COMPARE_WITH_TIMEOUT(recorded.size(), 1, 4'000); // before the interval is over
    own.recordInto(nullptr);                              // what is looked at stays as it is
    QCOMPARE(valuesOf(store, u"tidemark.stored.samples"_s), (std::vector<double>{5}));
    QCOMPARE(valuesOf(store, u"tidemark.outbox.waiting"_s), (std::vector<double>{4}));
    const auto memory = valuesOf(store, u"tidemark.process.memory"_s);
    QCOMPARE(memory.size(), 1U); // what is read for a collection is in it
    QVERIFY(memory.front() > 1e6);
    QCOMPARE(valuesOf(store, u"tidemark.process.cpu"_s).size(), 1U); // from the first one on
    QCOMPARE(valuesOf(store, u"system.cpu.percent"_s).size(), 1U);
    const Definition traffic =
        await(store->ports().catalog->find(u"tidemark.machine.received.rate"_s)).value();
    QCOMPARE(traffic.unit, u"B/s"_s);
    const Definition definition =
        await(store->ports().catalog->find(u"tidemark.stored.samples"_s)).value();
    QVERIFY(definition.keepSamples == *Timedelta::fromSeconds(30 * 86'400.0));
}

void OwnMetricsTest::goesOnInAnotherStore()
{
    const StorePointer first = open(u"first.tidemark"_s);
    const StorePointer second = open(u"second.tidemark"_s);
    OwnMetrics own(own::kWindow);
    QSignalSpy recorded(&own, &OwnMetrics::recorded);
    own.recordInto(first);
    QTRY_COMPARE(recorded.size(), 1);
    own.recordInto(nullptr);
    own.recordInto(second);
    QTRY_COMPARE_WITH_TIMEOUT(recorded.size(), 2, 4'000);
    own.recordInto(nullptr);
    QCOMPARE(valuesOf(first, u"tidemark.process.memory"_s).size(), 1U);
    QCOMPARE(valuesOf(second, u"tidemark.process.memory"_s).size(), 1U);
}

void OwnMetricsTest::aStoreThatIsClosedIsToldOnce()
{
    const StorePointer store = open(u"closed.tidemark"_s);
    QVERIFY(await(store->close()).has_value());
    OwnMetrics own(own::kWindow);
    QSignalSpy recorded(&own, &OwnMetrics::recorded);
    QSignalSpy paused(&own, &OwnMetrics::paused);
    own.recordInto(store);
    QTRY_COMPARE(paused.size(), 1);
    QVERIFY(!paused.front().front().value<Error>().message.isEmpty());
    own.system().collectMetrics(); // it is tried again
    QCoreApplication::processEvents();
    QCOMPARE(paused.size(), 1);
    QCOMPARE(recorded.size(), 0);
}

// Another program holds the lock for longer than the store waits.
void OwnMetricsTest::goesOnOnceTheStoreTakesItAgain()
{
    const StorePointer store = open(u"locked.tidemark"_s);
    OwnMetrics own(own::kServer);
    QSignalSpy recorded(&own, &OwnMetrics::recorded);
    QSignalSpy paused(&own, &OwnMetrics::paused);
    QSignalSpy resumed(&own, &OwnMetrics::resumed);
    own.recordInto(store);
    QTRY_COMPARE_WITH_TIMEOUT(recorded.size(), 1, 10'000);
    {
        SqliteFile other(m_folder.filePath(u"locked.tidemark"_s));
        other.run("BEGIN IMMEDIATE");
        QTRY_COMPARE_WITH_TIMEOUT(paused.size(), 1, 60'000);
        own.system().collectMetrics(); // fails as well, and is no news
        QCoreApplication::processEvents();
        const auto health = own.system().systemHealth();
        QVERIFY(!health.isHealthy);
        QCOMPARE(health.worst, std::string("store"));
        other.run("ROLLBACK");
    }
    QTRY_COMPARE_WITH_TIMEOUT(resumed.size(), 1, 60'000);
    QVERIFY(resumed.front().front().toLongLong() >= 2);
    QCOMPARE(paused.size(), 1);
    QVERIFY(recorded.size() >= 2);
    QVERIFY(own.system().systemHealth().worst != "store");
    const auto before = recorded.size();
    QTRY_VERIFY_WITH_TIMEOUT(recorded.size() > before, 20'000); // and so on
    QCOMPARE(resumed.size(), 1);
    QVERIFY(valuesOf(store, u"tidemark.process.memory"_s).size() >= 3);
}

void OwnMetricsTest::endsWhileNothingIsRecorded()
{
    QElapsedTimer time;
    time.start();
    {
        const OwnMetrics idle(own::kWindow);
    }
    {
        const StorePointer store = open(u"b.tidemark"_s);
        OwnMetrics own(own::kWindow);
        own.recordInto(store);
        time.restart(); // making the store is not what is looked at
        own.recordInto(nullptr);
        own.end();
        own.end();
    }
    QVERIFY(time.elapsed() < 5'000);
}

// As with a store that is closed later than the program has done with its metrics.
void OwnMetricsTest::theMeterMayOutliveIt()
{
    std::shared_ptr<ActivityMeter> meter;
    {
        const OwnMetrics own(own::kWindow);
        meter = own.meter();
    }
    meter->ended(Activity::Write, 1ms, Ending::Done);
    meter->stored(Stored::Samples, 1);
    QCOMPARE(meter.use_count(), 1L);
}

} // namespace

TIDEMARK_TEST(OwnMetricsTest)
#include "own_metrics_test.moc"
