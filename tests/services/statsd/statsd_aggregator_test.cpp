// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_aggregator.h"
#include "tests/services/statsd/flush_text.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using tidemark::test::flushText;
using tidemark::test::kBegin;
using tidemark::test::momentAfter;

/// What one interval of lines comes to.
class StatsdAggregatorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void interval_data();
    void interval();
    void timingsAreSummedUp();
    void percentilesOfAThousand();
    void quietIntervals();
    void theRestOfAPacketIsUsed();
    void aCutPacketLosesItsLastLine();
    void valuesWithATimeAreTakenAsTheyAre();
    void aCounterWithATimeIsTheSumOverIntervals();
    void aTimeFarAheadIsRefused();
    void theClockMayGoBack();
    void nameKeepsItsType();
    void partsOfATimingAreTaken();
    void aTooLargeSumLeavesWhatWas();

private:
    /// The lines of one interval of ten seconds.
    [[nodiscard]] static QStringList after(const QByteArray &packet)
    {
        StatsdAggregator aggregator(momentAfter(0s));
        aggregator.addPacket(packet.toStdString(), kBegin);
        return flushText(aggregator.flush(momentAfter(10s)));
    }
};

void StatsdAggregatorTest::interval_data()
{
    QTest::addColumn<QByteArray>("packet");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const char *packet, QStringList expected) {
        QTest::newRow(name) << QByteArray(packet) << std::move(expected);
    };
    row("counter", "a:1|c\na:2.5|c\na:4|c", {u"a 7.5 0.75/s"_s});
    row("sampled counter", "a:1|c|@0.1\na:1|c|@0.5", {u"a 12 1.2/s"_s});
    row("counter of several values", "a:1:2:3|c", {u"a 6 0.6/s"_s});
    row("counter that falls", "a:5|c\na:-7|c", {u"a -2 -0.2/s"_s});
    row("gauge", "g:5|g\ng:3|g", {u"g 3"_s});
    row("gauge that changes", "g:5|g\ng:+3|g\ng:-10|g", {u"g -2"_s});
    row("change of an unknown gauge", "g:-4|g", {u"g -4"_s});
    row("negative gauge of clients", "g:7|g\ng:0|g\ng:-3|g", {u"g -3"_s});
    row("set", "s:a|s\ns:b|s\ns:a|s", {u"s 2"_s});
    row("set with colons", "s:a:b|s\ns:a:c|s", {u"s 2"_s});
    row("tags in any order", "a:1|c|#x:1,y:2\na:2|c|#y:2,x:1", {u"a{x=1;y=2} 3 0.3/s"_s});
    row("other tags are another series", "a:1|c|#x:1\na:2|c|#x:2\na:4|c",
        {u"a 4 0.4/s"_s, u"a{x=1} 1 0.1/s"_s, u"a{x=2} 2 0.2/s"_s});
    row("tag without a value", "a:1|c|#prod", {u"a{prod=true} 1 0.1/s"_s});
    row("empty tags are none", "a:1|c|#,x:,:y\na:1|c", {u"a 2 0.2/s"_s});
    row("a key given twice", "a:1|c|#k:1,k:2\na:1|c|#k:2,k:1", {u"a{k=2} 2 0.2/s"_s});
    row("value with a colon", "a:1|c|#url:http://x", {u"a{url=http://x} 1 0.1/s"_s});
    row("both spellings of a letter", "\xc3\xa4:1|c|#k:\xc3\xa4\na\xcc\x88:1|c|#k:a\xcc\x88",
        {u"ä{k=ä} 2 0.2/s"_s});
    row("origin is no tag", "a:1|c|#x:1|c:box|e:it|card:high", {u"a{x=1} 1 0.1/s"_s});
    row("nothing", "\n\r\n", {});
}

void StatsdAggregatorTest::interval()
{
    QFETCH(QByteArray, packet);
    QFETCH(QStringList, expected);
    QCOMPARE(after(packet), expected);
}

void StatsdAggregatorTest::timingsAreSummedUp()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("t:10|ms\nt:20|ms\nt:60|ms\nt:-30|ms\nd:8|d|@0.25\nd:8:16|h", kBegin);
    const StatsdFlush flush = aggregator.flush(momentAfter(10s));
    QCOMPARE(flush.readings.size(), 2U);
    for (const StatsdReading &reading : flush.readings) {
        const bool isTimer = reading.series->name == u"t"_s;
        QCOMPARE(reading.series->isMilliseconds, isTimer);
        const TimingSummary &timing = reading.timing.value();
        QCOMPARE(timing.count, isTimer ? 4.0 : 6.0);
        QCOMPARE(timing.sum, isTimer ? 60.0 : 56.0);
        QCOMPARE(timing.min, isTimer ? -30.0 : 8.0);
        QCOMPARE(timing.max, isTimer ? 60.0 : 16.0);
        QCOMPARE(timing.mean, isTimer ? 15.0 : 56.0 / 6);
        QCOMPARE(reading.perSecond, isTimer ? 0.4 : 0.6);
    }
}

void StatsdAggregatorTest::percentilesOfAThousand()
{
    StatsdAggregator aggregator(momentAfter(0s));
    for (int i = 1; i <= 1'000; ++i)
        aggregator.addPacket("t:" + std::to_string(i) + "|ms", kBegin);
    const StatsdFlush flush = aggregator.flush(momentAfter(10s));
    const TimingSummary timing = flush.readings.at(0).timing.value();
    QCOMPARE(timing.mean, 500.5);
    QCOMPARE(timing.min, 1.0);
    QCOMPARE(timing.max, 1'000.0);
    const std::pair<double, double> quantiles[] = {
        {timing.median, 501}, {timing.p90, 901}, {timing.p95, 951}, {timing.p99, 991}};
    for (const auto &[told, exact] : quantiles)
        QVERIFY2(std::abs(told - exact) / exact < 0.01, qPrintable(QString::number(told)));
}

// Counters say zero and gauges their value until they are forgotten; timings and sets say nothing.
void StatsdAggregatorTest::quietIntervals()
{
    StatsdLimits limits;
    limits.idleFlushes = 2;
    limits.idleGaugeFlushes = 4;
    StatsdAggregator aggregator(momentAfter(0s), limits);
    aggregator.addPacket("c:1|c\ng:7|g\nt:1|ms\ns:x|s", kBegin);
    QCOMPARE(aggregator.flush(momentAfter(10s)).readings.size(), 4U);
    const QStringList quiet{u"c 0 0/s"_s, u"g 7"_s};
    QCOMPARE(flushText(aggregator.flush(momentAfter(20s))), quiet);
    QCOMPARE(flushText(aggregator.flush(momentAfter(30s))), quiet);
    QCOMPARE(aggregator.seriesCount(), 1U); // the gauge
    QCOMPARE(aggregator.nameCount(), 4U);   // each keeps its type
    QCOMPARE(flushText(aggregator.flush(momentAfter(40s))), QStringList{u"g 7"_s});
    aggregator.addPacket("g:+1|g\nc:1|g\nt:2|h", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(50s))), (QStringList{u"g 8"_s, u"t 1 of 2"_s}));
    QCOMPARE(aggregator.counts().of(StatsdDrop::OtherType), 1);
}

void StatsdAggregatorTest::theRestOfAPacketIsUsed()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("a:1|c\nrubbish\na:x|c\n_e{1,1}:a|b\n\na:2|c\n_sc|x|0\r\na:1|q\n", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(1s))), QStringList{u"a 3 3/s"_s});
    const StatsdCounts &counts = aggregator.counts();
    QCOMPARE(counts.packets, 1);
    QCOMPARE(counts.lines, 7);
    QCOMPARE(counts.used, 2);
    QCOMPARE(counts.malformed(), 3);
    QCOMPARE(counts.events(), 2);
    QCOMPARE(counts.of(StatsdFault::NoValue), 1);
    QCOMPARE(counts.of(StatsdFault::BadValue), 1);
    QCOMPARE(counts.of(StatsdFault::UnknownType), 1);
}

void StatsdAggregatorTest::aCutPacketLosesItsLastLine()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("a:1|c\na:100|c", kBegin, true); // it might have been 1000
    aggregator.addPacket("a:100|c", kBegin, true);
    QCOMPARE(flushText(aggregator.flush(momentAfter(1s))), QStringList{u"a 1 1/s"_s});
    QCOMPARE(aggregator.counts().cutPackets, 2);
    QCOMPARE(aggregator.counts().lines, 1);
}

void StatsdAggregatorTest::valuesWithATimeAreTakenAsTheyAre()
{
    const QByteArray packet = "g:17|g|T1656581400\ng:-3|g|T1656581401\nc:2|c|T1656581400\n"
                              "c:1|c|@0.5|T1656581400\ng:18|g|T1656581400\nt:5|ms|T1656581400";
    QCOMPARE(after(packet), (QStringList{u"c@1656581400 4"_s, u"g@1656581400 18"_s,
                                         u"g@1656581401 -3"_s, u"t 1 of 5"_s}));
}

// The store replaces a value by the one that comes later for its time.
void StatsdAggregatorTest::aCounterWithATimeIsTheSumOverIntervals()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("c:2|c|T100\nc:5|c|#a:b|T100\ng:2|g|T100", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(1s))),
             (QStringList{u"c@100 2"_s, u"c{a=b}@100 5"_s, u"g@100 2"_s}));
    aggregator.addPacket("c:1|c|T100\nc:4|c|T101\ng:1|g|T100\nc:1|c|@0.5|T100", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(2s))),
             (QStringList{u"c@100 5"_s, u"c@101 4"_s, u"g@100 1"_s}));
    QVERIFY(aggregator.flush(momentAfter(3s)).points.empty());
}

void StatsdAggregatorTest::aTimeFarAheadIsRefused()
{
    StatsdAggregator aggregator(momentAfter(0s));
    const std::int64_t begin_s = kBegin.posixNs() / 1'000'000'000;
    const auto packet = [](std::int64_t at_s) { return "g:1|g|T" + std::to_string(at_s); };
    aggregator.addPacket(packet(begin_s + 86'400), kBegin);
    aggregator.addPacket(packet(begin_s + 86'401), kBegin);
    QCOMPARE(aggregator.flush(momentAfter(1s)).points.size(), 1U);
    QCOMPARE(aggregator.counts().of(StatsdDrop::Future), 1);
}

void StatsdAggregatorTest::theClockMayGoBack()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("a:10|c", kBegin);
    StatsdMoment back = momentAfter(10s);
    back.wall = kBegin - Timedelta(3'600'000'000'000);
    const StatsdFlush first = aggregator.flush(back);
    QCOMPARE(first.at, back.wall);
    QCOMPARE(first.length_s, 10.0);
    QCOMPARE(first.readings.at(0).perSecond, 1.0);
    const StatsdFlush none = aggregator.flush(back); // no time went by
    QCOMPARE(none.length_s, 0.0);
    QCOMPARE(none.readings.at(0).perSecond, 0.0);
}

void StatsdAggregatorTest::nameKeepsItsType()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("a:1|c\na:5|g\na:5|g|#x:1\na:2|c", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(1s))), QStringList{u"a 3 3/s"_s});
    QCOMPARE(aggregator.counts().of(StatsdDrop::OtherType), 2);
}

// A timing is kept as `NAME.count` and so on; nothing else may write there.
void StatsdAggregatorTest::partsOfATimingAreTaken()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("t:1|ms\nt.count:1|c\nt.p99:1|g\nt.other:1|c\nu.max:1|g\nu:1|ms", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(1s))),
             (QStringList{u"t 1 of 1"_s, u"t.other 1 1/s"_s, u"u.max 1"_s}));
    QCOMPARE(aggregator.counts().of(StatsdDrop::OtherType), 3);
    const std::string name(StatsdLine::kLongestName - 6, 'n');
    aggregator.addPacket(name + ":1|ms\n" + name + "n:1|ms\n" + name + "n:1|c", kBegin);
    QCOMPARE(aggregator.counts().of(StatsdDrop::LongName), 1);
    QCOMPARE(aggregator.counts().used, 5);
}

void StatsdAggregatorTest::aTooLargeSumLeavesWhatWas()
{
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("c:1e308|c\nc:1e308|c\ng:1e308|g\ng:+1e308|g\nt:1e308|ms\nt:1e308|ms\n"
                         "p:1e308:1e308|c|T1656581400",
                         kBegin);
    QCOMPARE(aggregator.counts().of(StatsdDrop::TooLarge), 4);
    const StatsdFlush flush = aggregator.flush(momentAfter(1s));
    QCOMPARE(flush.readings.size(), 3U);
    for (const StatsdReading &reading : flush.readings)
        QCOMPARE(reading.timing ? reading.timing->sum : reading.value, 1e308);
    QVERIFY(flush.points.empty());
}

TIDEMARK_TEST(StatsdAggregatorTest)
#include "statsd_aggregator_test.moc"
