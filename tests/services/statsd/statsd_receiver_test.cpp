// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_receiver.h"
#include "services/statsd/statsd_socket.h"
#include "tests/services/statsd/datagrams.h"
#include "tests/services/statsd/flush_text.h"
#include "tests/services/statsd/store_case.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;
using Trouble = TroubledSeries::Trouble;

namespace {

StatsdReceiverOptions anyPort(std::chrono::milliseconds interval = 1h)
{
    StatsdReceiverOptions options;
    options.port = 0;
    options.interval = interval;
    return options;
}

/// Goes back by an hour each time it is read after it was told to.
class FallingClock final : public Clock
{
public:
    [[nodiscard]] Timestamp now() const override
    {
        return kBegin - Timedelta(m_falls ? ++m_reads * 3'600'000'000'000 : 0);
    }
    void fall() { m_falls = true; }

private:
    std::atomic<bool> m_falls = false;
    mutable std::atomic<std::int64_t> m_reads = 0;
};

} // namespace

/// From datagrams on loopback to series of a store.
class StatsdReceiverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void whatComesIsStored();
    void everyIntervalIsStored();
    void listensOnLoopback_data();
    void listensOnLoopback();
    void refusesAddresses_data();
    void refusesAddresses();
    void aPortThatIsTakenIsTold();
    void longPacketsAreCutOff();
    void packetsThatTheSystemDropsAreCounted();
    void endsAtOnce();
    void endsAlthoughTheStoreHangs();
    void aFailingStoreLosesNothing();
    void aFullQueueIsCounted();
    void whatIsRefusedIsNotRepeated();
    void aClockThatGoesBack();

private:
    [[nodiscard]] static bool hasLines(const StatsdReceiver &receiver, std::int64_t lines)
    {
        return receiver.statistics().counts.lines >= lines;
    }
    StatsdReceiver &receiverOf(const DataPorts &ports, const StatsdReceiverOptions &options)
    {
        m_receiver = std::make_unique<StatsdReceiver>(ports, m_clock, options);
        return *m_receiver;
    }
    SystemClock m_clock;
    std::unique_ptr<StatsdReceiver> m_receiver;
};

void StatsdReceiverTest::whatComesIsStored()
{
    const StoreCase store;
    StatsdReceiver receiver(store.ports(), m_clock, anyPort());
    const Datagrams sender(receiver.start().value());
    QVERIFY(receiver.bufferBytes() > 200'000);
    const Timestamp before = Timestamp::now();
    // As clients of StatsD write: a negative gauge as two lines, timings with six decimals.
    QVERIFY(sender.send("g:0|g\ng:-3|g"));
    QVERIFY(sender.send("t:12.500000|ms"));
    QVERIFY(sender.send("hits:1|c|@0.5|#host:a\nnonsense"));
    QTRY_VERIFY(hasLines(receiver, 5));
    receiver.stop(); // stores what has come
    QCOMPARE(store.total(u"g"_s), -3.0);
    QCOMPARE(store.total(u"t.mean"_s), 12.5);
    QCOMPARE(store.total(u"hits"_s, {{u"host"_s, u"a"_s}}), 2.0);
    const auto samples = store.samples(u"g"_s);
    QVERIFY(samples.at(0).at >= before && samples.at(0).at <= Timestamp::now());
    const StatsdStatistics statistics = receiver.statistics();
    QCOMPARE(statistics.counts.packets, 3);
    QCOMPARE(statistics.counts.used, 4);
    QCOMPARE(statistics.counts.malformed(), 1);
    QCOMPARE(statistics.storedSamples, 1 + 8 + 1);
    QCOMPARE(statistics.droppedSamples, 0);
    QCOMPARE(statistics.names, 3U);
    QVERIFY(!statistics.trouble);
}

void StatsdReceiverTest::everyIntervalIsStored()
{
    const StoreCase store;
    StatsdReceiver receiver(store.ports(), m_clock, anyPort(50ms));
    const Datagrams sender(receiver.start().value());
    for (int i = 1; i <= 5; ++i) {
        QVERIFY(sender.send("n:1|c"));
        const std::int64_t flushes = receiver.statistics().flushes;
        QTRY_VERIFY(receiver.statistics().flushes > flushes && hasLines(receiver, i));
    }
    receiver.stop();
    const auto samples = store.samples(u"n"_s);
    QVERIFY2(samples.size() >= 5, qPrintable(QString::number(samples.size())));
    QCOMPARE(store.total(u"n"_s), 5.0);
}

void StatsdReceiverTest::listensOnLoopback_data()
{
    QTest::addColumn<QString>("address");
    QTest::newRow("unless told otherwise") << StatsdReceiverOptions().address;
    QTest::newRow("by name") << u"localhost"_s;
    QTest::newRow("IPv6") << u"::1"_s;
}

void StatsdReceiverTest::listensOnLoopback()
{
    QFETCH(QString, address);
    const StoreCase store;
    StatsdReceiverOptions options = anyPort();
    options.address = address;
    StatsdReceiver receiver(store.ports(), m_clock, options);
    const auto port = receiver.start();
    if (!port && address == u"::1"_s)
        QSKIP("This machine has no IPv6.");
    QVERIFY(*port > 0);
    const Datagrams sender(*port, address);
    QVERIFY(sender.send("a:1|c"));
    QTRY_VERIFY(hasLines(receiver, 1));
}

void StatsdReceiverTest::refusesAddresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<ErrorCode>("code");
    QTest::newRow("name") << u"metrics.example"_s << ErrorCode::InvalidArgument;
    QTest::newRow("nothing") << QString() << ErrorCode::InvalidArgument;
    QTest::newRow("another machine's") << u"203.0.113.7"_s << ErrorCode::Network;
}

void StatsdReceiverTest::refusesAddresses()
{
    QFETCH(QString, address);
    QFETCH(ErrorCode, code);
    StatsdReceiverOptions options = anyPort();
    options.address = address;
    const auto started = receiverOf({}, options).start();
    QVERIFY(!started);
    QCOMPARE(started.error().code, code);
    const auto unhurried = receiverOf({}, anyPort(2h)).start();
    QCOMPARE(unhurried.error().code, ErrorCode::InvalidArgument);
}

void StatsdReceiverTest::aPortThatIsTakenIsTold()
{
    const auto first = StatsdSocket::bind(u"127.0.0.1"_s, 0).value();
    StatsdReceiverOptions options = anyPort();
    options.port = first->port();
    const auto second = receiverOf({}, options).start();
    QVERIFY(!second);
    QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
    QVERIFY(second.error().message.contains(QString::number(first->port())));
}

void StatsdReceiverTest::longPacketsAreCutOff()
{
    const StoreCase store;
    StatsdReceiver receiver(store.ports(), m_clock, anyPort());
    const Datagrams sender(receiver.start().value());
    const auto packetOf = [](std::size_t bytes) {
        std::string packet;
        while (packet.size() < bytes)
            packet += "hits:1|c\n";
        packet.resize(bytes);
        return packet;
    };
    constexpr auto kLimit = static_cast<std::int64_t>(StatsdSocket::kLongestPacket);
    QVERIFY(sender.send(packetOf(9 * (kLimit / 9)))); // the longest of whole lines
    QVERIFY(sender.send(packetOf(kLimit + 1)));
    QVERIFY(sender.send(packetOf(60'000)));
    QTRY_COMPARE(receiver.statistics().counts.packets, 3);
    receiver.stop();
    const StatsdStatistics statistics = receiver.statistics();
    QCOMPARE(statistics.counts.cutPackets, 2);
    QCOMPARE(statistics.counts.malformed(), 0);
    QCOMPARE(statistics.counts.used, 3 * (kLimit / 9));
    QCOMPARE(store.total(u"hits"_s), static_cast<double>(3 * (kLimit / 9)));
}

void StatsdReceiverTest::packetsThatTheSystemDropsAreCounted()
{
    const auto socket = StatsdSocket::bind(u"127.0.0.1"_s, 0).value();
    const Datagrams sender(socket->port());
    const std::string packet(1'000, 'x');
    std::int64_t sent = 0;
    for (; sent < 1'000'000 && socket->drops() < 1'000; ++sent)
        QVERIFY(sender.send(packet));
    std::int64_t received = 0;
    for (int count = 1; count > 0; received += count)
        count = socket->receive([](std::string_view, bool) {});
    QVERIFY(socket->drops() >= 1'000);
    QCOMPARE(received + socket->drops(), sent);
    // The next one tells of them again, which counts nothing twice.
    QVERIFY(sender.send(packet));
    socket->wait(1s);
    QCOMPARE(socket->receive([](std::string_view, bool) {}), 1);
    QCOMPARE(received + socket->drops(), sent);
}

void StatsdReceiverTest::endsAtOnce()
{
    const StoreCase store;
    StatsdReceiverOptions options = anyPort();
    options.patience = 60s;
    StatsdReceiver receiver(store.ports(), m_clock, options);
    const Datagrams sender(receiver.start().value());
    QVERIFY(sender.send("a:1|c"));
    QTRY_VERIFY(hasLines(receiver, 1));
    QElapsedTimer timer;
    timer.start();
    receiver.stop();
    receiver.stop(); // once more does nothing
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(store.total(u"a"_s), 1.0);
}

void StatsdReceiverTest::endsAlthoughTheStoreHangs()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    series.set(Trouble::HangsOn);
    DataPorts ports = store.ports();
    ports.series = &series;
    StatsdReceiverOptions options = anyPort(20ms);
    options.patience = 100ms;
    StatsdReceiver receiver(ports, m_clock, options);
    const Datagrams sender(receiver.start().value());
    QVERIFY(sender.send("a:1|c"));
    QTRY_VERIFY(series.appends() > 0);
    QVERIFY(sender.send("a:1|c"));
    QTRY_VERIFY(hasLines(receiver, 2)); // a store that hangs holds up no packet
    QElapsedTimer timer;
    timer.start();
    receiver.stop();
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(store.sampleCount(), 0);
    QVERIFY(receiver.statistics().droppedSamples >= 2);
    QCOMPARE(receiver.statistics().trouble->code, ErrorCode::Cancelled);
}

void StatsdReceiverTest::aFailingStoreLosesNothing()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    series.set(Trouble::Fails);
    DataPorts ports = store.ports();
    ports.series = &series;
    StatsdReceiverOptions options = anyPort(20ms);
    options.patience = 120s; // a slow machine stores less than comes
    StatsdReceiver receiver(ports, m_clock, options);
    const Datagrams sender(receiver.start().value());
    for (int i = 1; i <= 20; ++i) {
        QVERIFY(sender.send("a:1|c"));
        QTRY_VERIFY(hasLines(receiver, i));
    }
    QTRY_VERIFY(series.appends() > 1);
    QCOMPARE(receiver.statistics().trouble.value().code, ErrorCode::DiskFull);
    QCOMPARE(receiver.statistics().storedSamples, 0);
    series.set(Trouble::None);
    QTRY_VERIFY_WITH_TIMEOUT(store.total(u"a"_s) == 20.0, 20'000);
    receiver.stop();
    QCOMPARE(store.total(u"a"_s), 20.0);
    QCOMPARE(receiver.statistics().droppedSamples, 0);
    QVERIFY(!receiver.statistics().trouble);
}

void StatsdReceiverTest::aFullQueueIsCounted()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    series.set(Trouble::Fails);
    DataPorts ports = store.ports();
    ports.series = &series;
    StatsdReceiverOptions options = anyPort(10ms);
    options.queuedSamples = 3;
    options.limits.idleFlushes = 1'000'000; // each flush has a sample, however long this takes
    StatsdReceiver receiver(ports, m_clock, options);
    const Datagrams sender(receiver.start().value());
    QVERIFY(sender.send("a:1|c")); // which says one and then zeros
    QTRY_VERIFY(hasLines(receiver, 1));
    const std::int64_t before = receiver.statistics().flushes; // most of them without a sample
    QTRY_VERIFY(receiver.statistics().droppedSamples > 5);
    series.set(Trouble::None);
    QTRY_VERIFY_WITH_TIMEOUT(receiver.statistics().storedSamples > 0, 20'000);
    receiver.stop();
    const StatsdStatistics statistics = receiver.statistics();
    QCOMPARE(store.sampleCount(), statistics.storedSamples);
    // Each flush since the line came had one sample, which was stored or counted.
    QVERIFY(statistics.storedSamples + statistics.droppedSamples <= statistics.flushes);
    QVERIFY(statistics.storedSamples + statistics.droppedSamples >= statistics.flushes - before);
}

void StatsdReceiverTest::whatIsRefusedIsNotRepeated()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    series.set(Trouble::Refuses);
    DataPorts ports = store.ports();
    ports.series = &series;
    StatsdReceiver receiver(ports, m_clock, anyPort(20ms));
    const Datagrams sender(receiver.start().value());
    QVERIFY(sender.send("s:a|s")); // a set says nothing in the intervals after
    QTRY_COMPARE(receiver.statistics().droppedSamples, 1); // while it goes on
    series.set(Trouble::None);
    QVERIFY(sender.send("b:x|s"));
    QTRY_COMPARE(store.total(u"b"_s), 1.0);
    receiver.stop();
    QCOMPARE(store.total(u"s"_s), 0.0); // nobody tried it again
    QCOMPARE(receiver.statistics().droppedSamples, 1);
}

// Stamps follow the wall clock, wherever it goes; no value is lost and no interval is negative.
void StatsdReceiverTest::aClockThatGoesBack()
{
    const StoreCase store;
    FallingClock clock;
    StatsdReceiver receiver(store.ports(), clock, anyPort(30ms));
    const Datagrams sender(receiver.start().value());
    clock.fall();
    for (int i = 1; i <= 4; ++i) {
        QVERIFY(sender.send("n:1|c"));
        const std::int64_t flushes = receiver.statistics().flushes;
        QTRY_VERIFY(hasLines(receiver, i) && receiver.statistics().flushes > flushes);
    }
    receiver.stop();
    QCOMPARE(store.total(u"n"_s), 4.0);
    const auto samples = store.samples(u"n"_s);
    QVERIFY(samples.size() >= 4);
    QVERIFY(samples.back().at < kBegin);
    QCOMPARE(receiver.statistics().droppedSamples, 0);
}

TIDEMARK_TEST(StatsdReceiverTest)
#include "statsd_receiver_test.moc"
