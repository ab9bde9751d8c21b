// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/metrics_system.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/play_exporter.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class SystemHealthTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyIndicatorIsThere();
    void nothingKnownIsNoError();
    void theStoreDecidesAndRecovers();
    void exportsMayFailForFiveIntervals();
    void theDiskDecides();
    void errorsDecide();
    void theWorstPartIsNamed();
    void oldGaugesSayNothing();

private:
    [[nodiscard]] MetricsSystem system()
    {
        MetricsSystemParts parts;
        parts.archive = m_archive;
        return MetricsSystem(m_clock, std::move(parts));
    }

    FakeClock m_clock;
    std::shared_ptr<PlayArchive> m_archive;
};

void SystemHealthTest::init()
{
    failOnUnexpectedWarnings();
    m_archive = std::make_shared<PlayArchive>();
}

void SystemHealthTest::everyIndicatorIsThere()
{
    MetricsSystem own = system();
    own.endpoints().add("place", std::make_shared<PlayExporter>());
    own.collector().recordGauge("system.cpu.percent", 12.5);
    own.collector().recordGauge("system.memory.percent", 50);
    own.collector().recordGauge("system.disk.percent", 60, {{"path", "/"}});
    own.collector().recordGauge("system.disk.percent", 70, {{"path", "/home"}});
    own.collector().recordCounter("system.disk.percent", 1); // refused: a dropped value
    own.tracker().recordFailure("operation", "timeout");
    for (int i = 0; i < 39; ++i)
        own.tracker().recordSuccess("operation");
    const std::string running = own.timer().startTimer("long");
    const auto stream = own.metricsStream();
    own.collector().increment("requests");
    (void)own.exportMetrics({"place"});
    (void)own.collectMetrics();
    m_clock.pass(100);
    const SystemHealth health = own.systemHealth();
    const Metadata wanted{
        {"healthy", true},
        {"error_rate", 1.0 / 40},
        {"error_rate_known", true},
        {"uptime_seconds", 100.0},
        {"metrics_total", std::uint64_t{6}}, // with the timer `long` and what was refused
        {"series_total", std::uint64_t{8}},
        {"records_stored", std::uint64_t{6}},
        {"dropped_total", std::uint64_t{1}},
        {"queue_depth", std::uint64_t{2}},
        {"export_ok", true},
        {"export_failures", std::uint64_t{0}},
        {"last_export_age_seconds", 100.0},
        {"store_ok", true},
        {"cpu_percent", 12.5},
        {"memory_percent", 50.0},
        {"disk_percent", 70.0},
        {"active_timers", std::uint64_t{1}}};
    for (const auto &[key, value] : wanted)
        QVERIFY2(health.indicators.at(key) == value, key.c_str());
    QCOMPARE(health.indicators.size(), wanted.size());
    QVERIFY(health.worst.empty());
}

void SystemHealthTest::nothingKnownIsNoError()
{
    MetricsSystem own = system();
    const SystemHealth health = own.systemHealth();
    QVERIFY(health.isHealthy);
    QVERIFY(health.indicators.at("error_rate") == Detail(0.0));
    QVERIFY(health.indicators.at("error_rate_known") == Detail(false));
    for (const char *key :
         {"cpu_percent", "memory_percent", "disk_percent", "last_export_age_seconds"})
        QVERIFY2(!health.indicators.contains(key), key);
}

void SystemHealthTest::theStoreDecidesAndRecovers()
{
    MetricsSystem own = system();
    m_archive->isFailing = true;
    (void)own.collectMetrics();
    const SystemHealth health = own.systemHealth();
    QVERIFY(!health.isHealthy);
    QCOMPARE(health.worst, std::string("store"));
    QCOMPARE(health.parts[0].why, std::string("The disk is full. Make room on it."));
    QVERIFY(health.indicators.at("store_ok") == Detail(false));
    QVERIFY(health.indicators.at("healthy") == Detail(false));
    m_archive->isFailing = false;
    (void)own.collectMetrics();
    const SystemHealth recovered = own.systemHealth();
    QVERIFY(recovered.isHealthy);
    QVERIFY(recovered.worst.empty());
    QVERIFY(recovered.indicators.at("store_ok") == Detail(true));
    QVERIFY(recovered.indicators.at("healthy") == Detail(true));
}

void SystemHealthTest::exportsMayFailForFiveIntervals()
{
    HealthFigures figures;
    SystemConfiguration configuration;
    configuration.collectionInterval_s = 10;
    configuration.exportEndpoints = {"http://me:pw@host"};
    figures.exports.failing = {{"http://host", 50, "It refused. Ask it."}};
    QVERIFY(healthOf(figures, configuration).isHealthy);
    figures.exports.failing[0].failing_s = 50.1;
    const SystemHealth health = healthOf(figures, configuration);
    QCOMPARE(health.worst, std::string("exports"));
    QVERIFY(health.parts[1].why.find("http://host") != std::string::npos);
    QVERIFY(health.parts[1].why.find("pw") == std::string::npos);
    QVERIFY(health.indicators.at("export_ok") == Detail(false));
    configuration.exportEndpoints = {}; // exported to once, by hand
    QVERIFY(healthOf(figures, configuration).isHealthy);
}

void SystemHealthTest::theDiskDecides()
{
    HealthFigures figures;
    figures.disk_pct = 94.9;
    QVERIFY(healthOf(figures, {}).isHealthy);
    figures.disk_pct = 95;
    QCOMPARE(healthOf(figures, {}).worst, std::string("disk"));
}

void SystemHealthTest::errorsDecide()
{
    MetricsSystem own = system();
    for (int i = 0; i < 19; ++i)
        own.tracker().recordSuccess("operation");
    own.tracker().recordFailure("operation", "timeout"); // 5 %
    const SystemHealth health = own.systemHealth();
    QCOMPARE(health.worst, std::string("errors"));
    QVERIFY(health.indicators.at("error_rate") == Detail(0.05));
    own.tracker().recordSuccess("operation");
    QVERIFY(own.systemHealth().isHealthy);
    own.tracker().recordFailure("operation", "timeout");
    QVERIFY(!own.systemHealth().isHealthy);
    m_clock.pass(320); // out of the window
    QVERIFY(own.systemHealth().isHealthy);
    QVERIFY(own.systemHealth().indicators.at("error_rate_known") == Detail(false));
}

void SystemHealthTest::theWorstPartIsNamed()
{
    HealthFigures figures;
    figures.isStoreGood = false;
    figures.disk_pct = 100;
    figures.failures = 1;
    const SystemHealth health = healthOf(figures, {});
    QCOMPARE(health.worst, std::string("store"));
    std::string unhealthy;
    for (const SystemHealth::Part &part : health.parts)
        unhealthy += part.isHealthy ? "" : part.name + ' ';
    QCOMPARE(unhealthy, std::string("store disk errors "));
}

void SystemHealthTest::oldGaugesSayNothing()
{
    MetricsSystem own = system();
    own.collector().recordGauge("system.disk.percent", 99);
    m_clock.pass(300);
    QVERIFY(!own.systemHealth().isHealthy);
    m_clock.pass(1);
    QVERIFY(own.systemHealth().isHealthy);
    QVERIFY(!own.systemHealth().indicators.contains("disk_percent"));
}

} // namespace

TIDEMARK_TEST(SystemHealthTest)
#include "system_health_test.moc"
