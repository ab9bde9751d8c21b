// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/monitor/user_metric_definitions.h"
#include "services/monitor/user_recorder.h"
#include "tests/model/store/store_fixture.h"
#include "tests/services/monitor/example.h"
#include "tests/services/monitor/recorded_series.h"
#include "tests/services/statsd/troubled_series.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::monitor;
using namespace tidemark::test;

/// Answers that become series of a store.
class UserRecorderTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_store.reset(); }
    void metricsSayWhatTheyAre();
    void metricsAreMadeInOneStepAndOnce();
    void metricsThatAreThereAreTaken();
    void samplesAreStampedWithTheTimeOfReceipt();
    void aVanishedUserEndsItsSeriesWithAGap();
    void aResetHasAGapWhereItBegan_data();
    void aResetHasAGapWhereItBegan();
    void duplicatesHaveSeriesOfTheirOwn();
    void usersThatNoTagCanHoldAreLeftOut();
    void removedMetricsAreMadeAnew();
    void aResetIsNotLostWithAWriteThatFails();
    void aUserWhoGoesWhileTheStoreFailsIsGone();
    void aNewRunBeginsBehindAGap();
    void whoWentBetweenTwoRunsIsGone();
    void newRequestsAddUpOverAFailedWrite();
    void aServerThatDoesNotAnswerIsDown();
    void aClockThatIsSetBackEndsWhoGoes();

private:
    Result<void> record(const MonitorReading &reading)
    {
        auto stored = m_recorder->record(m_tracker.follow(reading));
        if (!stored)
            m_tracker.takeBack();
        return stored;
    }
    /// From now on by a store that can be made to fail.
    void beginAgain()
    {
        m_troubled = std::make_unique<TroubledSeries>(*m_store->ports().series);
        m_ports.series = m_troubled.get();
        m_tracker = UserTracker();
        m_recorder = std::make_unique<UserRecorder>(m_ports, u"t:1"_s);
    }
    [[nodiscard]] QStringList ofTarget(const QString &metric) const
    {
        return recordedSamples(m_ports, metric, {{u"target"_s, u"t:1"_s}}, kBegin);
    }
    [[nodiscard]] QStringList samples(const QString &metric, const QString &user = u"a"_s) const
    {
        return recordedSamples(m_ports, metric, {{u"target"_s, u"t:1"_s}, {u"user"_s, user}},
                               kBegin);
    }
    static Timestamp after(int s) { return kBegin + Timedelta(s * kNsPerSecond); }

    static constexpr Timestamp kBegin{1'800'000'000'000'000'000};
    QTemporaryDir m_folder;
    StorePointer m_store;
    DataPorts m_ports;
    std::unique_ptr<TroubledSeries> m_troubled;
    UserTracker m_tracker;
    std::unique_ptr<UserRecorder> m_recorder;
};

void UserRecorderTest::init()
{
    failOnUnexpectedWarnings();
    static int count = 0;
    m_store = openStore(m_folder.filePath(u"s%1.tidemark"_s.arg(++count))).value();
    m_ports = m_store->ports();
    m_tracker = UserTracker();
    m_recorder = std::make_unique<UserRecorder>(m_ports, u"t:1"_s);
}

void UserRecorderTest::metricsSayWhatTheyAre()
{
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 1)})));
    QStringList lines;
    const auto all = answer(m_ports.catalog->definitions()).value();
    for (const Definition &one : all) {
        lines.append(one.name % u' ' % kindKey(one.kind) % u' ' % one.unit);
        QVERIFY(one.description && !one.description->isEmpty());
        const bool isTotal = one.kind == MetricKind::Counter; // of which no sum is shown
        const bool isOfStretch = one.name.startsWith(u"nat.user.new_"_s);
        QCOMPARE(defaultFunction(one), isTotal       ? AggregateFunction::Max
                                       : isOfStretch ? AggregateFunction::Sum
                                                     : AggregateFunction::Mean);
    }
    lines.sort();
    QCOMPARE(lines,
             (QStringList{u"nat.user.active gauge "_s, u"nat.user.avg_latency_ms gauge ms"_s,
                          u"nat.user.created_timestamp_seconds gauge s"_s,
                          u"nat.user.errors counter "_s, u"nat.user.exit_stack gauge "_s,
                          u"nat.user.function_groups gauge "_s, u"nat.user.functions gauge "_s,
                          u"nat.user.last_activity_timestamp_seconds gauge s"_s,
                          u"nat.user.new_errors gauge "_s, u"nat.user.new_requests gauge "_s,
                          u"nat.user.new_time_ms gauge ms"_s, u"nat.user.total_requests counter "_s,
                          u"nat.user.window_latency_ms gauge ms"_s, u"nat.users.active gauge "_s,
                          u"nat.users.up gauge "_s}));
}

void UserRecorderTest::metricsAreMadeInOneStepAndOnce()
{
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 1)})));
    QVERIFY(record(reading(after(5), {usage(u"b"_s, kBegin, 1)})));
    QCOMPARE(answer(m_ports.journal->changes(10)).value().size(), 1U);
    QCOMPARE(m_recorder->summary().answers, 2);
    // thirteen of a, twelve of b, whose latency nobody knows, and two of the server
    QCOMPARE(m_recorder->summary().series, 27U);
    QCOMPARE(m_recorder->summary().samples, 9 + 12 + 4); // of b its new requests are known
    QCOMPARE(m_recorder->summary().gaps, 4 + 13);
}

void UserRecorderTest::metricsThatAreThereAreTaken()
{
    NewDefinition own;
    own.name = u"nat.user.errors"_s;
    own.description = u"mine"_s;
    const auto made = answer(m_ports.catalog->create(own)).value().definition;
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 1, 0, 3)})));
    QCOMPARE(answer(m_ports.catalog->find(own.name)).value(), made);
    QCOMPARE(samples(own.name), QStringList{u"0:3"_s});
}

void UserRecorderTest::samplesAreStampedWithTheTimeOfReceipt()
{
    MonitorReading late = reading(after(7), {usage(u"a"_s, kBegin, 1, 12.25)});
    late.response.timestamp = after(3);
    QVERIFY(record(late));
    QCOMPARE(samples(u"nat.user.avg_latency_ms"_s), QStringList{u"7:12.25"_s});
    QCOMPARE(recordedSamples(m_ports, u"nat.users.active"_s, {{u"target"_s, u"t:1"_s}}, kBegin),
             QStringList{u"7:1"_s});
}

void UserRecorderTest::aVanishedUserEndsItsSeriesWithAGap()
{
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 5), usage(u"b"_s, kBegin, 6)})));
    QVERIFY(record(reading(after(5), {usage(u"b"_s, kBegin, 7)})));
    QVERIFY(record(reading(after(10), {usage(u"b"_s, kBegin, 8)})));
    for (const UserMetric &metric : userMetrics()) {
        const QStringList of = samples(metric.name);
        QCOMPARE(of.size(), 2);
        QCOMPARE(of.last(), u"5:gap"_s);
    }
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"0:5"_s, u"5:gap"_s}));
    QCOMPARE(samples(u"nat.user.total_requests"_s, u"b"_s),
             (QStringList{u"0:6"_s, u"5:7"_s, u"10:8"_s}));
    QCOMPARE(recordedSamples(m_ports, u"nat.users.active"_s, {{u"target"_s, u"t:1"_s}}, kBegin),
             (QStringList{u"0:2"_s, u"5:1"_s, u"10:1"_s}));
}

void UserRecorderTest::aResetHasAGapWhereItBegan_data()
{
    QTest::addColumn<qint64>("createdAt_ns"); // after the first answer, at 0; the next is at 5 s
    QTest::addColumn<QString>("gap");
    QTest::newRow("between") << qint64{2 * kNsPerSecond} << u"2:gap"_s;
    QTest::newRow("before") << qint64{-3 * kNsPerSecond} << u"1e-09:gap"_s;
    QTest::newRow("after") << qint64{60 * kNsPerSecond} << u"4.999999999:gap"_s;
}

void UserRecorderTest::aResetHasAGapWhereItBegan()
{
    QFETCH(qint64, createdAt_ns);
    QFETCH(QString, gap);
    QVERIFY(record(reading(after(0), {usage(u"a"_s, after(-600), 42)})));
    QVERIFY(record(reading(after(5), {usage(u"a"_s, kBegin + Timedelta(createdAt_ns), 1)})));
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"0:42"_s, gap, u"5:1"_s}));
}

void UserRecorderTest::duplicatesHaveSeriesOfTheirOwn()
{
    QVERIFY(record(reading(after(0), {usage(u"a"_s, after(-9), 3), usage(u"a"_s, after(-8), 4)})));
    QCOMPARE(samples(u"nat.user.total_requests"_s), QStringList{u"0:3"_s});
    QCOMPARE(recordedSamples(m_ports, u"nat.user.total_requests"_s,
                             {{u"target"_s, u"t:1"_s}, {u"user"_s, u"a"_s}, {u"entry"_s, u"2"_s}},
                             kBegin),
             QStringList{u"0:4"_s});
}

void UserRecorderTest::usersThatNoTagCanHoldAreLeftOut()
{
    QVERIFY(record(reading(after(0), {usage(QString(), kBegin, 1), usage(u"a"_s, kBegin, 2),
                                      usage(QString(300, u'x'), kBegin, 3)})));
    QCOMPARE(m_recorder->summary().unnamed, 2);
    QCOMPARE(m_recorder->summary().samples, 11);
    QVERIFY(record(reading(after(5), {}))); // they end without a series as well
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"0:2"_s, u"5:gap"_s}));
}

void UserRecorderTest::removedMetricsAreMadeAnew()
{
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 1)})));
    const auto metric = answer(m_ports.catalog->find(u"nat.user.errors"_s)).value();
    QVERIFY(answer(m_ports.catalog->remove({metric.id})));
    QVERIFY(record(reading(after(5), {usage(u"a"_s, kBegin, 2, 0, 9)})));
    QCOMPARE(samples(u"nat.user.errors"_s), QStringList{u"5:9"_s});
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"0:1"_s, u"5:2"_s}));
    QCOMPARE(m_recorder->summary().answers, 2);
}

void UserRecorderTest::aResetIsNotLostWithAWriteThatFails()
{
    beginAgain();
    QVERIFY(record(reading(after(0), {usage(u"a"_s, after(-600), 42)})));
    m_troubled->set(TroubledSeries::Trouble::Fails);
    QVERIFY(!record(reading(after(5), {usage(u"a"_s, after(-600), 3)}))); // began anew
    QVERIFY(!record(reading(after(10), {usage(u"a"_s, after(-600), 4)})));
    m_troubled->set(TroubledSeries::Trouble::None);
    QVERIFY(record(reading(after(15), {usage(u"a"_s, after(-600), 5)})));
    QVERIFY(record(reading(after(20), {usage(u"a"_s, after(-600), 6)})));
    QCOMPARE(samples(u"nat.user.total_requests"_s),
             (QStringList{u"0:42"_s, u"1e-09:gap"_s, u"15:5"_s, u"20:6"_s}));
}

void UserRecorderTest::aUserWhoGoesWhileTheStoreFailsIsGone()
{
    beginAgain();
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 1), usage(u"b"_s, kBegin, 1)})));
    m_troubled->set(TroubledSeries::Trouble::Fails);
    QVERIFY(!record(reading(after(5), {usage(u"b"_s, kBegin, 2)})));
    QVERIFY(!record(reading(after(10), {usage(u"b"_s, kBegin, 3)})));
    m_troubled->set(TroubledSeries::Trouble::None);
    QVERIFY(record(reading(after(15), {usage(u"b"_s, kBegin, 4)})));
    QVERIFY(record(reading(after(20), {usage(u"b"_s, kBegin, 4)})));
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"0:1"_s, u"15:gap"_s}));
    QCOMPARE(samples(u"nat.user.total_requests"_s, u"b"_s),
             (QStringList{u"0:1"_s, u"15:4"_s, u"20:4"_s}));
}

// Also where the store fails first.
void UserRecorderTest::aNewRunBeginsBehindAGap()
{
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 42)})));
    beginAgain();
    m_troubled->set(TroubledSeries::Trouble::Fails);
    QVERIFY(!record(reading(after(590), {usage(u"a"_s, after(500), 1)})));
    m_troubled->set(TroubledSeries::Trouble::None);
    QVERIFY(record(reading(after(600), {usage(u"a"_s, after(500), 2)})));
    QVERIFY(record(reading(after(605), {usage(u"a"_s, after(500), 3)})));
    // what was stored last is believed for 30 s
    QCOMPARE(samples(u"nat.user.total_requests"_s),
             (QStringList{u"0:42"_s, u"30:gap"_s, u"600:2"_s, u"605:3"_s}));
    beginAgain();
    QVERIFY(record(reading(after(610), {usage(u"a"_s, after(500), 4)}))); // at once
    QCOMPARE(samples(u"nat.user.total_requests"_s).mid(3),
             (QStringList{u"605:3"_s, u"609.999999999:gap"_s, u"610:4"_s}));
}

void UserRecorderTest::whoWentBetweenTwoRunsIsGone()
{
    QVERIFY(record(reading(
        after(0), {usage(u"a"_s, kBegin, 1), usage(u"b"_s, kBegin, 1), usage(u"c"_s, kBegin, 1)})));
    QVERIFY(record(reading(after(5), {usage(u"a"_s, kBegin, 2), usage(u"b"_s, kBegin, 1)})));
    UserRecorder other(m_ports, u"other:1"_s); // whose users are not those of the target
    UserTracker its;
    QVERIFY(other.record(its.follow(reading(after(5), {usage(u"a"_s, kBegin, 9)}))));
    beginAgain();
    QVERIFY(record(reading(after(600), {usage(u"b"_s, kBegin, 1)})));
    for (const UserMetric &metric : userMetrics()) {
        if (metric.name != "nat.user.window_latency_ms"_L1) // of which nothing was told
            QCOMPARE(samples(metric.name).last(), u"35:gap"_s);
    }
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"0:1"_s, u"5:2"_s, u"35:gap"_s}));
    QCOMPARE(samples(u"nat.user.total_requests"_s, u"c"_s),
             (QStringList{u"0:1"_s, u"5:gap"_s})); // was ended
    QCOMPARE(recordedSamples(m_ports, u"nat.user.total_requests"_s,
                             {{u"target"_s, u"other:1"_s}, {u"user"_s, u"a"_s}}, kBegin),
             QStringList{u"5:9"_s});
}

void UserRecorderTest::newRequestsAddUpOverAFailedWrite()
{
    beginAgain();
    QVERIFY(record(reading(after(0), {usage(u"a"_s, kBegin, 100, 10, 1)})));
    m_troubled->set(TroubledSeries::Trouble::Fails);
    QVERIFY(!record(reading(after(5), {usage(u"a"_s, kBegin, 105, 10, 2)})));
    m_troubled->set(TroubledSeries::Trouble::None);
    QVERIFY(record(reading(after(10), {usage(u"a"_s, kBegin, 110, 11, 3)})));
    QVERIFY(record(reading(after(15), {usage(u"a"_s, kBegin, 110, 11, 3)})));
    QCOMPARE(samples(u"nat.user.new_requests"_s), (QStringList{u"0:gap"_s, u"10:10"_s, u"15:0"_s}));
    QCOMPARE(samples(u"nat.user.new_errors"_s), (QStringList{u"0:gap"_s, u"10:2"_s, u"15:0"_s}));
    QCOMPARE(samples(u"nat.user.new_time_ms"_s), (QStringList{u"0:gap"_s, u"10:210"_s, u"15:0"_s}));
    QCOMPARE(samples(u"nat.user.window_latency_ms"_s), (QStringList{u"0:gap"_s, u"10:21"_s}));
    QCOMPARE(samples(u"nat.user.created_timestamp_seconds"_s).value(0), u"0:1800000000"_s);
}

void UserRecorderTest::aServerThatDoesNotAnswerIsDown()
{
    QVERIFY(m_recorder->recordFailure(after(0))); // of a wrong address, nothing is made
    QVERIFY(answer(m_ports.catalog->definitions()).value().empty());
    QVERIFY(record(reading(after(5), {usage(u"a"_s, kBegin, 1)})));
    QVERIFY(m_recorder->recordFailure(after(10)));
    QVERIFY(record(reading(after(15), {usage(u"a"_s, kBegin, 1)})));
    QCOMPARE(ofTarget(u"nat.users.up"_s), (QStringList{u"5:1"_s, u"10:0"_s, u"15:1"_s}));
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"5:1"_s, u"15:1"_s}));
}

// R10: what was received stays in its order, and nobody stays there for ever.
void UserRecorderTest::aClockThatIsSetBackEndsWhoGoes()
{
    QVERIFY(record(reading(after(3'600), {usage(u"a"_s, kBegin, 5), usage(u"b"_s, kBegin, 1)})));
    QVERIFY(record(reading(after(0), {usage(u"b"_s, kBegin, 2)})));
    QCOMPARE(samples(u"nat.user.total_requests"_s), (QStringList{u"3600:5"_s, u"3600:gap"_s}));
    QVERIFY(record(reading(after(86'400), {usage(u"b"_s, kBegin, 3)})));
    QCOMPARE(samples(u"nat.user.new_requests"_s, u"b"_s),
             (QStringList{u"0:1"_s, u"3600:gap"_s, u"86400:1"_s}));
}

TIDEMARK_TEST(UserRecorderTest)
#include "user_recorder_test.moc"
