// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/aggregate_store.h"
#include "tests/model/store/daily_store.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

/// Which time an answer of aggregates covers, and how large its numbers may be.
class AggregateWindowsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void windowIsWidenedToWholePeriods();
    void anEndOnABorderAddsNoPeriod();
    void theAskedWindowStandsWithoutRecords();
    void openBordersWithoutRecordsGiveAnEmptyWindow();
    void anEmptyRangeHoldsNothing();
    void totalTakesItsWindowAsItIs();
    void placesRecordsByTheChosenTime();
    void sumsAMillionValuesNearTheLimitOfInt64();
};

void AggregateWindowsTest::windowIsWidenedToWholePeriods()
{
    DailyStore data(70); // from 1 January to 11 March 1970
    store::AggregateStore aggregates;
    AggregateQuery query = daily(data.metric);
    query.period = Period::Monthly;
    query.selection.begin = Timestamp(40 * kDay_ns);
    query.selection.end = Timestamp(40 * kDay_ns + 1);
    const auto series =
        expectValue(aggregates.aggregate(data.store.reader(), store::kLocalOrg, query));
    QCOMPARE(series.window, (TimeWindow{Timestamp(31 * kDay_ns), Timestamp(59 * kDay_ns)}));
    QCOMPARE(series.buckets.size(), 1);
    QCOMPARE(series.buckets[0].window, series.window);
    QCOMPARE(series.buckets[0].aggregate.count, 28);
}

void AggregateWindowsTest::anEndOnABorderAddsNoPeriod()
{
    DailyStore data(4);
    store::AggregateStore aggregates;
    AggregateQuery query = daily(data.metric);
    query.selection.begin = Timestamp(kDay_ns);
    query.selection.end = Timestamp(2 * kDay_ns);
    const auto series =
        expectValue(aggregates.aggregate(data.store.reader(), store::kLocalOrg, query));
    QCOMPARE(sumsOf(series), (QList<double>{1}));
    QCOMPARE(series.window, (TimeWindow{Timestamp(kDay_ns), Timestamp(2 * kDay_ns)}));
}

void AggregateWindowsTest::theAskedWindowStandsWithoutRecords()
{
    DailyStore data(1);
    store::AggregateStore aggregates;
    AggregateQuery query = daily(data.metric);
    query.selection.begin = Timestamp(10 * kDay_ns + 5);
    query.selection.end = Timestamp(12 * kDay_ns + 5);
    const auto series =
        expectValue(aggregates.aggregate(data.store.reader(), store::kLocalOrg, query));
    QVERIFY(series.buckets.empty());
    QCOMPARE(filled(series).size(), 3);
}

void AggregateWindowsTest::openBordersWithoutRecordsGiveAnEmptyWindow()
{
    DailyStore data(0);
    store::AggregateStore aggregates;
    AggregateQuery query = daily(data.metric);
    query.selection.begin = Timestamp(5);
    const auto series =
        expectValue(aggregates.aggregate(data.store.reader(), store::kLocalOrg, query));
    QVERIFY(series.window.isEmpty());
    QVERIFY(filled(series).empty());
}

void AggregateWindowsTest::anEmptyRangeHoldsNothing()
{
    DailyStore data(2);
    store::AggregateStore aggregates;
    AggregateQuery query = daily(data.metric);
    query.selection.begin = query.selection.end = Timestamp(5);
    const auto series =
        expectValue(aggregates.aggregate(data.store.reader(), store::kLocalOrg, query));
    QVERIFY(series.buckets.empty() && series.window.isEmpty());
}

void AggregateWindowsTest::totalTakesItsWindowAsItIs()
{
    DailyStore data(5);
    store::AggregateStore aggregates;
    Selection selection;
    selection.metrics = {data.metric};
    selection.begin = Timestamp(kDay_ns);
    selection.end = Timestamp(3 * kDay_ns);
    const Aggregate total =
        expectValue(aggregates.total(data.store.reader(), store::kLocalOrg, selection));
    QCOMPARE(total.count, 2);
    QCOMPARE(total.first, 1.0);
    QCOMPARE(total.last, 2.0);
    QCOMPARE(total.lastAt, Timestamp(2 * kDay_ns));
}

void AggregateWindowsTest::placesRecordsByTheChosenTime()
{
    ReadFixture store;
    const MetricId metric = store.define(u"m"_s);
    NewSession created;
    created.start = Timestamp(5);
    created.end = Timestamp(3 * kDay_ns);
    PublishRequest request;
    request.sessionUid = store.createSession(created).uid;
    request.device = DeviceChoice::none();
    request.items = {PublishItem{u"m"_s, 1}};
    store.publish(request);
    created.end.reset();
    request.sessionUid = store.createSession(created).uid;
    store.publish(request);
    store::AggregateStore aggregates;
    AggregateQuery query = daily(metric);
    auto series = expectValue(aggregates.aggregate(store.reader(), store::kLocalOrg, query));
    QCOMPARE(series.buckets.size(), 1);
    QCOMPARE(series.buckets[0].window.begin, Timestamp(3 * kDay_ns));
    QCOMPARE(series.buckets[0].aggregate.count, 1);
    query.selection.timeFilter = TimeFilter::SessionStart;
    series = expectValue(aggregates.aggregate(store.reader(), store::kLocalOrg, query));
    QCOMPARE(series.buckets.size(), 1);
    QCOMPARE(series.buckets[0].window.begin, Timestamp(0));
    QCOMPARE(series.buckets[0].aggregate.count, 2);
}

// V3: sums are of doubles, so they pass the limit of int64 and neither wrap nor lose what was
// added.
void AggregateWindowsTest::sumsAMillionValuesNearTheLimitOfInt64()
{
    constexpr std::int64_t kCount = 1'000'000;
    const double nearLimit = 9223372036854774784.0; // the largest double below 2^63
    DailyStore data(0);
    store::Connection &writer = data.store.writer();
    const auto numbers = u"WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL "
                         "SELECT i + 1 FROM number WHERE i < ?) "_s;
    expectValue(writer
                    .prepare("many_sessions"_L1,
                             numbers + u"INSERT INTO session (id, org_id, uid, start_ns, end_ns, "
                                       "is_entry, tags, note, created_by, created_ns, modified_by, "
                                       "modified_ns, change_id) SELECT i, 1, 's' || i, i, i, 1, "
                                       "'{}', '', 1, 0, 1, 0, 1 FROM number"_s)
                    .run(kCount));
    expectValue(writer
                    .prepare("many_records"_L1,
                             numbers + u"INSERT INTO record (metric_id, session_id, published_ns, "
                                       "publisher_id, value, change_id) SELECT ?, i, 0, 1, "
                                       "CASE WHEN i % 2 = 0 THEN ? ELSE ? END, 1 FROM number"_s)
                    .run(kCount, data.metric, nearLimit, nearLimit - 1024));
    store::AggregateStore aggregates;
    const auto series = expectValue(
        aggregates.aggregate(data.store.reader(), store::kLocalOrg, daily(data.metric)));
    QCOMPARE(series.buckets.size(), 1);
    const Aggregate &day = series.buckets[0].aggregate;
    QCOMPARE(day.count, std::uint64_t(kCount));
    // Both values are multiples of 1024, so the exact sum is that many of them.
    constexpr double kExact = 1024.0 * (9007199254740991.0 * 1e6 - 500'000.0);
    QVERIFY(std::abs(day.sum.value() - kExact) <= std::ldexp(kExact, -50));
    QVERIFY(day.sum.value() > 9.2e24);
    QVERIFY(std::abs(*day.mean() - (nearLimit - 512)) <= 1024);
    QCOMPARE(day.min, nearLimit - 1024);
    QCOMPARE(day.max, nearLimit);
    Selection selection;
    selection.metrics = {data.metric};
    const Aggregate total =
        expectValue(aggregates.total(data.store.reader(), store::kLocalOrg, selection));
    QCOMPARE(total.sum.value(), day.sum.value());
    QCOMPARE(total.count, std::uint64_t(kCount));
}

TIDEMARK_TEST(AggregateWindowsTest)
#include "aggregate_windows_test.moc"
