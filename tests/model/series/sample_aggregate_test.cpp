// SPDX-License-Identifier: GPL-3.0-or-later
// The summary of samples against a plain reckoning, sample by sample.
#include "model/series/sample_aggregate.h"
#include "tests/model/series/sample_data.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark::series;
using tidemark::test::SampleData;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

SampleAggregate whole(const SampleData &data)
{
    return aggregateOf(data.times, data.values);
}

bool isNear(double one, double other, double magnitude)
{
    return std::abs(one - other) <= magnitude * 1e-12;
}

class SampleAggregateTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void aValueHoldsForTheTimeBeforeIt();
    void aGapIsNotCountedButEndsWhatComesBefore();
    void emptyIsNeutral();
    void allOfTimeIsNoOverflow();
    void piecesAddUpToTheWhole_data();
    void piecesAddUpToTheWhole();
};

void SampleAggregateTest::aValueHoldsForTheTimeBeforeIt()
{
    const SampleData data{{10, 30, 60}, {2, 3, -1}};
    const SampleAggregate first = whole(data); // the first of a series holds for no time
    QCOMPARE(first.count, 3U);
    QCOMPARE(first.sum, 4.0);
    QCOMPARE(first.integral, 3.0 * 20 - 30);
    QCOMPARE(first.active, 50);
    QCOMPARE(first.min, -1.0);
    QCOMPARE(first.max, 3.0);
    QCOMPARE(first.first, 2.0);
    QCOMPARE(first.last, -1.0);
    QCOMPARE(first.firstAt, 10);
    QCOMPARE(first.lastAt, 60);
    SampleAggregate joined = whole({{1, 4}, {8, 8}}); // the time between two belongs to the later
    joined += first;
    QCOMPARE(joined.integral, 8.0 * 3 + 2.0 * 6 + 3.0 * 20 - 30);
    QCOMPARE(joined.active, 59);
}

void SampleAggregateTest::aGapIsNotCountedButEndsWhatComesBefore()
{
    const SampleAggregate got = whole({{10, 20, 50, 60}, {kNan, 1, kNan, 4}});
    QCOMPARE(got.count, 2U);
    QCOMPARE(got.sum, 5.0);
    QCOMPARE(got.active, 20); // 10 to 20 and 50 to 60
    QCOMPARE(got.integral, 1.0 * 10 + 4.0 * 10);
    QCOMPARE(got.first, 1.0);
    QCOMPARE(got.firstAt, 20);
    QCOMPARE(got.firstStamp, 10);
    QVERIFY(got.beginsWithGap());
    const SampleAggregate gaps = whole({{10, 20}, {kNan, kNan}});
    QVERIFY(gaps.isEmpty());
    QVERIFY(gaps.hasStamps());
    QVERIFY(gaps.beginsWithGap());
    QCOMPARE(gaps.lastStamp, 20);
    QCOMPARE(gaps.active, 0);
}

void SampleAggregateTest::emptyIsNeutral()
{
    const SampleAggregate some = whole({{10, 30}, {2, 3}});
    SampleAggregate sum;
    sum += some;
    QVERIFY(sum == some);
    sum += SampleAggregate();
    QVERIFY(sum == some);
    QVERIFY(!SampleAggregate().hasStamps());
}

void SampleAggregateTest::allOfTimeIsNoOverflow()
{
    constexpr auto kEarliest = std::numeric_limits<std::int64_t>::min();
    constexpr auto kLatest = std::numeric_limits<std::int64_t>::max();
    const SampleAggregate got = whole({{kEarliest, 0, kLatest}, {1, 1, 1}});
    QCOMPARE(got.count, 3U);
    QCOMPARE(got.active, kLatest); // as much as fits
    QVERIFY(got.integral > 1.8e19);
}

void SampleAggregateTest::piecesAddUpToTheWhole_data()
{
    QTest::addColumn<int>("gapsOfHundred");
    QTest::newRow("no gaps") << 0;
    QTest::newRow("some gaps") << 5;
    QTest::newRow("mostly gaps") << 80;
}

void SampleAggregateTest::piecesAddUpToTheWhole()
{
    QFETCH(int, gapsOfHundred);
    std::mt19937_64 random(11);
    for (int round = 0; round < 300; ++round) {
        SampleData data = tidemark::test::decimalWalk(1 + random() % 400, random());
        for (double &value : data.values)
            value = static_cast<int>(random() % 100) < gapsOfHundred ? kNan : value;
        const SampleAggregate once = whole(data);

        SampleAggregate byOne;
        SampleAggregate byPieces;
        std::optional<std::int64_t> before;
        double magnitude = 1;
        double held = 1;
        for (std::size_t i = 0; i < data.times.size(); ++i) {
            byOne += aggregateOf({&data.times[i], 1}, {&data.values[i], 1});
            if (!std::isnan(data.values[i])) {
                magnitude += std::abs(data.values[i]);
                held += std::abs(data.values[i]) *
                        static_cast<double>(data.times[i] - before.value_or(data.times[i]));
            }
            before = data.times[i];
        }
        for (std::size_t at = 0; at < data.times.size();) {
            const std::size_t size = std::min(1 + random() % 40, data.times.size() - at);
            byPieces += aggregateOf({&data.times[at], size}, {&data.values[at], size});
            at += size;
        }
        for (const SampleAggregate &other : {byOne, byPieces}) {
            QCOMPARE(other.count, once.count);
            QCOMPARE(other.min, once.min);
            QCOMPARE(other.max, once.max);
            QCOMPARE(other.first, once.first);
            QCOMPARE(other.last, once.last);
            QCOMPARE(other.firstAt, once.firstAt);
            QCOMPARE(other.lastAt, once.lastAt);
            QCOMPARE(other.firstStamp, once.firstStamp);
            QCOMPARE(other.lastStamp, once.lastStamp);
            QCOMPARE(other.active, once.active);
            QVERIFY(isNear(other.sum, once.sum, magnitude));
            QVERIFY(isNear(other.integral, once.integral, held));
        }
    }
}

} // namespace

TIDEMARK_TEST(SampleAggregateTest)
#include "sample_aggregate_test.moc"
