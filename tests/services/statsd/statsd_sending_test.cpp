// SPDX-License-Identifier: GPL-3.0-or-later
// A program's own metrics as StatsD: what a receiver reckons from them, and packing (checks 50
// and 51).
#include "services/statsd/socket_address.h"
#include "services/statsd/statsd_exporter.h"
#include "services/statsd/statsd_socket.h"
#include "services/statsd/statsd_window_sink.h"
#include "services/statsd/timing_parts.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/statsd/statsd_sending_case.h"
#include "tests/services/statsd/unix_receiver.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;
using metrics::MetricCollector;
using metrics::MetricSnapshot;
using metrics::MetricsSnapshot;

namespace {

MetricSnapshot window(std::string name, std::uint64_t count, double sum, double min, double max,
                      std::vector<metrics::Dimension> dimensions = {})
{
    return {std::move(name), count, sum, min, max, std::move(dimensions), 0, 60};
}

} // namespace

class StatsdSendingTest : public StatsdSendingCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void countersAreDifferences();
    void negativeGaugesAreResetFirst();
    void timingsAreReckonedAgain();
    void weightsAreBounded();
    void windowsBecomeTheirKinds();
    void aSampledCounterIsNotMultiplied();
    void thousandMetricsFillDatagrams();
    void plainStatsdHasNoTags();
};

void StatsdSendingTest::countersAreDifferences()
{
    UnixReceiver receiver;
    StatsdExporter exporter(receiver.sender());
    FakeClock clock;
    MetricCollector collector(clock);
    QStringList lines;
    for (const int amount : {5, 0, 7}) {
        collector.recordCounter("page.views", amount, {{"Code", "200"}});
        QVERIFY(exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone);
        lines += linesOf(receiver.take());
    }
    QCOMPARE(lines, (QStringList{u"page.views:5|c|#code:200"_s, u"page.views:7|c|#code:200"_s}));
}

// Check 51.
void StatsdSendingTest::negativeGaugesAreResetFirst()
{
    UnixReceiver receiver;
    StatsdExporter exporter(receiver.sender());
    FakeClock clock;
    MetricCollector collector(clock);
    collector.recordGauge("depth", -17.5);
    collector.recordGauge("level", 3);
    collector.recordGauge("none", std::nan(""));
    QVERIFY(exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone);
    const auto datagrams = receiver.take();
    QCOMPARE(linesOf(datagrams), (QStringList{u"depth:0|g"_s, u"depth:-17.5|g"_s, u"level:3|g"_s}));
    QCOMPARE(flushText(received(datagrams)), (QStringList{u"depth -17.5"_s, u"level 3"_s}));
}

void StatsdSendingTest::timingsAreReckonedAgain()
{
    UnixReceiver receiver;
    StatsdExporter exporter(receiver.sender());
    FakeClock clock;
    MetricCollector collector(clock);
    for (int i = 1; i <= 1'000; ++i)
        collector.recordTimer("api.time", i); // ms
    QVERIFY(exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone);
    const auto datagrams = receiver.take();
    const qsizetype lines = linesOf(datagrams).size();
    QVERIFY(lines <= static_cast<qsizetype>(kTimingLines) + 2);
    const StatsdFlush flush = received(datagrams);
    QCOMPARE(flush.readings.size(), std::size_t{1});
    const TimingSummary timing = flush.readings[0].timing.value();
    qInfo("1,000 timings in %lld lines: count %.9g, sum %.9g, median %.4g",
          static_cast<long long>(lines), timing.count, timing.sum, timing.median);
    QVERIFY(std::abs(timing.count - 1'000) < 1e-6);
    QVERIFY(std::abs(timing.sum / 500'500 - 1) < 0.01);
    QCOMPARE(timing.min, 1.0);
    QCOMPARE(timing.max, 1'000.0);
    QVERIFY(std::abs(timing.median / 500 - 1) < 0.1); // 64 lines tell no more
    collector.recordTimer("api.time", 8);             // only what is new goes
    QVERIFY(exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone);
    const StatsdFlush later = received(receiver.take());
    QCOMPARE(later.readings.at(0).timing.value().count, 1.0);
}

void StatsdSendingTest::weightsAreBounded()
{
    metrics::Distribution values;
    QVERIFY(timingPartsOf(values).empty());
    values.add(5);
    QCOMPARE(timingPartsOf(values).size(), std::size_t{1});
    values.add(7, 3'000'000);
    std::uint64_t count = 0;
    for (int i = 1; i < 5'000; ++i)
        values.add(i);
    const auto parts = timingPartsOf(values);
    QVERIFY(parts.size() <= kTimingLines + 2 + 3); // no rate is below 1e-6: four lines have a 7
    double least = -1;
    metrics::Distribution all;
    for (const TimingPart &one : parts) {
        const std::uint64_t some = one.observations.count();
        QVERIFY(some > 0 && some <= 1'000'000);
        count += some;
        all += one.observations;
        QVERIFY(one.value >= least);
        least = one.value;
    }
    QCOMPARE(count, values.count());
    QCOMPARE(all.counts, values.counts);
    QCOMPARE(all.min, values.min);
    QCOMPARE(all.max, values.max);
    UnixReceiver receiver;
    StatsdChannel channel(receiver.sender(), {});
    WrittenMetric metric;
    metric.name = "t";
    metric.type = StatsdType::Timer;
    QVERIFY(addWeighted(channel, metric, {{4, 2'500'000}})); // three lines: no rate is below 1e-6
    channel.flush();
    const auto timing = received(receiver.take()).readings.at(0).timing.value();
    QVERIFY(std::abs(timing.count - 2'500'000) < 1e-3);
}

void StatsdSendingTest::windowsBecomeTheirKinds()
{
    UnixReceiver receiver;
    StatsdWindowSink sink(receiver.sender(), {{.prefix = "kpl.", .tags = {{"env", "prod"}}}});
    const std::array windows{window("UserRecordsPut", 60, 60, 1, 1, {{"stream", "s"}}),
                             window("UserRecordsPending", 12, 100, 4, 19),
                             window("RequestTime", 10, 120, 3, 40),
                             window("BufferingTime", 1, 5, 5, 5)};
    QVERIFY(sink.exportSnapshots(windows, kNoDeadline).isDone);
    const auto datagrams = receiver.take();
    QStringList lines = linesOf(datagrams);
    lines.sort();
    QCOMPARE(lines,
             (QStringList{u"kpl.BufferingTime:5|ms|#env:prod"_s,
                          u"kpl.RequestTime:3|ms|#env:prod"_s, u"kpl.RequestTime:40|ms|#env:prod"_s,
                          u"kpl.RequestTime:9.625|ms|@0.125|#env:prod"_s,
                          u"kpl.UserRecordsPending:19|g|#env:prod"_s,
                          u"kpl.UserRecordsPut:60|c|#env:prod,stream:s"_s}));
    QVERIFY(flushText(received(datagrams))
                .contains(u"kpl.RequestTime{env=prod} 10 of 120"_s)); // count and sum
}

void StatsdSendingTest::aSampledCounterIsNotMultiplied()
{
    UnixReceiver receiver;
    StatsdChannel channel(receiver.sender(), {});
    WrittenMetric metric;
    metric.name = "users.online";
    metric.values = {1};
    metric.rate = 0.5;
    metric.tags = {{"country", "china"}};
    QVERIFY(channel.add(metric));
    channel.flush();
    QCOMPARE(linesOf(receiver.take()), QStringList{u"users.online:1|c|@0.5|#country:china"_s});
}

// Check 50.
void StatsdSendingTest::thousandMetricsFillDatagrams()
{
    const auto socket = StatsdSocket::bind(u"127.0.0.1"_s, 0).value();
    StatsdExporter exporter(DatagramSender::toPort(u"127.0.0.1"_s, socket->port()).value());
    FakeClock clock;
    MetricCollector collector(clock);
    for (int i = 0; i < 1'000; ++i)
        collector.recordGauge("some.metric." + std::to_string(i), i % 2 == 0 ? -i : i,
                              {{"host", "desk"}});
    QVERIFY(exporter.exportMetrics(MetricsSnapshot::of(collector, clock), kNoDeadline).isDone);
    std::vector<std::string> datagrams;
    while (socket->receive([&](std::string_view packet, bool isCut) {
        QVERIFY(!isCut);
        datagrams.emplace_back(packet);
    }) > 0) {
    }
    std::size_t longest = 0;
    for (const std::string &datagram : datagrams) {
        longest = std::max(longest, datagram.size());
        QVERIFY(datagram.size() <= kEthernetDatagram);
        QVERIFY(!datagram.starts_with('\n') && !datagram.ends_with('\n'));
    }
    const StatsdFlush flush = received(datagrams);
    QCOMPARE(flush.readings.size(), std::size_t{1'000});
    double sum = 0;
    for (const StatsdReading &reading : flush.readings)
        sum += reading.value;
    QCOMPARE(sum, 500.0); // so each line came whole: 1 - 0 + 3 - 2 …
    const StatsdChannelCounts counts = exporter.counts();
    qInfo("1,000 gauges in %zu datagrams of at most %zu bytes", datagrams.size(), longest);
    QCOMPARE(counts.sentMetrics, 1'000U);
    QCOMPARE(counts.droppedDatagrams + counts.unsayable, 0U);
}

void StatsdSendingTest::plainStatsdHasNoTags()
{
    UnixReceiver receiver;
    WrittenMetric metric;
    metric.name = "views";
    metric.values = {1};
    metric.tags = {{"zone", "b"}, {"code", "4.0"}};
    for (const TagStyle style : {TagStyle::NameParts, TagStyle::Omitted}) {
        StatsdChannel channel(receiver.sender(), {.tags = {{"env", "x"}}, .style = style});
        QVERIFY(channel.add(metric));
        channel.flush();
    }
    QCOMPARE(linesOf(receiver.take()), (QStringList{u"views.4_0.x.b:1|c"_s, u"views:1|c"_s}));
}

TIDEMARK_TEST(StatsdSendingTest)
#include "statsd_sending_test.moc"
