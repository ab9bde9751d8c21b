// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/aggregate.h"
#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <random>
#include <vector>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

struct Point
{
    Timestamp at;
    double value = 0;
};

Aggregate aggregateOf(const std::vector<Point> &points, std::size_t first, std::size_t last)
{
    Aggregate aggregate;
    for (std::size_t i = first; i < last; ++i)
        aggregate.add(points[i].at, points[i].value);
    return aggregate;
}

// Everything but the sum, which may round differently in another order.
bool sameButSum(const Aggregate &a, const Aggregate &b)
{
    return a.count == b.count && a.min == b.min && a.max == b.max && a.first == b.first &&
           a.last == b.last && a.firstAt == b.firstAt && a.lastAt == b.lastAt;
}

double magnitude(const std::vector<Point> &points)
{
    double sum = 0;
    for (const Point &point : points)
        sum += std::abs(point.value);
    return sum;
}

std::vector<Point> randomPoints(std::mt19937_64 &random)
{
    std::uniform_int_distribution<int> count(0, 40);
    std::uniform_int_distribution<std::int64_t> time(-5, 5); // narrow, so that times repeat
    std::uniform_int_distribution<int> exponent(-20, 20);
    std::uniform_real_distribution<double> mantissa(-1, 1);
    std::vector<Point> points(static_cast<std::size_t>(count(random)));
    for (Point &point : points)
        point = Point{Timestamp(time(random)), std::ldexp(mantissa(random), exponent(random))};
    return points;
}

} // namespace

class AggregateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void emptyIsNeutralOnBothSides();
    void emptyHasNoValueButACount();
    void functionsReduceTheirValues_data();
    void functionsReduceTheirValues();
    void firstAndLastFollowTimeNotOrderOfArrival();
    void amongEqualTimesFirstKeepsTheFirstAndLastTheLast();
    void takesTheLimitsOfTime();
    void sumDoesNotLoseSmallTerms();
    void mergingIsAssociativeAndEqualsOnePass();
};

void AggregateTest::emptyIsNeutralOnBothSides()
{
    Aggregate one;
    one.add(Timestamp(7), 2.5);
    Aggregate left;
    left += one;
    Aggregate right = one;
    right += Aggregate();
    QVERIFY(sameButSum(left, one) && left.sum == one.sum);
    QVERIFY(sameButSum(right, one) && right.sum == one.sum);
    Aggregate none;
    none += Aggregate();
    QVERIFY(none.isEmpty());
}

void AggregateTest::emptyHasNoValueButACount()
{
    const Aggregate empty;
    QCOMPARE(empty.value(AggregateFunction::Count), std::optional(0.0));
    QVERIFY(!empty.value(AggregateFunction::Sum));
    QVERIFY(!empty.value(AggregateFunction::Mean));
    QVERIFY(!empty.value(AggregateFunction::Min));
    QVERIFY(!empty.value(AggregateFunction::Max));
    QVERIFY(!empty.mean());
}

void AggregateTest::functionsReduceTheirValues_data()
{
    QTest::addColumn<AggregateFunction>("function");
    QTest::addColumn<double>("expected");
    QTest::newRow("sum") << AggregateFunction::Sum << 6.5;
    QTest::newRow("mean by count") << AggregateFunction::Mean << 1.625;
    QTest::newRow("min") << AggregateFunction::Min << -2.0;
    QTest::newRow("max") << AggregateFunction::Max << 6.0;
    QTest::newRow("count") << AggregateFunction::Count << 4.0;
}

void AggregateTest::functionsReduceTheirValues()
{
    QFETCH(AggregateFunction, function);
    QFETCH(double, expected);
    const std::vector<Point> points{
        {Timestamp(1), 2.0}, {Timestamp(2), -2.0}, {Timestamp(3), 0.5}, {Timestamp(4), 6.0}};
    QCOMPARE(aggregateOf(points, 0, 4).value(function), std::optional(expected));
}

void AggregateTest::firstAndLastFollowTimeNotOrderOfArrival()
{
    const std::vector<Point> points{{Timestamp(5), 1.0}, {Timestamp(9), 2.0}, {Timestamp(-3), 3.0}};
    const Aggregate aggregate = aggregateOf(points, 0, 3);
    QCOMPARE(aggregate.first, 3.0);
    QCOMPARE(aggregate.firstAt, Timestamp(-3));
    QCOMPARE(aggregate.last, 2.0);
    QCOMPARE(aggregate.lastAt, Timestamp(9));
}

void AggregateTest::amongEqualTimesFirstKeepsTheFirstAndLastTheLast()
{
    const std::vector<Point> points{{Timestamp(5), 1.0}, {Timestamp(5), 2.0}, {Timestamp(5), 3.0}};
    const Aggregate whole = aggregateOf(points, 0, 3);
    QCOMPARE(whole.first, 1.0);
    QCOMPARE(whole.last, 3.0);
    Aggregate merged = aggregateOf(points, 0, 1);
    merged += aggregateOf(points, 1, 3);
    QVERIFY(sameButSum(merged, whole));
}

void AggregateTest::takesTheLimitsOfTime()
{
    Aggregate aggregate;
    aggregate.add(Timestamp::max(), 1.0);
    QCOMPARE(aggregate.first, 1.0);
    QCOMPARE(aggregate.last, 1.0);
    aggregate.add(Timestamp::min(), 2.0);
    QCOMPARE(aggregate.first, 2.0);
    QCOMPARE(aggregate.last, 1.0);
}

void AggregateTest::sumDoesNotLoseSmallTerms()
{
    Aggregate aggregate;
    for (const double value : {1e16, 1.0, 1.0, -1e16})
        aggregate.add(Timestamp(0), value);
    QCOMPARE(aggregate.value(AggregateFunction::Sum), std::optional(2.0));
}

void AggregateTest::mergingIsAssociativeAndEqualsOnePass()
{
    test::RandomNumbers numbers("AggregateTest");
    std::mt19937_64 &random = numbers.engine();
    for (int round = 0; round < 5000; ++round) {
        const std::vector<Point> points = randomPoints(random);
        std::uniform_int_distribution<std::size_t> cut(0, points.size());
        const std::size_t a = cut(random);
        const std::size_t b = std::max(a, cut(random));
        const Aggregate parts[] = {aggregateOf(points, 0, a), aggregateOf(points, a, b),
                                   aggregateOf(points, b, points.size())};
        Aggregate leftFirst = parts[0];
        leftFirst += parts[1];
        leftFirst += parts[2];
        Aggregate tail = parts[1];
        tail += parts[2];
        Aggregate rightFirst = parts[0];
        rightFirst += tail;
        const Aggregate whole = aggregateOf(points, 0, points.size());
        QVERIFY2(sameButSum(leftFirst, whole), qPrintable(u"round %1"_s.arg(round)));
        QVERIFY2(sameButSum(rightFirst, whole), qPrintable(u"round %1"_s.arg(round)));
        const double bound = std::abs(whole.sum.value()) * 0x1p-52 + magnitude(points) * 0x1p-90;
        QVERIFY(std::abs(leftFirst.sum.value() - whole.sum.value()) <= bound);
        QVERIFY(std::abs(rightFirst.sum.value() - whole.sum.value()) <= bound);
    }
}

TIDEMARK_TEST(AggregateTest)
#include "aggregate_test.moc"
