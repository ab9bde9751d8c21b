// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/bucket_search.h"
#include "views/charts/column_reduction.h"

#include <QTest>

#include <limits>
#include <random>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class BucketSearchTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void findsTheBucketThatHoldsATime();
    void findsTheNearestValueOverGaps();
    void walksOverGapsFromValueToValue();
    void findsTheValuesOfAWindow();
    void jumpsFromGapToGap();
    void joinsBucketsThatTouchAndHaveValues();
    void joinsRecordsWithinThreeMedians();
    void aGapIsAsLongAsWhatIsMissing();
    void givesLinesTheirNeighboursOutside();
    void keepsEverySpikeWhenReducing();
    void neverJoinsColumnsOverAGap();
    void logarithmicColumnsLeaveOutZeroAndBelow();
    void reducesOnlyAboveTwoPointsAColumn();
};

namespace {

Timestamp hour(int n, int minute = 0)
{
    return Timestamp(n * kNsPerHour + minute * kNsPerMinute);
}

ChartSeries sample()
{
    return test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, {1, {}, {}, 4, 5, {}, 7});
}

} // namespace

void BucketSearchTest::findsTheBucketThatHoldsATime()
{
    const ChartSeries series = sample();
    QCOMPARE(bucketAt(series.points, hour(0)), std::optional<std::size_t>(0));
    QCOMPARE(bucketAt(series.points, Timestamp(kNsPerHour - 1)), std::optional<std::size_t>(0));
    QCOMPARE(bucketAt(series.points, hour(1)), std::optional<std::size_t>(1)); // ends excluded
    QVERIFY(!bucketAt(series.points, hour(7)).has_value());
    QVERIFY(!bucketAt(series.points, Timestamp(-1)).has_value());
    QVERIFY(!bucketAt({}, hour(1)).has_value());
}

void BucketSearchTest::findsTheNearestValueOverGaps()
{
    const ChartSeries series = sample();
    QCOMPARE(nearestBucket(series.points, hour(1, 10)), std::optional<std::size_t>(0));
    QCOMPARE(nearestBucket(series.points, hour(2, 30)), std::optional<std::size_t>(3));
    QCOMPARE(nearestBucket(series.points, hour(2)),
             std::optional<std::size_t>(0)); // a tie: earlier
    QCOMPARE(nearestBucket(series.points, Timestamp::min()), std::optional<std::size_t>(0));
    QCOMPARE(nearestBucket(series.points, Timestamp::max()), std::optional<std::size_t>(6));
    const ChartSeries empty = test::seriesOf(u"b"_s, Timestamp(0), kNsPerHour, {{}, {}});
    QVERIFY(!nearestBucket(empty.points, hour(1)).has_value());
}

void BucketSearchTest::walksOverGapsFromValueToValue()
{
    const ChartSeries series = sample();
    QCOMPARE(neighbour(series.points, 0, 1), std::optional<std::size_t>(3));
    QCOMPARE(neighbour(series.points, 6, -1), std::optional<std::size_t>(4));
    QVERIFY(!neighbour(series.points, 6, 1).has_value());
    QVERIFY(!neighbour(series.points, 0, -1).has_value());
}

void BucketSearchTest::findsTheValuesOfAWindow()
{
    const ChartSeries series = sample();
    const auto range = valuesIn(series.points, {hour(1), hour(6)});
    QVERIFY(range.has_value());
    QCOMPARE(range->first, std::size_t(3));
    QCOMPARE(range->last, std::size_t(4));
    QVERIFY(!valuesIn(series.points, {hour(1), hour(3)}).has_value());
    QVERIFY(!valuesIn(series.points, {hour(8), hour(9)}).has_value());
}

void BucketSearchTest::jumpsFromGapToGap()
{
    const ChartSeries series = sample();
    QCOMPARE(nextGap(series, 0, 1), std::optional<std::size_t>(4));
    QCOMPARE(nextGap(series, 6, -1), std::optional<std::size_t>(3));
    QVERIFY(!nextGap(series, 4, 1).has_value());
}

void BucketSearchTest::joinsBucketsThatTouchAndHaveValues()
{
    const ChartSeries series = sample();
    QVERIFY(isJoined(series.points[3], series.points[4], 0));
    QVERIFY(!isJoined(series.points[4], series.points[5], 0));
    QVERIFY(!isJoined(series.points[4], series.points[6], 0)); // the empty one was left out
    ChartSeries odd = test::seriesOf(u"n"_s, Timestamp(0), kNsPerHour,
                                     {1, std::numeric_limits<double>::quiet_NaN()});
    QVERIFY(!isJoined(odd.points[0], odd.points[1], 0));
}

void BucketSearchTest::joinsRecordsWithinThreeMedians()
{
    ChartSeries records;
    records.gapRule = GapRule::MedianInterval;
    for (const std::int64_t at : {0, 10, 20, 30, 60, 91, 100}) {
        ChartPoint point;
        point.window = {Timestamp(at), Timestamp(at + 1)};
        point.value = 1;
        point.count = 1;
        records.points.push_back(point);
    }
    const std::int64_t limit = gapLimit_ns(records);
    QCOMPARE(limit, std::int64_t(29)); // from the end of a record, which is 1 long
    QVERIFY(isJoined(records.points[3], records.points[4], limit));
    QVERIFY(!isJoined(records.points[4], records.points[5], limit));
}

void BucketSearchTest::aGapIsAsLongAsWhatIsMissing()
{
    ChartSeries series = test::seriesOf(u"a"_s, Timestamp(0), 7 * kNsPerDay, {1, 2, {}, 3});
    series.gapRule = GapRule::Length;
    series.longestGap_ns = kNsPerDay;
    const auto joins = [&series](std::size_t left, std::size_t right) {
        return isJoined(series.points[left], series.points[right], gapLimit_ns(series));
    };
    QVERIFY(joins(0, 1)); // weeks that touch
    QVERIFY(!joins(1, 3));
    series.longestGap_ns = 7 * kNsPerDay;
    QVERIFY(joins(1, 3)); // one week is missing
    ChartSeries days = test::seriesOf(u"a"_s, Timestamp(0), kNsPerDay, {1, {}, 2, {}, {}, 3});
    days.gapRule = GapRule::Length;
    days.longestGap_ns = kNsPerDay;
    QVERIFY(isJoined(days.points[0], days.points[2], gapLimit_ns(days)));
    QVERIFY(!isJoined(days.points[2], days.points[5], gapLimit_ns(days)));
}

void BucketSearchTest::givesLinesTheirNeighboursOutside()
{
    const ChartSeries series = sample();
    const auto around = pointsAround(series.points, {hour(3), hour(5)});
    QCOMPARE(around.size(), std::size_t(4));
    QCOMPARE(around.front().window.begin, hour(2));
    QCOMPARE(around.back().window.begin, hour(5));
}

void BucketSearchTest::keepsEverySpikeWhenReducing()
{
    constexpr int kPoints = 100'000;
    constexpr int kWidth = 1500;
    std::mt19937_64 random(20261120);
    ChartSeries series;
    for (int i = 0; i < kPoints; ++i) {
        ChartPoint point;
        point.window = {Timestamp(i * 1000LL), Timestamp((i + 1) * 1000LL)};
        point.value = static_cast<double>(random() % 1000) / 1000;
        point.count = 1;
        series.points.push_back(point);
    }
    std::vector<std::size_t> spikes;
    for (int i = 0; i < 24; ++i) {
        spikes.push_back(random() % kPoints);
        series.points[spikes.back()].value = 100 + i;
    }
    const TimeScale scale({Timestamp(0), Timestamp(kPoints * 1000LL)}, 0, kWidth);
    QVERIFY(needsReduction(series.points, scale));
    const auto runs = reducedToColumns(series.points, scale, 0);
    QVERIFY(runs.size() <= kWidth + 1);
    for (const std::size_t spike : spikes) {
        const double x = std::floor(scale.xOf(series.points[spike].middle())) + 0.5;
        const auto run = std::find_if(runs.begin(), runs.end(),
                                      [x](const ColumnRun &one) { return one.x == x; });
        QVERIFY(run != runs.end());
        QVERIFY(run->highest >= *series.points[spike].value);
    }
    double lowest = 1;
    for (const ColumnRun &run : runs) {
        QVERIFY(run.lowest <= run.first && run.first <= run.highest);
        QVERIFY(run.lowest <= run.last && run.last <= run.highest);
        lowest = std::min(lowest, run.lowest);
    }
    QVERIFY(lowest < 0.01);
}

void BucketSearchTest::neverJoinsColumnsOverAGap()
{
    ChartSeries series;
    for (int i = 0; i < 1000; ++i) {
        ChartPoint point;
        point.window = {Timestamp(i), Timestamp(i + 1)};
        point.value = 1;
        point.count = i >= 500 && i < 520 ? 0 : 1;
        series.points.push_back(point);
    }
    const TimeScale scale({Timestamp(0), Timestamp(1000)}, 0, 100);
    int breaks = 0;
    for (const ColumnRun &run : reducedToColumns(series.points, scale, 0)) {
        QVERIFY(run.x < 50 || run.x >= 52);
        breaks += run.isJoinedToPrevious ? 0 : 1;
    }
    QCOMPARE(breaks, 2); // the first run, and the one behind the gap
}

void BucketSearchTest::logarithmicColumnsLeaveOutZeroAndBelow()
{
    ChartSeries series;
    for (int i = 0; i < 1000; ++i) {
        ChartPoint point;
        point.window = {Timestamp(i), Timestamp(i + 1)};
        point.value = i % 10 == 3 ? 0 : 5; // one of ten cannot be shown, in every column
        point.count = 1;
        series.points.push_back(point);
    }
    const TimeScale scale({Timestamp(0), Timestamp(1000)}, 0, 100);
    for (const ColumnRun &run : reducedToColumns(series.points, scale, 0))
        QCOMPARE(run.lowest, 0.0);
    const auto runs = reducedToColumns(series.points, scale, 0, true);
    QCOMPARE(runs.size(), std::size_t(100));
    for (const ColumnRun &run : runs) {
        QCOMPARE(run.lowest, 5.0);
        QCOMPARE(run.first, 5.0);
        QCOMPARE(run.last, 5.0);
    }
}

void BucketSearchTest::reducesOnlyAboveTwoPointsAColumn()
{
    const ChartSeries series = sample();
    QVERIFY(!needsReduction(series.points, TimeScale({hour(0), hour(7)}, 0, 4)));
    QVERIFY(needsReduction(series.points, TimeScale({hour(0), hour(7)}, 0, 3)));
}

TIDEMARK_TEST(BucketSearchTest)

#include "bucket_search_test.moc"
