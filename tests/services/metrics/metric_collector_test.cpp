// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/metric_collector.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

class MetricCollectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_collector = std::make_unique<MetricCollector>(m_clock); }
    void countersAddAndRefuse();
    void countersAreExactBeyondTwoTo53();
    void aCounterOfZeroIsThere();
    void gaugesKeepTheLastValueAndItsTime();
    void incrementAndDecrementArePairs();
    void tagsInAnyOrderAreOneSeries();
    void timersOfAllUnitsAreOneSeries();
    void timersRefuseWhatIsNoDuration();
    void theTagUnitIsTheUnit();
    void namesHaveOneType();
    void namesAreChecked_data();
    void namesAreChecked();
    void tooManyTagSetsShareASeries();
    void tooManyNamesAreCounted();
    void closingEndsRecording();
    void readingsAreInOrder();
    void handlesOfNothingRecordNothing();
    void twoCollectorsDoNotMeet();
    void eightThreadsLoseNothing();
    void readingDisturbsNobody();
    void threadsThatEndLeaveTheirCounts();

private:
    [[nodiscard]] Reading only(std::string_view name) const
    {
        std::vector<Reading> found;
        for (Reading &reading : m_collector->readings()) {
            if (reading.series->family->name == name)
                found.push_back(std::move(reading));
        }
        return found.size() == 1 ? found.front() : Reading();
    }
    [[nodiscard]] double total(std::string_view name) const
    {
        const Reading reading = only(name);
        return reading.series == nullptr ? kNone : toReal(std::get<Number>(reading.value));
    }
    [[nodiscard]] double gauge(std::string_view name) const
    {
        const Reading reading = only(name);
        return reading.series == nullptr ? kNone : std::get<GaugeState>(reading.value).value;
    }

    FakeClock m_clock;
    std::unique_ptr<MetricCollector> m_collector;
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

// Check 23.
void MetricCollectorTest::tagsInAnyOrderAreOneSeries()
{
    m_collector->recordCounter("c", 1, {{"a", "1"}, {"b", "2"}});
    m_collector->recordCounter("c", 1, {{"b", "2"}, {"a", "1"}});
    QCOMPARE(m_collector->seriesCount(), std::size_t{1});
    m_collector->recordCounter("c", 1, {{"a", ""}});
    m_collector->recordCounter("c", 1);
    QCOMPARE(m_collector->seriesCount(), std::size_t{3});
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

void MetricCollectorTest::theTagUnitIsTheUnit()
{
    m_collector->recordGauge("memory", 75.5, {{"unit", "percent"}});
    const Reading reading = only("memory");
    QCOMPARE(reading.series->unit, MetricUnit::Percent);
    QCOMPARE(*reading.series->tags.find("unit"), std::string("percent"));
    m_collector->recordHistogram("duration", 250.5, {{"unit", "ms"}});
    QCOMPARE(only("duration").series->unit, MetricUnit::Milliseconds);
    m_collector->recordGauge("odd", 1, {{"unit", "furlongs"}});
    QCOMPARE(only("odd").series->unit, MetricUnit::Count);
}

// Check 26.
void MetricCollectorTest::namesHaveOneType()
{
    m_collector->recordCounter("x", 5);
    m_collector->recordGauge("x", 7);
    m_collector->recordTimer("x", 7);
    m_collector->recordHistogram("x", 7, {{"a", "b"}});
    QVERIFY(!m_collector->gauge("x").isBound());
    QCOMPARE(total("x"), 5.0);
    QCOMPARE(m_collector->counts().typeConflicts, std::uint64_t{4});
    const std::vector<TypeConflict> once{{"x", MetricType::Counter, MetricType::Gauge}};
    QCOMPARE(m_collector->takeTypeConflicts(), once);
    m_collector->recordGauge("x", 7);
    QCOMPARE(m_collector->counts().typeConflicts, std::uint64_t{5});
    QVERIFY(m_collector->takeTypeConflicts().empty()); // told once for good
}

void MetricCollectorTest::namesAreChecked_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("dotted") << QByteArray("git.clone.duration") << true;
    QTest::newRow("Greek") << QByteArray("χρόνος") << true;
    QTest::newRow("beyond 16 bits") << QByteArray("\xf0\x9f\x8c\x8a") << true;
    QTest::newRow("255 bytes") << QByteArray(255, 'n') << true;
    QTest::newRow("empty") << QByteArray("") << false;
    QTest::newRow("256 bytes") << QByteArray(256, 'n') << false;
    QTest::newRow("line feed") << QByteArray("a\nb") << false;
    QTest::newRow("delete") << QByteArray("a\x7f") << false;
    QTest::newRow("cut character") << QByteArray("\xe2\x82") << false;
    QTest::newRow("too many bytes") << QByteArray("\xc0\xaf") << false;
    QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << false;
    QTest::newRow("beyond the last") << QByteArray("\xf4\x90\x80\x80") << false;
    QTest::newRow("follower alone") << QByteArray("\x80") << false;
}

void MetricCollectorTest::namesAreChecked()
{
    QFETCH(const QByteArray, name);
    QFETCH(const bool, isGood);
    m_collector->increment({name.constData(), static_cast<std::size_t>(name.size())});
    QCOMPARE(m_collector->seriesCount(), std::size_t{isGood ? 1U : 0U});
    QCOMPARE(m_collector->counts().badNames, std::uint64_t{isGood ? 0U : 1U});
}

void MetricCollectorTest::tooManyTagSetsShareASeries()
{
    MetricCollector small(m_clock, {10, 100});
    for (int i = 0; i < 1'000; ++i) {
        const std::string id = std::to_string(i);
        small.recordCounter("c", 1, {{"id", id}});
    }
    QCOMPARE(small.seriesCount(), std::size_t{101});
    QCOMPARE(small.counts().overflows, std::uint64_t{900});
    double sum = 0;
    double overflow = 0;
    for (const Reading &reading : small.readings()) {
        sum += toReal(std::get<Number>(reading.value));
        if (reading.series->tags == Tags{{"tidemark.overflow", "true"}})
            overflow = toReal(std::get<Number>(reading.value));
    }
    QCOMPARE(sum, 1'000.0); // totals stay right
    QCOMPARE(overflow, 900.0);
}

void MetricCollectorTest::tooManyNamesAreCounted()
{
    MetricCollector small(m_clock, {10, 100});
    for (int i = 0; i < 15; ++i)
        small.increment("c" + std::to_string(i));
    QCOMPARE(small.nameCount(), std::size_t{10});
    QCOMPARE(small.counts().tooMany, std::uint64_t{5});
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

void MetricCollectorTest::readingsAreInOrder()
{
    m_collector->describe("b", "the second");
    m_collector->increment("b", {{"k", "2"}});
    m_collector->increment("b", {{"k", "1"}});
    m_collector->recordGauge("a", 1);
    QStringList names;
    for (const Reading &reading : m_collector->readings())
        names.append(QString::fromStdString(
            reading.series->family->name +
            (reading.series->tags.isEmpty() ? "" : *reading.series->tags.find("k"))));
    QCOMPARE(names, (QStringList{QStringLiteral("a"), QStringLiteral("b1"), QStringLiteral("b2")}));
    QCOMPARE(m_collector->descriptionOf("b"), std::string("the second"));
    QCOMPARE(m_collector->descriptionOf("a"), std::string());
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

// Check 27.
void MetricCollectorTest::eightThreadsLoseNothing()
{
    constexpr int kThreads = 8;
#ifdef __SANITIZE_THREAD__
    constexpr int kEach = 100'000; // each takes many times as long
#else
    constexpr int kEach = 1'000'000;
#endif
    Counter counter = m_collector->counter("c");
    Histogram histogram = m_collector->histogram("h");
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([this, counter, histogram]() mutable {
            for (int i = 0; i < kEach; ++i) {
                counter.increment();
                histogram.observe(i % 100 + 1);
                if (i % 100 == 0)
                    m_collector->recordCounter("named", 1, {{"of", "all"}});
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(total("c"), 1.0 * kThreads * kEach);
    QCOMPARE(total("named"), 0.01 * kThreads * kEach);
    const auto values = std::get<Distribution>(only("h").value);
    QCOMPARE(values.count(), std::uint64_t{kThreads} * kEach);
    QCOMPARE(values.sum, 50.5 * kThreads * kEach);
    QCOMPARE(values.min, 1.0);
    QCOMPARE(values.max, 100.0);
}

void MetricCollectorTest::readingDisturbsNobody()
{
    std::atomic<bool> isOver = false;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([this, thread, &isOver] {
            const std::string own = "c" + std::to_string(thread);
            for (int i = 0; !isOver; ++i) {
                m_collector->increment("all");
                m_collector->increment(own, {{"i", std::to_string(i % 50)}});
                m_collector->recordHistogram("h", i);
                m_collector->recordGauge("g", i);
            }
        });
    }
    double before = 0;
    QTRY_VERIFY(only("h").series != nullptr);
    for (int round = 0; round < 200; ++round) {
        const Reading all = only("all");
        const double now = toReal(std::get<Number>(all.value));
        QVERIFY(now >= before); // never falls
        before = now;
        const auto values = std::get<Distribution>(only("h").value);
        QVERIFY(values.isEmpty() || values.min <= values.max);
    }
    isOver = true;
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(total("all") >= before);
    QVERIFY(before > 0);
}

void MetricCollectorTest::threadsThatEndLeaveTheirCounts()
{
    for (int thread = 0; thread < 100; ++thread)
        std::thread([this] { m_collector->increment("c"); }).join();
    QCOMPARE(total("c"), 100.0);
    m_collector->increment("c");
    QCOMPARE(total("c"), 101.0);
}

} // namespace

TIDEMARK_TEST(MetricCollectorTest)
#include "metric_collector_test.moc"
