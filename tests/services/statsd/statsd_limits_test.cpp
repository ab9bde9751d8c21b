// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_aggregator.h"
#include "tests/services/statsd/flush_text.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using tidemark::test::flushText;
using tidemark::test::kBegin;
using tidemark::test::momentAfter;

namespace {

double totalOf(const StatsdFlush &flush)
{
    return std::accumulate(
        flush.readings.begin(), flush.readings.end(), 0.0,
        [](double sum, const StatsdReading &reading) { return sum + reading.value; });
}

bool addsUp(const StatsdCounts &counts)
{
    return counts.used + counts.malformed() + counts.events() + counts.dropped() == counts.lines;
}

} // namespace

/// What senders may make the aggregator keep: one below each limit and one above.
class StatsdLimitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void names();
    void tagSetsShareTheOverflow();
    void setsThatAreLetGoMakeRoom();
    void gaugesDoNotShare();
    void seriesOfAllNames();
    void tagsOfALine();
    void lengthOfATag();
    void textOfAllSeries();
    void totalsOfTimes();
    void timesCannotBeChosenToMeet();
    void pointsOfAnInterval();
    void memoryOfSketches();
    void garbageIsCounted();
};

void StatsdLimitsTest::names()
{
    const StatsdLimits limits;
    QCOMPARE(limits.names, 10'000U);
    StatsdAggregator aggregator(momentAfter(0s));
    for (std::size_t i = 0; i <= limits.names; ++i)
        aggregator.addPacket("n" + std::to_string(i) + ":1|c", kBegin);
    QCOMPARE(aggregator.nameCount(), limits.names);
    QCOMPARE(aggregator.counts().of(StatsdDrop::Names), 1);
    aggregator.addPacket("n5:1|c", kBegin); // a known one goes on
    QCOMPARE(totalOf(aggregator.flush(momentAfter(1s))), static_cast<double>(limits.names) + 1);
    QVERIFY(addsUp(aggregator.counts()));
}

void StatsdLimitsTest::tagSetsShareTheOverflow()
{
    const StatsdLimits limits;
    QCOMPARE(limits.tagSets, 2'000U);
    StatsdAggregator aggregator(momentAfter(0s));
    constexpr std::size_t kMore = 500;
    for (std::size_t i = 0; i < limits.tagSets + kMore; ++i) {
        const std::string tag = "|#i:" + std::to_string(i);
        aggregator.addPacket(
            "c:2|c" + tag + "\nt:5|ms" + tag + "\ns:m" + std::to_string(i) + "|s" + tag, kBegin);
    }
    QCOMPARE(aggregator.counts().folded, static_cast<std::int64_t>(3 * kMore));
    QCOMPARE(aggregator.counts().dropped(), 0);
    const StatsdFlush flush = aggregator.flush(momentAfter(1s));
    const QStringList lines = flushText(flush);
    QVERIFY(lines.contains(u"c{tidemark.overflow=true} 1000 1000/s"_s));
    QVERIFY(lines.contains(u"t{tidemark.overflow=true} 500 of 2500"_s));
    QVERIFY(lines.contains(u"s{tidemark.overflow=true} 500"_s));
    QCOMPARE(totalOf(flush), static_cast<double>((limits.tagSets + kMore) * (2 + 1 + 1)));
}

void StatsdLimitsTest::setsThatAreLetGoMakeRoom()
{
    StatsdLimits limits;
    limits.tagSets = 1;
    limits.idleFlushes = 1;
    StatsdAggregator aggregator(momentAfter(0s), limits);
    aggregator.addPacket("c:1|c|#a:1\nc:2|c|#a:2", kBegin);
    (void)aggregator.flush(momentAfter(1s));
    (void)aggregator.flush(momentAfter(2s));
    QCOMPARE(aggregator.seriesCount(), 0U);
    aggregator.addPacket("c:2|c|#a:2\nc:4|c|#a:3", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(3s))),
             (QStringList{u"c{a=2} 2 2/s"_s, u"c{tidemark.overflow=true} 4 4/s"_s}));
}

void StatsdLimitsTest::gaugesDoNotShare()
{
    StatsdLimits limits;
    limits.tagSets = 2;
    StatsdAggregator aggregator(momentAfter(0s), limits);
    aggregator.addPacket("g:1|g|#a:1\ng:2|g|#a:2\ng:3|g|#a:3\ng:4|g|#a:1", kBegin);
    QCOMPARE(flushText(aggregator.flush(momentAfter(1s))),
             (QStringList{u"g{a=1} 4"_s, u"g{a=2} 2"_s}));
    QCOMPARE(aggregator.counts().of(StatsdDrop::TagSets), 1);
}

void StatsdLimitsTest::seriesOfAllNames()
{
    StatsdLimits limits;
    limits.series = 3;
    StatsdAggregator aggregator(momentAfter(0s), limits);
    aggregator.addPacket("a:1|c\nb:1|c\nc:1|c\nc:1|c|#x:1\nd:1|c\nd:2|c|#y:2\ne:1|g", kBegin);
    QCOMPARE(
        flushText(aggregator.flush(momentAfter(1s))),
        (QStringList{u"a 1 1/s"_s, u"b 1 1/s"_s, u"c 1 1/s"_s, u"c{tidemark.overflow=true} 1 1/s"_s,
                     u"d{tidemark.overflow=true} 3 3/s"_s}));
    QCOMPARE(aggregator.counts().of(StatsdDrop::TagSets), 1);
}

// Lines that differ only behind a limit are not one series: they are refused.
void StatsdLimitsTest::tagsOfALine()
{
    std::string tags = "#";
    for (int i = 10; i < 10 + static_cast<int>(TagSet::kMost) - 1; ++i)
        tags += "k" + std::to_string(i) + ":v,";
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("a:1|c|" + tags + "z:1\na:2|c|" + tags + "z:2", kBegin);
    aggregator.addPacket("a:4|c|" + tags + "z:1,z:1", kBegin); // one of them counts
    aggregator.addPacket("a:8|c|" + tags + "z:1,zz:1\na:8|c|#0:1," + tags.substr(1) + "z:1",
                         kBegin); // in whatever order it comes
    QCOMPARE(aggregator.counts().of(StatsdDrop::ManyTags), 2);
    const StatsdFlush flush = aggregator.flush(momentAfter(1s));
    QCOMPARE(flush.readings.size(), 2U);
    QCOMPARE(totalOf(flush), 7.0);
    for (const StatsdReading &reading : flush.readings)
        QCOMPARE(reading.series->tags.size(), 64);
    QVERIFY(addsUp(aggregator.counts()));
}

void StatsdLimitsTest::lengthOfATag()
{
    const std::string key(255, 'k');
    const std::string value(4'095, 'v');
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("a:1|c|#" + key + ":" + value + "v\na:2|c|#" + key + ":" + value + "w",
                         kBegin);
    QCOMPARE(aggregator.counts().dropped(), 0);
    aggregator.addPacket("a:4|c|#" + key + ":" + value + "\u00e4", kBegin); // two bytes
    aggregator.addPacket("a:4|c|#" + key + "k:v", kBegin);
    aggregator.addPacket("a:4|c|#" + key + "k", kBegin);
    QCOMPARE(aggregator.counts().of(StatsdDrop::LongTag), 3);
    const StatsdFlush flush = aggregator.flush(momentAfter(1s));
    QCOMPARE(flush.readings.size(), 2U);
    QCOMPARE(totalOf(flush), 3.0);
    for (const StatsdReading &reading : flush.readings) {
        QCOMPARE(reading.series->tags.firstKey(), QString::fromStdString(key));
        QCOMPARE(reading.series->tags.first(),
                 QString::fromStdString(value + (reading.value == 1.0 ? "v" : "w")));
    }
    QVERIFY(addsUp(aggregator.counts()));
}

void StatsdLimitsTest::textOfAllSeries()
{
    StatsdLimits limits;
    limits.keyBytes = 10'000;
    limits.idleFlushes = 1;
    StatsdAggregator aggregator(momentAfter(0s), limits);
    const auto line = [](int i) {
        return "c:1|c|#" + std::to_string(i) + ":" + std::string(1'000, 'v');
    };
    for (int i = 0; i < 100; ++i)
        aggregator.addPacket(line(i), kBegin);
    QCOMPARE(aggregator.seriesCount(), 11U); // ten, and that of the rest
    QCOMPARE(aggregator.counts().folded, 90);
    (void)aggregator.flush(momentAfter(1s));
    (void)aggregator.flush(momentAfter(2s));
    QCOMPARE(aggregator.seriesCount(), 0U);
    aggregator.addPacket(line(100), kBegin); // there is room again
    QCOMPARE(aggregator.counts().folded, 90);
}

void StatsdLimitsTest::totalsOfTimes()
{
    constexpr std::size_t kMost = 10;
    StampedTotals totals(kMost, 2);
    for (int at = 0; at < 1'000; ++at)
        QCOMPARE(totals.add({1, Timestamp(at)}, 2.0), 2.0);
    QVERIFY(totals.size() <= 2 * kMost);
    QCOMPARE(totals.add({1, Timestamp(999)}, 1.0), 3.0);
    QCOMPARE(totals.add({2, Timestamp(999)}, 1.0), 1.0); // of another series
    for (int interval = 0; interval < 10; ++interval) {  // what goes on coming stays
        totals.endInterval();
        QCOMPARE(totals.add({1, Timestamp(999)}, 1.0), 4.0 + interval);
    }
    for (int interval = 0; interval < 4; ++interval)
        totals.endInterval();
    QCOMPARE(totals.size(), 0U);
}

// Places that one would choose who knows how the number of a series and a time are mixed.
void StatsdLimitsTest::timesCannotBeChosenToMeet()
{
    constexpr std::uint64_t kPlaces = 1'000;
    constexpr std::uint64_t kBuckets = 107'897; // that the totals have when there are as many
    const StampedTotals::PlaceHash hash;
    std::set<std::size_t> mixed;
    std::set<std::size_t> multiples;
    for (std::uint64_t i = 0; i < kPlaces; ++i) {
        const std::uint64_t at = i * 0x9e3779b97f4a7c15U;
        mixed.insert(hash({i, Timestamp(static_cast<std::int64_t>(at))}));
        multiples.insert(hash({0, Timestamp(static_cast<std::int64_t>(i * kBuckets))}) % kBuckets);
    }
    QCOMPARE(mixed.size(), kPlaces);
    QVERIFY(multiples.size() > kPlaces * 9 / 10); // of a hundred thousand buckets few are met twice
    const StampedTotals::Place place{1, Timestamp(2)};
    QCOMPARE(hash.seed(), std::size_t{QHashSeed::globalSeed()});
    QVERIFY((StampedTotals::PlaceHash(1)(place) != StampedTotals::PlaceHash(2)(place)));
}

void StatsdLimitsTest::pointsOfAnInterval()
{
    StatsdLimits limits;
    limits.points = 2;
    StatsdAggregator aggregator(momentAfter(0s), limits);
    aggregator.addPacket("g:1|g|T1\ng:2|g|T2\ng:3|g|T3", kBegin);
    QCOMPARE(aggregator.flush(momentAfter(1s)).points.size(), 2U);
    QCOMPARE(aggregator.counts().of(StatsdDrop::Points), 1);
    aggregator.addPacket("g:3|g|T3", kBegin); // a new interval
    QCOMPARE(aggregator.flush(momentAfter(2s)).points.size(), 1U);
}

void StatsdLimitsTest::memoryOfSketches()
{
    StatsdLimits limits;
    limits.sketchBytes = 10'000;
    StatsdAggregator aggregator(momentAfter(0s), limits);
    for (int i = 0; i < 1'000; ++i)
        aggregator.addPacket("t" + std::to_string(i) + ":1|ms\nc:1|c", kBegin);
    QVERIFY(aggregator.counts().of(StatsdDrop::Memory) > 800);
    QVERIFY(aggregator.sketchBytes() < limits.sketchBytes + 1024);
    QVERIFY(addsUp(aggregator.counts()));
    (void)aggregator.flush(momentAfter(1s));
    QCOMPARE(aggregator.sketchBytes(), 0U); // given back
    aggregator.addPacket("t1:1|ms", kBegin);
    QCOMPARE(aggregator.flush(momentAfter(2s)).readings.size(), 2U); // and the counter's zero
}

// 64 MB of random bytes, and of bytes that lines are made of.
void StatsdLimitsTest::garbageIsCounted()
{
    constexpr std::size_t kPacket = 8'192;
    constexpr std::size_t kPackets = (std::size_t{64} << 20) / kPacket;
    constexpr std::string_view kLetters = "ab:|@#,.-+0123456789cgmshdT\n\n\xc3\xa4";
    std::mt19937_64 random(20260301);
    StatsdAggregator aggregator(momentAfter(0s));
    std::string packet(kPacket, '\0');
    for (std::size_t i = 0; i < kPackets; ++i) {
        const bool isLikeLines = i % 2 == 0;
        for (std::size_t at = 0; at < kPacket; at += 8) {
            std::uint64_t bits = random();
            for (std::size_t k = 0; k < 8; ++k, bits >>= 8)
                packet[at + k] = isLikeLines ? kLetters[(bits & 0xff) % kLetters.size()]
                                             : static_cast<char>(bits & 0xff);
        }
        aggregator.addPacket(packet, kBegin, i % 16 == 0);
    }
    const StatsdCounts &counts = aggregator.counts();
    QCOMPARE(counts.bytes, std::int64_t{64} << 20);
    QVERIFY(addsUp(counts));
    QVERIFY(counts.malformed() > 1'000'000);
    QVERIFY(aggregator.nameCount() <= 10'000);
    QVERIFY(aggregator.seriesCount() <= 110'000);
    qInfo("%lld lines: %lld used, %lld malformed, %lld dropped, %zu names",
          static_cast<long long>(counts.lines), static_cast<long long>(counts.used),
          static_cast<long long>(counts.malformed()), static_cast<long long>(counts.dropped()),
          aggregator.nameCount());
    (void)aggregator.flush(momentAfter(10s));
}

TIDEMARK_TEST(StatsdLimitsTest)
#include "statsd_limits_test.moc"
