// SPDX-License-Identifier: GPL-3.0-or-later
// Ticks of the history beside recording and beside each other.
#include "tests/services/metrics/aggregator_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <thread>
#include <vector>

using namespace tidemark::metrics;
using namespace tidemark::test;
using namespace std::chrono_literals;

namespace {

class HistoryThreadsTest : public AggregatorCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void ticksMayRunBesideRecording();
    void ticksOfSeveralThreadsTakeNothingTwice();
};

void HistoryThreadsTest::ticksMayRunBesideRecording()
{
    std::atomic<bool> isOver = false;
    std::atomic<int> recorded = 0;
    std::thread recording([&] {
        for (; !isOver; ++recorded) {
            m_rig->collector.increment("c");
            m_rig->collector.recordHistogram("h", recorded % 10 + 1);
        }
    });
    while (recorded == 0)
        std::this_thread::yield();
    for (int i = 0; i < 300; ++i) {
        passAndTick(1);
        (void)summary("h", 60s);
    }
    isOver = true;
    recording.join();
    passAndTick(1);
    const auto found = summary("c");
    QCOMPARE(found.at("total"), 1.0 * recorded);
    QCOMPARE(found.at("sum"), found.at("total"));
    const auto values = summary("h");
    QCOMPARE(values.at("count"), 1.0 * recorded);
    QVERIFY(values.at("min") >= 1);
    QVERIFY(values.at("max") <= 10);
}

void HistoryThreadsTest::ticksOfSeveralThreadsTakeNothingTwice()
{
    constexpr int kTicks = 3'000;
    constexpr int kTickers = 3;
    std::atomic<int> ticking = kTickers;
    std::vector<std::thread> threads;
    for (int i = 0; i < kTickers; ++i)
        threads.emplace_back([&] {
            for (int tick = 0; tick < kTicks; ++tick)
                m_rig->history.tick();
            --ticking;
        });
    double recorded = 0;
    do {
        m_rig->collector.increment("c");
        m_rig->collector.recordHistogram("h", 1);
        ++recorded;
    } while (ticking > 0);
    for (std::thread &thread : threads)
        thread.join();
    passAndTick(1);
    QCOMPARE(summary("c").at("sum"), recorded);
    QCOMPARE(summary("h").at("count"), recorded);
}

} // namespace

TIDEMARK_TEST(HistoryThreadsTest)
#include "history_threads_test.moc"
