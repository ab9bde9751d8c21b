// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/series_archive.h"

#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/metrics/system/metrics_system.h"
#include "services/metrics_system/machine_resource_monitor.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using namespace tidemark::metrics_system;
using metrics::MetricCollector;
using metrics::MetricsSnapshot;
using metrics::MetricUnit;

namespace {

class SeriesArchiveTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void valuesBecomeSamples();
    void ratesAndPercentilesAreOfWhatCame();
    void ratesOfSizesHaveTheirUnit();
    void ratesAreRightThoughTheClockIsSet();
    void gaugesThatStandStillAddNothing();
    void metricsAreKeptForTheRetention();
    void aMetricOfAnotherOriginKeepsItsOwn();
    void aRemovedMetricIsMadeAnew();
    void comesTooLate();
    void aWholeSystemKeepsItsMachine();

private:
    [[nodiscard]] metrics::ExportResult append(SeriesArchive &archive)
    {
        return archive.append(MetricsSnapshot::of(*m_collector, m_clock), metrics::Deadline::max());
    }
    [[nodiscard]] std::optional<Definition> definition(const QString &name) const
    {
        const auto all = answer(m_ports.catalog->definitions()).value();
        const auto found = std::find_if(all.begin(), all.end(),
                                        [&name](const Definition &d) { return d.name == name; });
        return found == all.end() ? std::nullopt : std::optional(*found);
    }
    [[nodiscard]] std::vector<double> valuesOf(const QString &name) const
    {
        std::vector<double> values;
        const auto metric = definition(name);
        if (!metric)
            return values;
        const auto series = answer(m_ports.series->list({metric->id})).value();
        for (const SeriesInfo &each : series) {
            const auto page =
                answer(m_ports.series->samples(each.id, TimeWindow::all(), 1'000)).value();
            for (const Sample &sample : page.samples)
                values.push_back(sample.value);
        }
        return values;
    }

    QTemporaryDir m_folder;
    FakeClock m_clock;
    StorePointer m_store;
    DataPorts m_ports;
    std::unique_ptr<MetricCollector> m_collector;
};

void SeriesArchiveTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_store = openStore(m_folder.filePath(u"s%1.tidemark"_s.arg(++count))).value();
    m_ports = m_store->ports();
    m_collector = std::make_unique<MetricCollector>(m_clock);
}

void SeriesArchiveTest::valuesBecomeSamples()
{
    SeriesArchive archive(m_ports);
    m_collector->describe("requests", "How many came.");
    m_collector->recordCounter("requests", 5, {{"code", "200"}, {"empty", ""}});
    m_collector->gauge("memory", {}, MetricUnit::Bytes).set(1'024);
    m_collector->gauge("gone").set(std::nan(""));
    m_collector->recordTimer("duration", 20);
    m_collector->recordTimer("duration", 40);
    QVERIFY(append(archive).isDone);
    QCOMPARE(archive.recordsStored(), std::uint64_t{6});
    m_clock.pass(1);
    m_collector->recordCounter("requests", 2, {{"code", "200"}, {"empty", ""}});
    QVERIFY(append(archive).isDone);
    QCOMPARE(valuesOf(u"requests"_s), (std::vector<double>{5, 7}));
    QCOMPARE(valuesOf(u"memory"_s), (std::vector<double>{1'024}));
    QCOMPARE(valuesOf(u"duration.count"_s), (std::vector<double>{2, 2}));
    QVERIFY(std::abs(valuesOf(u"duration.sum"_s)[0] - 60) < 1e-9);
    QVERIFY(std::abs(valuesOf(u"duration.p95"_s)[0] - 40) < 0.4);
    QVERIFY(!definition(u"gone"_s));
    const auto requests = definition(u"requests"_s);
    QCOMPARE(*requests->description, u"How many came."_s);
    QCOMPARE(definition(u"memory"_s)->unit, u"B"_s);
    QCOMPARE(definition(u"duration.sum"_s)->unit, u"ms"_s);
    QCOMPARE(definition(u"duration.count"_s)->unit, QString());
    const auto series = answer(m_ports.series->list({requests->id})).value();
    QCOMPARE(series.size(), 1U);
    QCOMPARE(series[0].key.tags, (TagMap{{u"code"_s, u"200"_s}}));
    QCOMPARE(series[0].firstAt->posixNs(), FakeClock::kWallStart_ns);
}

void SeriesArchiveTest::ratesAndPercentilesAreOfWhatCame()
{
    SeriesArchive archive(m_ports);
    m_collector->recordCounter("requests", 5);
    m_collector->recordTimer("duration", 400);
    (void)m_collector->timer("idle");
    QVERIFY(append(archive).isDone);
    QVERIFY(definition(u"idle.p95"_s)); // known before there is anything to show
    QCOMPARE(valuesOf(u"idle.p95"_s), std::vector<double>());
    m_clock.pass(2);
    m_collector->recordCounter("requests", 3);
    for (int i = 0; i < 6; ++i)
        m_collector->recordTimer("duration", 10);
    QVERIFY(append(archive).isDone);
    m_clock.pass(1);
    QVERIFY(append(archive).isDone); // nothing came
    QCOMPARE(valuesOf(u"requests.rate"_s), (std::vector<double>{1.5, 0}));
    QCOMPARE(valuesOf(u"duration.rate"_s), (std::vector<double>{3, 0}));
    QCOMPARE(valuesOf(u"idle.rate"_s), (std::vector<double>{0, 0}));
    QCOMPARE(definition(u"duration.rate"_s)->unit, u"1/s"_s);
    const auto slowest = valuesOf(u"duration.p95"_s);
    QCOMPARE(slowest.size(), 2U);
    QVERIFY(std::abs(slowest[0] - 400) < 4);
    QVERIFY(std::abs(slowest[1] - 10) < 0.1); // the slow one was before
    QCOMPARE(valuesOf(u"duration.count"_s), (std::vector<double>{1, 7, 7}));
}

void SeriesArchiveTest::ratesOfSizesHaveTheirUnit()
{
    SeriesArchive archive(m_ports);
    metrics::Counter traffic = m_collector->counter("traffic", {}, MetricUnit::Bytes);
    m_collector->increment("requests");
    m_collector->histogram("answer", {}, MetricUnit::Kilobytes).observe(3);
    QVERIFY(append(archive).isDone);
    m_clock.pass(2);
    traffic.increment(3'000);
    QVERIFY(append(archive).isDone);
    QCOMPARE(valuesOf(u"traffic.rate"_s), (std::vector<double>{1'500}));
    QCOMPARE(definition(u"traffic"_s)->unit, u"B"_s);
    QCOMPARE(definition(u"traffic.rate"_s)->unit, u"B/s"_s);
    QCOMPARE(definition(u"requests.rate"_s)->unit, u"1/s"_s);
    QCOMPARE(definition(u"answer.rate"_s)->unit, u"1/s"_s); // how many, not how much
}

void SeriesArchiveTest::ratesAreRightThoughTheClockIsSet()
{
    SeriesArchive archive(m_ports);
    constexpr double kHour_s = 3'600;
    m_collector->recordCounter("requests", 6);
    m_clock.stepWall(-kHour_s); // before it was told for the first time
    m_clock.pass(2);
    QVERIFY(append(archive).isDone);
    m_collector->recordCounter("requests", 10);
    m_clock.stepWall(-kHour_s);
    m_clock.pass(4);
    QVERIFY(append(archive).isDone);
    m_collector->recordCounter("requests", 5);
    m_clock.stepWall(3 * kHour_s);
    m_clock.pass(1);
    QVERIFY(append(archive).isDone);
    // As the wall clock has them.
    QCOMPARE(valuesOf(u"requests"_s), (std::vector<double>{16, 6, 21}));
    QCOMPARE(valuesOf(u"requests.rate"_s), (std::vector<double>{2.5, 3, 5}));
}

void SeriesArchiveTest::gaugesThatStandStillAddNothing()
{
    SeriesArchive archive(m_ports);
    m_collector->recordGauge("level", 1);
    (void)m_collector->gauge("unset");
    QVERIFY(append(archive).isDone);
    QCOMPARE(valuesOf(u"unset"_s).size(), 0U);
    m_clock.pass(1);
    QVERIFY(append(archive).isDone);
    m_collector->tick();
    m_collector->recordGauge("level", 1);
    QVERIFY(append(archive).isDone);
    QCOMPARE(valuesOf(u"level"_s).size(), 2U);
}

void SeriesArchiveTest::metricsAreKeptForTheRetention()
{
    const auto days = [](int count) { return *Timedelta::fromSeconds(count * 86'400.0); };
    SeriesArchive archive(m_ports);
    QVERIFY(archive.setRetention(std::chrono::days(30)).isDone);
    m_collector->increment("requests");
    QVERIFY(append(archive).isDone);
    QVERIFY(definition(u"requests"_s)->keepSamples == days(30));
    QVERIFY(archive.setRetention(std::chrono::days(7)).isDone);
    m_clock.pass(1);
    QVERIFY(append(archive).isDone);
    QVERIFY(definition(u"requests"_s)->keepSamples == days(7));
    SeriesArchive another(m_ports); // the program started again
    QVERIFY(another.setRetention(std::chrono::days(9)).isDone);
    m_clock.pass(1);
    QVERIFY(append(another).isDone);
    QVERIFY(definition(u"requests"_s)->keepSamples == days(9));
    QCOMPARE(valuesOf(u"requests"_s).size(), 3U);
}

void SeriesArchiveTest::aMetricOfAnotherOriginKeepsItsOwn()
{
    NewDefinition own;
    own.name = u"requests"_s;
    QVERIFY(answer(m_ports.catalog->create(own)));
    SeriesArchive archive(m_ports);
    QVERIFY(archive.setRetention(std::chrono::days(30)).isDone);
    m_collector->increment("requests");
    QVERIFY(append(archive).isDone);
    QVERIFY(!definition(u"requests"_s)->keepSamples);
    QCOMPARE(valuesOf(u"requests"_s).size(), 1U);
}

void SeriesArchiveTest::aRemovedMetricIsMadeAnew()
{
    SeriesArchive archive(m_ports);
    m_collector->increment("requests");
    QVERIFY(append(archive).isDone);
    QVERIFY(answer(m_ports.catalog->remove(definition(u"requests"_s)->id)));
    m_clock.pass(1);
    QVERIFY(append(archive).isDone);
    QVERIFY(definition(u"requests"_s));
    QCOMPARE(valuesOf(u"requests"_s).back(), 1.0);
}

void SeriesArchiveTest::comesTooLate()
{
    SeriesArchive archive(m_ports);
    m_collector->increment("requests");
    const auto snapshot = MetricsSnapshot::of(*m_collector, m_clock);
    QVERIFY(!archive.append(snapshot, metrics::Deadline::min()).isDone);
    archive.close(metrics::Deadline::max());
    QVERIFY(!append(archive).isDone);
    QVERIFY(!definition(u"requests"_s));
    QCOMPARE(archive.recordsStored(), std::uint64_t{0});
}

void SeriesArchiveTest::aWholeSystemKeepsItsMachine()
{
    const metrics::SystemClock clock;
    metrics::MetricsSystemParts parts;
    parts.shutdownTimeout = std::chrono::seconds(60);
    parts.archive = std::make_shared<SeriesArchive>(m_ports);
    parts.makeResourceMonitor = [&clock](MetricCollector &collector) {
        return std::make_unique<MachineResourceMonitor>(collector, clock);
    };
    metrics::MetricsSystem system(clock, std::move(parts));
    QVERIFY(system.initializeMetrics(
        {{"collection_interval", 0.5}, {"retention_days", std::int64_t{3}}}));
    const auto hasAll = [&system] {
        const auto indicators = system.systemHealth().indicators;
        return indicators.contains("cpu_percent") && indicators.contains("memory_percent") &&
               indicators.contains("disk_percent");
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasAll(), 60'000);
    QVERIFY(system.shutdownMetrics().isDone);
    const auto memory = valuesOf(u"system.memory.percent"_s);
    QVERIFY(memory.size() >= 1);
    QVERIFY(memory[0] > 0 && memory[0] < 100);
    QVERIFY(definition(u"system.memory.percent"_s)->keepSamples ==
            *Timedelta::fromSeconds(3 * 86'400.0));
    QVERIFY(std::get<std::uint64_t>(system.systemHealth().indicators.at("records_stored")) > 10);
}

} // namespace

TIDEMARK_TEST(SeriesArchiveTest)
#include "series_archive_test.moc"
