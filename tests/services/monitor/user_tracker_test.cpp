// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/monitor/user_tracker.h"
#include "tests/services/monitor/example.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

/// What is new from answer to answer.
class UserTrackerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void theFirstAnswerHasNothingNew();
    void newRequestsAreCounted();
    void aNewUserBeginsAtZero();
    void aFallingTotalIsAReset();
    void aVanishedUserIsTold();
    void whatWasTakenBackIsNewAgain();
    void whatIsTakenBackFirstHasNothingNew();
    void serversThatAnswerInTurnMakeNoRequests();
    void aDuplicateThatGoesMakesNoRequests();
    void anotherZoneIsNoReset();
    void duplicatesAreSummed();
    void latencies_data();
    void latencies();
    void theErrorOfALatencyIsWithinItsBound();

private:
    static constexpr Timestamp kBegin{1'800'000'000'000'000'000};
    static Timestamp after(int s) { return kBegin + Timedelta(s * kNsPerSecond); }
};

void UserTrackerTest::theFirstAnswerHasNothingNew()
{
    UserTracker tracker;
    const auto first = tracker.follow(reading(after(60), {usage(u"a"_s, kBegin, 42, 10, 3)}));
    QCOMPARE(first.users.size(), 1U);
    QVERIFY(!first.users[0].newRequests);
    QVERIFY(!first.users[0].newErrors);
    QVERIFY(!first.users[0].latency);
    QVERIFY(!first.users[0].isReset);
    QVERIFY(first.vanished.empty());
}

void UserTrackerTest::newRequestsAreCounted()
{
    UserTracker tracker;
    (void)tracker.follow(reading(after(60), {usage(u"a"_s, kBegin, 42, 10, 3)}));
    const auto second = tracker.follow(reading(after(65), {usage(u"a"_s, kBegin, 50, 10, 4)}));
    QCOMPARE(second.users[0].newRequests, std::optional<std::int64_t>(8));
    QCOMPARE(second.users[0].newErrors, std::optional<std::int64_t>(1));
    QVERIFY(!second.users[0].isReset);
    const auto third = tracker.follow(reading(after(70), {usage(u"a"_s, kBegin, 50, 10, 4)}));
    QCOMPARE(third.users[0].newRequests, std::optional<std::int64_t>(0));
    QVERIFY(!third.users[0].latency);
}

void UserTrackerTest::aNewUserBeginsAtZero()
{
    UserTracker tracker;
    (void)tracker.follow(reading(after(60), {}));
    const auto second = tracker.follow(reading(after(65), {usage(u"a"_s, after(62), 2, 30, 1)}));
    QCOMPARE(second.users[0].newRequests, std::optional<std::int64_t>(2));
    QCOMPARE(second.users[0].newErrors, std::optional<std::int64_t>(1));
    QCOMPARE(second.users[0].latency->mean_ms, 30.0);
    QCOMPARE(second.users[0].newTime_ms, std::optional(60.0));
    QVERIFY(!second.users[0].isReset);
}

// The same `created_at`, as of a server that does not change it.
void UserTrackerTest::aFallingTotalIsAReset()
{
    UserTracker tracker;
    (void)tracker.follow(reading(after(60), {usage(u"a"_s, kBegin, 42, 10, 3)}));
    const auto second = tracker.follow(reading(after(65), {usage(u"a"_s, kBegin, 1, 20, 0)}));
    QVERIFY(second.users[0].isReset);
    QCOMPARE(second.users[0].newRequests, std::optional<std::int64_t>(1));
    QCOMPARE(second.users[0].newErrors, std::optional<std::int64_t>(0));
    const auto third = tracker.follow(reading(after(70), {usage(u"a"_s, kBegin, 3, 20, 0)}));
    QVERIFY(!third.users[0].isReset);
    QCOMPARE(third.users[0].newRequests, std::optional<std::int64_t>(2));
}

void UserTrackerTest::aVanishedUserIsTold()
{
    UserTracker tracker;
    (void)tracker.follow(reading(after(60), {usage(u"a"_s, kBegin, 1), usage(u"b"_s, kBegin, 2)}));
    const auto second = tracker.follow(reading(after(65), {usage(u"b"_s, kBegin, 2)}));
    QCOMPARE(second.vanished.size(), 1U);
    QCOMPARE(second.vanished[0].userId, u"a"_s);
    QCOMPARE(second.users[0].newRequests, std::optional<std::int64_t>(0));
    QVERIFY(tracker.follow(reading(after(70), {usage(u"b"_s, kBegin, 2)})).vanished.empty());
}

// As where the store did not take the answer.
void UserTrackerTest::whatWasTakenBackIsNewAgain()
{
    UserTracker tracker;
    (void)tracker.follow(reading(after(60), {usage(u"a"_s, kBegin, 42, 10, 3),
                                             usage(u"b"_s, kBegin, 7), usage(u"c"_s, kBegin, 1)}));
    for (int s = 65; s <= 75; s += 5) { // a begins anew, b goes, c goes on, d comes
        const auto lost = tracker.follow(
            reading(after(s), {usage(u"a"_s, kBegin, s - 62, 20, 1), usage(u"c"_s, kBegin, s - 60),
                               usage(u"d"_s, after(61), s - 60)}));
        QVERIFY(lost.users[0].isReset);
        QCOMPARE(lost.users[0].newRequests, std::optional<std::int64_t>(s - 62));
        QCOMPARE(lost.users[1].newRequests, std::optional<std::int64_t>(s - 61));
        QCOMPARE(lost.users[2].newRequests, std::optional<std::int64_t>(s - 60));
        QVERIFY(!lost.users[2].isReset);
        QCOMPARE(lost.vanished.size(), 1U);
        QCOMPARE(lost.vanished[0].userId, u"b"_s);
        if (s < 75)
            tracker.takeBack();
    }
    const auto next = tracker.follow(reading(after(80), {usage(u"a"_s, kBegin, 14, 20, 1)}));
    QVERIFY(!next.users[0].isReset);
    QCOMPARE(next.users[0].newRequests, std::optional<std::int64_t>(1));
    QCOMPARE(next.vanished.size(), 2U); // c and d, and not b again
}

void UserTrackerTest::whatIsTakenBackFirstHasNothingNew()
{
    UserTracker tracker;
    for (int i = 0; i < 3; ++i) {
        const auto first = tracker.follow(reading(after(60 + i), {usage(u"a"_s, kBegin, 42)}));
        QVERIFY(!first.users[0].newRequests);
        tracker.takeBack();
    }
}

// Two processes behind one address: each has its own numbers of the user.
void UserTrackerTest::serversThatAnswerInTurnMakeNoRequests()
{
    UserTracker tracker;
    std::int64_t counted = 0;
    for (int round = 0; round < 20; ++round) {
        const bool isFirst = round % 2 == 0;
        const auto answer = tracker.follow(reading(
            after(60 + 5 * round),
            {isFirst ? usage(u"a"_s, after(1), 100 + round) : usage(u"a"_s, after(2), 500)}));
        if (round >= 2) // before, neither had been seen
            counted += answer.users[0].newRequests.value();
    }
    QCOMPARE(counted, 18); // of the first one: 102, 104 … 118 after 100
}

void UserTrackerTest::aDuplicateThatGoesMakesNoRequests()
{
    UserTracker tracker;
    (void)tracker.follow(
        reading(after(60), {usage(u"a"_s, after(1), 10), usage(u"a"_s, after(2), 70)}));
    const auto second = tracker.follow(reading(after(65), {usage(u"a"_s, after(2), 71)}));
    QCOMPARE(second.users[0].newRequests, std::optional<std::int64_t>(1));
    QVERIFY(second.users[0].isReset); // the line of the first entry would lead to 71
    QCOMPARE(second.vanished.size(), 1U);
    QCOMPARE(second.vanished[0].ordinal, 1);
}

// The clock of a server without a zone goes to summer time: its `created_at` stay as written.
void UserTrackerTest::anotherZoneIsNoReset()
{
    UserTracker tracker;
    MonitorReading winter = reading(after(60), {usage(u"a"_s, after(1), 10)});
    winter.offset = 1h;
    MonitorReading summer =
        reading(after(65), {usage(u"a"_s, after(1) - Timedelta(kNsPerHour), 12)});
    summer.offset = 2h;
    (void)tracker.follow(winter);
    const auto second = tracker.follow(summer);
    QVERIFY(!second.users[0].isReset);
    QCOMPARE(second.users[0].newRequests, std::optional<std::int64_t>(2));
}

void UserTrackerTest::duplicatesAreSummed()
{
    UserTracker tracker;
    const auto answer = tracker.follow(
        reading(after(60), {usage(u"a"_s, after(1), 10, 20, 1), usage(u"b"_s, after(1), 1, 5, 0),
                            usage(u"a"_s, after(2), 30, 40, 2)}));
    QCOMPARE(answer.totals.size(), 2U);
    QCOMPARE(answer.totals[0].userId, u"a"_s);
    QVERIFY(answer.totals[0].isSum());
    QCOMPARE(answer.totals[0].requests, (PerUserRequestMetrics{40, 0, 35, 3}));
    QVERIFY(!answer.totals[1].isSum());
    QCOMPARE(answer.totals[1].requests, (PerUserRequestMetrics{1, 0, 5, 0}));
}

void UserTrackerTest::latencies_data()
{
    QTest::addColumn<qint64>("n1");
    QTest::addColumn<double>("avg1");
    QTest::addColumn<qint64>("n2");
    QTest::addColumn<double>("avg2");
    QTest::addColumn<double>("mean"); // negative: none
    QTest::addColumn<double>("error");
    QTest::newRow("the first ones") << qint64{0} << 0.0 << qint64{4} << 12.5 << 12.5 << 0.005;
    QTest::newRow("ten slow ones") << qint64{100} << 10.0 << qint64{110} << 11.0 << 21.0 << 0.105;
    QTest::newRow("none") << qint64{100} << 10.0 << qint64{100} << 10.0 << -1.0 << 0.0;
    QTest::newRow("fewer") << qint64{100} << 10.0 << qint64{90} << 10.0 << -1.0 << 0.0;
    QTest::newRow("the bound is a tenth") << qint64{0} << 0.0 << qint64{1} << 0.05 << 0.05 << 0.005;
    QTest::newRow("the bound is more than a tenth")
        << qint64{0} << 0.0 << qint64{1} << 0.04 << -1.0 << 0.0;
    QTest::newRow("one among a million")
        << qint64{1'000'000} << 10.0 << qint64{1'000'001} << 10.0 << -1.0 << 0.0;
    QTest::newRow("less than nothing")
        << qint64{1'000} << 10.0 << qint64{1'001} << 9.98 << -1.0 << 0.0;
}

void UserTrackerTest::latencies()
{
    QFETCH(qint64, n1);
    QFETCH(double, avg1);
    QFETCH(qint64, n2);
    QFETCH(double, avg2);
    QFETCH(double, mean);
    QFETCH(double, error);
    const auto latency = windowedLatency({n1, 0, avg1, 0}, {n2, 0, avg2, 0});
    QCOMPARE(latency.has_value(), mean >= 0);
    if (latency) {
        QCOMPARE(latency->mean_ms, mean);
        QCOMPARE(latency->error_ms, error);
    }
}

void UserTrackerTest::theErrorOfALatencyIsWithinItsBound()
{
    constexpr unsigned kSeed = 20'251'217;
    std::mt19937 random(kSeed);
    std::lognormal_distribution<double> length_ms(3, 1);
    std::uniform_int_distribution<int> count(1, 400);
    int shown = 0;
    for (int round = 0; round < 2'000; ++round) {
        double sum1 = 0;
        double sum2 = 0;
        const int n1 = count(random);
        const int more = count(random);
        for (int i = 0; i < n1; ++i)
            sum1 += length_ms(random);
        for (int i = 0; i < more; ++i)
            sum2 += length_ms(random);
        const auto told = [](double sum, int n) { return std::round(sum / n * 100) / 100; };
        const auto latency = windowedLatency({n1, 0, told(sum1, n1), 0},
                                             {n1 + more, 0, told(sum1 + sum2, n1 + more), 0});
        if (!latency)
            continue;
        ++shown;
        const double off_ms = std::abs(latency->mean_ms - sum2 / more);
        QVERIFY2(off_ms <= latency->error_ms + 1e-9,
                 qPrintable(u"seed %1, round %2: %3 > %4"_s.arg(kSeed).arg(round).arg(off_ms).arg(
                     latency->error_ms)));
        QVERIFY(latency->error_ms <= 0.1 * latency->mean_ms);
    }
    QVERIFY2(shown > 1'000, qPrintable(QString::number(shown)));
}

TIDEMARK_TEST(UserTrackerTest)
#include "user_tracker_test.moc"
