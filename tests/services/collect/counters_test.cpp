// SPDX-License-Identifier: GPL-3.0-or-later
// The counters of disks and interfaces, and what is made of them.
#include "services/collect/counter_rate.h"
#include "services/collect/disk_counters.h"
#include "services/collect/network_counters.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark::collect;

namespace {

constexpr quint64 kMost = std::numeric_limits<quint64>::max();

QString printed(const TrafficCounters &traffic)
{
    return u"%1,%2,%3,%4"_s.arg(traffic.bytes)
        .arg(traffic.packets)
        .arg(traffic.errors)
        .arg(traffic.drops);
}

QString printed(const NetworkTable &table)
{
    QStringList lines;
    for (const auto &[name, counters] : table)
        lines.append(u"%1=%2>%3"_s.arg(QString::fromUtf8(name), printed(counters.received),
                                       printed(counters.sent)));
    return lines.join(u' ');
}

} // namespace

class CountersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsDisks_data();
    void readsDisks();
    void readsInterfaces_data();
    void readsInterfaces();
    void sumsInterfacesWithoutTheLoopback();
    void countersThatFall_data();
    void countersThatFall();
    void ratesNeedTime();
};

void CountersTest::readsDisks_data()
{
    QTest::addColumn<QByteArray>("diskstats");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *diskstats, const QString &expected) {
        QTest::newRow(name) << QByteArray(diskstats) << expected;
    };
    row("whole disks only",
        "   7  0 loop0 1 1 9 1 1 1 9 1 0 1 1\n   1  0 ram3 1 1 9 1 1 1 9 1 0 1 1\n"
        " 254  0 vda 5 6 10 8 9 1 20 678 0 181 282 72 68 59 33 21 11\n"
        " 254  1 vda1 5 6 10 8 9 1 20 678 0 181 282\n 253  0 zram0 0 0 0 0 0 0 0 0 0 0 0\n",
        u"vda=5120,10240 zram0=0,0"_s);
    row("a slash in the name", "104 0 cciss/c0d0 0 0 1 0 0 0 2 0 0 0 0\n",
        u"cciss/c0d0=512,1024"_s);
    row("empty", "", u""_s);
    row("cut off", "254 0 vda 0 0 1 0 0 0 2 0 0 0 0", u""_s);
    row("missing columns", "254 0 vda 0 0 1 0 0 0\n254 0 vda\n254\n", u""_s);
    row("ends with sectors written", "254 0 vda 0 0 1 0 0 0 2\n", u"vda=512,1024"_s);
    row("negative", "254 0 vda 0 0 -1 0 0 0 2 0\n", u""_s);
    row("most bytes", "254 0 vda 0 0 36028797018963967 0 0 0 0 0\n",
        u"vda=18446744073709551104,0"_s);
    row("beyond 64 bits in bytes", "254 0 vda 0 0 36028797018963968 0 0 0 0 0\n", u""_s);
    row("a name with a blank", "254 0 my vda 0 0 1 0 0 0 2 0 0 0 0\n", u""_s);
}

void CountersTest::readsDisks()
{
    QFETCH(const QByteArray, diskstats);
    QFETCH(const QString, expected);
    const QStringList devices{u"loop0"_s, u"ram3"_s, u"vda"_s, u"zram0"_s, u"cciss!c0d0"_s};
    QStringList lines;
    for (const auto &[name, disk] : parseDiskCounters(diskstats, devices))
        lines.append(
            u"%1=%2,%3"_s.arg(QString::fromUtf8(name)).arg(disk.bytesRead).arg(disk.bytesWritten));
    QCOMPARE(lines.join(u' '), expected);
    QVERIFY(parseDiskCounters(diskstats, {}).empty());
}

void CountersTest::readsInterfaces_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *text, const QString &expected) {
        QTest::newRow(name) << QByteArray(text) << expected;
    };
    row("whole",
        "Inter-|   Receive              |  Transmit\n"
        " face |bytes    packets errs drop fifo frame compressed multicast|bytes packets\n"
        "    lo: 17 13 0 0 0 0 0 0 17 13 0 0 0 0 0 0\n"
        "  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
        u"eth0=1,2,3,4>9,10,11,12 lo=17,13,0,0>17,13,0,0"_s);
    row("no blank behind the colon", "eth0:1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n",
        u"eth0=1,2,3,4>9,10,11,12"_s);
    row("a colon in the name", "eth0:1: 1 2 3 4 5 6 7 8 9 10 11 12\n",
        u"eth0:1=1,2,3,4>9,10,11,12"_s);
    row("a blank in the name", " my net: 1 2 3 4 5 6 7 8 9 10 11 12\n",
        u"my net=1,2,3,4>9,10,11,12"_s);
    row("no name", ": 1 2 3 4 5 6 7 8 9 10 11 12\n", u""_s);
    row("empty", "", u""_s);
    row("cut off", "eth0: 1 2 3 4 5 6 7 8 9 10 11 12", u""_s);
    row("missing columns", "eth0: 1 2 3 4 5 6 7 8 9 10 11\neth1:\n", u""_s);
    row("negative", "eth0: -1 2 3 4 5 6 7 8 9 10 11 12\n", u""_s);
    row("largest", "eth0: 18446744073709551615 2 3 4 5 6 7 8 9 10 11 12\n",
        u"eth0=18446744073709551615,2,3,4>9,10,11,12"_s);
    row("one beyond", "eth0: 18446744073709551616 2 3 4 5 6 7 8 9 10 11 12\n", u""_s);
}

void CountersTest::readsInterfaces()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, expected);
    QCOMPARE(printed(parseNetworkCounters(text)), expected);
}

void CountersTest::sumsInterfacesWithoutTheLoopback()
{
    const NetworkTable table{{"lo", {{1000, 1000, 1000, 1000}, {1000, 1000, 1000, 1000}}},
                             {"eth0", {{1, 2, 3, 4}, {5, 6, 7, 8}}},
                             {"eth1", {{10, 20, 30, kMost}, {50, 60, 70, 80}}}};
    const NetworkCounters total = networkTotal(table);
    QCOMPARE(printed(total.received), u"11,22,33,18446744073709551615"_s);
    QCOMPARE(printed(total.sent), u"55,66,77,88"_s);
    QCOMPARE(networkTotal({}), NetworkCounters());
}

void CountersTest::countersThatFall_data()
{
    QTest::addColumn<quint64>("before");
    QTest::addColumn<quint64>("now");
    QTest::addColumn<qint64>("plain"); // -1: started anew
    QTest::addColumn<qint64>("wrapping");
    const auto row = [](const char *name, quint64 before, quint64 now, qint64 plain,
                        qint64 wrapping) {
        QTest::newRow(name) << before << now << plain << wrapping;
    };
    row("grows", 10, 15, 5, 5);
    row("stays", 10, 10, 0, 0);
    row("falls a little", 1000, 10, -1, -1);
    row("falls by 2^31", 2147483648, 0, -1, -1);
    row("falls by more than 2^31", 2147483649, 0, -1, 2147483647);
    row("passes 2^32", 4294967290, 4, -1, 10);
    row("is beyond 32 bits", 4294967296, 0, -1, -1);
    row("grows beyond 32 bits", 4294967290, 4294967300, 10, 10);
    row("falls from the largest", kMost, 0, -1, -1);
}

void CountersTest::countersThatFall()
{
    QFETCH(const quint64, before);
    QFETCH(const quint64, now);
    QFETCH(const qint64, plain);
    QFETCH(const qint64, wrapping);
    const auto shown = [](std::optional<std::uint64_t> increase) {
        return increase ? static_cast<qint64>(*increase) : qint64{-1};
    };
    QCOMPARE(shown(counterIncrease(before, now)), plain);
    QCOMPARE(shown(wrappingIncrease(before, now)), wrapping);
}

void CountersTest::ratesNeedTime()
{
    QCOMPARE(perSecond(30, 2), 15.0);
    QCOMPARE(perSecond(0, 2), 0.0);
    QVERIFY(!perSecond({}, 2));
    QVERIFY(!perSecond(30, 0));
    QVERIFY(!perSecond(30, -1));
    QVERIFY(!perSecond(30, std::numeric_limits<double>::quiet_NaN()));
    QVERIFY(!perSecond(kMost, std::numeric_limits<double>::denorm_min()));
}

TIDEMARK_TEST(CountersTest)
#include "counters_test.moc"
