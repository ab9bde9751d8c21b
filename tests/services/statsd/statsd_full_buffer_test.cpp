// SPDX-License-Identifier: GPL-3.0-or-later
// What a full buffer of a socket does not take is counted, and made good (check 50).
#include "services/metrics/windows/metrics_manager.h"
#include "services/statsd/statsd_exporter.h"
#include "services/statsd/statsd_window_sink.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/statsd/statsd_sending_case.h"
#include "tests/services/statsd/unix_receiver.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;
using metrics::MetricCollector;
using metrics::MetricsSnapshot;

class StatsdFullBufferTest : public StatsdSendingCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void fullBuffersAreCountedAndMadeGood();
    void partsOfDistributionsAreMadeGood();
    void oneInThreeFailingLosesNothing();
    void whatIsNotTakenStaysWithTheManager();
};

void StatsdFullBufferTest::fullBuffersAreCountedAndMadeGood()
{
    UnixReceiver receiver;
    StatsdExporter exporter(receiver.sender());
    FakeClock clock;
    MetricCollector collector(clock);
    const auto recordAll = [&] {
        for (int i = 0; i < 1'000; ++i)
            collector.recordCounter("counter.of.some.length." + std::to_string(i), 1);
    };
    double sum = 0;
    const auto takeAll = [&] {
        const StatsdFlush flush = received(receiver.take());
        for (const StatsdReading &reading : flush.readings)
            sum += reading.value;
    };
    qint64 longest_ns = 0;
    const long waitsBefore = waitsOfThisThread();
    for (int round = 0; round < 50; ++round) { // nobody reads
        recordAll();
        const auto snapshot = MetricsSnapshot::of(collector, clock);
        QElapsedTimer timer;
        timer.start();
        (void)exporter.exportMetrics(snapshot, kNoDeadline);
        longest_ns = std::max(longest_ns, timer.nsecsElapsed());
    }
    const long waits = waitsOfThisThread() - waitsBefore;
    const StatsdChannelCounts counts = exporter.counts();
    qInfo("50 exports of 1,000 counters: %llu datagrams taken, %llu dropped, the longest export "
          "took %.1f ms, the thread waited %ld times",
          static_cast<unsigned long long>(counts.sentDatagrams),
          static_cast<unsigned long long>(counts.droppedDatagrams),
          static_cast<double>(longest_ns) / 1e6, waits);
    QVERIFY(counts.droppedDatagrams > 0);
    QCOMPARE(waits, 0L); // never blocked, whatever other programs do meanwhile
    takeAll();
    bool isDone = false;
    for (int round = 0; round < 100 && !isDone; ++round) {
        isDone = exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone;
        takeAll();
    }
    QVERIFY(isDone);
    QCOMPARE(sum, 50'000.0); // each once
}

// A distribution has more lines than a datagram, and the buffer is full in the midst of them.
void StatsdFullBufferTest::partsOfDistributionsAreMadeGood()
{
    UnixReceiver receiver;
    StatsdExporter exporter(receiver.sender(), {.mostBytes = 60});
    FakeClock clock;
    MetricCollector collector(clock);
    double count = 0;
    double most = 0;
    const auto exportAll = [&] {
        return exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone;
    };
    const auto takeAll = [&] {
        const StatsdFlush flush = received(receiver.take());
        for (const StatsdReading &reading : flush.readings) {
            count += reading.timing.value().count;
            most = std::max(most, reading.timing.value().max);
        }
    };
    int partly = 0;
    for (int round = 1; round <= 20; ++round) {
        for (int i = 1; i <= 1'000; ++i)
            collector.recordTimer("api.time", round * i);
        while (receiver.isRoom()) { // fills the buffer, but for what is read of it next
        }
        const std::uint64_t sent = exporter.counts().sentDatagrams;
        QVERIFY(!exportAll());
        takeAll();
        (void)exportAll();
        const std::uint64_t now = exporter.counts().sentDatagrams - sent;
        partly += now > 0 && exporter.counts().droppedDatagrams > 0 ? 1 : 0;
        takeAll();
    }
    QVERIFY(partly > 0);
    bool isDone = false;
    for (int round = 0; round < 100 && !isDone; ++round) {
        isDone = exportAll();
        takeAll();
    }
    QVERIFY(isDone);
    QVERIFY2(std::abs(count - 20'000) < 1e-6, qPrintable(QString::number(count)));
    QCOMPARE(most, 20'000.0);
}

void StatsdFullBufferTest::oneInThreeFailingLosesNothing()
{
    UnixReceiver receiver;
    StatsdExporter exporter(receiver.sender());
    FakeClock clock;
    MetricCollector collector(clock);
    double sum = 0;
    double timings = 0;
    std::uint64_t failures = 0;
    constexpr int kRounds = 31; // the last one is taken
    for (int round = 1; round <= kRounds; ++round) {
        for (int i = 0; i < 10; ++i) {
            collector.recordCounter("counter." + std::to_string(i), round);
            collector.recordHistogram("size", i);
        }
        const bool isFull = round % 3 == 0;
        while (isFull && receiver.isRoom()) {
        }
        const std::uint64_t dropped = exporter.counts().droppedMetrics;
        const auto done =
            exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline);
        QCOMPARE(done.isDone, !isFull);
        QCOMPARE(exporter.counts().droppedMetrics > dropped, isFull);
        failures += isFull ? 1 : 0;
        const StatsdFlush flush = received(receiver.take());
        for (const StatsdReading &reading : flush.readings) {
            if (reading.timing)
                timings += reading.timing->count;
            else
                sum += reading.value;
        }
    }
    QCOMPARE(failures, 10U);
    QCOMPARE(sum, 10.0 * kRounds * (kRounds + 1) / 2);
    QVERIFY2(std::abs(timings - 10 * kRounds) < 1e-6, qPrintable(QString::number(timings)));
}

void StatsdFullBufferTest::whatIsNotTakenStaysWithTheManager()
{
    auto receiver = std::make_unique<UnixReceiver>();
    const auto sink = std::make_shared<StatsdWindowSink>(receiver->sender());
    while (receiver->isRoom()) { // fills the buffer
    }
    FakeClock clock;
    ManualTimer timer;
    metrics::MetricsManagerOptions options;
    options.level = metrics::MetricsLevel::Detailed;
    options.upload.exportTimeout = 60s;
    options.shutdownTimeout = 60s;
    metrics::MetricsManager manager(options, sink, clock, timer);
    QVERIFY(manager.open().isDone);
    manager.put("UserRecordsPut", 3);
    clock.pass(60);
    QVERIFY(!manager.flush().isDone);
    QCOMPARE(manager.counts().upload.exportFailures, 1U);
    (void)receiver->take();
    manager.put("UserRecordsPut", 4);
    clock.pass(60);
    QVERIFY(manager.flush().isDone);
    QCOMPARE(linesOf(receiver->take()), QStringList{u"UserRecordsPut:7|c"_s});
    QCOMPARE(sink->unsentSeries(), std::size_t{0});
    QVERIFY(manager.close().isDone);
}

TIDEMARK_TEST(StatsdFullBufferTest)
#include "statsd_full_buffer_test.moc"
