// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/poll_pace.h"
#include "tests/services/monitor/monitor_bench.h"
#include "tests/support/resident_memory.h"
#include "tests/support/test_registry.h"

#include <QPromise>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

using Manner = FakeNemoServer::Manner;

/// Asking a server again and again, whatever it does.
class UserMonitorPollerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void targetsAreReadAsTyped_data();
    void targetsAreReadAsTyped();
    void asksWithoutCredentialsAndOnlyThere();
    void asksEvery5SecondsWhileVisible();
    void asksEvery30SecondsOtherwise();
    void becomingVisibleBringsTheNextPollCloser();
    void waitsVaryByATenth();
    void backsOffAfterThreeFailures();
    void aFailedPollIsPacedFromItsEnd();
    void hasOneRequestInFlight();
    void aStopLetsGoOfTheRequest();
    void beginsAgainAfterAStop();
    void aSlowAnswerIsNoDeadServer();
    void badServers_data();
    void badServers();
    void aGigabyteIsRefusedAtTheCap_data();
    void aGigabyteIsRefusedAtTheCap();
    void refusesARedirectToAnotherServer();
    void goesByItsOwnTimer();
};

void UserMonitorPollerTest::targetsAreReadAsTyped_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("base"); // empty: refused
    QTest::addColumn<QString>("name");
    QTest::newRow("base") << u"http://localhost:8000"_s << u"http://localhost:8000"_s
                          << u"localhost:8000"_s;
    QTest::newRow("whole") << u"http://localhost:8000/monitor/users"_s << u"http://localhost:8000"_s
                           << u"localhost:8000"_s;
    QTest::newRow("slashes") << u" https://nat.example/agents/monitor/users/ "_s
                             << u"https://nat.example/agents"_s << u"nat.example/agents"_s;
    QTest::newRow("file") << u"file:///etc/passwd"_s << QString() << QString();
    QTest::newRow("credentials") << u"http://a:b@localhost:8000"_s << QString() << QString();
    QTest::newRow("nothing") << QString() << QString() << QString();
}

void UserMonitorPollerTest::targetsAreReadAsTyped()
{
    QFETCH(QString, typed);
    QFETCH(QString, base);
    QFETCH(QString, name);
    const auto target = parseMonitorTarget(typed);
    QCOMPARE(target.has_value(), !base.isEmpty());
    if (target) {
        QCOMPARE(target->endpoint.base.toString(), base);
        QCOMPARE(target->name, name);
    } else {
        QCOMPARE(target.error().code, ErrorCode::InvalidArgument);
    }
}

void UserMonitorPollerTest::asksWithoutCredentialsAndOnlyThere()
{
    MonitorBench bench;
    QVERIFY(bench.poll());
    const auto requests = bench.server.requests();
    QCOMPARE(requests.size(), 1U);
    QCOMPARE(requests[0].firstLine(), "GET /monitor/users HTTP/1.1");
    QVERIFY(requests[0].header("Authorization").isEmpty());
    QVERIFY(requests[0].header("Cookie").isEmpty());
}

void UserMonitorPollerTest::asksEvery5SecondsWhileVisible()
{
    MonitorBench bench;
    for (int i = 0; i < 3; ++i) {
        QVERIFY(bench.poll());
        QCOMPARE(bench.timer->wait(), 5s);
    }
    QCOMPARE(bench.asked, 3);
}

void UserMonitorPollerTest::asksEvery30SecondsOtherwise()
{
    MonitorBench bench;
    bench.poller->setVisible(false);
    QVERIFY(bench.poll());
    QCOMPARE(bench.timer->wait(), 30s);
}

void UserMonitorPollerTest::becomingVisibleBringsTheNextPollCloser()
{
    MonitorBench bench;
    bench.poller->setVisible(false);
    QVERIFY(bench.poll());
    bench.timer->pass(2s);
    bench.poller->setVisible(true);
    QCOMPARE(bench.timer->wait(), 3s);
    bench.poller->setVisible(false);
    QCOMPARE(bench.timer->wait(), 28s);
    bench.timer->pass(20s);
    bench.poller->setVisible(true);
    QCOMPARE(bench.timer->wait(), 0s); // overdue
}

void UserMonitorPollerTest::waitsVaryByATenth()
{
    MonitorBench bench;
    bench.jitter = 0;
    QVERIFY(bench.poll());
    QCOMPARE(bench.timer->wait(), 4500ms);
    bench.jitter = 0.75;
    QVERIFY(bench.poll());
    QCOMPARE(bench.timer->wait(), 5250ms);
    bench.server.setManner(Manner::SwitchedOff);
    bench.jitter = 0.9999;
    QVERIFY(bench.poll());
    QCOMPARE(bench.timer->wait(), 65'999ms);
}

void UserMonitorPollerTest::backsOffAfterThreeFailures()
{
    MonitorBench bench;
    bench.server.setManner(Manner::Failing);
    for (int i = 1; i <= 4; ++i) {
        QVERIFY(bench.poll());
        QCOMPARE(bench.timer->wait(), i < 3 ? 5s : 60s);
    }
    bench.server.setManner(Manner::Regular);
    QVERIFY(bench.poll());
    QCOMPARE(bench.timer->wait(), 5s);
    bench.server.setManner(Manner::Failing);
    QVERIFY(bench.poll());
    QCOMPARE(bench.timer->wait(), 5s); // they are counted in a row
}

void UserMonitorPollerTest::aFailedPollIsPacedFromItsEnd()
{
    auto held = std::make_unique<HeldPollTimer>();
    HeldPollTimer *const timer = held.get();
    bool isFailing = false;
    PollerParts parts{[&](std::stop_token) {
                          timer->pass(4s); // the answer takes so long
                          QPromise<Result<QByteArray>> promise;
                          promise.start();
                          if (isFailing)
                              promise.addResult(failure(ErrorCode::Timeout, u"Too slow."_s));
                          else
                              promise.addResult(kExampleAnswer);
                          promise.finish();
                          return promise.future();
                      },
                      std::move(held), [] { return 0.5; }};
    const SystemClock clock;
    UserMonitorPoller poller(std::move(parts), clock);
    QSignalSpy polled(&poller, &UserMonitorPoller::polled);
    poller.start();
    QTRY_COMPARE(polled.count(), 1);
    QCOMPARE(timer->wait(), 1s);
    isFailing = true;
    timer->fire();
    QTRY_COMPARE(polled.count(), 2);
    QCOMPARE(timer->wait(), 5s);
    QCOMPARE(poller.status(), MonitorStatus::Slow);
}

void UserMonitorPollerTest::hasOneRequestInFlight()
{
    MonitorBench bench;
    bench.server.setManner(Manner::Slow, 150ms);
    QSignalSpy polled(bench.poller.get(), &UserMonitorPoller::polled);
    bench.poller->start();
    bench.poller->start();
    bench.poller->setVisible(false);
    bench.poller->setVisible(true);
    QVERIFY(!bench.timer->isWaiting());
    QVERIFY(polled.wait());
    QCOMPARE(bench.asked, 1);
    QCOMPARE(bench.server.requests().size(), 1U);
    QVERIFY(bench.timer->isWaiting());
}

void UserMonitorPollerTest::aStopLetsGoOfTheRequest()
{
    MonitorBench bench;
    bench.server.setManner(Manner::Slow, 10s);
    QSignalSpy polled(bench.poller.get(), &UserMonitorPoller::polled);
    bench.poller->start();
    QTRY_COMPARE(bench.server.requests().size(), 1U);
    bench.poller->stop();
    QVERIFY(!polled.wait(100));
    QCOMPARE(bench.poller->status(), MonitorStatus::NotAsked);
    QVERIFY(!bench.timer->isWaiting());
}

void UserMonitorPollerTest::beginsAgainAfterAStop()
{
    MonitorBench bench;
    bench.server.setManner(Manner::Slow, 10s);
    bench.poller->start();
    QTRY_COMPARE(bench.server.requests().size(), 1U);
    bench.poller->stop();
    bench.server.setManner(Manner::Regular);
    QSignalSpy polled(bench.poller.get(), &UserMonitorPoller::polled);
    bench.poller->start(); // while the first one is still ending
    QVERIFY(polled.wait());
    QCOMPARE(bench.poller->status(), MonitorStatus::Current);
    QCOMPARE(bench.asked, 2);
}

void UserMonitorPollerTest::aSlowAnswerIsNoDeadServer()
{
    MonitorBench bench(4s);
    bench.server.setUsers(exampleResponse().users);
    bench.server.setManner(Manner::Slow, 100ms);
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Current);
    QVERIFY(!bench.poller->isStale());
    bench.server.setManner(Manner::Slow, 60s);
    bench.clock.set(bench.clock.now() + Timedelta(kNsPerMinute));
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Slow);
    QCOMPARE(bench.poller->error()->code, ErrorCode::Timeout);
    QVERIFY(bench.poller->isStale());
    QCOMPARE(bench.poller->age(), std::optional(Timedelta(kNsPerMinute)));
    QCOMPARE(bench.poller->last()->users.size(), 2U);
    bench.server.setManner(Manner::Regular);
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Current);
}

void UserMonitorPollerTest::badServers_data()
{
    QTest::addColumn<int>("manner");
    QTest::addColumn<QString>("words");
    QTest::newRow("500") << static_cast<int>(Manner::Failing) << u"500"_s;
    QTest::newRow("cut off") << static_cast<int>(Manner::CutOff) << u"broke off"_s;
    QTest::newRow("closed") << static_cast<int>(Manner::Closing) << u"closed the connection"_s;
    QTest::newRow("without users")
        << static_cast<int>(Manner::WithoutUsers) << u"users is missing"_s;
    QTest::newRow("another page") << static_cast<int>(Manner::AnotherPage)
                                  << u"not that of a user monitor"_s;
}

void UserMonitorPollerTest::badServers()
{
    QFETCH(int, manner);
    QFETCH(QString, words);
    MonitorBench bench;
    bench.server.setUsers(exampleResponse().users);
    QVERIFY(bench.poll());
    bench.server.setManner(static_cast<Manner>(manner));
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Failed);
    QVERIFY2(bench.poller->error()->message.contains(words) ||
                 bench.poller->error()->detail.contains(words),
             qPrintable(bench.poller->error()->message));
    QVERIFY(bench.poller->isStale());
    QCOMPARE(bench.poller->last()->users.size(), 2U);
    QCOMPARE(bench.timer->wait(), 5s);
}

void UserMonitorPollerTest::aGigabyteIsRefusedAtTheCap_data()
{
    QTest::addColumn<int>("manner");
    QTest::newRow("announced") << static_cast<int>(Manner::Announced);
    QTest::newRow("without end") << static_cast<int>(Manner::Endless);
}

void UserMonitorPollerTest::aGigabyteIsRefusedAtTheCap()
{
    QFETCH(int, manner);
    MonitorBench bench;
    QVERIFY(bench.poll());
    bench.server.setManner(static_cast<Manner>(manner));
    const MemoryWatch memory;
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Failed);
    QCOMPARE(bench.poller->error()->code, ErrorCode::Unsupported);
    QVERIFY2(bench.poller->error()->message.contains(u"larger than 8 MiB"_s),
             qPrintable(bench.poller->error()->message));
    constexpr qint64 kBound_bytes = qint64{64} * 1024 * 1024;
    QVERIFY2(bench.server.sent_bytes() < kBound_bytes,
             qPrintable(QString::number(bench.server.sent_bytes())));
    QVERIFY2(memory.isBelow(kBound_bytes), qPrintable(QString::number(memory.mostGrown())));
}

void UserMonitorPollerTest::refusesARedirectToAnotherServer()
{
    MonitorBench bench;
    bench.server.setManner(Manner::Redirecting);
    QVERIFY(bench.poll());
    QCOMPARE(bench.poller->status(), MonitorStatus::Failed);
    QCOMPARE(net::faultOf(*bench.poller->error()), std::optional(net::HttpFault::RedirectRefused));
}

// The same without a held timer.
void UserMonitorPollerTest::goesByItsOwnTimer()
{
    int asked = 0;
    PollerParts parts{[&asked](std::stop_token) {
                          ++asked;
                          QPromise<Result<QByteArray>> promise;
                          promise.start();
                          promise.addResult(kExampleAnswer);
                          promise.finish();
                          return promise.future();
                      },
                      std::make_unique<LoopPollTimer>(), [] { return 0.5; }};
    const SystemClock clock;
    PollIntervals intervals;
    intervals.visible = 5ms;
    UserMonitorPoller poller(std::move(parts), clock, intervals);
    QSignalSpy polled(&poller, &UserMonitorPoller::polled);
    poller.start();
    QTRY_VERIFY(polled.count() >= 4);
    poller.stop();
    QCOMPARE(polled.count(), asked);
    QCOMPARE(poller.last()->users.size(), 2U);
}

TIDEMARK_TEST(UserMonitorPollerTest)
#include "user_monitor_poller_test.moc"
