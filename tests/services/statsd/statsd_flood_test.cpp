// SPDX-License-Identifier: GPL-3.0-or-later
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

} // namespace

/// 100,000 lines a second, each of a new name: TIDEMARK_FLOOD_SECONDS of them, else 3.
class StatsdFloodTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void randomNames();
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
    QVERIFY(sender.send("known:1|c"));
    const auto arrived = [&] {
        const StatsdStatistics now = receiver.statistics();
        return now.counts.packets + now.systemDrops + now.queueDrops == flood.packets + 2;
    };
    QTRY_VERIFY_WITH_TIMEOUT(arrived(), 20'000);
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

TIDEMARK_TEST(StatsdFloodTest)
#include "statsd_flood_test.moc"
