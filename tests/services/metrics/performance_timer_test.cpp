// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/performance_timer.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <set>
#include <stdexcept>
#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class PerformanceTimerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_rig = std::make_unique<Rig>(m_clock); }
    void tellsHowLongItTook();
    void stoppingTwiceIsAnError();
    void unknownIdsAreAnError_data();
    void unknownIdsAreAnError();
    void resultsOfOperationsComeBack();
    void exceptionsAreFailuresAndGoOn();
    void statisticsOfOneToThousand();
    void ofUnknownOperationsThereAreNone();
    void scopesKnowHowTheyEnd();
    void timersThatRunTooLongAreDropped();
    void moreThanTheMostStopAsUnknown();
    void theWallClockMayBeSet();
    void metadataBecomesTagsWhereWanted();
    void idsFitNoOtherTimer();
    void statisticsOfAWindow();
    void eightThreadsStartAndStop();

private:
    struct Rig
    {
        explicit Rig(const Clock &clock, PerformanceTimer::Options options = {})
            : collector(clock)
            , tracker(clock)
            , timer(collector, tracker, clock, std::move(options))
        {}
        MetricCollector collector;
        SuccessFailureTracker tracker;
        PerformanceTimer timer;
    };

    FakeClock m_clock;
    std::unique_ptr<Rig> m_rig;
};

void PerformanceTimerTest::tellsHowLongItTook()
{
    const std::int64_t began_ns = m_clock.wall_ns();
    const std::string id = m_rig->timer.startTimer("git.push", {{"branch", std::string("main")}});
    QCOMPARE(id.size(), std::size_t{16});
    m_clock.pass(1.5);
    const auto result = m_rig->timer.stopTimer(id);
    QVERIFY(result.has_value());
    QCOMPARE(result->operation, std::string("git.push"));
    QCOMPARE(result->duration, 1'500.0);
    QCOMPARE(result->unit, MetricUnit::Milliseconds);
    QCOMPARE(result->start_ns, began_ns);
    QCOMPARE(result->end_ns, m_clock.wall_ns());
    QVERIFY(result->isSuccess);
    QCOMPARE(std::get<std::string>(result->metadata.at("branch")), std::string("main"));
    const auto readings = m_rig->collector.readings("git.push");
    QCOMPARE(readings.size(), std::size_t{2}); // one that failed, without values yet
    QCOMPARE(std::get<Distribution>(readings[1].value).max, 1.5);
    QCOMPARE(*readings[1].series->tags.find("success"), std::string("true"));
    QCOMPARE(m_rig->tracker.successRate("git.push")->ratio, 1.0);
}

// Check 30.
void PerformanceTimerTest::stoppingTwiceIsAnError()
{
    const TimerId id = m_rig->timer.start("op");
    QVERIFY(m_rig->timer.stop(id).has_value());
    const auto again = m_rig->timer.stop(id);
    QVERIFY(!again);
    QCOMPARE(again.error().fault, Fault::UnknownTimer);
    QVERIFY(!again.error().message.empty());
    QCOMPARE(m_rig->timer.counts().unknown, std::uint64_t{1});
    QCOMPARE(m_rig->timer.timingStats("op").at("count"), 1.0);
    QCOMPARE(m_rig->tracker.successRate("op")->successes, std::uint64_t{1});
}

void PerformanceTimerTest::unknownIdsAreAnError_data()
{
    QTest::addColumn<QByteArray>("id");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("digits") << QByteArray("0123456789abcdef");
    QTest::newRow("short") << QByteArray("0123");
    QTest::newRow("no digits") << QByteArray("git.push");
    QTest::newRow("long") << QByteArray("0123456789abcdef0");
    QTest::newRow("sign") << QByteArray("-123456789abcdef");
}

void PerformanceTimerTest::unknownIdsAreAnError()
{
    QFETCH(const QByteArray, id);
    const auto result = m_rig->timer.stopTimer(id.toStdString());
    QVERIFY(!result);
    QCOMPARE(result.error().fault, Fault::UnknownTimer);
    QCOMPARE(m_rig->timer.counts().unknown, std::uint64_t{1});
    QCOMPARE(m_rig->collector.seriesCount(), std::size_t{0});
}

// Check 31.
void PerformanceTimerTest::resultsOfOperationsComeBack()
{
    const auto [timing, result] = m_rig->timer.timeOperation("data.processing", [this] {
        m_clock.pass(0.25);
        return std::string("result");
    });
    QCOMPARE(result, std::string("result"));
    QCOMPARE(timing.duration, 250.0);
    QVERIFY(timing.isSuccess);
    const TimingResult nothing = m_rig->timer.timeOperation("work", [this] { m_clock.pass(1); });
    QCOMPARE(nothing.duration, 1'000.0);
}

void PerformanceTimerTest::exceptionsAreFailuresAndGoOn()
{
    const auto failing = [this]() -> int {
        m_clock.pass(1);
        throw std::out_of_range("no");
    };
    QVERIFY_THROWS_EXCEPTION(std::out_of_range, m_rig->timer.timeOperation("op", failing));
    QCOMPARE(m_rig->tracker.successRate("op")->ratio, 0.0);
    const auto breakdown = m_rig->tracker.failureBreakdown("op");
    QCOMPARE(breakdown->at("std::out_of_range"), std::uint64_t{1});
    const auto last = m_rig->tracker.lastFailures("op");
    QCOMPARE(std::get<std::string>(last.at(0).metadata.at("error")),
             std::string("std::out_of_range"));
    QCOMPARE(m_rig->timer.timingStats("op").at("max"), 1'000.0);
}

// Check 32.
void PerformanceTimerTest::statisticsOfOneToThousand()
{
    for (int i = 1; i <= 1'000; ++i) {
        const TimerId id = m_rig->timer.start("op");
        m_clock.pass(i / 1e3);
        QVERIFY(m_rig->timer.stop(id, i % 4 != 0).has_value());
    }
    const TimerId running = m_rig->timer.start("op");
    const auto stats = m_rig->timer.timingStats("op");
    QCOMPARE(stats.at("count"), 1'000.0);
    QVERIFY(std::abs(stats.at("avg") - 500.5) < 1e-9);
    QCOMPARE(stats.at("min"), 1.0);
    QCOMPARE(stats.at("max"), 1'000.0);
    QCOMPARE(stats.at("last"), 1'000.0);
    QCOMPARE(stats.at("success_rate"), 0.75);
    QCOMPARE(stats.at("active"), 1.0);
    for (const auto &[key, wanted] : {std::pair{"p50", 500.0},
                                      {"p75", 750.0},
                                      {"p90", 900.0},
                                      {"p95", 950.0},
                                      {"p99", 990.0},
                                      {"p999", 999.0}})
        QVERIFY2(std::abs(stats.at(key) - wanted) < wanted / 100, key);
    QVERIFY(m_rig->timer.finish(running) >= 0);
}

void PerformanceTimerTest::ofUnknownOperationsThereAreNone()
{
    QVERIFY(m_rig->timer.timingStats("nothing").empty());
}

void PerformanceTimerTest::scopesKnowHowTheyEnd()
{
    {
        const PerformanceTimer::Scope scope(m_rig->timer, "op");
        m_clock.pass(2);
    }
    try {
        const PerformanceTimer::Scope scope(m_rig->timer, "op");
        throw std::runtime_error("no");
    } catch (const std::runtime_error &) {
        const PerformanceTimer::Scope inHandler(m_rig->timer, "op"); // itself well
    }
    const auto rate = m_rig->tracker.successRate("op");
    QCOMPARE(rate->successes, std::uint64_t{2});
    QCOMPARE(rate->failures, std::uint64_t{1});
}

void PerformanceTimerTest::timersThatRunTooLongAreDropped()
{
    const TimerId old = m_rig->timer.start("slow");
    m_clock.pass(3'000);
    const TimerId young = m_rig->timer.start("slow");
    m_clock.pass(601);
    m_rig->timer.dropAbandoned();
    QCOMPARE(m_rig->timer.counts().abandoned, std::uint64_t{1});
    QCOMPARE(m_rig->timer.running().size(), std::size_t{1});
    QCOMPARE(m_rig->timer.running()[0].age_s, 601.0);
    QVERIFY(!m_rig->timer.stop(old));
    QVERIFY(m_rig->timer.stop(young).has_value());
    const auto counted = m_rig->collector.readings("tidemark.timer.abandoned");
    QCOMPARE(toReal(std::get<Number>(counted.at(0).value)), 1.0);
    QCOMPARE(m_rig->timer.timingStats("slow").at("count"), 1.0);
}

void PerformanceTimerTest::moreThanTheMostStopAsUnknown()
{
    Rig small(m_clock, {std::chrono::seconds(3'600), 2, {}});
    const TimerId one = small.timer.start("op");
    const TimerId two = small.timer.start("op");
    const TimerId three = small.timer.start("op");
    QCOMPARE(small.timer.counts().tooMany, std::uint64_t{1});
    QVERIFY(!small.timer.stop(three));
    QVERIFY(small.timer.stop(one).has_value());
    const TimerId four = small.timer.start("op");
    QVERIFY(small.timer.stop(two).has_value());
    QVERIFY(small.timer.stop(four).has_value());
}

void PerformanceTimerTest::theWallClockMayBeSet()
{
    const TimerId id = m_rig->timer.start("op");
    m_clock.pass(1);
    m_clock.stepWall(-3'600);
    const auto result = m_rig->timer.stop(id);
    QCOMPARE(result->duration, 1'000.0);
    QCOMPARE(result->end_ns - result->start_ns, FakeClock::kSecond_ns);
}

void PerformanceTimerTest::metadataBecomesTagsWhereWanted()
{
    Rig tagged(m_clock, {std::chrono::seconds(3'600), 100, {"branch"}});
    const TimerId id = tagged.timer.start("op", {{"branch", std::string("main")}, {"user", 7.5}});
    QVERIFY(tagged.timer.stop(id).has_value());
    bool isThere = false;
    for (const Reading &reading : tagged.collector.readings("op"))
        isThere |= reading.series->tags == Tags{{"success", "true"}, {"branch", "main"}};
    QVERIFY(isThere);
}

void PerformanceTimerTest::idsFitNoOtherTimer()
{
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1'000; ++i) {
        const TimerId id = m_rig->timer.start("op"); // the same place each time
        QVERIFY(seen.insert(id.number()).second);
        QCOMPARE(TimerId::fromText(id.toText()), std::optional(id));
        QVERIFY(m_rig->timer.stop(id).has_value());
        for (const std::uint64_t earlier : {*seen.begin(), *seen.rbegin()})
            QVERIFY(!m_rig->timer.stop(TimerId(earlier)));
    }
    QVERIFY(m_rig->timer.running().empty());
}

void PerformanceTimerTest::statisticsOfAWindow()
{
    using namespace std::chrono_literals;
    MetricHistory history(m_rig->collector, m_clock);
    const auto time = [&](double seconds, bool isSuccess) {
        const TimerId id = m_rig->timer.start("op");
        m_clock.pass(seconds);
        QVERIFY(m_rig->timer.stop(id, isSuccess));
        history.tick();
    };
    time(2, false);
    m_clock.pass(100);
    time(0.5, true);
    time(0.5, true);
    const auto late = m_rig->timer.timingStats("op", 30s, history);
    QCOMPARE(late->at("count"), 2.0);
    QCOMPARE(late->at("sum"), 1'000.0);
    QCOMPARE(late->at("success_rate"), 1.0);
    QCOMPARE(late->at("last"), 500.0);
    QCOMPARE(m_rig->timer.timingStats("op", 300s, history)->at("count"), 3.0);
    QCOMPARE(m_rig->timer.timingStats("op").at("success_rate"), 2.0 / 3);
    QVERIFY(m_rig->timer.timingStats("unknown", 30s, history)->empty());
    for (const auto window : {0s, -1s, 86'401s})
        QCOMPARE(m_rig->timer.timingStats("op", window, history).error().fault,
                 Fault::InvalidArgument);
}

void PerformanceTimerTest::eightThreadsStartAndStop()
{
    constexpr int kThreads = 8;
    constexpr int kEach = 20'000;
    TimedOperation &operation = m_rig->timer.operation("op");
    std::atomic<int> twice = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([&] {
            for (int i = 0; i < kEach; ++i) {
                const TimerId one = m_rig->timer.start(operation);
                const TimerId two = m_rig->timer.start(operation);
                if (m_rig->timer.finish(one) < 0 || m_rig->timer.finish(two) < 0)
                    ++twice;
                if (m_rig->timer.finish(one) >= 0)
                    ++twice;
            }
        });
    }
    for (int i = 0; i < 100; ++i)
        (void)m_rig->timer.running();
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(twice, 0);
    QCOMPARE(m_rig->timer.timingStats("op").at("count"), 2.0 * kThreads * kEach);
    QCOMPARE(m_rig->tracker.successRate("op")->successes, std::uint64_t{2} * kThreads * kEach);
    QVERIFY(m_rig->timer.running().empty());
}

} // namespace

TIDEMARK_TEST(PerformanceTimerTest)
#include "performance_timer_test.moc"
