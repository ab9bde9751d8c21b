// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/success_failure_tracker.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <deque>
#include <random>
#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class SuccessFailureTrackerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_tracker = std::make_unique<SuccessFailureTracker>(m_clock); }
    void ratesAreOfAllOrOfAWindow();
    void nothingIsNoRate();
    void windowsAreRoundedUp();
    void windowsAreAsAPlainCount();
    void windowsMustBePositive();
    void typesAddUpToTheFailures();
    void tooManyTypesAreOther();
    void theLastFailuresAreKept();
    void outcomesAndWhatWasTold();
    void allOperationsTogether();
    void threadsLoseNothing();

private:
    FakeClock m_clock;
    std::unique_ptr<SuccessFailureTracker> m_tracker;
};

// Check 33.
void SuccessFailureTrackerTest::ratesAreOfAllOrOfAWindow()
{
    for (int i = 0; i < 3; ++i)
        m_tracker->recordSuccess("api");
    m_tracker->recordFailure("api", "timeout");
    QCOMPARE(m_tracker->successRate("api")->ratio, 0.75);
    m_clock.pass(61);
    m_tracker->recordFailure("api", "timeout");
    const auto minute = m_tracker->successRate("api", 60s);
    QCOMPARE(minute->ratio, 0.0);
    QCOMPARE(minute->failures, std::uint64_t{1});
    QCOMPARE(m_tracker->successRate("api")->ratio, 0.6);
    QCOMPARE(m_tracker->successRate("api", 70s)->ratio, 0.6);
}

void SuccessFailureTrackerTest::nothingIsNoRate()
{
    QVERIFY(std::isnan(m_tracker->successRate("unknown")->ratio));
    QVERIFY(m_tracker->failureBreakdown("unknown")->empty());
    m_tracker->recordSuccess("api");
    m_clock.pass(3'600);
    QVERIFY(std::isnan(m_tracker->successRate("api", 60s)->ratio));
}

void SuccessFailureTrackerTest::windowsAreRoundedUp()
{
    m_clock.setSteady(100'003);
    m_tracker->recordSuccess("api");
    QCOMPARE(*m_tracker->successRate("api", 1s)->window_s, std::int64_t{1});
    QCOMPARE(*m_tracker->successRate("api", 60s)->window_s, std::int64_t{60});
    QCOMPARE(*m_tracker->successRate("api", 61s)->window_s, std::int64_t{64});
    const auto day = m_tracker->successRate("api", 24h);
    QVERIFY(*day->window_s >= 86'400 && *day->window_s < 86'400 + 300);
    const auto week = m_tracker->successRate("api", 24h * 7);
    QVERIFY(*week->window_s <= 289 * 300); // what there is
    QVERIFY(!m_tracker->successRate("api")->window_s);
}

void SuccessFailureTrackerTest::windowsAreAsAPlainCount()
{
    std::mt19937_64 random(5);
    std::deque<std::pair<std::int64_t, bool>> all; // second, success
    for (int step = 0; step < 5'000; ++step) {
        m_clock.pass(static_cast<double>(random() % 40));
        const bool isSuccess = random() % 3 > 0;
        if (isSuccess)
            m_tracker->recordSuccess("api");
        else
            m_tracker->recordFailure("api", "type " + std::to_string(random() % 3));
        all.emplace_back(m_clock.steadySecond(), isSuccess);
        const auto window_s = static_cast<std::int64_t>(1 + random() % 4'000);
        const auto rate = m_tracker->successRate("api", std::chrono::seconds(window_s));
        QVERIFY(*rate->window_s >= window_s);
        std::uint64_t successes = 0;
        std::uint64_t failures = 0;
        for (const auto &[second, isGood] : all) {
            if (second > m_clock.steadySecond() - *rate->window_s)
                ++(isGood ? successes : failures);
        }
        QCOMPARE(rate->successes, successes);
        QCOMPARE(rate->failures, failures);
        std::uint64_t ofTypes = 0;
        const auto types = m_tracker->failureBreakdown("api", std::chrono::seconds(window_s));
        for (const auto &[type, count] : *types)
            ofTypes += count;
        QCOMPARE(ofTypes, failures);
    }
}

void SuccessFailureTrackerTest::windowsMustBePositive()
{
    for (const auto window : {0s, -5s}) {
        const auto rate = m_tracker->successRate("api", window);
        QVERIFY(!rate);
        QCOMPARE(rate.error().fault, Fault::InvalidArgument);
        QVERIFY(!m_tracker->failureBreakdown("api", window));
        QVERIFY(!m_tracker->overallRate(window));
    }
}

// Check 34.
void SuccessFailureTrackerTest::typesAddUpToTheFailures()
{
    for (int i = 0; i < 5; ++i)
        m_tracker->recordFailure("git.clone", "network_error");
    m_tracker->recordFailure("git.clone", "auth_error");
    m_tracker->recordFailure("git.clone", "");
    QVERIFY((
        *m_tracker->failureBreakdown("git.clone") ==
        SuccessFailureTracker::Breakdown{{"auth_error", 1}, {"network_error", 5}, {"unknown", 1}}));
    m_clock.pass(120);
    QVERIFY(m_tracker->failureBreakdown("git.clone", 60s)->empty());
}

void SuccessFailureTrackerTest::tooManyTypesAreOther()
{
    for (int i = 0; i < 250; ++i)
        m_tracker->recordFailure("api", "type " + std::to_string(i));
    const auto types = *m_tracker->failureBreakdown("api");
    QCOMPARE(types.size(), SuccessFailureTracker::kMostTypes + 1);
    QCOMPARE(types.at("other"), std::uint64_t{50});
    QCOMPARE(m_tracker->successRate("api")->failures, std::uint64_t{250});
}

void SuccessFailureTrackerTest::theLastFailuresAreKept()
{
    for (int i = 0; i < 150; ++i) {
        m_clock.pass(1);
        m_tracker->recordFailure("api", "timeout", {{"try", std::int64_t{i}}});
    }
    const auto last = m_tracker->lastFailures("api");
    QCOMPARE(last.size(), SuccessFailureTracker::kKeptFailures);
    QCOMPARE(std::get<std::int64_t>(last.back().metadata.at("try")), std::int64_t{149});
    QCOMPARE(last.back().at_ns, m_clock.wall_ns());
    QCOMPARE(std::get<std::int64_t>(last.front().metadata.at("try")), std::int64_t{50});
}

void SuccessFailureTrackerTest::outcomesAndWhatWasTold()
{
    QVERIFY(!m_tracker->lastSuccess("api"));
    m_tracker->recordOutcome("api", true, {}, {{"attempts", std::int64_t{3}}});
    m_tracker->recordOutcome("api", false, "timeout", {{"attempts", std::int64_t{5}}});
    m_tracker->recordSuccess("api");
    const auto rate = m_tracker->successRate("api");
    QCOMPARE(rate->successes, std::uint64_t{2});
    QCOMPARE(rate->failures, std::uint64_t{1});
    QCOMPARE(m_tracker->failureBreakdown("api")->at("timeout"), std::uint64_t{1});
    QVERIFY(m_tracker->lastFailures("api").back().metadata.at("attempts") ==
            Detail(std::int64_t{5}));
    QVERIFY(m_tracker->lastSuccess("api")->metadata.at("attempts") == Detail(std::int64_t{3}));
    QCOMPARE(m_tracker->lastSuccess("api")->at_ns, m_clock.wall_ns());
    m_tracker->close();
    m_tracker->recordOutcome("api", true, {}, {{"attempts", std::int64_t{1}}});
    QVERIFY(m_tracker->lastSuccess("api")->metadata.at("attempts") == Detail(std::int64_t{3}));
    QCOMPARE(m_tracker->afterClose(), std::uint64_t{1});
}

void SuccessFailureTrackerTest::allOperationsTogether()
{
    m_tracker->recordSuccess("a");
    m_tracker->recordSuccess("b");
    m_tracker->recordFailure("c", "timeout");
    m_tracker->recordFailure("c", "timeout");
    QCOMPARE(m_tracker->overallRate()->ratio, 0.5);
    QVERIFY((m_tracker->operations() == std::vector<std::string>{"a", "b", "c"}));
}

void SuccessFailureTrackerTest::threadsLoseNothing()
{
    constexpr int kThreads = 4;
    constexpr int kEach = 10'000;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
        threads.emplace_back([this] {
            for (int i = 0; i < kEach; ++i) {
                m_tracker->recordSuccess("api");
                m_tracker->recordFailure("api", i % 2 == 0 ? "even" : "odd");
            }
        });
    }
    for (int i = 0; i < 50; ++i)
        (void)m_tracker->successRate("api", 600s);
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(m_tracker->successRate("api")->successes, std::uint64_t{kThreads} * kEach);
    QCOMPARE(m_tracker->failureBreakdown("api")->at("odd"), std::uint64_t{kThreads} * kEach / 2);
}

} // namespace

TIDEMARK_TEST(SuccessFailureTrackerTest)
#include "success_failure_tracker_test.moc"
