// SPDX-License-Identifier: GPL-3.0-or-later
// What a stream of metrics shows, what a slow reader loses, and how a stream ends.
#include "tests/services/metrics/stream_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class MetricsStreamTest : public StreamCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void showsWhatIsRecordedFromNowOn();
    void showsTimersInTheirUnit();
    void refusedValuesAreNotShown();
    void aSlowReaderIsToldWhatItLost();
    void nobodyObservesWhenAllHaveLeft();
    void endsWithTheSystem();
    void outlivesTheSystem();
};

void MetricsStreamTest::showsWhatIsRecordedFromNowOn()
{
    m_collector->increment("before");
    Counter bound = m_collector->counter("requests", {{"code", "200"}});
    MetricsStream all = stream();
    m_clock.pass(3);
    bound.increment(7);
    m_collector->recordCounter("requests", 0.5, {{"code", "200"}});
    m_collector->recordGauge("level", 42);
    m_collector->decrement("level");
    m_collector->recordHistogram("sizes", -3);
    const auto values = all.take();
    QCOMPARE(values.size(), 5U);
    QCOMPARE(values[0].name, std::string("requests"));
    QVERIFY(values[0].value == Number(std::uint64_t{7}));
    QVERIFY(values[0].tags == Tags({{"code", "200"}}));
    QCOMPARE(values[0].at_ns, m_clock.wall_ns());
    QCOMPARE(values[0].metadata.size(), 0U);
    QVERIFY(values[1].value == Number(0.5));
    QVERIFY(values[2].type == MetricType::Gauge && values[2].value == Number(42.0));
    QVERIFY(values[3].value == Number(41.0)); // what it stands at then
    QVERIFY(values[4].type == MetricType::Histogram && values[4].value == Number(-3.0));
    // Recording is what it was besides.
    QVERIFY(std::get<Number>(m_collector->readings("requests")[0].value) == Number(7.5));
}

void MetricsStreamTest::showsTimersInTheirUnit()
{
    MetricsStream all = stream();
    m_collector->recordTimer("duration", 15, MetricUnit::Milliseconds);
    const auto value = all.next(soon());
    QVERIFY(value && value->unit == MetricUnit::Milliseconds);
    QCOMPARE(toReal(value->value), 15.0);
}

void MetricsStreamTest::refusedValuesAreNotShown()
{
    MetricsStream all = stream();
    m_collector->recordCounter("c", -1.0);
    m_collector->recordGauge("g", std::numeric_limits<double>::infinity());
    m_collector->recordHistogram("h", std::nan(""));
    m_collector->recordTimer("t", -1);
    QCOMPARE(all.take().size(), 0U);
    QCOMPARE(m_collector->counts().refusedValues, std::uint64_t{4});
}

void MetricsStreamTest::aSlowReaderIsToldWhatItLost()
{
    MetricsStream slow = stream({}, 3);
    for (int i = 0; i < 10; ++i)
        m_collector->recordGauge("level", i);
    QCOMPARE(m_hub->counts().waiting, 3U);
    const auto values = slow.take();
    QCOMPARE(values.size(), 3U);
    for (std::size_t i = 0; i < values.size(); ++i)
        QCOMPARE(toReal(values[i].value), 7.0 + static_cast<double>(i)); // the oldest are gone
    QVERIFY(values[0].metadata.at("dropped") == Detail(std::uint64_t{7}));
    QVERIFY(values[1].metadata.empty() && values[2].metadata.empty());
    m_collector->recordGauge("level", 10);
    QVERIFY(slow.next(soon())->metadata.empty()); // told once
    QCOMPARE(slow.dropped(), std::uint64_t{7});
    slow.end();
    QCOMPARE(m_hub->counts().dropped, std::uint64_t{7});
}

void MetricsStreamTest::nobodyObservesWhenAllHaveLeft()
{
    CollectorCore core(true);
    QVERIFY(core.isQuiet() && core.shard() != nullptr && core.quickShard() != nullptr);
    core.setObserver(m_hub);
    QVERIFY(!core.isQuiet() && core.quickShard() == nullptr && core.shard() != nullptr);
    core.setObserver(nullptr);
    QVERIFY(core.isQuiet() && core.quickShard() != nullptr);
    core.close();
    core.setObserver(m_hub);
    QVERIFY(!core.isOpen() && core.shard() == nullptr);

    MetricsStream one = stream();
    {
        const MetricsStream other = stream();
        QCOMPARE(m_hub->counts().streams, 2U);
    }
    QCOMPARE(m_hub->counts().streams, 1U);
    one.end();
    QCOMPARE(m_hub->counts().streams, 0U);
    m_collector->increment("unseen");
    QVERIFY(one.isOver());
    QCOMPARE(m_hub.use_count(), 1L); // the collector let go of it
}

void MetricsStreamTest::endsWithTheSystem()
{
    MetricsStream one = stream();
    std::thread closing([this] {
        m_collector->increment("last");
        m_hub->close();
    });
    QVERIFY(one.next(soon()));
    QVERIFY(!one.next(soon()));
    closing.join();
    QVERIFY(one.isOver());
    const auto late = m_hub->subscribe({}, 1);
    QVERIFY(!late && late.error().fault == Fault::Closed);
}

void MetricsStreamTest::outlivesTheSystem()
{
    MetricsStream one = stream();
    m_collector->increment("kept", {{"a", "b"}});
    m_hub->close();
    m_hub.reset();
    m_collector.reset();
    const auto value = one.next(soon());
    QVERIFY(value && value->name == "kept");
    one.end();
    QVERIFY(one.isOver());
}

} // namespace

TIDEMARK_TEST(MetricsStreamTest)
#include "metrics_stream_test.moc"
