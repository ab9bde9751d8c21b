// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/container_events.h"
#include "services/metrics_system/machine_resource_monitor.h"
#include "tests/services/collect/fixture_tree.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics_system/figures_text.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::test;
using namespace tidemark::metrics_system;
using tidemark::metrics::MetricCollector;

namespace {

const QString kGroup = u"sys/fs/cgroup/user/app/"_s;

void makeSecond(FixtureTree &tree, const QByteArray &memoryMax, const QByteArray &cpuMax)
{
    tree.write(u"proc/self/cgroup"_s, "0::/user/app\n");
    tree.write(u"proc/self/mountinfo"_s, "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
    tree.write(kGroup + u"memory.current"_s, "300000000\n");
    tree.write(kGroup + u"memory.stat"_s, "anon 1\ninactive_file 31564544\n");
    tree.write(kGroup + u"memory.max"_s, memoryMax + '\n');
    tree.write(kGroup + u"memory.events"_s, "low 0\noom 3\noom_kill 2\n");
    tree.write(kGroup + u"memory.pressure"_s, "some avg10=1.25 avg60=0.00 avg300=0.00 total=5\n"
                                              "full avg10=0.50 avg60=0.00 avg300=0.00 total=5\n");
    tree.write(kGroup + u"cpu.max"_s, cpuMax + '\n');
    tree.write(kGroup + u"cpu.stat"_s, "usage_usec 1000000\nnr_periods 40\nnr_throttled 4\n"
                                       "throttled_usec 2500000\n");
    tree.write(kGroup + u"pids.current"_s, "17\n");
}

void makeFirst(FixtureTree &tree)
{
    tree.write(u"proc/self/cgroup"_s, "4:memory:/d\n3:pids:/d\n2:cpu,cpuacct:/d\n");
    tree.write(u"proc/self/mountinfo"_s, "1 0 0:1 / /cg/memory rw - cgroup cgroup rw,memory\n"
                                         "2 0 0:2 / /cg/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"
                                         "3 0 0:3 / /cg/pids rw - cgroup cgroup rw,pids\n");
    tree.write(u"cg/memory/d/memory.usage_in_bytes"_s, "9000\n");
    tree.write(u"cg/memory/d/memory.stat"_s, "total_inactive_file 4000\n");
    tree.write(u"cg/memory/d/memory.limit_in_bytes"_s, "20000\n");
    tree.write(u"cg/memory/d/memory.oom_control"_s, "under_oom 0\noom_kill 1\n");
    tree.write(u"cg/cpu/d/cpu.cfs_quota_us"_s, "-1\n");
    tree.write(u"cg/cpu/d/cpu.cfs_period_us"_s, "100000\n");
    tree.write(u"cg/cpu/d/cpu.stat"_s, "nr_periods 8\nnr_throttled 2\nthrottled_time 1500000000\n");
    tree.write(u"cg/cpu/d/cpuacct.usage"_s, "1000000000\n");
    tree.write(u"cg/pids/d/pids.current"_s, "5\n");
}

class ContainerFiguresTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void secondVersionWithoutLimits();
    void secondVersionWithLimits();
    void firstVersion();
    void bothVersions();
    void none();
    void readsDisksAndPressure();

private:
    [[nodiscard]] QString memory() { return printed(m_monitor->memoryUsage()); }
    [[nodiscard]] QString processors() { return printed(m_monitor->cpuUsage()); }

    std::unique_ptr<FixtureTree> m_tree;
    FakeClock m_clock;
    std::unique_ptr<MetricCollector> m_collector;
    std::unique_ptr<MachineResourceMonitor> m_monitor;
};

void ContainerFiguresTest::init()
{
    failOnUnexpectedWarnings();
    m_monitor.reset();
    m_tree = std::make_unique<FixtureTree>();
    m_collector = std::make_unique<MetricCollector>(m_clock);
    m_monitor = std::make_unique<MachineResourceMonitor>(*m_collector, m_clock, m_tree->files());
}

void ContainerFiguresTest::secondVersionWithoutLimits()
{
    makeSecond(*m_tree, "max", "max 100000");
    QCOMPARE(memory(), u"container_oom_kills 2\ncontainer_pressure_full 0.5\n"
                       "container_pressure_some 1.25\ncontainer_used 268435456"_s);
    (void)m_monitor->cpuUsage();
    m_clock.pass(2);
    m_tree->write(kGroup + u"cpu.stat"_s, "usage_usec 2500000\n");
    QCOMPARE(processors(), u"container_percent 75\ncontainer_tasks 17"_s); // of one core
}

void ContainerFiguresTest::secondVersionWithLimits()
{
    makeSecond(*m_tree, "536870912", "150000 100000"); // 512 MiB, 1.5 cores
    QCOMPARE(memory(), u"container_limit 536870912\ncontainer_oom_kills 2\ncontainer_percent 50\n"
                       "container_pressure_full 0.5\ncontainer_pressure_some 1.25\n"
                       "container_used 268435456"_s);
    QCOMPARE(processors(), u"container_limit_cores 1.5\ncontainer_periods 40\ncontainer_tasks 17\n"
                           "container_throttled_periods 4\ncontainer_throttled_seconds 2.5"_s);
    m_clock.pass(2);
    m_tree->write(kGroup + u"cpu.stat"_s, "usage_usec 2500000\n");
    QCOMPARE(processors(),
             u"container_limit_cores 1.5\ncontainer_percent 50\ncontainer_tasks 17"_s);
    // The machine's own share is told beside it.
    m_tree->write(u"proc/meminfo"_s, "MemTotal: 1000 kB\nMemAvailable: 250 kB\n");
    QCOMPARE(m_monitor->memoryUsage().at("percent"), 75.0);
    QCOMPARE(m_monitor->memoryUsage().at("container_percent"), 50.0);
}

void ContainerFiguresTest::firstVersion()
{
    makeFirst(*m_tree);
    QCOMPARE(memory(), u"container_limit 20000\ncontainer_oom_kills 1\ncontainer_percent 25\n"
                       "container_used 5000"_s);
    QCOMPARE(processors(), u"container_periods 8\ncontainer_tasks 5\n"
                           "container_throttled_periods 2\ncontainer_throttled_seconds 1.5"_s);
    m_tree->write(u"cg/memory/d/memory.limit_in_bytes"_s, "9223372036854771712\n"); // none
    QVERIFY(!m_monitor->memoryUsage().contains("container_percent"));
}

void ContainerFiguresTest::bothVersions()
{
    makeFirst(*m_tree);
    const QByteArray first = *m_tree->files().read(u"proc/self/mountinfo"_s);
    const QByteArray groups = *m_tree->files().read(u"proc/self/cgroup"_s);
    m_tree->write(u"proc/self/mountinfo"_s,
                  "9 0 0:9 / /cg/unified rw - cgroup2 cgroup2 rw\n" + first);
    m_tree->write(u"proc/self/cgroup"_s, groups + "0::/d\n");
    m_tree->write(u"cg/unified/d/cpu.stat"_s, "usage_usec 1\n");
    QCOMPARE(memory(), u"container_limit 20000\ncontainer_oom_kills 1\ncontainer_percent 25\n"
                       "container_used 5000"_s);
    QCOMPARE(processors(), u"container_periods 8\ncontainer_tasks 5\n"
                           "container_throttled_periods 2\ncontainer_throttled_seconds 1.5"_s);
}

void ContainerFiguresTest::none()
{
    QCOMPARE(memory(), QString());
    QCOMPARE(processors(), QString());
    m_tree->write(u"proc/self/cgroup"_s, "0::/\n");
    QCOMPARE(memory(), QString());
}

void ContainerFiguresTest::readsDisksAndPressure()
{
    makeSecond(*m_tree, "max", "max 100000");
    m_tree->write(kGroup + u"io.stat"_s, "8:0 rbytes=1000 wbytes=20 rios=1 wios=1\n"
                                         "8:16 rbytes=500 wbytes=3 rios=1\n");
    const auto events = tidemark::collect::readContainerEvents(m_tree->files());
    QCOMPARE(*events.bytesRead, std::uint64_t{1500});
    QCOMPARE(*events.bytesWritten, std::uint64_t{23});
    m_tree->write(u"proc/pressure/cpu"_s, "some avg10=12.50 avg60=0.00 avg300=0.00 total=1\n");
    m_clock.pass(1);
    const auto figures = m_monitor->cpuUsage();
    QCOMPARE(figures.at("pressure_some"), 12.5);
    QVERIFY(!figures.contains("pressure_full"));
    const auto odd = tidemark::collect::parsePressure("some avg10=x\nfull\n\nfull avg10=1.0 a=b");
    QVERIFY(odd == tidemark::collect::Pressure()); // its last line was cut off
}

} // namespace

TIDEMARK_TEST(ContainerFiguresTest)
#include "container_figures_test.moc"
