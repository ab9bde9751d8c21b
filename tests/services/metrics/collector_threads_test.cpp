// SPDX-License-Identifier: GPL-3.0-or-later
// Recording and reading of many threads.
#include "tests/services/metrics/collector_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class CollectorThreadsTest : public CollectorCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void eightThreadsLoseNothing();
    void readingDisturbsNobody();
    void threadsThatEndLeaveTheirCounts();
};

// Check 27.
void CollectorThreadsTest::eightThreadsLoseNothing()
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

void CollectorThreadsTest::readingDisturbsNobody()
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

void CollectorThreadsTest::threadsThatEndLeaveTheirCounts()
{
    for (int thread = 0; thread < 100; ++thread)
        std::thread([this] { m_collector->increment("c"); }).join();
    QCOMPARE(total("c"), 100.0);
    m_collector->increment("c");
    QCOMPARE(total("c"), 101.0);
}

} // namespace

TIDEMARK_TEST(CollectorThreadsTest)
#include "collector_threads_test.moc"
