// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/collect/processor_times.h"

#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark::collect;

namespace {

// `machine:10 0:4 12:8`: the columns of each line that was read.
QString printed(const ProcessorTable &table)
{
    QStringList lines;
    const auto add = [&](const QString &name, const ProcessorTimes &times) {
        QStringList ticks;
        for (std::size_t column = 0; column < times.columns; ++column)
            ticks.append(QString::number(times.ticks[column]));
        lines.append(name + u':' + ticks.join(u','));
    };
    if (table.machine)
        add(u"all"_s, *table.machine);
    for (const auto &[core, times] : table.cores)
        add(QString::number(core), times);
    return lines.join(u' ');
}

ProcessorTimes timesOf(const QByteArray &columns)
{
    const QByteArray stat = "cpu " + columns + "\n";
    return parseProcessorTimes(stat).machine.value();
}

} // namespace

class ProcessorTimesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsLinesByTheirNames_data();
    void readsLinesByTheirNames();
    void computesShares_data();
    void computesShares();
};

void ProcessorTimesTest::readsLinesByTheirNames_data()
{
    QTest::addColumn<QByteArray>("stat");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *stat, const QString &expected) {
        QTest::newRow(name) << QByteArray(stat) << expected;
    };
    row("whole file",
        "cpu  568014 4 157132 78096 7318 0 1502 793 9 8\n"
        "cpu0 282870 3 75952 44214 2615 0 421 391 0 0\n"
        "cpu12 1 2 3 4 5 6 7 8 9 10\nintr 3861566 0 0\nctxt 1\n",
        u"all:568014,4,157132,78096,7318,0,1502,793,9,8 "
        "0:282870,3,75952,44214,2615,0,421,391,0,0 12:1,2,3,4,5,6,7,8,9,10"_s);
    row("a core is missing", "cpu1 1 2 3 4\ncpu3 5 6 7 8\n", u"1:1,2,3,4 3:5,6,7,8"_s);
    row("more columns than known", "cpu 1 2 3 4 5 6 7 8 9 10 11 12\n",
        u"all:1,2,3,4,5,6,7,8,9,10"_s);
    row("too few columns", "cpu 1 2 3\ncpu0\n", u""_s);
    row("empty", "", u""_s);
    row("cut off", "cpu 1 2 3 4\ncpu0 1 2 3 4", u"all:1,2,3,4"_s);
    row("negative", "cpu -1 2 3 4\ncpu0 1 2 3 -4\n", u""_s);
    row("largest", "cpu 18446744073709551615 0 0 0\n", u"all:18446744073709551615,0,0,0"_s);
    row("one beyond", "cpu 18446744073709551616 0 0 0\n", u""_s);
    row("no numbers", "cpu a b c d\ncpu0 1 2 3 4x\n", u""_s);
    row("other names", "cpufreq 1 2 3 4\ncpu-1 1 2 3 4\ncpu 0 1 2 3 4\nxcpu 1 2 3 4\n",
        u"all:0,1,2,3,4"_s);
    row("the first of a name", "cpu0 1 1 1 1\ncpu0 2 2 2 2\n", u"0:1,1,1,1"_s);
}

void ProcessorTimesTest::readsLinesByTheirNames()
{
    QFETCH(const QByteArray, stat);
    QFETCH(const QString, expected);
    QCOMPARE(printed(parseProcessorTimes(stat)), expected);
}

void ProcessorTimesTest::computesShares_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<double>("busy"); // -1: none
    QTest::addColumn<double>("waiting");
    const auto row = [](const char *name, const char *before, const char *now, double busy,
                        double waiting) {
        QTest::newRow(name) << QByteArray(before) << QByteArray(now) << busy << waiting;
    };
    row("idle", "0 0 0 0 0", "0 0 0 50 0", 0, 0);
    row("busy", "0 0 0 0 0", "50 0 0 0 0", 100, 0);
    row("mixed", "10 10 10 10 10 10 10 10", "20 20 20 50 20 20 20 20", 100 * 60.0 / 110,
        100 * 10.0 / 110);
    row("waiting is not busy", "0 0 0 0 0", "0 0 0 25 75", 0, 75);
    row("guests are inside user and nice", "0 0 0 0 0 0 0 0 0 0", "40 20 0 40 0 0 0 0 40 20", 60,
        0);
    row("half a guest", "0 0 0 0 0 0 0 0 0 0", "40 0 0 60 0 0 0 0 20 0", 40, 0);
    row("no column for waiting", "0 0 0 0", "1 0 0 1", 50, -1);
    row("a column of a newer kernel", "0 0 0 0", "1 0 0 1 0", 50, -1);
    row("idle falls", "0 0 0 900 0", "10 0 0 800 30", 25, 75);
    row("all fall", "9 9 9 9 9", "1 1 1 1 1", -1, -1);
    row("no time passed", "9 9 9 9 9", "9 9 9 9 9", -1, -1);
    row("huge", "0 0 0 0 0 0 0 0 0 0",
        "18446744073709551615 18446744073709551615 18446744073709551615 18446744073709551615 "
        "18446744073709551615 0 0 0 0 0",
        60, 20);
}

void ProcessorTimesTest::computesShares()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, now);
    QFETCH(const double, busy);
    QFETCH(const double, waiting);
    const auto share = processorShare(timesOf(before), timesOf(now));
    QCOMPARE(share ? share->busy_pct : -1, busy);
    QCOMPARE(share ? share->wait_pct.value_or(-1) : -1, waiting);
}

TIDEMARK_TEST(ProcessorTimesTest)
#include "processor_times_test.moc"
