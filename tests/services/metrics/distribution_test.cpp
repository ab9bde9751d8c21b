// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/cells.h"
#include "services/metrics/collector/distribution.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <random>

using namespace tidemark::metrics;
using namespace tidemark::test;

namespace {

constexpr double kMostError = 0.0079; // of a bucket's middle

Distribution of(const std::vector<double> &values)
{
    DistributionCell cell;
    for (const double value : values)
        cell.observe(value);
    Distribution made{cell.sum(), cell.min(), cell.max(), {}};
    cell.forEach([&made](buckets::Index index, std::uint64_t count) {
        made.counts.emplace_back(index, count);
    });
    return made;
}

class DistributionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bucketsRiseAndHoldTheirMiddles();
    void numbersOutsideOfTheRangeHaveAPlace();
    void quantilesAreWithinOnePercent_data();
    void quantilesAreWithinOnePercent();
    void statisticsOfOneToThousand();
    void oneValueIsEveryQuantile();
    void ofNothingThereIsNothing();
    void negativeValuesHaveTheirOwnBuckets();
    void joiningIsAsIfAllWereOne();
    void whatCameSinceIsTheDifference();
    void countsUpToABound();
    void countsUpToABorderExactly();
    void addsAsTheCellsDo();
    void weightsAreValues();
    void memoryIsBounded();
};

void DistributionTest::bucketsRiseAndHoldTheirMiddles()
{
    for (buckets::Index index = 1; index < static_cast<buckets::Index>(buckets::kCount); ++index) {
        const double middle = buckets::middleOf(index);
        QCOMPARE(buckets::indexOf(middle), index);
        QCOMPARE(buckets::indexOf(-middle), -index);
        QVERIFY(middle < buckets::middleOf(index + 1));
        const double upper = buckets::upperBorderOf(index);
        QCOMPARE(buckets::indexOf(upper), index);
        QCOMPARE(buckets::numberOf(upper), static_cast<std::uint64_t>(index) - 1);
        QCOMPARE(buckets::indexOf(std::nextafter(upper, 1e300)), index + 1);
        const double lowerBelow = -upper; // of those below zero the nearer border is the larger one
        QCOMPARE(buckets::indexOf(lowerBelow), -(index + 1));
        QCOMPARE(buckets::indexOf(std::nextafter(lowerBelow, 0)), -index);
        QCOMPARE(buckets::indexOf(buckets::upperBorderOf(-index)), -index);
    }
}

void DistributionTest::numbersOutsideOfTheRangeHaveAPlace()
{
    QCOMPARE(buckets::indexOf(0.0), 0);
    QCOMPARE(buckets::indexOf(-0.0), 0);
    QCOMPARE(buckets::indexOf(1e-12), 0);
    QCOMPARE(buckets::indexOf(5e-324), 0);
    const auto last = static_cast<buckets::Index>(buckets::kCount);
    QCOMPARE(buckets::indexOf(1e300), last);
    QCOMPARE(buckets::indexOf(-1e300), -last);
    QCOMPARE(buckets::indexOf(std::numeric_limits<double>::infinity()), last);
    const Distribution far = of({1e-12, 1e300});
    QCOMPARE(far.count(), std::uint64_t{2});
    QCOMPARE(*far.quantile(0), 1e-12);
    QCOMPARE(*far.quantile(1), 1e300);
}

void DistributionTest::quantilesAreWithinOnePercent_data()
{
    QTest::addColumn<int>("shape");
    QTest::addColumn<double>("scale");
    for (const double scale : {1e-9, 1.0, 1e9}) {
        QTest::addRow("lognormal %g", scale) << 0 << scale;
        QTest::addRow("exponential %g", scale) << 1 << scale;
        QTest::addRow("pareto %g", scale) << 2 << scale;
        QTest::addRow("even %g", scale) << 3 << scale;
    }
}

void DistributionTest::quantilesAreWithinOnePercent()
{
    QFETCH(const int, shape);
    QFETCH(const double, scale);
    constexpr std::size_t kValues = 200'000;
    std::mt19937_64 random(17);
    std::lognormal_distribution<double> lognormal(2, 1);
    std::exponential_distribution<double> exponential(1);
    std::uniform_real_distribution<double> even(1, 2);
    std::vector<double> values(kValues);
    for (double &value : values) {
        switch (shape) {
        case 0:
            value = lognormal(random);
            break;
        case 1:
            value = exponential(random) + 0.1;
            break;
        case 2:
            value = std::pow(even(random) - 1 + 1e-9, -0.5);
            break;
        default:
            value = even(random);
        }
        value *= scale;
    }
    const Distribution found = of(values);
    QCOMPARE(found.count(), std::uint64_t{kValues});
    std::sort(values.begin(), values.end());
    for (const double share :
         {0.0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(share * (kValues - 1)));
        const double error = std::abs(*found.quantile(share) - values[rank]) / values[rank];
        QVERIFY2(error < kMostError, qPrintable(QString::number(error)));
    }
    QCOMPARE(*found.quantile(0), values.front());
    QCOMPARE(*found.quantile(1), values.back());
}

// Check 32 of the reference: 1 to 1,000 ms.
void DistributionTest::statisticsOfOneToThousand()
{
    std::vector<double> values;
    for (int i = 1; i <= 1'000; ++i)
        values.push_back(i);
    const Distribution found = of(values);
    QCOMPARE(*found.mean(), 500.5);
    QCOMPARE(found.min, 1.0);
    QCOMPARE(found.max, 1'000.0);
    for (const auto &[share, wanted] : {std::pair{0.5, 500.0}, {0.95, 950.0}, {0.99, 990.0}})
        QVERIFY(std::abs(*found.quantile(share) - wanted) < wanted / 100);
    QVERIFY(std::abs(*found.deviation() - 288.675) < 2.9);
    // of all values, not estimated from a sample of them, which would be 30.15
    const Distribution skewed = of({1, 2, 3, 4, 5, 6, 7, 8, 9, 100});
    QCOMPARE(*skewed.mean(), 14.5);
    QVERIFY2(std::abs(*skewed.deviation() - 28.6050694807756) < 0.286,
             qPrintable(QString::number(*skewed.deviation(), 'g', 17)));
}

void DistributionTest::oneValueIsEveryQuantile()
{
    const Distribution one = of({-17.3});
    for (const double share : {0.0, 0.5, 0.99, 1.0})
        QCOMPARE(*one.quantile(share), -17.3);
    QCOMPARE(*one.deviation(), 0.0);
    QVERIFY(!one.quantile(1.5));
    QVERIFY(!one.quantile(std::nan("")));
}

void DistributionTest::ofNothingThereIsNothing()
{
    const Distribution none;
    QVERIFY(!none.mean());
    QVERIFY(!none.quantile(0.5));
    QVERIFY(!none.deviation());
    QCOMPARE(none.count(), std::uint64_t{0});
}

void DistributionTest::negativeValuesHaveTheirOwnBuckets()
{
    const Distribution found = of({-100, -1, 0, 1, 100});
    QCOMPARE(found.counts.size(), std::size_t{5});
    QVERIFY(std::is_sorted(found.counts.begin(), found.counts.end()));
    QCOMPARE(*found.quantile(0.5), 0.0);
    QCOMPARE(*found.quantile(0), -100.0);
    QVERIFY(std::abs(*found.quantile(0.25) + 1) < kMostError);
}

void DistributionTest::joiningIsAsIfAllWereOne()
{
    std::mt19937_64 random(3);
    std::vector<double> all;
    Distribution joined;
    for (int part = 0; part < 20; ++part) {
        std::vector<double> some;
        for (std::uint64_t i = random() % 50; i > 0; --i)
            some.push_back(
                static_cast<double>(static_cast<std::int64_t>(random() % 2'001) - 1'000));
        all.insert(all.end(), some.begin(), some.end());
        joined += of(some);
    }
    QVERIFY(joined == of(all)); // sums of whole numbers are exact in any order
}

void DistributionTest::whatCameSinceIsTheDifference()
{
    const Distribution earlier = of({5, 6, 7});
    const Distribution later = of({5, 6, 7, 6, 100, 2});
    const Distribution since = later.since(earlier);
    QCOMPARE(since.count(), std::uint64_t{3});
    QCOMPARE(since.sum, 108.0);
    QCOMPARE(since.min, 2.0); // new extremes are exact
    QCOMPARE(since.max, 100.0);
    QVERIFY(later.since(later).isEmpty());
    QVERIFY(later.since({}) == later);
}

void DistributionTest::countsUpToABound()
{
    const Distribution found = of({-1, 0.05, 0.15, 0.25, 10});
    QCOMPARE(found.countUpTo(-2), std::uint64_t{0});
    QCOMPARE(found.countUpTo(0.1), std::uint64_t{2});
    QCOMPARE(found.countUpTo(1), std::uint64_t{4});
    QCOMPARE(found.countUpTo(std::numeric_limits<double>::infinity()), std::uint64_t{5});
}

// What lies on a bound is below it, as Prometheus and OTLP count.
void DistributionTest::countsUpToABorderExactly()
{
    const Distribution whole = of({0, 1, 2, 3, 5, 10, 100});
    const std::vector<std::pair<double, std::uint64_t>> expected{{1, 2}, {2, 3}, {5, 5}, {10, 6}};
    for (const auto &[bound, count] : expected)
        QCOMPARE(whole.countUpTo(bound), count);

    const std::array bounds{-10.0, -1.0, 0.25, 1.0,   2.0,   2.5,   5.0,     10.0,
                            25.0,  50.0, 75.0, 100.0, 250.0, 500.0, 1'000.0, 4'096.0};
    std::mt19937_64 random(12);
    std::uniform_real_distribution<double> anywhere(-20, 5'000);
    std::vector<double> values(bounds.begin(), bounds.end());
    for (int i = 0; i < 20'000; ++i)
        values.push_back(anywhere(random));
    const Distribution found = of(values);
    for (const double bound : bounds)
        QCOMPARE(found.countUpTo(bound), static_cast<std::uint64_t>(std::count_if(
                                             values.begin(), values.end(),
                                             [bound](double value) { return value <= bound; })));
}

void DistributionTest::addsAsTheCellsDo()
{
    std::mt19937_64 random(11);
    std::vector<double> values;
    Distribution added;
    for (int i = 0; i < 5'000; ++i) {
        values.push_back(
            static_cast<double>(static_cast<std::int64_t>(random() % 20'001) - 10'000));
        added.add(values.back());
    }
    QVERIFY(added == of(values)); // sums of whole numbers are exact
    QVERIFY(std::is_sorted(added.counts.begin(), added.counts.end()));
}

void DistributionTest::weightsAreValues()
{
    Distribution weighted;
    weighted.add(10, 3);
    weighted.add(1'000);
    weighted.add(5, 0); // nothing
    QVERIFY(weighted == of({10, 10, 10, 1'000}));
}

void DistributionTest::memoryIsBounded()
{
    std::mt19937_64 random(5);
    Distribution any;
    for (int i = 0; i < 200'000; ++i) {
        const double value = std::bit_cast<double>(random());
        if (std::isfinite(value))
            any.add(value);
    }
    for (int exponent = -60; exponent < 90; ++exponent) {
        for (int step = 0; step < 64; ++step) {
            any.add(std::ldexp(1 + step / 64.0, exponent));
            any.add(-std::ldexp(1 + step / 64.0, exponent));
        }
    }
    QCOMPARE(any.counts.size(), 2 * buckets::kCount + 1);
}

} // namespace

TIDEMARK_TEST(DistributionTest)
#include "distribution_test.moc"
