// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/when_finished.h"

#include "tests/support/test_registry.h"

#include <QPromise>
#include <QTest>

#include <atomic>
#include <barrier>
#include <memory>
#include <thread>
#include <vector>

using namespace tidemark;

class WhenFinishedTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void callsAtOnceWhenFinishedBefore();
    void callsOnTheFinishingThread();
    void doesNotTellOfACancelledFuture();
    void callsOnceWhateverTheMoment();
};

void WhenFinishedTest::callsAtOnceWhenFinishedBefore()
{
    QPromise<int> promise;
    promise.start();
    promise.addResult(7);
    promise.finish();
    int seen = 0;
    whenFinished(promise.future(), [&](const QFuture<int> &done) { seen = *done.constBegin(); });
    QCOMPARE(seen, 7);
}

void WhenFinishedTest::callsOnTheFinishingThread()
{
    QPromise<int> promise;
    promise.start();
    std::thread::id calledOn;
    whenFinished(promise.future(),
                 [&](const QFuture<int> & /*done*/) { calledOn = std::this_thread::get_id(); });
    QCOMPARE(calledOn, std::thread::id());
    std::thread finisher([&] { promise.finish(); });
    const std::thread::id finishing = finisher.get_id();
    finisher.join();
    QVERIFY(calledOn == finishing);
}

void WhenFinishedTest::doesNotTellOfACancelledFuture()
{
    int calls = 0;
    const auto kept = std::make_shared<int>();
    const auto count = [&calls, kept](const QFuture<int> & /*done*/) { ++calls; };
    auto promise = std::make_unique<QPromise<int>>();
    promise->start();
    QFuture<int> future = promise->future();
    whenFinished(future, count);
    const long held = kept.use_count();
    promise.reset();
    QVERIFY(kept.use_count() < held); // the callback is gone
    whenFinished(future, count);
    QCOMPARE(calls, 0);
}

// QFuture::then() in its place crashes here.
void WhenFinishedTest::callsOnceWhateverTheMoment()
{
    constexpr std::size_t kBatch = 64;
    constexpr int kBatches = 400;
    std::vector<std::unique_ptr<QPromise<int>>> promises(kBatch);
    std::barrier together(2);
    std::thread finisher([&] {
        for (int i = 0; i < kBatches; ++i) {
            together.arrive_and_wait();
            for (auto &promise : promises) {
                promise->addResult(1);
                promise->finish();
            }
            together.arrive_and_wait();
        }
    });
    std::atomic<int> calls = 0;
    std::atomic<int> early = 0;
    for (int i = 0; i < kBatches; ++i) {
        std::vector<QFuture<int>> futures;
        for (auto &promise : promises) {
            promise = std::make_unique<QPromise<int>>();
            promise->start();
            futures.push_back(promise->future());
        }
        together.arrive_and_wait();
        for (const QFuture<int> &future : futures) {
            early += future.isFinished() ? 0 : 1;
            whenFinished(future,
                         [&calls](const QFuture<int> &done) { calls += *done.constBegin(); });
        }
        together.arrive_and_wait();
    }
    finisher.join();
    QCOMPARE(calls.load(), static_cast<int>(kBatch) * kBatches);
    QVERIFY(early > 0); // both orders came up
    QVERIFY(early < calls);
}

TIDEMARK_TEST(WhenFinishedTest)
#include "when_finished_test.moc"
