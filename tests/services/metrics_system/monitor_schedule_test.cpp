// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/machine_resource_monitor.h"
#include "tests/services/collect/fixture_tree.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/play_exporter.h"
#include "tests/support/heartbeat.h"
#include "tests/support/test_registry.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <cmath>
#include <ctime>

using namespace Qt::StringLiterals;
using namespace tidemark::test;
using namespace tidemark::metrics_system;
using tidemark::metrics::Fault;
using tidemark::metrics::MetricCollector;

namespace {

qsizetype threadCount()
{
    return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
}

class MonitorScheduleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void startsAndStops();
    void refusesOtherIntervals();
    void ratesGoByTheSteadyClock();
    void aFileSystemThatHangsKeepsNobody();
    void aFileSystemThatHangsStallsNoEventLoop();
    void aSampleCostsLittle();

private:
    FixtureTree m_tree;
    FakeClock m_clock;
    std::unique_ptr<MetricCollector> m_collector;
};

void MonitorScheduleTest::init()
{
    failOnUnexpectedWarnings();
    m_collector = std::make_unique<MetricCollector>(m_clock);
    m_tree.write(u"proc/meminfo"_s, "MemTotal: 1000 kB\nMemAvailable: 250 kB\n");
}

void MonitorScheduleTest::startsAndStops()
{
    std::atomic<int> samples = 0;
    MachineResourceMonitor::Options options;
    options.readSpace = [&samples](const QString &) {
        ++samples;
        return std::optional(tidemark::collect::DiskSpace{100, 25, 75});
    };
    MachineResourceMonitor monitor(*m_collector, m_clock, m_tree.files(), options);
    const auto before = threadCount();
    monitor.stopResourceMonitoring(); // was never started
    for (int i = 0; i < 3; ++i) {
        QVERIFY(monitor.startResourceMonitoring(3'600));
        QVERIFY(monitor.startResourceMonitoring(3'600));
        QTRY_COMPARE_WITH_TIMEOUT(samples.load(), i + 1, 60'000); // once, at once
        monitor.stopResourceMonitoring();
        monitor.stopResourceMonitoring();
    }
    QTRY_COMPARE_WITH_TIMEOUT(threadCount(), before, 60'000);
    QVERIFY(monitor.startResourceMonitoring(3'600));
    QVERIFY(monitor.startResourceMonitoring(0.1));
    QTRY_VERIFY_WITH_TIMEOUT(samples.load() >= 7, 60'000);
}

void MonitorScheduleTest::refusesOtherIntervals()
{
    MachineResourceMonitor monitor(*m_collector, m_clock, m_tree.files());
    const auto before = threadCount();
    for (const double interval_s : {0.05, 0.0, -1.0, std::nan(""), 1e9})
        QVERIFY(monitor.startResourceMonitoring(interval_s).error().fault ==
                Fault::InvalidArgument);
    QCOMPARE(threadCount(), before);
    QVERIFY(m_collector->readings().empty());
}

// That samples stay regular when the wall clock is set is ClockStepsTest's, which sets it for real.
void MonitorScheduleTest::ratesGoByTheSteadyClock()
{
    m_tree.write(u"proc/stat"_s, "cpu 0 0 0 0\nctxt 100\n");
    MachineResourceMonitor monitor(*m_collector, m_clock, m_tree.files());
    (void)monitor.cpuUsage();
    m_clock.pass(2);
    m_clock.stepWall(-3'600);
    m_tree.write(u"proc/stat"_s, "cpu 0 0 0 0\nctxt 200\n");
    QCOMPARE(monitor.cpuUsage().at("ctx_switches_per_s"), 50.0);
}

void MonitorScheduleTest::aFileSystemThatHangsKeepsNobody()
{
    const auto gate = std::make_shared<Gate>();
    gate->shut();
    std::atomic<int> asked = 0;
    MachineResourceMonitor::Options options;
    options.readSpace = [gate, &asked](const QString &path) {
        ++asked;
        if (path == u"/hanging"_s)
            gate->pass();
        return std::optional(tidemark::collect::DiskSpace{100, 25, 75, 0, 0});
    };
    MachineResourceMonitor monitor(*m_collector, m_clock, m_tree.files(), options);
    QElapsedTimer timer;
    timer.start();
    const auto late = monitor.diskUsage("/hanging");
    const auto taken_ms = timer.elapsed();
    QVERIFY(!late && late.error().fault == Fault::NotDelivered);
    QVERIFY2(taken_ms >= 1'900 && taken_ms < 20'000, qPrintable(QString::number(taken_ms)));
    QVERIFY(!monitor.diskUsage("/hanging"));
    QCOMPARE(asked.load(), 1); // the same asking is waited for
    const auto other = monitor.diskUsage("/");
    QVERIFY(other);
    QCOMPARE(other->at("percent"), 25.0);
    QVERIFY(!other->contains("inodes_total"));
    gate->open();
    QTRY_VERIFY_WITH_TIMEOUT(monitor.diskUsage("/hanging"), 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(gate.use_count(), 3L, 60'000); // ours, the options' and the monitor's
}

// Check 37.
void MonitorScheduleTest::aFileSystemThatHangsStallsNoEventLoop()
{
    const auto gate = std::make_shared<Gate>();
    gate->shut();
    std::atomic<int> asked = 0;
    MachineResourceMonitor::Options options;
    options.diskPaths = {"/hanging"};
    options.readSpace = [gate, &asked](const QString &) {
        ++asked;
        gate->pass();
        return std::optional(tidemark::collect::DiskSpace{100, 25, 75, 0, 0});
    };
    MachineResourceMonitor monitor(*m_collector, m_clock, m_tree.files(), options);
    Heartbeat heart;
    QVERIFY(monitor.startResourceMonitoring(0.1));
    QTRY_VERIFY_WITH_TIMEOUT(asked.load() >= 1, 60'000);
    QTest::qWait(Heartbeat::kLimit_ms + 500); // longer than a stall may be
    QVERIFY2(heart.longestStall_ms() < Heartbeat::kLimit_ms,
             qPrintable(QString::number(heart.longestStall_ms())));
    gate->open();
    monitor.stopResourceMonitoring();
}

void MonitorScheduleTest::aSampleCostsLittle()
{
    const tidemark::metrics::SystemClock clock;
    MachineResourceMonitor monitor(*m_collector, clock);
    constexpr int kSamples = 20;
    (void)monitor.sample();
    const auto cpu_ms = [] {
        timespec time{};
        (void)::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
    };
    const double before = cpu_ms();
    for (int i = 0; i < kSamples; ++i)
        QVERIFY(monitor.sample());
    const double each = (cpu_ms() - before) / kSamples;
    qInfo("%s", qPrintable(u"a sample took %1 ms of processor time"_s.arg(each)));
    QVERIFY(each < 20); // alone, a release build takes 0.6 ms and a debug build 2 ms
}

} // namespace

TIDEMARK_TEST(MonitorScheduleTest)
#include "monitor_schedule_test.moc"
