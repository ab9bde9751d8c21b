// SPDX-License-Identifier: GPL-3.0-or-later
// What the program keeps of itself: its meter, and recording it into stores that come and go.
#include "app/own_metrics/own_metrics.h"

#include "app/own_metrics/own_exporters.h"
#include "app/own_metrics/own_metric_names.h"
#include "model/ports/series_store.h"
#include "services/net/network_thread.h"
#include "tests/support/hostile_server.h"
#include "tests/support/log_capture.h"
#include "tests/support/secret_search.h"
#include "tests/support/sqlite_file.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QFile>
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
    void exportsToAFile();
    void namesAreEndpointsToo();
    void aKeyOfTheEnvironmentIsNowhere();
    void wrongExportsAreRefused_data();
    void wrongExportsAreRefused();
    void whatDatadogIsToldBesideIsRefused();

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

void OwnMetricsTest::exportsToAFile()
{
    const QString path = m_folder.filePath(u"own.jsonl"_s);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, {}));
    own.meter()->ended(Activity::Request, 6ms, Ending::Done);
    const auto begun = own.exportTo({u"file:"_s + path});
    QVERIFY2(begun.has_value(), begun ? "" : qPrintable(begun.error().message));
    const auto hasRequest = [&] {
        QFile file(path);
        return file.open(QFile::ReadOnly) && file.readAll().contains("tidemark.request");
    };
    QTRY_VERIFY(hasRequest());
    own.end();
}

// The names of the metrics protocol's own example, and kinds that only have to be made.
void OwnMetricsTest::namesAreEndpointsToo()
{
    QProcessEnvironment environment;
    environment.insert(u"OTEL_EXPORTER_PROMETHEUS_PORT"_s, u"0"_s); // a free one
    environment.insert(u"OTEL_EXPORTER_OTLP_ENDPOINT"_s, u"http://127.0.0.1:1"_s);
    const QString path = m_folder.filePath(u"own.emf"_s);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, environment));
    own.meter()->ended(Activity::Request, 6ms, Ending::Done);
    const auto begun = own.exportTo({u"prometheus"_s, u"grafana"_s, QString(u"emf:"_s + path)});
    QVERIFY2(begun.has_value(), begun ? "" : qPrintable(begun.error().message));
    const auto hasRequest = [&] {
        QFile file(path);
        if (!file.open(QFile::ReadOnly))
            return false;
        const QByteArray text = file.readAll();
        return text.contains("tidemark.request") && text.contains("CloudWatchMetrics");
    };
    QTRY_VERIFY(hasRequest());
    own.end();
    const auto made = own::exporterFactory(network, clock, environment);
    for (const char *endpoint : {"otlp", "otlp:http://127.0.0.1:1", "cloudwatch-otlp:eu-west-1"})
        QVERIFY2(made(endpoint).has_value(), endpoint);
    environment.insert(u"OTEL_EXPORTER_PROMETHEUS_PORT"_s, u"many"_s);
    environment.insert(u"OTEL_EXPORTER_OTLP_PROTOCOL"_s, u"grpc"_s);
    const auto refused = own::exporterFactory(network, clock, environment);
    for (const char *endpoint : {"prometheus", "grafana", "otlp:http://127.0.0.1:1"})
        QVERIFY2(!refused(endpoint).has_value(), endpoint);
}

// Check 60.
void OwnMetricsTest::aKeyOfTheEnvironmentIsNowhere()
{
    const LogCapture log;
    const QByteArray key = "otlp-5d0c7be19f3a4c2e8a61f0b4";
    HostileServer server([&key](HostileConnection &c) { // who tells it back
        while (c.read())
            c.answer(401, "the key " + key + " is old", "X-Echo: " + key + "\r\n");
    });
    QProcessEnvironment environment;
    environment.insert(u"OTEL_EXPORTER_OTLP_ENDPOINT"_s, server.url());
    environment.insert(u"OTEL_EXPORTER_OTLP_HEADERS"_s, u"api-key="_s + QString::fromLatin1(key));
    const QTemporaryDir folder;
    QString told;
    {
        store::OpenOptions options;
        options.path = folder.filePath(u"s.tidemark"_s);
        const StorePointer store = await(store::LocalStore::open(options)).value();
        net::NetworkThread network;
        const metrics::SystemClock clock;
        OwnMetrics own(own::kServer, own::exporterFactory(network, clock, environment));
        own.recordInto(store);
        const auto begun =
            own.exportTo({u"otlp"_s, QString(u"file:"_s + folder.filePath(u"own.jsonl"_s))});
        QVERIFY2(begun.has_value(), begun ? "" : qPrintable(begun.error().message));
        QTRY_VERIFY_WITH_TIMEOUT(!own.system().endpoints().state().failing.empty(), 60'000);
        for (const auto &failing : own.system().endpoints().state().failing)
            told += QString::fromStdString(failing.name + ' ' + failing.why);
        own.end();
    }
    QVERIFY(!server.requests().empty());
    QCOMPARE(server.requests().front().header("api-key"), key);
    QVERIFY(!told.isEmpty());
    QVERIFY2(!tellsSecret(told.toUtf8(), key), qPrintable(told));
    QVERIFY(!tellsSecret(LogCapture::text().toUtf8(), key));
    QCOMPARE(filesThatTell(folder.path(), key), QStringList());
    QVERIFY(QFile::exists(folder.filePath(u"s.tidemark"_s)));
}

void OwnMetricsTest::wrongExportsAreRefused_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::newRow("no kind") << u"http://localhost:4318"_s;
    QTest::newRow("unknown kind") << u"graphite:localhost:2003"_s;
    QTest::newRow("nothing") << QString();
    QTest::newRow("otlp without an address") << u"otlp:"_s;
    QTest::newRow("otlp with credentials") << u"otlp:http://me:secret@localhost:4318"_s;
    QTest::newRow("remote write to a file") << u"prometheus:file:///etc/passwd"_s;
    QTest::newRow("statsd without a port") << u"statsd:localhost"_s;
    QTest::newRow("statsd without a host") << u"statsd::8125"_s;
    QTest::newRow("statsd at port 0") << u"dogstatsd:127.0.0.1:0"_s;
    QTest::newRow("no file") << u"file:"_s;
    QTest::newRow("datadog without a key") << u"datadog:"_s;
    QTest::newRow("cloudwatch without a region") << u"cloudwatch:"_s;
    QTest::newRow("CloudWatch's OTLP without a region") << u"cloudwatch-otlp:"_s;
    QTest::newRow("no file of embedded metrics") << u"emf:"_s;
}

void OwnMetricsTest::wrongExportsAreRefused()
{
    QFETCH(QString, endpoint);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, {}));
    const auto begun = own.exportTo({endpoint});
    QVERIFY(!begun);
    QCOMPARE(begun.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!begun.error().message.isEmpty());
    QVERIFY(!begun.error().message.contains(u"secret"_s));
}

void OwnMetricsTest::whatDatadogIsToldBesideIsRefused()
{
    QProcessEnvironment environment;
    environment.insert(u"DD_API_KEY"_s, u"0123456789abcdef"_s);
    net::NetworkThread network;
    const metrics::SystemClock clock;
    OwnMetrics own(own::kServer, own::exporterFactory(network, clock, environment));
    const auto begun = own.exportTo({u"datadog:datadoghq.eu"_s}); // the site is in DD_SITE
    QVERIFY(!begun);
    QVERIFY2(begun.error().message.contains(u"datadog:once"_s), qPrintable(begun.error().message));
}

} // namespace

TIDEMARK_TEST(OwnMetricsTest)
#include "own_metrics_test.moc"
