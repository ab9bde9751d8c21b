// SPDX-License-Identifier: GPL-3.0-or-later
// Streams with many threads, and callbacks that end their own stream.
#include "tests/services/metrics/stream_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

class StreamThreadsTest : public StreamCase
{
    Q_OBJECT

private Q_SLOTS:
    void init() { openNew(); }
    void aCallbackMayUnsubscribe();
    void aCallbackMayDestroyItsDelivery();
    void aWakeMayUnsubscribe();
    void keepsTheOrderOfEachThread();
    void threadsComeAndGo();
};

void StreamThreadsTest::aCallbackMayUnsubscribe()
{
    std::atomic<int> calls = 0;
    std::atomic<StreamDelivery *> own = nullptr;
    StreamDelivery delivery(stream(), [&](const MetricValue &) {
        ++calls;
        while (own == nullptr)
            std::this_thread::yield();
        own.load()->end();
    });
    own = &delivery;
    for (int i = 0; i < 100; ++i)
        m_collector->increment("c");
    QTRY_COMPARE_WITH_TIMEOUT(m_hub->counts().streams, 0U, 30'000);
    m_collector->increment("c");
    QCOMPARE(calls.load(), 1);
}

void StreamThreadsTest::aCallbackMayDestroyItsDelivery()
{
    std::atomic<int> calls = 0;
    std::mutex mutex;
    std::unique_ptr<StreamDelivery> delivery;
    {
        const std::lock_guard lock(mutex);
        delivery = std::make_unique<StreamDelivery>(stream(), [&](const MetricValue &) {
            const std::lock_guard inside(mutex);
            delivery.reset();
            ++calls;
        });
    }
    for (int i = 0; i < 100; ++i)
        m_collector->increment("c");
    QTRY_COMPARE_WITH_TIMEOUT(calls.load(), 1, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_hub->counts().streams, 0U, 30'000);
}

void StreamThreadsTest::aWakeMayUnsubscribe()
{
    MetricsStream one = stream();
    int calls = 0;
    one.setWake([&] {
        ++calls;
        one.end();
    });
    m_collector->increment("c"); // within this call
    QCOMPARE(m_hub->counts().streams, 0U);
    QCOMPARE(calls, 2); // for the value, and for the end
    QCOMPARE(one.take().size(), 1U);
}

void StreamThreadsTest::keepsTheOrderOfEachThread()
{
    constexpr int kThreads = 4;
    constexpr int kValues = 5'000;
    MetricsStream all = stream({}, kThreads * kValues);
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([this, t] {
            Gauge own = m_collector->gauge("level", {{"thread", std::to_string(t)}});
            for (int i = 0; i < kValues; ++i)
                own.set(i);
        });
    }
    std::map<std::string, double> next;
    int seen = 0;
    bool isInOrder = true;
    while (seen < kThreads * kValues) {
        const auto value = all.next(soon());
        if (!value)
            break;
        ++seen;
        isInOrder = isInOrder && toReal(value->value) == next[*value->tags.find("thread")]++;
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(seen, kThreads * kValues);
    QVERIFY(isInOrder);
    QCOMPARE(all.dropped(), std::uint64_t{0});
}

void StreamThreadsTest::threadsComeAndGo()
{
    std::atomic<bool> isOver = false;
    std::vector<std::thread> threads;
    for (int t = 0; t < 2; ++t) {
        threads.emplace_back([this, &isOver] {
            Counter bound = m_collector->counter("bound");
            while (!isOver) {
                bound.increment();
                m_collector->recordTimer("timer", 1);
            }
        });
    }
    int seen = 0;
    for (int i = 0; i < 200; ++i) {
        MetricsStream one = stream({}, 100);
        seen += one.next(soon()) ? 1 : 0;
    }
    isOver = true;
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(seen, 200);
    QCOMPARE(m_hub->counts().streams, 0U);
}

} // namespace

TIDEMARK_TEST(StreamThreadsTest)
#include "stream_threads_test.moc"
