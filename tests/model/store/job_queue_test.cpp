// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/job_queue.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

using namespace tidemark::store;

// Uses std threads only, so that the thread sanitizer sees everything.
class JobQueueTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void keepsTheOrderOfOneProducer();
    void losesNothingBetweenManyThreads();
    void handsOutWhatWaitsAfterItWasClosed();
    void refusesJobsAfterItWasClosed();
    void laneRunsJobsOnItsOwnContext();
    void laneFinishesWhatWaitsBeforeItEnds();
    void laneServesJobsOnSeveralThreadsAtOnce();
    void laneThatRefusesKeepsItsContextUntilItEnds();
};

void JobQueueTest::keepsTheOrderOfOneProducer()
{
    JobQueue<int> queue;
    for (int i = 0; i < 100; ++i)
        QVERIFY(queue.push(i));
    QCOMPARE(queue.size(), 100U);
    for (int i = 0; i < 100; ++i)
        QCOMPARE(queue.pop().value_or(-1), i);
}

void JobQueueTest::losesNothingBetweenManyThreads()
{
    constexpr int kPerProducer = 5000;
    JobQueue<int> queue;
    std::atomic<long> sum = 0;
    std::atomic<int> count = 0;
    {
        std::vector<std::jthread> consumers;
        for (int i = 0; i < 3; ++i) {
            consumers.emplace_back([&] {
                while (const auto job = queue.pop()) {
                    sum += *job;
                    ++count;
                }
            });
        }
        {
            std::vector<std::jthread> producers;
            for (int i = 0; i < 3; ++i) {
                producers.emplace_back([&] {
                    for (int value = 1; value <= kPerProducer; ++value)
                        (void)queue.push(value);
                });
            }
        }
        queue.close();
    }
    QCOMPARE(count.load(), 3 * kPerProducer);
    QCOMPARE(sum.load(), 3L * kPerProducer * (kPerProducer + 1) / 2);
}

void JobQueueTest::handsOutWhatWaitsAfterItWasClosed()
{
    JobQueue<int> queue;
    QVERIFY(queue.push(7));
    queue.close();
    QCOMPARE(queue.pop().value_or(-1), 7);
    QVERIFY(!queue.pop().has_value());
}

void JobQueueTest::refusesJobsAfterItWasClosed()
{
    JobQueue<int> queue;
    queue.close();
    QVERIFY(!queue.push(1));
    QVERIFY(!queue.pop().has_value());
}

void JobQueueTest::laneRunsJobsOnItsOwnContext()
{
    std::atomic<int> made = 0;
    std::promise<int> seen;
    {
        Lane<int> lane(1, [&made] { return std::make_unique<int>(++made); });
        QVERIFY(lane.submit([](int &context) { context += 10; }));
        QVERIFY(lane.submit([&seen](int &context) { seen.set_value(context); }));
    }
    QCOMPARE(seen.get_future().get(), 11);
    QCOMPARE(made.load(), 1);
}

void JobQueueTest::laneFinishesWhatWaitsBeforeItEnds()
{
    std::atomic<int> done = 0;
    {
        Lane<int> lane(2, [] { return std::make_unique<int>(0); });
        for (int i = 0; i < 500; ++i)
            QVERIFY(lane.submit([&done](int &) { ++done; }));
    }
    QCOMPARE(done.load(), 500);
}

void JobQueueTest::laneServesJobsOnSeveralThreadsAtOnce()
{
    std::promise<void> first;
    std::promise<void> second;
    const auto waitForSecond = second.get_future().share();
    const auto waitForFirst = first.get_future().share();
    Lane<int> lane(2, [] { return std::make_unique<int>(0); });
    // Each waits for the other to have begun: one thread alone would never end.
    QVERIFY(lane.submit([&, waitForSecond](int &) {
        first.set_value();
        waitForSecond.wait();
    }));
    QVERIFY(lane.submit([&, waitForFirst](int &) {
        waitForFirst.wait();
        second.set_value();
    }));
    QCOMPARE(waitForSecond.wait_for(std::chrono::seconds(30)), std::future_status::ready);
}

// The readers of a store close before its writer, which then tidies the log away.
void JobQueueTest::laneThatRefusesKeepsItsContextUntilItEnds()
{
    struct Context
    {
        Context(std::string theName, std::vector<std::string> &theEnded, std::mutex &theMutex)
            : name(std::move(theName))
            , ended(theEnded)
            , mutex(theMutex)
        {}
        ~Context()
        {
            const std::lock_guard lock(mutex);
            ended.push_back(name);
        }
        Context(const Context &) = delete;
        Context &operator=(const Context &) = delete;
        std::string name;
        std::vector<std::string> &ended;
        std::mutex &mutex;
    };
    for (int round = 0; round < 200; ++round) {
        std::mutex mutex;
        std::vector<std::string> ended;
        const auto make = [&](const char *name) {
            return [&, name] { return std::make_unique<Context>(name, ended, mutex); };
        };
        Lane<Context> writer(1, make("writer"));
        Lane<Context> readers(2, make("reader"));
        QVERIFY(readers.submit([](Context &) {}));
        QVERIFY(writer.submit([](Context &) {}));
        readers.refuse();
        writer.refuse();
        QVERIFY(!writer.submit([](Context &) {}));
        readers.end();
        writer.end();
        QCOMPARE(ended, (std::vector<std::string>{"reader", "reader", "writer"}));
    }
}

TIDEMARK_TEST(JobQueueTest)
#include "job_queue_test.moc"
