// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever stands in the files, reading them ends and what is read is a number.
#include "services/collect/container_use.h"
#include "services/collect/kernel_text.h"
#include "services/collect/machine_metrics.h"
#include "services/collect/machine_probe.h"
#include "tests/services/collect/fixture_tree.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::collect;
using tidemark::test::FixtureTree;

namespace {

constexpr int kRounds = 400;
constexpr unsigned kSeed = 20260301;

const std::array<std::pair<const char *, QByteArray>, 9> kFiles{{
    {"proc/stat", "cpu 100 2 30 400 5 6 7 8 0 0\ncpu0 50 1 15 200 2 3 4 4 0 0\n"},
    {"proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 600 kB\nSwapTotal: 9 kB\nSwapFree: 9 kB\n"},
    {"proc/loadavg", "5.13 4.73 4.15 7/110 27047\n"},
    {"proc/diskstats", " 254 0 vda 5 6 10 8 9 1 20 678 0 181 282\n"},
    {"proc/net/dev", "  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n"},
    {"proc/self/cgroup", "0::/a/b\n"},
    {"proc/self/mountinfo", "30 23 0:26 / /cg rw - cgroup2 cgroup2 rw\n"},
    {"cg/a/b/memory.stat", "inactive_file 2000\n"},
    {"sys/class/hwmon/hwmon0/temp1_input", "45500\n"},
}};

// Up to six changes: a byte set, removed or doubled, the end cut off, a piece repeated.
QByteArray mutated(QByteArray bytes, std::mt19937 &random)
{
    static constexpr char kBytes[] = "\0\n \t:-+.9/,\\x\xff";
    const auto below = [&](qsizetype limit) {
        return std::uniform_int_distribution<qsizetype>(0, limit - 1)(random);
    };
    for (qsizetype changes = below(7); changes > 0 && !bytes.isEmpty(); --changes) {
        const qsizetype at = below(bytes.size());
        const qsizetype kind = below(5);
        if (kind == 0)
            bytes[at] = kBytes[below(sizeof kBytes - 1)];
        else if (kind == 1)
            bytes.remove(at, 1 + below(4));
        else if (kind == 2)
            bytes.insert(at, bytes.mid(at, 1 + below(24)));
        else if (kind == 3)
            bytes.insert(at, QByteArray(1 + below(20), '9'));
        else
            bytes.truncate(at);
    }
    return bytes;
}

} // namespace

class HostileBytesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void readsNumbers_data();
    void readsNumbers();
    void splitsAnything();
    void whatIsReadIsInItsRange();
};

void HostileBytesTest::readsNumbers_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("whole");
    QTest::addColumn<QString>("withSign");
    const auto row = [](const QByteArray &text, const QString &whole, const QString &withSign) {
        QTest::addRow("\"%s\"", text.constData()) << text << whole << withSign;
    };
    row("0", u"0"_s, u"0"_s);
    row("007", u"7"_s, u"7"_s);
    row("-1", u"-"_s, u"-1"_s);
    row("9223372036854775807", u"9223372036854775807"_s, u"9223372036854775807"_s);
    row("9223372036854775808", u"9223372036854775808"_s, u"-"_s);
    row("18446744073709551615", u"18446744073709551615"_s, u"-"_s);
    row("18446744073709551616", u"-"_s, u"-"_s);
    row("", u"-"_s, u"-"_s);
    row("-", u"-"_s, u"-"_s);
    row("+1", u"-"_s, u"-"_s);
    row(" 1", u"-"_s, u"-"_s);
    row("1 ", u"-"_s, u"-"_s);
    row("0x10", u"-"_s, u"-"_s);
    row("1e3", u"-"_s, u"-"_s);
    row(QByteArray("1\0", 2), u"-"_s, u"-"_s);
}

void HostileBytesTest::readsNumbers()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QString, whole);
    QFETCH(const QString, withSign);
    const auto shown = [](const auto &number) {
        return number ? QString::number(*number) : u"-"_s;
    };
    QCOMPARE(shown(wholeNumber(text)), whole);
    QCOMPARE(shown(signedNumber(text)), withSign);
}

void HostileBytesTest::splitsAnything()
{
    QVERIFY(completeLines({}).empty());
    QVERIFY(completeLines("cut off").empty());
    QCOMPARE(completeLines("\n\na\n").size(), 3U);
    QVERIFY(wordsOf({}).empty());
    QVERIFY(wordsOf(" \t ").empty());
    QCOMPARE(wordsOf("\ta  b c ").size(), 3U);
    QCOMPARE(wordsOf("a b c", 2).size(), 2U);
    QCOMPARE(wordsOf("a b c", 2).back().toByteArray(), QByteArray("b"));
    QCOMPARE(partsOf("a,,b,", ',').size(), 4U);
    QCOMPARE(partsOf({}, ',').size(), 1U);
    QCOMPARE(numberOf("ab 1\na 2\n", "a"), std::uint64_t{2});
    QVERIFY(!numberOf("a 2 3\n", "a"));
    QVERIFY(!numberOf("a\n", "a"));
    QVERIFY(!numberOf("a 2", "a"));
}

void HostileBytesTest::whatIsReadIsInItsRange()
{
    std::mt19937 random(kSeed);
    FixtureTree tree;
    tree.write(u"sys/block/vda"_s, "");
    tree.write(u"cg/a/b/memory.current"_s, "5000\n");
    MachineProbe probe(tree.files());
    std::size_t count = 0;
    for (int round = 0; round < kRounds; ++round) {
        for (const auto &[path, content] : kFiles)
            tree.write(QLatin1String(path), mutated(content, random));
        for (const MachineReading &reading : probe.read(Timestamp(round * 1'000'000'000LL))) {
            const QByteArray what = QByteArray::number(round) + ' ' + reading.metric.toUtf8() +
                                    ' ' + QByteArray::number(reading.value);
            QVERIFY2(std::isfinite(reading.value), what.constData());
            QVERIFY2(reading.value >= (reading.unit == u"°C"_s ? -273.15 : 0.0), what.constData());
            QVERIFY2(reading.unit != u"%"_s || reading.value <= 100, what.constData());
            for (const QString &tag : reading.tags)
                QVERIFY2(!tag.isEmpty(), what.constData());
            ++count;
        }
    }
    qInfo("%zu readings of seed %u", count, kSeed);
    QVERIFY(count > kRounds); // not all of it was refused
}

TIDEMARK_TEST(HostileBytesTest)
#include "hostile_bytes_test.moc"
