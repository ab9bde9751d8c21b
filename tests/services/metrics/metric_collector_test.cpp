// SPDX-License-Identifier: GPL-3.0-or-later
// What counters, gauges and timers take and refuse, and when recording ends.
#include "tests/services/metrics/collector_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class MetricCollectorTest : public CollectorCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void countersAddAndRefuse();
    void countersAreExactBeyondTwoTo53();
    void aCounterOfZeroIsThere();
    void gaugesKeepTheLastValueAndItsTime();
    void incrementAndDecrementArePairs();
    void timersOfAllUnitsAreOneSeries();
    void timersRefuseWhatIsNoDuration();
    void closingEndsRecording();
    void handlesOfNothingRecordNothing();
    void twoCollectorsDoNotMeet();
};

// Check 20.
void MetricCollectorTest::countersAddAndRefuse()
{
    m_collector->recordCounter("c", 1);
    m_collector->recordCounter("c", 2.5);
    for (const double refused : {-1.0, kNone, kInfinity})
        m_collector->recordCounter("c", refused);
    QCOMPARE(total("c"), 3.5);
    QCOMPARE(m_collector->counts().refusedValues, std::uint64_t{3});
    m_collector->recordCounter("c", -1);
    QCOMPARE(m_collector->counts().refusedValues, std::uint64_t{4});
}

// Check 21.
void MetricCollectorTest::countersAreExactBeyondTwoTo53()
{
    m_collector->recordCounter("c", std::uint64_t{1} << 53);
    m_collector->increment("c");
    QVERIFY(std::get<Number>(only("c").value) == Number(std::uint64_t{9'007'199'254'740'993}));
}

void MetricCollectorTest::aCounterOfZeroIsThere()
{
    m_collector->recordCounter("errors", 0);
    QCOMPARE(total("errors"), 0.0);
}

void MetricCollectorTest::gaugesKeepTheLastValueAndItsTime()
{
    m_collector->recordGauge("g", 1);
    m_clock.pass(5);
    m_collector->tick();
    m_collector->recordGauge("g", 2);
    const auto state = std::get<GaugeState>(only("g").value);
    QCOMPARE(state.value, 2.0);
    QCOMPARE(state.at_ns, m_clock.wall_ns());
    m_collector->recordGauge("g", kInfinity);
    QCOMPARE(gauge("g"), 2.0);
    QCOMPARE(m_collector->counts().refusedValues, std::uint64_t{1});
    m_collector->recordGauge("g", kNone);
    QVERIFY(std::isnan(gauge("g")));
}

// Check 22.
void MetricCollectorTest::incrementAndDecrementArePairs()
{
    m_collector->increment("requests");
    QCOMPARE(total("requests"), 1.0);
    m_collector->decrement("requests"); // counters do not fall
    QCOMPARE(total("requests"), 1.0);
    QCOMPARE(m_collector->counts().typeConflicts, std::uint64_t{1});
    m_collector->decrement("unknown");
    QCOMPARE(gauge("unknown"), -1.0);
    m_collector->recordGauge("in_flight", 0);
    m_collector->increment("in_flight");
    m_collector->increment("in_flight");
    m_collector->decrement("in_flight");
    QCOMPARE(gauge("in_flight"), 1.0);
}

// Check 24.
void MetricCollectorTest::timersOfAllUnitsAreOneSeries()
{
    m_collector->recordTimer("t", 15.2, MetricUnit::Seconds);
    m_collector->recordTimer("t", 15'200);
    m_collector->recordTimer("t", 15'200'000, MetricUnit::Microseconds);
    const Reading reading = only("t");
    QVERIFY(reading.series != nullptr);
    const auto &durations = std::get<Distribution>(reading.value);
    QCOMPARE(durations.count(), std::uint64_t{3});
    QVERIFY(durations.min == 15.2); // to the last bit, which QCOMPARE does not look at
    QVERIFY(durations.max == 15.2);
    QCOMPARE(reading.series->unit, MetricUnit::Seconds); // as it was first told
}

// Check 25.
void MetricCollectorTest::timersRefuseWhatIsNoDuration()
{
    m_collector->recordTimer("t", 1, MetricUnit::Bytes);
    QCOMPARE(m_collector->counts().wrongUnits, std::uint64_t{1});
    QVERIFY(!m_collector->timer("t", {}, MetricUnit::Percent).isBound());
    QCOMPARE(m_collector->seriesCount(), std::size_t{0});
    m_collector->recordTimer("t", -1);
    m_collector->recordTimer("t", kInfinity);
    m_collector->recordTimer("t", kNone);
    QCOMPARE(m_collector->counts().refusedValues, std::uint64_t{3});
    QVERIFY(std::get<Distribution>(only("t").value).isEmpty());
}

void MetricCollectorTest::closingEndsRecording()
{
    Counter counter = m_collector->counter("c");
    Gauge gauge = m_collector->gauge("g");
    Histogram histogram = m_collector->histogram("h");
    counter.increment();
    gauge.set(1);
    m_collector->close();
    counter.increment();
    counter.add(0.5);
    gauge.set(2);
    gauge.add(1);
    histogram.observe(1);
    m_collector->increment("c");
    m_collector->recordTimer("t", 1);
    QCOMPARE(m_collector->counts().afterClose, std::uint64_t{7});
    QCOMPARE(total("c"), 1.0);
    QCOMPARE(this->gauge("g"), 1.0);
    QCOMPARE(m_collector->seriesCount(), std::size_t{3});
}

void MetricCollectorTest::handlesOfNothingRecordNothing()
{
    Counter counter;
    Gauge gauge;
    Histogram histogram;
    Timer timer;
    counter.increment();
    counter.add(1.5);
    gauge.set(1);
    gauge.add(1);
    histogram.observe(1);
    timer.record(1);
    QVERIFY(!counter.isBound() && !gauge.isBound() && !histogram.isBound() && !timer.isBound());
    QCOMPARE(m_collector->seriesCount(), std::size_t{0});
}

void MetricCollectorTest::twoCollectorsDoNotMeet()
{
    MetricCollector other(m_clock);
    for (int i = 0; i < 100; ++i) {
        m_collector->increment("c");
        other.recordCounter("c", 2);
    }
    QCOMPARE(total("c"), 100.0);
    QCOMPARE(toReal(std::get<Number>(other.readings().front().value)), 200.0);
    m_collector = std::make_unique<MetricCollector>(m_clock); // where the first was, perhaps
    m_collector->increment("c");
    QCOMPARE(total("c"), 1.0);
}

} // namespace

TIDEMARK_TEST(MetricCollectorTest)
#include "metric_collector_test.moc"
