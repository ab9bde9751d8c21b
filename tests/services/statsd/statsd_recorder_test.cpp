// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "services/statsd/statsd_aggregator.h"
#include "services/statsd/statsd_recorder.h"
#include "tests/services/statsd/flush_text.h"
#include "tests/services/statsd/store_case.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::statsd;
using namespace tidemark::test;

/// Flushes in a real store.
class StatsdRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void eachTypeHasItsSeries();
    void metricsSayWhatTheyAre();
    void valuesWithATimeLieThere();
    void aCounterWithATimeAddsUpInTheStore();
    void onlyNewMetricsAreAStep();
    void aRemovedMetricIsMadeAnew();
    void storedTwiceIsStoredOnce();
    void manySeriesInFewAppends();
    void anAnswerThatDoesNotComeIsLeft();

private:
    [[nodiscard]] static StatsdFlush flushOf(const std::string &packet,
                                             std::chrono::seconds end = 10s)
    {
        StatsdAggregator aggregator(momentAfter(end - 10s));
        aggregator.addPacket(packet, kBegin);
        return aggregator.flush(momentAfter(end));
    }
};

void StatsdRecorderTest::eachTypeHasItsSeries()
{
    const StoreCase store;
    StatsdRecorder recorder(store.ports());
    const auto stored =
        recorder.store(flushOf("c:1|c|#env:prod\nc:2|c|#env:prod\nc:5|c\ng:7.5|g\n"
                               "s:a|s\ns:b|s\nt:10|ms|#env:prod\nt:30|ms|#env:prod"),
                       {});
    QCOMPARE(stored.value(), 4 + 8);
    QCOMPARE(store.sampleCount(), 4 + 8);
    const TagMap prod{{u"env"_s, u"prod"_s}};
    const auto counted = store.samples(u"c"_s, prod);
    QCOMPARE(counted.size(), 1U);
    QCOMPARE(counted.front().value, 3.0);
    QCOMPARE(counted.front().at, kBegin + Timedelta(10'000'000'000));
    QCOMPARE(store.total(u"c"_s), 5.0);
    QCOMPARE(store.total(u"g"_s), 7.5);
    QCOMPARE(store.total(u"s"_s), 2.0);
    const std::pair<QString, double> exact[] = {
        {u"count"_s, 2}, {u"mean"_s, 20}, {u"min"_s, 10}, {u"max"_s, 30}};
    for (const auto &[part, value] : exact)
        QCOMPARE(store.total(u"t."_s + part, prod), value);
    for (const QString &part : {u"p50"_s, u"p90"_s, u"p95"_s, u"p99"_s}) {
        const double told = store.total(u"t."_s + part, prod);
        QVERIFY2(std::abs(told - 30) < 0.3, qPrintable(part)); // rank ceil(q) of two
    }
    QVERIFY(!store.definition(u"t"_s));
}

void StatsdRecorderTest::metricsSayWhatTheyAre()
{
    const StoreCase store;
    StatsdRecorder recorder(store.ports());
    QVERIFY(recorder.store(flushOf("c:1|c\ng:1|g\nt:1|ms\nd:1|d"), {}));
    QCOMPARE(store.definition(u"c"_s)->kind, MetricKind::Counter);
    QCOMPARE(defaultFunction(*store.definition(u"c"_s)), AggregateFunction::Sum);
    QCOMPARE(store.definition(u"t.count"_s)->kind, MetricKind::Counter);
    QCOMPARE(store.definition(u"t.count"_s)->unit, QString());
    QCOMPARE(store.definition(u"g"_s)->kind, MetricKind::Gauge);
    QCOMPARE(store.definition(u"t.p99"_s)->kind, MetricKind::Gauge);
    QCOMPARE(store.definition(u"t.p99"_s)->unit, u"ms"_s);
    QCOMPARE(store.definition(u"d.p99"_s)->unit, QString());
}

void StatsdRecorderTest::valuesWithATimeLieThere()
{
    const StoreCase store;
    StatsdRecorder recorder(store.ports());
    QVERIFY(recorder.store(flushOf("q:17|g|T1656581400\nq:18|g|T1656581500\nq:3|g"), {}));
    const auto samples = store.samples(u"q"_s);
    QCOMPARE(samples.size(), 3U);
    QCOMPARE(samples[0].at, Timestamp(1'656'581'400'000'000'000));
    QCOMPARE(samples[0].value, 17.0);
    QCOMPARE(samples[1].value, 18.0);
    QCOMPARE(samples[2].at, kBegin + Timedelta(10'000'000'000));
}

// However the lines fall into intervals, and though a flush is stored again.
void StatsdRecorderTest::aCounterWithATimeAddsUpInTheStore()
{
    for (const bool isOneInterval : {true, false}) {
        const StoreCase store;
        StatsdRecorder recorder(store.ports());
        StatsdAggregator aggregator(momentAfter(0s));
        aggregator.addPacket("c:2|c|T100", kBegin);
        if (!isOneInterval)
            QVERIFY(recorder.store(aggregator.flush(momentAfter(10s)), {}));
        aggregator.addPacket("c:1|c|T100", kBegin);
        const StatsdFlush last = aggregator.flush(momentAfter(20s));
        QVERIFY(recorder.store(last, {}));
        QVERIFY(recorder.store(last, {}));
        QCOMPARE(store.samples(u"c"_s).size(), 1U);
        QCOMPARE(store.total(u"c"_s), 3.0);
    }
}

void StatsdRecorderTest::onlyNewMetricsAreAStep()
{
    const StoreCase store;
    StatsdRecorder recorder(store.ports());
    QVERIFY(recorder.store(flushOf("a:1|c\nb:1|c"), {}));
    QVERIFY(recorder.store(flushOf("a:1|c\nb:1|c", 20s), {}));
    QCOMPARE(answer(store.ports().journal->changes(10)).value().size(), 1U);
    QCOMPARE(store.samples(u"a"_s).size(), 2U);
}

void StatsdRecorderTest::aRemovedMetricIsMadeAnew()
{
    const StoreCase store;
    StatsdRecorder recorder(store.ports());
    StatsdAggregator aggregator(momentAfter(0s));
    aggregator.addPacket("a:1|c\nb:1|c", kBegin);
    QVERIFY(recorder.store(aggregator.flush(momentAfter(10s)), {}));
    QVERIFY(answer(store.ports().catalog->remove(store.definition(u"a"_s)->id)));
    aggregator.addPacket("a:5|c", kBegin);
    QVERIFY(recorder.store(aggregator.flush(momentAfter(20s)), {}));
    QCOMPARE(store.total(u"a"_s), 5.0);
    QCOMPARE(store.samples(u"b"_s).size(), 2U);
}

void StatsdRecorderTest::storedTwiceIsStoredOnce()
{
    const StoreCase store;
    StatsdRecorder recorder(store.ports());
    const StatsdFlush flush = flushOf("a:4|c\nt:1|ms");
    QVERIFY(recorder.store(flush, {}));
    QVERIFY(recorder.store(flush, {}));
    QCOMPARE(store.total(u"a"_s), 4.0);
    QCOMPARE(store.sampleCount(), 9);
}

void StatsdRecorderTest::manySeriesInFewAppends()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    DataPorts ports = store.ports();
    ports.series = &series;
    StatsdRecorder recorder(ports);
    std::string packet;
    for (int i = 0; i < 2'000; ++i)
        packet += "m" + std::to_string(i % 50) + ":1|c|#i:" + std::to_string(i) + "\n";
    QCOMPARE(recorder.store(flushOf(packet), {}).value(), 2'000);
    QCOMPARE(series.appends(), 1);
    QCOMPARE(store.sampleCount(), 2'000);
}

void StatsdRecorderTest::anAnswerThatDoesNotComeIsLeft()
{
    const StoreCase store;
    TroubledSeries series(*store.ports().series);
    series.set(TroubledSeries::Trouble::HangsOn);
    DataPorts ports = store.ports();
    ports.series = &series;
    StatsdRecorder recorder(ports);
    std::stop_source stop;
    std::jthread stopper([&] {
        while (series.appends() == 0)
            std::this_thread::yield();
        stop.request_stop();
    });
    const auto stored = recorder.store(flushOf("a:1|c"), stop.get_token());
    QVERIFY(!stored);
    QCOMPARE(stored.error().code, ErrorCode::Cancelled);
}

TIDEMARK_TEST(StatsdRecorderTest)
#include "statsd_recorder_test.moc"
