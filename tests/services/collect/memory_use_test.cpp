// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/memory_use.h"

#include "services/collect/load_average.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::collect;

class MemoryUseTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsMemory_data();
    void readsMemory();
    void percentIsOfTheTotal();
    void readsLoad_data();
    void readsLoad();
};

void MemoryUseTest::readsMemory_data()
{
    QTest::addColumn<QByteArray>("meminfo");
    QTest::addColumn<QString>("expected"); // total, used, available, swap used
    const auto row = [](const char *name, const char *meminfo, const QString &expected) {
        QTest::newRow(name) << QByteArray(meminfo) << expected;
    };
    row("whole",
        "MemTotal:       1000 kB\nMemFree:   100 kB\nMemAvailable:    600 kB\n"
        "Cached:  50 kB\nSReclaimable: 5 kB\nSwapTotal: 70 kB\nSwapFree: 30 kB\n"
        "HugePages_Total:       0\n",
        u"1024000 409600 614400 40960"_s);
    row("no MemAvailable",
        "MemTotal: 1000 kB\nMemFree: 100 kB\nCached: 50 kB\nSReclaimable: 5 kB\n",
        u"1024000 865280 158720 -"_s);
    row("MemAvailable is 0",
        "MemTotal: 1000 kB\nMemAvailable: 0 kB\nMemFree: 100 kB\nCached: 50 kB\n",
        u"1024000 870400 153600 -"_s);
    row("MemAvailable beyond the total",
        "MemTotal: 1000 kB\nMemAvailable: 1001 kB\nMemFree: 900 kB\nCached: 200 kB\n",
        u"1024000 0 1024000 -"_s);
    row("no fallback", "MemTotal: 1000 kB\nMemFree: 100 kB\n", u"1024000 - - -"_s);
    row("no total", "MemFree: 100 kB\nMemAvailable: 100 kB\n", u"none"_s);
    row("total of 0", "MemTotal: 0 kB\nMemAvailable: 0 kB\n", u"none"_s);
    row("without swap", "MemTotal: 1 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB\n", u"1024 - - 0"_s);
    row("more swap free than there is", "MemTotal: 1 kB\nSwapTotal: 1 kB\nSwapFree: 2 kB\n",
        u"1024 - - -"_s);
    row("empty", "", u"none"_s);
    row("cut off in a number", "MemTotal: 1000 kB\nMemAvailable: 60", u"1024000 - - -"_s);
    row("cut off behind a number", "MemTotal: 1000\n", u"none"_s);
    row("another unit", "MemTotal: 1000 MB\n", u"none"_s);
    row("negative", "MemTotal: 1000 kB\nMemAvailable: -5 kB\n", u"1024000 - - -"_s);
    row("beyond 64 bits in bytes", "MemTotal: 18014398509481984 kB\n", u"none"_s);
    row("sum beyond 64 bits",
        "MemTotal: 1 kB\nMemFree: 18014398509481983 kB\nCached: 18014398509481983 kB\n",
        u"1024 0 1024 -"_s);
    row("a name with a blank", "Mem Total: 1000 kB\n", u"none"_s);
}

void MemoryUseTest::readsMemory()
{
    QFETCH(const QByteArray, meminfo);
    QFETCH(const QString, expected);
    const auto use = parseMemoryUse(meminfo);
    const auto shown = [](std::optional<std::uint64_t> bytes) {
        return bytes ? QString::number(*bytes) : u"-"_s;
    };
    const QString printed = use ? u"%1 %2 %3 %4"_s.arg(shown(use->total), shown(use->used()),
                                                       shown(use->available), shown(use->swapUsed))
                                : u"none"_s;
    QCOMPARE(printed, expected);
}

void MemoryUseTest::percentIsOfTheTotal()
{
    QCOMPARE(MemoryUse({1000, 250, {}}).usedPercent(), 75.0);
    QCOMPARE(MemoryUse({1000, 0, {}}).usedPercent(), 100.0);
    QCOMPARE(MemoryUse({1000, 1000, {}}).usedPercent(), 0.0);
    QVERIFY(!MemoryUse({1000, {}, {}}).usedPercent());
}

void MemoryUseTest::readsLoad_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("whole") << QByteArray("5.13 4.73 0.00 7/110 27047\n") << u"5.13 4.73 0"_s;
    QTest::newRow("three only") << QByteArray("1 2 3\n") << u"1 2 3"_s;
    QTest::newRow("two only") << QByteArray("1 2\n") << u"none"_s;
    QTest::newRow("empty") << QByteArray() << u"none"_s;
    QTest::newRow("empty line") << QByteArray("\n") << u"none"_s;
    QTest::newRow("cut off") << QByteArray("1.25 2.5 3") << u"none"_s;
    QTest::newRow("negative") << QByteArray("1 -2 3\n") << u"none"_s;
    QTest::newRow("not finite") << QByteArray("inf nan 3\n") << u"none"_s;
    QTest::newRow("too large") << QByteArray("1e999 1 1\n") << u"none"_s;
}

void MemoryUseTest::readsLoad()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, expected);
    const auto load = parseLoadAverage(text);
    const QString printed =
        load ? u"%1 %2 %3"_s.arg(load->oneMinute).arg(load->fiveMinutes).arg(load->fifteenMinutes)
             : u"none"_s;
    QCOMPARE(printed, expected);
}

TIDEMARK_TEST(MemoryUseTest)
#include "memory_use_test.moc"
