// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/when_finished.h"

#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QPromise>
#include <QTest>

#include <atomic>
#include <memory>
#include <thread>

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

// QFuture::then() in its place crashes within these seconds, unless the machine is very busy.
void WhenFinishedTest::callsOnceWhateverTheMoment()
{
    constexpr qint64 kTime_ms = 3000;
    constexpr int kDelays = 400; // spread over the time that adding a callback takes
    std::atomic<QPromise<int> *> given = nullptr;
    std::atomic<bool> isOver = false;
    std::thread finisher([&] {
        while (!isOver) {
            if (const std::unique_ptr<QPromise<int>> promise{given.exchange(nullptr)}) {
                promise->addResult(1);
                promise->finish();
            }
        }
    });
    std::atomic<int> calls = 0;
    std::atomic<int> spin = 0;
    int rounds = 0;
    QElapsedTimer timer;
    for (timer.start(); timer.elapsed() < kTime_ms; ++rounds) {
        auto promise = std::make_unique<QPromise<int>>();
        promise->start();
        QFuture<int> future = promise->future();
        given = promise.release();
        while (given.load() != nullptr) {
        }
        for (spin = 0; spin < rounds % kDelays;)
            ++spin;
        whenFinished(future, [&calls](const QFuture<int> &done) { calls += *done.constBegin(); });
        future.waitForFinished();
    }
    isOver = true;
    finisher.join();
    QCOMPARE(calls.load(), rounds);
}

TIDEMARK_TEST(WhenFinishedTest)
#include "when_finished_test.moc"
