// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/machine_probe.h"

#include "services/collect/machine_metrics.h"
#include "tests/services/collect/fixture_tree.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QSet>
#include <QTest>

#include <future>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::collect;
using tidemark::test::FixtureTree;

namespace {

constexpr Timestamp kStart{1'750'000'000'000'000'000};

Timestamp after(double seconds)
{
    return Timestamp(kStart.posixNs() + static_cast<std::int64_t>(seconds * 1e9));
}

// `name{tag=value} value unit`, but for the room of the disk that holds the fixtures.
QStringList printed(const std::vector<MachineReading> &readings, const QString &prefix = {})
{
    QStringList lines;
    for (const MachineReading &reading : readings) {
        if (reading.metric.startsWith("machine.disk.space"_L1) ||
            !reading.metric.startsWith(u"machine."_s + prefix))
            continue;
        QString tags;
        for (auto tag = reading.tags.begin(); tag != reading.tags.end(); ++tag)
            tags += u"{%1=%2}"_s.arg(tag.key(), tag.value());
        lines.append(u"%1%2 %3 %4"_s.arg(reading.metric.mid(8), tags)
                         .arg(reading.value)
                         .arg(reading.unit)
                         .trimmed());
    }
    return lines;
}

QByteArray interface(const QByteArray &name, quint64 received, quint64 sent)
{
    return name + ": " + QByteArray::number(received) + " 0 0 0 0 0 0 0 " +
           QByteArray::number(sent) + " 0 0 0 0 0 0 0\n";
}

QByteArray disk(const QByteArray &name, quint64 sectorsRead, quint64 sectorsWritten)
{
    return " 254 0 " + name + " 0 0 " + QByteArray::number(sectorsRead) + " 0 0 0 " +
           QByteArray::number(sectorsWritten) + " 0 0 0 0\n";
}

void makeMachine(FixtureTree &tree)
{
    tree.write(u"proc/stat"_s, "cpu 100 0 0 100 0\ncpu0 50 0 0 50 0\ncpu1 50 0 0 50 0\n");
    tree.write(u"proc/loadavg"_s, "0.5 0.25 0.125 1/2 3\n");
    tree.write(u"proc/meminfo"_s, "MemTotal: 1000 kB\nMemAvailable: 750 kB\n"
                                  "SwapTotal: 4 kB\nSwapFree: 3 kB\n");
    tree.write(u"proc/diskstats"_s, disk("vda", 100, 200) + disk("vda1", 100, 200));
    tree.write(u"sys/block/vda"_s, "");
    tree.write(u"proc/net/dev"_s, interface("lo", 1, 1) + interface("eth0", 1000, 2000));
    tree.write(u"sys/class/hwmon/hwmon0/temp1_input"_s, "45500\n");
    tree.write(u"sys/class/hwmon/hwmon0/name"_s, "chip\n");
    tree.write(u"proc/self/cgroup"_s, "0::/\n");
    tree.write(u"proc/self/mountinfo"_s, "30 23 0:26 / /cg rw - cgroup2 cgroup2 rw\n");
    tree.write(u"cg/memory.current"_s, "3000\n");
    tree.write(u"cg/memory.stat"_s, "inactive_file 1000\n");
    tree.write(u"cg/memory.max"_s, "8000\n");
    tree.write(u"cg/cpu.stat"_s, "usage_usec 1000000\n");
    tree.write(u"cg/cpu.max"_s, "200000 100000\n");
}

} // namespace

class MachineProbeTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void theFirstReadingHasNoRates();
    void theSecondHasAllMetrics();
    void ratesArePerSecond();
    void countersThatFallGiveNoRate();
    void coresComeAndGo();
    void interfacesAndDisksComeAndGo();
    void aTimeThatStandsStillGivesNoRates();
    void aContainerWithoutLimits();
    void anotherGroupGivesNoRate();
    void whatCannotBeReadIsMissing();
    void nothingReadableGivesNothing();
    void theRoomIsOfTheRoot();
    void aDiskThatHangsTakesNothingElseAlong();
};

void MachineProbeTest::theFirstReadingHasNoRates()
{
    FixtureTree tree;
    makeMachine(tree);
    MachineProbe probe(tree.files());
    QCOMPARE(printed(probe.read(kStart)),
             (QStringList{u"load.1m 0.5"_s, u"load.5m 0.25"_s, u"load.15m 0.125"_s,
                          u"memory.used 256000 B"_s, u"memory.available 768000 B"_s,
                          u"memory.percent 25 %"_s, u"swap.used 1024 B"_s,
                          u"temperature{sensor=chip temp1} 45.5 °C"_s,
                          u"container.memory.used 2000 B"_s, u"container.memory.percent 25 %"_s}));
}

void MachineProbeTest::theSecondHasAllMetrics()
{
    FixtureTree tree;
    makeMachine(tree);
    MachineProbe probe(tree.files());
    (void)probe.read(kStart);
    tree.write(u"proc/stat"_s, "cpu 150 0 0 120 30\ncpu0 100 0 0 50 0\ncpu1 50 0 0 70 30\n");
    tree.write(u"proc/diskstats"_s, disk("vda", 104, 208) + disk("vda1", 104, 208));
    tree.write(u"proc/net/dev"_s, interface("lo", 9, 9) + interface("eth0", 1500, 2001));
    tree.write(u"cg/cpu.stat"_s, "usage_usec 1500000\n");
    const auto readings = probe.read(after(1));
    QCOMPARE(
        printed(readings).mid(0, 9),
        (QStringList{u"cpu.percent 50 %"_s, u"cpu.iowait.percent 30 %"_s,
                     u"cpu.core.percent{core=0} 100 %"_s, u"cpu.core.percent{core=1} 0 %"_s,
                     u"disk.read{device=vda} 2048 B/s"_s, u"disk.written{device=vda} 4096 B/s"_s,
                     u"network.received{interface=eth0} 500 B/s"_s,
                     u"network.sent{interface=eth0} 1 B/s"_s, u"container.cpu.percent 25 %"_s}));
    QSet<QString> names;
    for (const MachineReading &reading : readings)
        names.insert(reading.metric);
    const QStringList all = machineMetrics();
    QCOMPARE(names, QSet<QString>(all.begin(), all.end()));
}

void MachineProbeTest::ratesArePerSecond()
{
    FixtureTree tree;
    makeMachine(tree);
    MachineProbe probe(tree.files());
    (void)probe.read(kStart);
    tree.write(u"proc/net/dev"_s, interface("eth0", 4294967290, 2000));
    QCOMPARE(printed(probe.read(after(0.5)), u"network"_s),
             (QStringList{u"network.received{interface=eth0} 8.58993e+09 B/s"_s,
                          u"network.sent{interface=eth0} 0 B/s"_s}));
    tree.write(u"proc/net/dev"_s, interface("eth0", 4, 2020)); // passed 2^32
    QCOMPARE(printed(probe.read(after(2.5)), u"network"_s),
             (QStringList{u"network.received{interface=eth0} 5 B/s"_s,
                          u"network.sent{interface=eth0} 10 B/s"_s}));
}

void MachineProbeTest::countersThatFallGiveNoRate()
{
    FixtureTree tree;
    makeMachine(tree);
    MachineProbe probe(tree.files());
    (void)probe.read(kStart);
    tree.write(u"proc/stat"_s, "cpu 1 0 0 1 0\ncpu0 1 0 0 60 0\ncpu1 50 0 0 50 0\n");
    tree.write(u"proc/diskstats"_s, disk("vda", 1, 202));
    tree.write(u"proc/net/dev"_s, interface("eth0", 10, 2100));
    tree.write(u"cg/cpu.stat"_s, "usage_usec 5\n");
    // Of core 0 only idle grew; core 1 and the machine did not move forward.
    QCOMPARE(printed(probe.read(after(1))).mid(0, 4),
             (QStringList{u"cpu.core.percent{core=0} 0 %"_s, u"disk.written{device=vda} 1024 B/s"_s,
                          u"network.sent{interface=eth0} 100 B/s"_s, u"load.1m 0.5"_s}));
    // From the new start on, all goes on.
    tree.write(u"proc/diskstats"_s, disk("vda", 3, 202));
    QVERIFY(printed(probe.read(after(2))).contains(u"disk.read{device=vda} 1024 B/s"_s));
}

void MachineProbeTest::coresComeAndGo()
{
    FixtureTree tree;
    MachineProbe probe(tree.files());
    const auto read = [&](const QByteArray &stat, double seconds) {
        tree.write(u"proc/stat"_s, stat);
        return printed(probe.read(after(seconds)), u"cpu.core"_s);
    };
    QCOMPARE(read("cpu0 0 0 0 0\ncpu1 0 0 0 0\n", 0), QStringList());
    // Core 0 went: by position core 1 would now be taken for it.
    QCOMPARE(read("cpu1 30 0 0 10\ncpu2 7 0 0 7\n", 1),
             QStringList{u"cpu.core.percent{core=1} 75 %"_s});
    QCOMPARE(read("cpu0 90 0 0 10\ncpu1 30 0 0 20\ncpu2 8 0 0 8\n", 2),
             (QStringList{u"cpu.core.percent{core=1} 0 %"_s, u"cpu.core.percent{core=2} 50 %"_s}));
}

void MachineProbeTest::interfacesAndDisksComeAndGo()
{
    FixtureTree tree;
    tree.write(u"sys/block/sda"_s, "");
    MachineProbe probe(tree.files());
    const auto read = [&](const QByteArray &interfaces, const QByteArray &disks, double seconds) {
        tree.write(u"proc/net/dev"_s, interfaces);
        tree.write(u"proc/diskstats"_s, disks);
        return printed(probe.read(after(seconds)));
    };
    QCOMPARE(read(interface("eth0", 5, 5), disk("sda", 1, 1), 0), QStringList());
    QCOMPARE(read(interface("wlan0", 100, 100), {}, 1), QStringList());
    // Back again: the time away is unknown, so its traffic is not spread over one second.
    QCOMPARE(read(interface("eth0", 900, 900) + interface("wlan0", 101, 102), disk("sda", 9, 9), 2),
             (QStringList{u"network.received{interface=wlan0} 1 B/s"_s,
                          u"network.sent{interface=wlan0} 2 B/s"_s}));
    QCOMPARE(read(interface("eth0", 901, 902), disk("sda", 9, 10), 3),
             (QStringList{u"disk.read{device=sda} 0 B/s"_s, u"disk.written{device=sda} 512 B/s"_s,
                          u"network.received{interface=eth0} 1 B/s"_s,
                          u"network.sent{interface=eth0} 2 B/s"_s}));
}

void MachineProbeTest::aTimeThatStandsStillGivesNoRates()
{
    FixtureTree tree;
    tree.write(u"proc/net/dev"_s, interface("eth0", 5, 5));
    tree.write(u"proc/stat"_s, "cpu 0 0 0 0\n");
    MachineProbe probe(tree.files());
    (void)probe.read(kStart);
    tree.write(u"proc/net/dev"_s, interface("eth0", 6, 6));
    tree.write(u"proc/stat"_s, "cpu 1 0 0 3\n");
    QCOMPARE(printed(probe.read(kStart)), QStringList{u"cpu.percent 25 %"_s});
    tree.write(u"proc/net/dev"_s, interface("eth0", 7, 7));
    QCOMPARE(printed(probe.read(after(-10))), QStringList());
    tree.write(u"proc/net/dev"_s, interface("eth0", 17, 7));
    QCOMPARE(printed(probe.read(after(-8))),
             (QStringList{u"network.received{interface=eth0} 5 B/s"_s,
                          u"network.sent{interface=eth0} 0 B/s"_s}));
}

void MachineProbeTest::aContainerWithoutLimits()
{
    FixtureTree tree;
    makeMachine(tree);
    tree.write(u"cg/memory.max"_s, "max\n");
    tree.write(u"cg/cpu.max"_s, "max 100000\n");
    MachineProbe probe(tree.files());
    (void)probe.read(kStart);
    tree.write(u"cg/cpu.stat"_s, "usage_usec 4000000\n");
    QCOMPARE(printed(probe.read(after(2)), u"container"_s),
             (QStringList{u"container.cpu.percent 150 %"_s, u"container.memory.used 2000 B"_s}));
}

void MachineProbeTest::anotherGroupGivesNoRate()
{
    FixtureTree tree;
    makeMachine(tree);
    MachineProbe probe(tree.files());
    (void)probe.read(kStart);
    tree.write(u"proc/self/cgroup"_s, "0::/new\n");
    tree.write(u"cg/new/cpu.stat"_s, "usage_usec 9000000\n");
    QCOMPARE(printed(probe.read(after(1)), u"container.cpu"_s), QStringList());
    tree.write(u"cg/new/cpu.stat"_s, "usage_usec 9200000\n");
    QCOMPARE(printed(probe.read(after(2)), u"container.cpu"_s),
             QStringList{u"container.cpu.percent 10 %"_s});
}

void MachineProbeTest::whatCannotBeReadIsMissing()
{
    FixtureTree tree;
    makeMachine(tree);
    MachineProbe probe(tree.files());
    (void)probe.read(kStart);
    for (const QString &path :
         {u"proc/meminfo"_s, u"proc/net/dev"_s, u"proc/stat"_s, u"sys/block/vda"_s,
          u"cg/memory.stat"_s, u"cg/cpu.stat"_s, u"sys/class/hwmon/hwmon0/temp1_input"_s})
        tree.remove(path);
    const QStringList load{u"load.1m 0.5"_s, u"load.5m 0.25"_s, u"load.15m 0.125"_s};
    QCOMPARE(printed(probe.read(after(1))), load);
}

void MachineProbeTest::nothingReadableGivesNothing()
{
    FixtureTree tree;
    MachineProbe probe(KernelFiles(tree.pathOf(u"nowhere"_s)));
    QVERIFY(probe.read(kStart).empty());
    QVERIFY(probe.read(after(1)).empty());
}

void MachineProbeTest::theRoomIsOfTheRoot()
{
    FixtureTree tree;
    MachineProbe probe(tree.files());
    const auto readings = probe.read(kStart);
    QCOMPARE(readings.size(), 2U);
    const TagMap tags{{u"mount"_s, u"/"_s}};
    QCOMPARE(readings[0].metric, u"machine.disk.space.percent"_s);
    QVERIFY(readings[0].value >= 0 && readings[0].value <= 100);
    QCOMPARE(readings[0].tags, tags);
    QCOMPARE(readings[1].metric, u"machine.disk.space.free"_s);
    QCOMPARE(readings[1].tags, tags);
}

void MachineProbeTest::aDiskThatHangsTakesNothingElseAlong()
{
    FixtureTree tree;
    makeMachine(tree);
    std::promise<void> server;
    MachineProbe probe(tree.files(), [answered = server.get_future().share()](const QString &) {
        answered.wait();
        return std::optional(DiskSpace{100, 25, 75, 0, 0});
    });
    const auto metricsOf = [](const std::vector<MachineReading> &readings) {
        QSet<QString> metrics;
        for (const MachineReading &reading : readings)
            metrics.insert(reading.metric);
        return metrics;
    };
    const auto without = metricsOf(probe.read(kStart));
    QVERIFY(without.contains(u"machine.load.1m"_s));
    QVERIFY(without.contains(u"machine.temperature"_s)); // read after the room
    QVERIFY(!without.contains(u"machine.disk.space.percent"_s));
    QVERIFY(!without.contains(u"machine.disk.space.free"_s));
    QElapsedTimer again;
    again.start();
    QVERIFY(!metricsOf(probe.read(after(1))).contains(u"machine.disk.space.free"_s));
    QVERIFY(std::chrono::milliseconds(again.elapsed()) < DiskRoom::kTimeout); // waited for once
    server.set_value();
    QTRY_VERIFY_WITH_TIMEOUT(metricsOf(probe.read(after(2))).contains(u"machine.disk.space.free"_s),
                             60'000);
}

TIDEMARK_TEST(MachineProbeTest)
#include "machine_probe_test.moc"
