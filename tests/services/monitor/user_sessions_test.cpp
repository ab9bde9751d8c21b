// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/per_user_metrics_collector.h"
#include "services/monitor/user_sessions.h"
#include "tests/services/monitor/example.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

/// Users of this program, and what is told of them.
class UserSessionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        m_clock.set(kBegin);
        m_steady = {};
    }
    void aSessionCountsWhenItEnds();
    void aFailedSessionIsAnErrorToo();
    void aMovedScopeEndsOnce();
    void theMeanIsToTwoDecimals();
    void halvesAreRoundedToEven_data();
    void halvesAreRoundedToEven();
    void idleUsersLeaveAtACleanUp();
    void nobodyLeavesWhileInUse();
    void whoComesBackBeginsAtZero();
    void aClockThatIsSetBackChangesNoLatency();
    void collectsUsersInTheOrderOfTheirArrival();
    void collectsOneUserOrNothing();
    void aFailingUserIsLeftOutAndToldOf();
    void manyThreadsLoseNothing();

private:
    void pass(std::chrono::nanoseconds time)
    {
        m_steady += time;
        m_clock.set(m_clock.now() + Timedelta(time.count()));
    }
    [[nodiscard]] UserSessions sessions()
    {
        return UserSessions(m_clock, [this] { return UserSessions::SteadyTime(m_steady); });
    }
    void request(UserSessions &sessions, const QString &user, std::chrono::nanoseconds length)
    {
        const SessionScope scope = sessions.open(user);
        pass(length);
    }

    static constexpr Timestamp kBegin{1'800'000'000'000'000'000};
    StillClock m_clock{kBegin};
    std::chrono::nanoseconds m_steady{};
};

void UserSessionsTest::aSessionCountsWhenItEnds()
{
    UserSessions users = sessions();
    QVERIFY(!users.user(u"ana"_s));
    {
        const SessionScope first = users.open(u"ana"_s);
        pass(2s);
        const SessionScope second = users.open(u"ana"_s);
        const auto open = users.user(u"ana"_s);
        QVERIFY(open);
        QCOMPARE(open->session,
                 (PerUserSessionMetrics{kBegin, kBegin + Timedelta(2 * kNsPerSecond), 2, true}));
        QCOMPARE(open->requests, (PerUserRequestMetrics{0, 2, 0, 0}));
        pass(1s);
    }
    const auto closed = users.user(u"ana"_s);
    QCOMPARE(closed->session,
             (PerUserSessionMetrics{kBegin, kBegin + Timedelta(3 * kNsPerSecond), 0, false}));
    QCOMPARE(closed->requests, (PerUserRequestMetrics{2, 0, 2'000, 0})); // of 3 s and 1 s
}

void UserSessionsTest::aFailedSessionIsAnErrorToo()
{
    UserSessions users = sessions();
    {
        SessionScope scope = users.open(u"ana"_s);
        scope.markFailed();
    }
    request(users, u"ana"_s, 4ms);
    QCOMPARE(users.user(u"ana"_s)->requests, (PerUserRequestMetrics{2, 0, 2, 1}));
}

void UserSessionsTest::aMovedScopeEndsOnce()
{
    UserSessions users = sessions();
    {
        SessionScope scope = users.open(u"ana"_s);
        scope.markFailed();
        const SessionScope other = std::move(scope);
        QCOMPARE(users.user(u"ana"_s)->session.refCount, 1);
    }
    QCOMPARE(users.user(u"ana"_s)->requests, (PerUserRequestMetrics{1, 0, 0, 1}));
}

void UserSessionsTest::theMeanIsToTwoDecimals()
{
    UserSessions users = sessions();
    request(users, u"ana"_s, 1ms);
    request(users, u"ana"_s, 1ms);
    request(users, u"ana"_s, 2ms);
    QCOMPARE(users.user(u"ana"_s)->requests.avgLatency_ms, 1.33);
}

void UserSessionsTest::halvesAreRoundedToEven_data()
{
    QTest::addColumn<double>("mean_ms");
    QTest::addColumn<double>("rounded_ms");
    QTest::newRow("a half, down to even") << 0.125 << 0.12;
    QTest::newRow("a half, up to even") << 0.375 << 0.38;
    QTest::newRow("less than a half as a double") << 2.675 << 2.67;
    QTest::newRow("more than a half as a double") << 1.005000000000001 << 1.01;
    QTest::newRow("less, where arithmetic sees a half") << 1.005 << 1.0;
    QTest::newRow("nothing to round") << 1250.5 << 1250.5;
    QTest::newRow("large") << 1e15 + 0.125 << 1e15 + 0.12;
    QTest::newRow("zero") << 0.0 << 0.0;
}

void UserSessionsTest::halvesAreRoundedToEven()
{
    QFETCH(double, mean_ms);
    QFETCH(double, rounded_ms);
    QVERIFY(roundedLatency(mean_ms) == rounded_ms);
}

// 30 minutes idle, and a clean-up every 5 minutes since the beginning.
void UserSessionsTest::idleUsersLeaveAtACleanUp()
{
    UserSessions users = sessions();
    pass(1min);
    request(users, u"ana"_s, 0s); // idle since minute 1
    pass(30min);
    QVERIFY(users.user(u"ana"_s)); // minute 31: the last clean-up was at 30
    pass(3min + 59s);
    QVERIFY(users.user(u"ana"_s));
    pass(1s);
    QVERIFY(!users.user(u"ana"_s)); // minute 35
    QVERIFY(users.users().empty());
}

void UserSessionsTest::nobodyLeavesWhileInUse()
{
    UserSessions users = sessions();
    {
        const SessionScope scope = users.open(u"ana"_s);
        pass(10h);
        QCOMPARE(users.user(u"ana"_s)->session.refCount, 1);
        QCOMPARE(users.users().size(), 1U);
    }
    pass(29min);
    QVERIFY(users.user(u"ana"_s));
    pass(6min);
    QVERIFY(!users.user(u"ana"_s));
}

void UserSessionsTest::whoComesBackBeginsAtZero()
{
    UserSessions users = sessions();
    request(users, u"ana"_s, 5s);
    pass(1h);
    {
        const SessionScope scope = users.open(u"ana"_s);
        const auto again = users.user(u"ana"_s);
        QCOMPARE(again->session.createdAt, m_clock.now());
        QCOMPARE(again->requests, (PerUserRequestMetrics{0, 1, 0, 0}));
    }
}

void UserSessionsTest::aClockThatIsSetBackChangesNoLatency()
{
    UserSessions users = sessions();
    {
        const SessionScope scope = users.open(u"ana"_s);
        m_steady += 20ms;
        m_clock.set(kBegin - Timedelta(kNsPerHour));
    }
    QCOMPARE(users.user(u"ana"_s)->requests.avgLatency_ms, 20.0);
    QCOMPARE(users.user(u"ana"_s)->session.lastActivity, kBegin - Timedelta(kNsPerHour));
}

void UserSessionsTest::collectsUsersInTheOrderOfTheirArrival()
{
    UserSessions users = sessions();
    request(users, u"zoe"_s, 10ms);
    request(users, u"ana"_s, 20ms);
    request(users, u"zoe"_s, 30ms);
    const PerUserMetricsCollector collector(users, m_clock, [](const QString &user) {
        return Result<PerUserMemoryMetrics>({user == "zoe"_L1 ? 3 : 1, 2, 5});
    });
    const auto all = collector.collectAll();
    QCOMPARE(all.timestamp, m_clock.now());
    QCOMPARE(all.totalActiveUsers, 2);
    QCOMPARE(all.users.size(), 2U);
    QCOMPARE(all.users[0].userId, u"zoe"_s);
    QCOMPARE(all.users[0].requests, (PerUserRequestMetrics{2, 0, 20, 0}));
    QCOMPARE(all.users[0].memory, (PerUserMemoryMetrics{3, 2, 5}));
    QCOMPARE(all.users[1].userId, u"ana"_s);
    QCOMPARE(all.users[1].memory, (PerUserMemoryMetrics{1, 2, 5}));
}

void UserSessionsTest::collectsOneUserOrNothing()
{
    UserSessions users = sessions();
    request(users, u"ana"_s, 10ms);
    const PerUserMetricsCollector collector(users, m_clock, [](const QString &) {
        return Result<PerUserMemoryMetrics>({1, 2, 3});
    });
    const auto ana = collector.collectUser(u"ana"_s);
    QVERIFY(ana && *ana);
    QCOMPARE(**ana, collector.collectAll().users.at(0));
    const auto nobody = collector.collectUser(u"nobody"_s);
    QVERIFY(nobody);
    QVERIFY(!*nobody);
    QVERIFY(!collector.collectUser(QString()).value());
}

void UserSessionsTest::aFailingUserIsLeftOutAndToldOf()
{
    UserSessions users = sessions();
    request(users, u"ana"_s, 10ms);
    request(users, u"bob"_s, 10ms);
    const PerUserMetricsCollector collector(
        users, m_clock, [](const QString &user) -> Result<PerUserMemoryMetrics> {
            if (user == "ana"_L1)
                return failure(ErrorCode::Io, u"It cannot be counted."_s, u"test"_s);
            return PerUserMemoryMetrics{};
        });
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"ana is left out.*cannot be counted"_s));
    const auto all = collector.collectAll();
    QCOMPARE(all.totalActiveUsers, 1);
    QCOMPARE(all.users.at(0).userId, u"bob"_s);
    const auto ana = collector.collectUser(u"ana"_s);
    QVERIFY(!ana);
    QCOMPARE(ana.error().code, ErrorCode::Io);
}

void UserSessionsTest::manyThreadsLoseNothing()
{
    const SystemClock clock;
    UserSessions users(clock);
    constexpr int kThreads = 8;
    constexpr int kSessions = 2'000;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < kThreads; ++thread)
            threads.emplace_back([&users, thread] {
                for (int i = 0; i < kSessions; ++i) {
                    SessionScope scope = users.open(QString::number((thread + i) % 3));
                    if (i % 4 == 0)
                        scope.markFailed();
                    if (i % 100 == 0)
                        (void)users.users();
                }
            });
    }
    PerUserRequestMetrics sum;
    const auto all = users.users();
    QCOMPARE(all.size(), 3U);
    for (const UserActivity &user : all) {
        sum.totalRequests += user.requests.totalRequests;
        sum.errorCount += user.requests.errorCount;
        QCOMPARE(user.session.refCount, 0);
    }
    QCOMPARE(sum.totalRequests, kThreads * kSessions);
    QCOMPARE(sum.errorCount, kThreads * kSessions / 4);
}

TIDEMARK_TEST(UserSessionsTest)
#include "user_sessions_test.moc"
