// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_counts.h"
#include "services/statsd/statsd_receiver.h"
#include "tests/services/statsd/datagrams.h"
#include "tests/services/statsd/store_case.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <random>
#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;

namespace {

struct Flood
{
    std::int64_t lines = 0;
    std::int64_t packets = 0;
    qint64 mostBytes = 0; ///< of this process
};

/// So many lines a second, each of a name of its own, 20 a packet.
Flood sendFlood(quint16 port, std::chrono::seconds length, int linesPerSecond)
{
    constexpr int kLinesOfPacket = 20;
    const Datagrams sender(port);
    std::mt19937_64 random(20260301);
    Flood flood;
    const auto begin = std::chrono::steady_clock::now();
    const std::int64_t all = length.count() * linesPerSecond;
    while (flood.lines < all) {
        std::string packet;
        for (int i = 0; i < kLinesOfPacket; ++i)
            packet += "n." + std::to_string(random()) + ":1|c\n";
        flood.packets += sender.send(packet) ? 1 : 0;
        flood.lines += kLinesOfPacket;
        if (flood.packets % 1'000 == 0)
            flood.mostBytes = std::max(flood.mostBytes, residentBytes());
        std::this_thread::sleep_until(begin + flood.lines * 1'000'000'000ns / linesPerSecond);
    }
    return flood;
}

/// The environment's number, if it is more than the usual one.
std::int64_t amountOf(const char *name, std::int64_t usual)
{
    return std::max<std::int64_t>(usual, qEnvironmentVariableIntValue(name));
}

std::int64_t arrivedPackets(const StatsdStatistics &now)
{
    return now.counts.packets + now.systemDrops + now.queueDrops;
}

/// Random bytes, and in turn bytes that lines are made of.
void fillWithGarbage(std::string &packet, std::mt19937_64 &random, bool isLikeLines)
{
    constexpr std::string_view kLetters = "ab:|@#,.-+0123456789cgmshdT\n\n\xc3\xa4";
    for (std::size_t at = 0; at + 8 <= packet.size(); at += 8) {
        std::uint64_t bits = random();
        for (std::size_t k = 0; k < 8; ++k, bits >>= 8)
            packet[at + k] = isLikeLines ? kLetters[(bits & 0xff) % kLetters.size()]
                                         : static_cast<char>(bits & 0xff);
    }
}

/// What the store's caches, and the samples on their way to it, take besides.
constexpr std::size_t kStore_bytes = std::size_t{32} << 20;

void expectLittleMemory(qint64 grown, std::size_t most)
{
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed
    QVERIFY2(grown < static_cast<qint64>(most), qPrintable(QString::number(grown)));
#else
    Q_UNUSED(grown);
    Q_UNUSED(most);
#endif
}

} // namespace

/// 100,000 lines a second, each of a new name: TIDEMARK_FLOOD_SECONDS of them, else 3. Garbage:
/// TIDEMARK_GARBAGE_MB, else 20. Sets of tags, each another one: TIDEMARK_TAG_SETS, else 30,000.
class StatsdFloodTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void randomNames();
    void garbage();
    void tagSets();
};

void StatsdFloodTest::randomNames()
{
    constexpr int kLinesPerSecond = 100'000;
    const int seconds = std::max(3, qEnvironmentVariableIntValue("TIDEMARK_FLOOD_SECONDS"));
    const StoreCase store;
    const SystemClock clock;
    StatsdReceiverOptions options;
    options.port = 0;
    options.interval = 1s;
    options.patience = 300s; // ten thousand series are new to the store
    StatsdReceiver receiver(store.ports(), clock, options);
    const quint16 port = receiver.start().value();
    const Datagrams sender(port);
    QVERIFY(sender.send("known:1|c"));
    const qint64 before = residentBytes();
    const Flood flood = sendFlood(port, std::chrono::seconds(seconds), kLinesPerSecond);
    // There is room for the last one once all others came or were thrown away.
    QTRY_COMPARE_WITH_TIMEOUT(arrivedPackets(receiver.statistics()), flood.packets + 1, 20'000);
    QVERIFY(sender.send("known:1|c"));
    QTRY_COMPARE_WITH_TIMEOUT(arrivedPackets(receiver.statistics()), flood.packets + 2, 20'000);
    receiver.stop();

    const StatsdStatistics end = receiver.statistics();
    QCOMPARE(end.names, 10'000U);
    QCOMPARE(end.counts.malformed(), 0);
    QCOMPARE(end.counts.used + end.counts.of(StatsdDrop::Names), end.counts.lines);
    QCOMPARE(end.counts.used, 9'999 + 2);
    QCOMPARE(end.droppedSamples, 0);
    QCOMPARE(store.total(u"known"_s), 2.0); // what is known goes on
    QCOMPARE(answer(store.ports().catalog->definitions()).value().size(), 10'000U);
    const qint64 grown = std::max(flood.mostBytes, residentBytes()) - before;
    qInfo("%d s: %lld lines sent, %lld received, %lld packets dropped by the system and %lld by "
          "the queue, %lld lines refused for their names; memory grew by %.1f MB at the most",
          seconds, static_cast<long long>(flood.lines), static_cast<long long>(end.counts.lines),
          static_cast<long long>(end.systemDrops), static_cast<long long>(end.queueDrops),
          static_cast<long long>(end.counts.of(StatsdDrop::Names)),
          static_cast<double>(grown) / 1e6);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed
    QVERIFY2(grown < 128'000'000, qPrintable(QString::number(grown)));
#endif
}

// As fast as this machine sends it: what is not taken in time is counted, and nothing of it stays.
void StatsdFloodTest::garbage()
{
    constexpr std::int64_t kPacket = 8'192;
    const std::int64_t packets = amountOf("TIDEMARK_GARBAGE_MB", 20) * 1'000'000 / kPacket;
    const StoreCase store;
    const SystemClock clock;
    StatsdReceiverOptions options;
    options.port = 0;
    options.interval = 1s;
    options.patience = 300s;
    StatsdReceiver receiver(store.ports(), clock, options);
    const Datagrams sender(receiver.start().value());
    QVERIFY(sender.send("known:1|c"));
    const qint64 before = residentBytes();
    qint64 most = before;
    std::mt19937_64 random(20260302);
    std::string packet(std::size_t{kPacket}, '\0');
    std::int64_t sent = 1;
    for (std::int64_t i = 0; i < packets; ++i) {
        fillWithGarbage(packet, random, i % 2 == 0);
        sent += sender.send(packet) ? 1 : 0;
        if (i % 1'000 == 0)
            most = std::max(most, residentBytes());
        while (i % 64 == 0 && arrivedPackets(receiver.statistics()) + 256 < sent)
            std::this_thread::sleep_for(1ms); // so that not all of it is thrown away by the system
    }
    QTRY_VERIFY_WITH_TIMEOUT(receiver.statistics().counts.used > 0, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(arrivedPackets(receiver.statistics()), sent, 60'000);
    QVERIFY(sender.send("known:1|c")); // goes on
    ++sent;
    QTRY_COMPARE_WITH_TIMEOUT(arrivedPackets(receiver.statistics()), sent, 60'000);
    receiver.stop();
    const StatsdStatistics end = receiver.statistics();
    const StatsdCounts &counts = end.counts;
    QCOMPARE(counts.used + counts.malformed() + counts.events() + counts.dropped(), counts.lines);
    QVERIFY(counts.packets > sent / 10); // most of it was read, not only thrown away
    QVERIFY(counts.malformed() > counts.packets);
    QVERIFY(end.names <= options.limits.names);
    QCOMPARE(store.total(u"known"_s), 2.0);
    QCOMPARE(end.droppedSamples, 0);
    const qint64 grown = std::max(most, residentBytes()) - before;
    qInfo(
        "%lld MB: %lld packets sent, %lld read, %lld dropped by the system and %lld by the queue; "
        "%lld lines, %lld used, %zu names; memory grew by %.1f MB at the most",
        static_cast<long long>(packets * kPacket / 1'000'000), static_cast<long long>(sent),
        static_cast<long long>(counts.packets), static_cast<long long>(end.systemDrops),
        static_cast<long long>(end.queueDrops), static_cast<long long>(counts.lines),
        static_cast<long long>(counts.used), end.names, static_cast<double>(grown) / 1e6);
    // Packets that wait, and what the aggregator may keep of what lines happen to be right.
    expectLittleMemory(grown, options.queuedBytes + options.limits.keyBytes +
                                  options.limits.sketchBytes + kStore_bytes);
}

// Counters beyond the limits share a series: no value is lost, and a number says how many do.
// Gauges cannot share one: they are dropped, and a reason says why. What was known before goes on.
void StatsdFloodTest::tagSets()
{
    constexpr std::int64_t kOfAPacket = 20;
    const std::int64_t sets = amountOf("TIDEMARK_TAG_SETS", 30'000);
    const StoreCase store;
    const SystemClock clock;
    StatsdReceiverOptions options;
    options.port = 0;
    options.interval = StatsdReceiverOptions::kLongest; // so that none is let go meanwhile
    options.patience = 300s;
    StatsdReceiver receiver(store.ports(), clock, options);
    const Datagrams sender(receiver.start().value());
    const qint64 before = residentBytes();
    qint64 most = before;
    QVERIFY(sender.send("requests:1|c|#user:known\nlevel:1|g|#user:known"));
    std::int64_t packets = 1;
    for (std::int64_t set = 0; set < sets; set += kOfAPacket) {
        std::string packet;
        for (std::int64_t i = set; i < std::min(set + kOfAPacket, sets); ++i) {
            const std::string user = "#user:" + std::to_string(i) + "\n";
            packet += "requests:1|c|" + user + "level:1|g|" + user;
        }
        QVERIFY(sender.send(packet));
        ++packets;
        while (arrivedPackets(receiver.statistics()) + 64 < packets)
            std::this_thread::sleep_for(100us); // each is to arrive
        if (packets % 1'000 == 0)
            most = std::max(most, residentBytes());
    }
    QVERIFY(sender.send("requests:1|c|#user:known\nlevel:7|g|#user:known"));
    ++packets;
    QTRY_COMPARE_WITH_TIMEOUT(receiver.statistics().counts.packets, packets, 60'000);
    receiver.stop();
    const StatsdStatistics end = receiver.statistics();
    const auto own = static_cast<std::int64_t>(options.limits.tagSets);
    const std::int64_t beyond = sets - (own - 1); // one is the known one's
    QCOMPARE(end.counts.lines, 2 * (sets + 2));
    QCOMPARE(end.counts.used, end.counts.lines - beyond);
    QCOMPARE(end.counts.folded, beyond);
    const std::vector<StatsdReason> reasons = reasonsOf(end.counts);
    QCOMPARE(reasons.size(), 1U);
    QCOMPARE(reasons.front().lines, beyond);
    QCOMPARE(reasons.front().text, u"too many sets of tags"_s);
    QCOMPARE(end.series, 2 * options.limits.tagSets + 1);
    QCOMPARE(store.sampleCount(), 2 * own + 1);
    QCOMPARE(store.total(u"requests"_s, {{u"tidemark.overflow"_s, u"true"_s}}),
             static_cast<double>(beyond));
    QCOMPARE(store.total(u"requests"_s, {{u"user"_s, u"7"_s}}), 1.0);
    QCOMPARE(store.total(u"requests"_s, {{u"user"_s, u"known"_s}}), 2.0);
    QCOMPARE(store.total(u"level"_s, {{u"user"_s, u"known"_s}}), 7.0);
    const qint64 grown = std::max(most, residentBytes()) - before;
    qInfo("%lld sets of tags: %zu series, %lld lines in the shared one; memory grew by %.1f MB",
          static_cast<long long>(sets), end.series, static_cast<long long>(end.counts.folded),
          static_cast<double>(grown) / 1e6);
    constexpr std::size_t kSeries_bytes = 8'192; // here and in the store, generously
    expectLittleMemory(grown, options.queuedBytes + end.series * kSeries_bytes + kStore_bytes);
}

TIDEMARK_TEST(StatsdFloodTest)
#include "statsd_flood_test.moc"
