// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/metrics_manager.h"
#include "tests/services/metrics/fake_clock.h"
#include "tests/services/metrics/manual_timer.h"
#include "tests/services/metrics/play_sink.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <future>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;
using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

constexpr auto kTimeout = 2s;
constexpr int kPatience_ms = 10'000; // a busy machine is late

MetricsManagerOptions quick()
{
    MetricsManagerOptions options;
    options.level = MetricsLevel::Detailed;
    options.shutdownTimeout = kTimeout;
    options.upload.exportTimeout = std::chrono::minutes(1); // so that only the above ends a wait
    return options;
}

class MetricsShutdownTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        m_sink = std::make_shared<PlaySink>();
        m_timer = std::make_unique<ManualTimer>();
    }
    void sinkThatCannotBeOpenedStartsNothing();
    void exitDuringAHangingExportReturnsInTime_data();
    void exitDuringAHangingExportReturnsInTime();
    void exitFreesWhoWaitsForAFlush();
    void sinkThatHangsWhileItCloses();
    void failingFinalFlushStillClosesTheSink();
    void destructorClosesToo();
    void steadyTimerWaitsAndIsWoken();

private:
    FakeClock m_clock;
    std::unique_ptr<ManualTimer> m_timer;
    std::shared_ptr<PlaySink> m_sink;
};

void MetricsShutdownTest::sinkThatCannotBeOpenedStartsNothing()
{
    int failing = 2;
    m_sink->onOpen = [&failing]() -> ExportResult {
        if (failing-- == 2)
            throw std::runtime_error("no such host");
        return failing == 0 ? ExportResult::failed("The host is unknown. Correct its name.")
                            : ExportResult();
    };
    MetricsManager manager(quick(), m_sink, m_clock, *m_timer);
    manager.put("X");
    QCOMPARE(manager.open().why, std::string("no such host"));
    QCOMPARE(manager.open().why, std::string("The host is unknown. Correct its name."));
    QVERIFY(m_timer->waits().empty());
    QVERIFY(!manager.flush().isDone);
    QVERIFY(manager.open().isDone); // tried again
    QVERIFY(manager.close().isDone);
    QCOMPARE(m_sink->opens, 3);
    QCOMPARE(m_sink->closes, 1);
    QCOMPARE(m_sink->count(), std::uint64_t{1});

    const auto other = std::make_shared<PlaySink>();
    other->onOpen = [] { return ExportResult::failed("no"); };
    {
        MetricsManager never(quick(), other, m_clock, *m_timer);
        QVERIFY(!never.open().isDone);
    }
    QCOMPARE(other->closes, 0);
}

void MetricsShutdownTest::exitDuringAHangingExportReturnsInTime_data()
{
    QTest::addColumn<bool>("isFreedByClose");
    QTest::newRow("closing the sink ends its export") << true;
    QTest::newRow("its export goes on after all") << false;
}

// Acceptance 6.
void MetricsShutdownTest::exitDuringAHangingExportReturnsInTime()
{
    QFETCH(bool, isFreedByClose);
    const auto door = std::make_shared<Door>();
    const auto hasEnded = std::make_shared<std::promise<void>>();
    m_sink->onExport = [door, hasEnded]() -> ExportResult {
        door->pass();
        hasEnded->set_value();
        return {};
    };
    if (isFreedByClose)
        m_sink->onClose = [door] { door->open(); };
    {
        auto clock = std::make_unique<FakeClock>();
        auto manager = std::make_unique<MetricsManager>(quick(), m_sink, *clock, *m_timer);
        QVERIFY(manager->open().isDone);
        manager->put("X");
        m_timer->elapse();
        door->untilSomebodyWaits();
        manager->put("X");
        QElapsedTimer elapsed;
        elapsed.start();
        const ExportResult result = manager->close();
        QVERIFY2(elapsed.elapsed() < kPatience_ms, qPrintable(QString::number(elapsed.elapsed())));
        QVERIFY(!result.isDone);
        QVERIFY(!result.why.empty());
        QTRY_COMPARE(m_sink->closes, 1); // on a thread of its own, which may come late
        QVERIFY(manager->close().isDone);
    } // manager, clock and timer are gone before the export comes back
    m_timer.reset();
    door->open();
    hasEnded->get_future().wait();
    QCOMPARE(m_sink->closes, 1);
    QCOMPARE(m_sink->exports, 1);
}

void MetricsShutdownTest::exitFreesWhoWaitsForAFlush()
{
    const auto door = std::make_shared<Door>();
    m_sink->onExport = [door]() -> ExportResult {
        door->pass();
        return {};
    };
    MetricsManager manager(quick(), m_sink, m_clock, *m_timer);
    QVERIFY(manager.open().isDone);
    manager.put("X");
    ExportResult flushed;
    std::thread flusher([&] { flushed = manager.flush(); });
    door->untilSomebodyWaits();
    QVERIFY(!manager.close().isDone);
    flusher.join();
    QVERIFY(!flushed.isDone);
    QTRY_COMPARE(m_sink->closes, 1);
    door->open();
}

void MetricsShutdownTest::sinkThatHangsWhileItCloses()
{
    const auto door = std::make_shared<Door>();
    m_sink->onClose = [door] { door->pass(); };
    MetricsManager manager(quick(), m_sink, m_clock, *m_timer);
    QVERIFY(manager.open().isDone);
    manager.put("X");
    QElapsedTimer elapsed;
    elapsed.start();
    const ExportResult result = manager.close();
    QVERIFY(elapsed.elapsed() >= std::chrono::milliseconds(kTimeout).count() - 1);
    QVERIFY2(elapsed.elapsed() < kPatience_ms, qPrintable(QString::number(elapsed.elapsed())));
    QVERIFY(!result.isDone);
    QCOMPARE(m_sink->count(), std::uint64_t{1});
    QCOMPARE(m_sink->closes, 1);
    door->open();
}

void MetricsShutdownTest::failingFinalFlushStillClosesTheSink()
{
    m_sink->onExport = []() -> ExportResult { throw 7; };
    m_sink->onClose = [] { throw std::runtime_error("close failed"); };
    MetricsManager manager(quick(), m_sink, m_clock, *m_timer);
    QVERIFY(manager.open().isDone);
    manager.put("X");
    const ExportResult result = manager.close();
    QVERIFY(!result.isDone);
    QVERIFY(result.why != "close failed"); // the first one
    QCOMPARE(m_sink->closes, 1);
    QCOMPARE(manager.counts().upload.exportFailures, std::uint64_t{1});

    const auto other = std::make_shared<PlaySink>();
    other->onClose = m_sink->onClose;
    ManualTimer timer;
    MetricsManager second(quick(), other, m_clock, timer);
    QVERIFY(second.open().isDone);
    second.put("X");
    QCOMPARE(second.close().why, std::string("close failed"));
    QCOMPARE(other->count(), std::uint64_t{1});
}

void MetricsShutdownTest::destructorClosesToo()
{
    {
        MetricsManager manager(quick(), m_sink, m_clock, *m_timer);
        QVERIFY(manager.open().isDone);
        manager.put("X");
    }
    QCOMPARE(m_sink->count(), std::uint64_t{1});
    QCOMPARE(m_sink->closes, 1);
}

void MetricsShutdownTest::steadyTimerWaitsAndIsWoken()
{
    SteadyUploadTimer timer;
    QElapsedTimer elapsed;
    elapsed.start();
    QVERIFY(timer.wait(30ms) == UploadTimer::Outcome::Elapsed);
    QVERIFY(elapsed.elapsed() >= 29);
    timer.wake(); // before the wait
    QVERIFY(timer.wait(1h) == UploadTimer::Outcome::Woken);
    std::thread waker([&timer] { timer.wake(); });
    QVERIFY(timer.wait(1h) == UploadTimer::Outcome::Woken);
    waker.join();

    // The whole with the clocks of the system.
    const SystemClock clock;
    MetricsManagerOptions options = quick();
    options.upload.interval = 5ms;
    MetricsManager manager(options, m_sink, clock, timer);
    QVERIFY(manager.open().isDone);
    manager.put("X");
    QTRY_COMPARE(m_sink->count(), std::uint64_t{1});
    manager.put("X");
    QTRY_COMPARE(m_sink->count(), std::uint64_t{2});
    QVERIFY(manager.close().isDone);
}

} // namespace

TIDEMARK_TEST(MetricsShutdownTest)
#include "metrics_shutdown_test.moc"
