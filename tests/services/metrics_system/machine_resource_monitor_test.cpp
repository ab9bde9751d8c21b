// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/machine_resource_monitor.h"

#include "tests/services/collect/fixture_tree.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics_system/figures_text.h"
#include "tests/support/test_registry.h"

#include <QProcess>
#include <QTest>

#include <cmath>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace tidemark::test;
using namespace tidemark::metrics_system;
using tidemark::metrics::Fault;
using tidemark::metrics::GaugeState;
using tidemark::metrics::MetricCollector;
using tidemark::metrics::MetricUnit;

namespace {

class MachineResourceMonitorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void readsMemory();
    void memoryWithoutAvailable();
    void readsTheMemoryOfTheProcess();
    void sharesOfProcessorsNeedTwoReadings();
    void guestsCountOnce();
    void coresComeAndGo();
    void aCommandMayBeCalledAnything();
    void readingsInATenthOfASecondAreTheSame();
    void sumsFourInterfaces();
    void countersOfInterfacesGoOn();
    void nothingIsInvented();
    void diskPercentIsThatOfDf();
    void aMissingPathIsAnError();
    void samplesBecomeGauges();
    void onlyChosenGaugesAreSampled();
    void theFirstSampleHasShares();
    void readsThisMachine();

private:
    [[nodiscard]] MachineResourceMonitor monitor()
    {
        return MachineResourceMonitor(*m_collector, m_clock, m_tree->files());
    }
    [[nodiscard]] double gauge(const std::string &name, MetricUnit unit)
    {
        const auto readings = m_collector->readings(name);
        if (readings.size() != 1 || readings[0].series->unit != unit)
            return std::nan("");
        return std::get<GaugeState>(readings[0].value).value;
    }

    std::unique_ptr<FixtureTree> m_tree;
    FakeClock m_clock;
    std::unique_ptr<MetricCollector> m_collector;
};

void MachineResourceMonitorTest::init()
{
    failOnUnexpectedWarnings();
    m_tree = std::make_unique<FixtureTree>();
    m_collector = std::make_unique<MetricCollector>(m_clock);
}

constexpr const char *kMemory = "MemTotal:       1000 kB\n"
                                "MemFree:         100 kB\n"
                                "MemAvailable:    400 kB\n"
                                "Buffers:          50 kB\n"
                                "Cached:          200 kB\n"
                                "Active:          300 kB\n"
                                "Inactive:        150 kB\n"
                                "SwapTotal:       500 kB\n"
                                "SwapFree:        375 kB\n"
                                "Shmem:            20 kB\n"
                                "Slab:             60 kB\n"
                                "SReclaimable:     40 kB\n";

void MachineResourceMonitorTest::readsMemory()
{
    m_tree->write(u"proc/meminfo"_s, kMemory);
    QCOMPARE(printed(monitor().memoryUsage()), u"active 307200\n"
                                               "available 409600\n"
                                               "buffers 51200\n"
                                               "cached 245760\n"
                                               "free 102400\n"
                                               "inactive 153600\n"
                                               "percent 60\n"
                                               "shared 20480\n"
                                               "slab 61440\n"
                                               "swap_percent 25\n"
                                               "swap_total 512000\n"
                                               "swap_used 128000\n"
                                               "total 1024000\n"
                                               "used 614400"_s);
}

void MachineResourceMonitorTest::memoryWithoutAvailable()
{
    // As in some containers: what is free or cached, at most all there is.
    m_tree->write(u"proc/meminfo"_s, QByteArray(kMemory).replace("MemAvailable:    400 kB\n", ""));
    const auto without = monitor().memoryUsage();
    QCOMPARE(without.at("available"), 340.0 * 1024);
    QCOMPARE(without.at("percent"), 66.0);
    for (const char *odd : {"0", "1001"}) {
        const QByteArray line = QByteArray("MemAvailable: ") + odd;
        m_tree->write(u"proc/meminfo"_s, QByteArray(kMemory).replace("MemAvailable:    400", line));
        QVERIFY(monitor().memoryUsage() == without);
    }
}

void MachineResourceMonitorTest::readsTheMemoryOfTheProcess()
{
    m_tree->write(u"proc/self/statm"_s, "5000 300 200 10 0 900 0\n");
    m_tree->write(u"proc/self/smaps_rollup"_s,
                  "560c7d400000-7ffd1 ---p 00000000 00:00 0 [rollup]\n"
                  "Rss:                1200 kB\nPss:                 800 kB\nPss_Dirty: 1 kB\n");
    const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    const auto memory = monitor().memoryUsage();
    QCOMPARE(memory.size(), 3U);
    QCOMPARE(memory.at("process_vms"), 5000 * page);
    QCOMPARE(memory.at("process_rss"), 300 * page);
    QCOMPARE(memory.at("process_pss"), 800.0 * 1024);
}

void MachineResourceMonitorTest::sharesOfProcessorsNeedTwoReadings()
{
    m_tree->write(u"proc/stat"_s, "cpu 100 0 100 800 0 0 0 0 0 0\n"
                                  "cpu0 50 0 50 400 0 0 0 0 0 0\n"
                                  "cpu1 50 0 50 400 0 0 0 0 0 0\n"
                                  "ctxt 1000\n");
    m_tree->write(u"proc/loadavg"_s, "3.00 2.50 0.50 1/100 42\n");
    auto own = monitor();
    QCOMPARE(printed(own.cpuUsage()), u"cores_logical 2\nload_1 3\nload_15 0.5\nload_5 2.5\n"
                                      "load_per_core 1.5"_s);
    m_clock.pass(2);
    m_tree->write(u"proc/stat"_s, "cpu 130 10 120 900 20 5 5 10 0 0\n"
                                  "cpu0 60 0 50 490 0 0 0 0 0 0\n"
                                  "cpu1 150 0 50 400 0 0 0 0 0 0\n"
                                  "ctxt 1500\n");
    QCOMPARE(printed(own.cpuUsage()), u"core_0 10\ncore_1 100\ncores_logical 2\n"
                                      "ctx_switches_per_s 250\niowait 10\n"
                                      "load_1 3\nload_15 0.5\nload_5 2.5\nload_per_core 1.5\n"
                                      "percent 40\nsteal 5\nsystem 15\nuser 20"_s);
}

void MachineResourceMonitorTest::guestsCountOnce()
{
    m_tree->write(u"proc/stat"_s, "cpu 0 0 0 0 0 0 0 0 0 0\n");
    auto own = monitor();
    (void)own.cpuUsage();
    m_clock.pass(1);
    // 40 of user are of a guest, and 20 of nice.
    m_tree->write(u"proc/stat"_s, "cpu 50 30 0 20 0 0 0 0 40 20\n");
    QCOMPARE(printed(own.cpuUsage()), u"iowait 0\npercent 80\nsteal 0\nsystem 0\nuser 80"_s);
}

void MachineResourceMonitorTest::coresComeAndGo()
{
    m_tree->write(u"proc/stat"_s, "cpu0 0 0 0 0\ncpu1 0 0 0 0\n");
    auto own = monitor();
    (void)own.cpuUsage();
    m_clock.pass(1);
    m_tree->write(u"proc/stat"_s, "cpu1 5 0 0 5\ncpu2 9 0 0 1\n");
    QCOMPARE(printed(own.cpuUsage()), u"core_1 50\ncores_logical 2"_s);
}

void MachineResourceMonitorTest::aCommandMayBeCalledAnything()
{
    const auto stat = [](int user, int system) -> QByteArray {
        return "42 (a) R (b) S 1 1 1 0 -1 4194304 5 0 0 0 " + QByteArray::number(user) + ' ' +
               QByteArray::number(system) + " 7 8 20 0 3 0 100 5000 300\n";
    };
    m_tree->write(u"proc/self/stat"_s, stat(100, 50));
    auto own = monitor();
    QCOMPARE(printed(own.cpuUsage()), u"threads 3"_s);
    m_clock.pass(10);
    m_tree->write(u"proc/self/stat"_s, stat(400, 250));
    const double percent = 100 * 500.0 / static_cast<double>(::sysconf(_SC_CLK_TCK)) / 10;
    QCOMPARE(own.cpuUsage().at("process_percent"), percent);
}

void MachineResourceMonitorTest::readingsInATenthOfASecondAreTheSame()
{
    m_tree->write(u"proc/stat"_s, "cpu 0 0 0 0\n");
    auto own = monitor();
    (void)own.cpuUsage();
    m_tree->write(u"proc/stat"_s, "cpu 1 0 0 1\n");
    m_clock.pass(0.09);
    QVERIFY(!own.cpuUsage().contains("percent"));
    m_clock.pass(0.01);
    QCOMPARE(own.cpuUsage().at("percent"), 50.0);
}

QByteArray interfaces(quint64 received)
{
    return "Inter-|   Receive                    |  Transmit\n"
           " face |bytes packets errs drop fifo frame compressed multicast|bytes packets\n"
           "    lo: 9 9 9 9 0 0 0 0 9 9 9 9 0 0 0 0\n"
           "  eth0: " +
           QByteArray::number(received) +
           " 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0\n"
           "wlan0:500 5 0 0 0 0 0 0 600 6 0 0 0 0 0 0\n"
           "eth0:1: 7 1 0 0 0 0 0 0 8 1 0 0 0 0 0 0\n";
}

void MachineResourceMonitorTest::sumsFourInterfaces()
{
    m_tree->write(u"proc/net/dev"_s, interfaces(1000));
    const auto stats = monitor().networkStats();
    QCOMPARE(stats.size(), 5U * 8U);
    const std::map<std::string, std::uint64_t> wanted{{"bytes_recv", 1507},
                                                      {"bytes_sent", 2608},
                                                      {"packets_recv", 16},
                                                      {"packets_sent", 27},
                                                      {"errin", 1},
                                                      {"errout", 3},
                                                      {"dropin", 2},
                                                      {"dropout", 4},
                                                      {"eth0.bytes_recv", 1000},
                                                      {"lo.bytes_sent", 9},
                                                      {"eth0:1.bytes_sent", 8}};
    for (const auto &[key, count] : wanted)
        QVERIFY2(stats.at(key) == count, key.c_str());
}

void MachineResourceMonitorTest::countersOfInterfacesGoOn()
{
    auto own = monitor();
    const auto received = [&](quint64 counted) {
        m_tree->write(u"proc/net/dev"_s, interfaces(counted));
        return own.networkStats().at("eth0.bytes_recv");
    };
    QCOMPARE(received(4'294'967'000U), 4'294'967'000U);
    QCOMPARE(received(704), 4'294'968'000U); // passed 2^32: 296 and 704 more
    QCOMPARE(received(1'704), 4'294'969'000U);
    QCOMPARE(received(1'000), 1'000U); // made anew
}

void MachineResourceMonitorTest::nothingIsInvented()
{
    auto own = monitor();
    QCOMPARE(printed(own.memoryUsage()), QString());
    QCOMPARE(printed(own.cpuUsage()), QString());
    QCOMPARE(own.networkStats().size(), 0U);
    const auto sampled = own.sample();
    QVERIFY(!sampled && sampled.error().fault == Fault::NotDelivered);
}

void MachineResourceMonitorTest::diskPercentIsThatOfDf()
{
    MachineResourceMonitor own(*m_collector, m_clock);
    QProcess df;
    df.start(u"df"_s, {u"-B1"_s, u"--output=pcent,itotal,size"_s, u"/"_s});
    QVERIFY(df.waitForFinished());
    const auto words = QString::fromLatin1(df.readAllStandardOutput().split('\n').at(1))
                           .split(u' ', Qt::SkipEmptyParts);
    const auto usage = own.diskUsage("/");
    QVERIFY(usage);
    const double percent = words.at(0).chopped(1).toDouble(); // rounded up by df
    QVERIFY2(std::abs(usage->at("percent") - percent) <= 1,
             qPrintable(QString::number(usage->at("percent"))));
    QCOMPARE(usage->at("total"), words.at(2).toDouble());
    if (words.at(1).toDouble() > 0)
        QCOMPARE(usage->at("inodes_total"), words.at(1).toDouble());
}

void MachineResourceMonitorTest::aMissingPathIsAnError()
{
    auto own = monitor();
    const auto usage = own.diskUsage("/no/such/path");
    QVERIFY(!usage);
    QVERIFY(usage.error().fault == Fault::InvalidArgument);
    QVERIFY(usage.error().message.find("/no/such/path") != std::string::npos);
}

void MachineResourceMonitorTest::samplesBecomeGauges()
{
    m_tree->write(u"proc/meminfo"_s, kMemory);
    m_tree->write(u"proc/loadavg"_s, "3.00 2.50 0.50 1/100 42\n");
    m_tree->write(u"proc/stat"_s, "cpu 0 0 0 0\ncpu0 0 0 0 0\n");
    m_tree->write(u"proc/net/dev"_s, "h\nh\n eth0: 1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0\n");
    m_tree->write(u"proc/diskstats"_s, "8 0 sda 1 0 100 0 1 0 10 0 0 0 0\n"
                                       "8 1 sda1 1 0 50 0 1 0 5 0 0 0 0\n"
                                       "7 0 loop0 1 0 50 0 1 0 5 0 0 0 0\n");
    m_tree->write(u"sys/block/sda"_s, "");
    m_tree->write(u"sys/block/loop0"_s, "");
    auto own = monitor();
    QVERIFY(own.sample());
    m_clock.pass(1);
    m_tree->write(u"proc/stat"_s, "cpu 1 0 0 3\ncpu0 1 0 0 3\n");
    QVERIFY(own.sample());
    QCOMPARE(gauge("system.memory.percent", MetricUnit::Percent), 60.0);
    QCOMPARE(gauge("system.memory.used", MetricUnit::Bytes), 614400.0);
    QCOMPARE(gauge("system.cpu.percent", MetricUnit::Percent), 25.0);
    QCOMPARE(gauge("system.cpu.core", MetricUnit::Percent), 25.0);
    QCOMPARE(gauge("system.cpu.load_1", MetricUnit::Count), 3.0);
    QCOMPARE(gauge("system.network.bytes_recv", MetricUnit::Bytes), 1000.0);
    QCOMPARE(gauge("system.network.errout", MetricUnit::Count), 3.0);
    QCOMPARE(gauge("system.disk.read_bytes", MetricUnit::Bytes), 51200.0);
    QCOMPARE(gauge("system.disk.written_bytes", MetricUnit::Bytes), 5120.0);
    QVERIFY(gauge("system.disk.percent", MetricUnit::Percent) >= 0);
    const auto cores = m_collector->readings("system.cpu.core");
    QVERIFY(cores[0].series->tags == tidemark::metrics::Tags({{"core", "0"}}));
    QCOMPARE(std::get<GaugeState>(cores[0].value).at_ns, m_clock.wall_ns());
}

void MachineResourceMonitorTest::onlyChosenGaugesAreSampled()
{
    m_tree->write(u"proc/meminfo"_s, kMemory);
    m_tree->write(u"proc/stat"_s, "cpu 0 0 0 0\ncpu0 0 0 0 0\n");
    m_tree->write(u"proc/self/statm"_s, "5000 300 200 10 0 900 0\n");
    m_tree->write(u"proc/net/dev"_s, "h\nh\n eth0: 1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0\n");
    int askedForRoom = 0;
    MachineResourceMonitor::Options options;
    options.readSpace = [&askedForRoom](const QString &) {
        ++askedForRoom;
        return std::optional(tidemark::collect::DiskSpace{100, 25, 75});
    };
    options.gauges = {{"system.cpu.core", "system.cpu.core"},
                      {"system.memory.percent", "system.memory.percent"},
                      {"system.memory.process_rss", "own.memory"}};
    options.tags = {{"program", "test"}};
    MachineResourceMonitor own(*m_collector, m_clock, m_tree->files(), options);
    QVERIFY(own.sample());
    m_clock.pass(1);
    m_tree->write(u"proc/stat"_s, "cpu 1 0 0 3\ncpu0 1 0 0 3\n");
    QVERIFY(own.sample());
    QStringList names;
    const auto readings = m_collector->readings();
    for (const auto &reading : readings) {
        names.append(QString::fromStdString(reading.series->family->name));
        QCOMPARE(*reading.series->tags.find("program"), std::string("test"));
    }
    QCOMPARE(names,
             (QStringList{u"own.memory"_s, u"system.cpu.core"_s, u"system.memory.percent"_s}));
    const auto page = static_cast<double>(::sysconf(_SC_PAGESIZE));
    QCOMPARE(gauge("own.memory", MetricUnit::Bytes), 300 * page);
    QCOMPARE(gauge("system.memory.percent", MetricUnit::Percent), 60.0);
    QCOMPARE(gauge("system.cpu.core", MetricUnit::Percent), 25.0);
    QCOMPARE(*readings[1].series->tags.find("core"), std::string("0"));
    QCOMPARE(askedForRoom, 0); // no server is waited for in vain
    QVERIFY(own.diskUsage("/"));
    QCOMPARE(own.networkStats().at("bytes_recv"), std::uint64_t{1'000}); // whatever is sampled
}

// What is made of the first sample, as a dashboard of what there is, lacks nothing.
void MachineResourceMonitorTest::theFirstSampleHasShares()
{
    const tidemark::metrics::SystemClock clock;
    MachineResourceMonitor own(*m_collector, clock);
    QVERIFY(own.sample());
    for (const char *name : {"system.cpu.percent", "system.cpu.process_percent"})
        QVERIFY2(gauge(name, MetricUnit::Percent) >= 0, name);
}

void MachineResourceMonitorTest::readsThisMachine()
{
    const tidemark::metrics::SystemClock clock;
    MachineResourceMonitor own(*m_collector, clock);
    const auto memory = own.memoryUsage();
    for (const char *key : {"total", "available", "used", "percent", "process_rss", "process_vms"})
        QVERIFY2(memory.at(key) > 0, key);
    QVERIFY(memory.at("process_rss") < memory.at("total"));
    QVERIFY(own.cpuUsage().at("cores_logical") >= 1);
    QVERIFY(own.sample());
}

} // namespace

TIDEMARK_TEST(MachineResourceMonitorTest)
#include "machine_resource_monitor_test.moc"
