// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/ingest/bounded_queue.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace tidemark;
using tidemark::ingest::BoundedQueue;

class BoundedQueueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }
    void keepsTheOrder();
    void refusesWhatHasNoRoom();
    void whatIsRefusedStays();
    void dropsTheOldest();
    void theHeaviestHasAllRoom();
    void whatWaitsIsTakenAfterTheEnd();
    void theEndWakesWhoWaits();
    void nobodyWaitsBeyondTheTime();
    void nothingIsLostBetweenThreads();
};

void BoundedQueueTest::keepsTheOrder()
{
    BoundedQueue<int> queue(3);
    for (int item = 1; item <= 3; ++item) {
        int pushed = item;
        QVERIFY(queue.tryPush(pushed));
    }
    QCOMPARE(queue.weight(), 3U);
    for (int item = 1; item <= 3; ++item)
        QCOMPARE(queue.pop(), std::optional(item));
    QVERIFY(!queue.tryPop());
}

void BoundedQueueTest::refusesWhatHasNoRoom()
{
    BoundedQueue<int> queue(10);
    int item = 1;
    QVERIFY(queue.tryPush(item, 7));
    QVERIFY(!queue.tryPush(item, 4));
    QVERIFY(queue.tryPush(item, 3));
    QVERIFY(!queue.tryPush(item, 1));
    QVERIFY(queue.pop());
    QVERIFY(queue.tryPush(item, 7));
    QCOMPARE(queue.weight(), 10U);
}

void BoundedQueueTest::whatIsRefusedStays()
{
    BoundedQueue<std::unique_ptr<int>> queue(1);
    auto first = std::make_unique<int>(1);
    auto second = std::make_unique<int>(2);
    QVERIFY(queue.tryPush(first));
    QVERIFY(!first);
    QVERIFY(!queue.tryPush(second));
    QVERIFY(second);
    queue.close();
    QVERIFY(queue.tryPop());
    QVERIFY(!queue.tryPush(second));
    QCOMPARE(*second, 2);
}

void BoundedQueueTest::dropsTheOldest()
{
    BoundedQueue<int> queue(10);
    QCOMPARE(queue.pushDroppingOldest(1, 4), 0U);
    QCOMPARE(queue.pushDroppingOldest(2, 4), 0U);
    QCOMPARE(queue.pushDroppingOldest(3, 5), 4U);
    QCOMPARE(queue.weight(), 9U);
    QCOMPARE(queue.pop(), std::optional(2));
    QCOMPARE(queue.pop(), std::optional(3));
}

void BoundedQueueTest::theHeaviestHasAllRoom()
{
    BoundedQueue<int> queue(10);
    QCOMPARE(queue.pushDroppingOldest(1, 4), 0U);
    QCOMPARE(queue.pushDroppingOldest(2, 11), 4U);
    QCOMPARE(queue.weight(), 11U);
    QCOMPARE(queue.pushDroppingOldest(3, 1), 11U);
    QCOMPARE(queue.clear(), 1U);
    QVERIFY(!queue.tryPop());
}

void BoundedQueueTest::whatWaitsIsTakenAfterTheEnd()
{
    BoundedQueue<int> queue(10);
    QCOMPARE(queue.pushDroppingOldest(1, 1), 0U);
    queue.close();
    QCOMPARE(queue.pop(), std::optional(1));
    QVERIFY(!queue.pop());
}

void BoundedQueueTest::theEndWakesWhoWaits()
{
    BoundedQueue<int> queue(10);
    std::atomic<bool> isEnded = false;
    std::jthread waiting([&] { isEnded = !queue.pop(); });
    queue.close();
    waiting.join();
    QVERIFY(isEnded);
}

void BoundedQueueTest::nobodyWaitsBeyondTheTime()
{
    using namespace std::chrono_literals;
    BoundedQueue<int> queue(10);
    const auto latest = std::chrono::steady_clock::now() + 20ms;
    QVERIFY(!queue.popUntil(latest));
    QVERIFY(std::chrono::steady_clock::now() >= latest);
    QVERIFY(!queue.isDone());
    QCOMPARE(queue.pushDroppingOldest(1, 1), 0U);
    QCOMPARE(queue.popUntil(latest), std::optional(1)); // what is there is taken however late
    QCOMPARE(queue.pushDroppingOldest(2, 1), 0U);
    queue.close();
    QVERIFY(!queue.isDone());
    QCOMPARE(queue.popUntil(latest), std::optional(2));
    QVERIFY(queue.isDone());
    QVERIFY(!queue.popUntil(std::chrono::steady_clock::now() + 1h));
}

void BoundedQueueTest::nothingIsLostBetweenThreads()
{
    constexpr std::int64_t kItems = 20'000;
    BoundedQueue<std::int64_t> queue(64);
    std::atomic<std::int64_t> sum = 0;
    {
        std::vector<std::jthread> takers;
        for (int i = 0; i < 2; ++i)
            takers.emplace_back([&] {
                while (const auto item = queue.pop())
                    sum += *item;
            });
        for (std::int64_t item = 1; item <= kItems;) {
            if (std::int64_t pushed = item; queue.tryPush(pushed))
                ++item;
            else
                std::this_thread::yield();
        }
        queue.close();
    }
    QCOMPARE(sum.load(), kItems * (kItems + 1) / 2);
    QCOMPARE(queue.weight(), 0U);
}

TIDEMARK_TEST(BoundedQueueTest)
#include "bounded_queue_test.moc"
