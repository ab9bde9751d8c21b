// SPDX-License-Identifier: GPL-3.0-or-later
// Buckets of exponential and explicit histograms (check 49 and the table of collectors 4.1).
#include "services/otlp/explicit_buckets.h"
#include "services/otlp/exponential_buckets.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <random>

using namespace Qt::StringLiterals;
using namespace tidemark::otlp;

class ExponentialBucketsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void theTableIsExact_data();
    void theTableIsExact();
    void powersOfTwoAreExactAtEveryScale();
    void eachValueIsWithinItsBounds();
    void mergingEqualsTheCoarserScale();
    void bothHistogramsCountAlike();
    void quantilesAreAsExactAsTheScale();
    void quantilesGoFromTheNegativeUp();
    void whatCameSinceIsTheDifference();
    void explicitQuantilesLieOnLines();
};

void ExponentialBucketsTest::theTableIsExact_data()
{
    QTest::addColumn<int>("scale");
    QTest::addColumn<QList<int>>("indexes");
    QTest::newRow("0") << 0 << QList<int>{-1, 0, 0, 1, 1, 2, 3, 6};
    QTest::newRow("1") << 1 << QList<int>{-1, 1, 1, 3, 3, 4, 6, 13};
    QTest::newRow("3") << 3 << QList<int>{-1, 4, 7, 12, 15, 18, 26, 53};
}

void ExponentialBucketsTest::theTableIsExact()
{
    QFETCH(int, scale);
    QFETCH(QList<int>, indexes);
    const std::array values{1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 10.0, 100.0};
    for (std::size_t i = 0; i < values.size(); ++i)
        QCOMPARE(exponentialIndex(values[i], scale),
                 std::int64_t{indexes[static_cast<qsizetype>(i)]});
}

void ExponentialBucketsTest::powersOfTwoAreExactAtEveryScale()
{
    for (int scale = kMinScale; scale <= kMaxScale; ++scale) {
        for (int power = -1074; power <= 1023; ++power) {
            const double value = std::ldexp(1.0, power);
            const std::int64_t expected = scale > 0
                                              ? std::int64_t{power} * (std::int64_t{1} << scale) - 1
                                              : (std::int64_t{power} - 1) >> -scale;
            QCOMPARE(exponentialIndex(value, scale), expected);
            if (scale > 0) {
                QCOMPARE(exponentialBound(expected + 1, scale), value);
                if (power >= std::numeric_limits<double>::min_exponent) // else it is a power, too
                    QCOMPARE(exponentialIndex(std::nextafter(value, INFINITY), scale),
                             expected + 1);
            }
        }
    }
}

void ExponentialBucketsTest::eachValueIsWithinItsBounds()
{
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> exponent(-1000, 1000);
    for (int scale = kMinScale; scale <= kMaxScale; ++scale) {
        for (int i = 0; i < 500; ++i) {
            const double value = std::exp2(exponent(random));
            const std::int64_t index = exponentialIndex(value, scale);
            constexpr double kRounding = 1e-15; // of the bounds
            QVERIFY(exponentialBound(index, scale) <= value * (1 + kRounding));
            QVERIFY(exponentialBound(index + 1, scale) >= value * (1 - kRounding));
        }
    }
}

// Check 49, at all scales.
void ExponentialBucketsTest::mergingEqualsTheCoarserScale()
{
    std::mt19937_64 random(8);
    std::lognormal_distribution<double> size(0, 2);
    std::vector<double> values{0, 1, 2, 3, 5, 10, 100, -1, -2.5, -1024};
    for (int i = 0; i < 300; ++i)
        values.push_back(i % 3 == 0 ? -size(random) : size(random));
    for (int fine = -8; fine <= 8; ++fine) {
        ExponentialBuckets from(fine);
        for (const double value : values)
            from.add(value);
        for (int coarse = kMinScale; coarse <= fine; ++coarse) {
            ExponentialBuckets direct(coarse);
            for (const double value : values)
                direct.add(value);
            QVERIFY(from.merged(coarse) == direct);
            QCOMPARE(direct.count(), std::uint64_t{310});
        }
    }
}

void ExponentialBucketsTest::bothHistogramsCountAlike()
{
    ExponentialBuckets buckets(1);
    for (const double value : {0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 100.0})
        buckets.add(value);
    QCOMPARE(buckets.count(), std::uint64_t{7});
    QCOMPARE(buckets.zeroCount(), std::uint64_t{1});
    QCOMPARE(buckets.positive().offset, -1);
    QCOMPARE(buckets.positive().counts,
             (std::vector<std::uint64_t>{1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1}));
}

void ExponentialBucketsTest::quantilesAreAsExactAsTheScale()
{
    ExponentialBuckets buckets(5);
    for (int value = 1; value <= 1000; ++value)
        buckets.add(value);
    const double base = std::exp2(std::exp2(-5));
    const double allowed = (base - 1) / (base + 1) + 1e-12;
    for (const double quantile : {0.01, 0.5, 0.9, 0.95, 0.99, 1.0}) {
        const auto value = buckets.quantile(quantile);
        QVERIFY(value);
        const double exact = std::ceil(quantile * 1000);
        QVERIFY2(std::abs(*value - exact) <= allowed * exact, qPrintable(QString::number(*value)));
    }
    QVERIFY(!ExponentialBuckets(5).quantile(0.5));
}

void ExponentialBucketsTest::quantilesGoFromTheNegativeUp()
{
    ExponentialBuckets buckets(20);
    for (const double value : {-4.0, -2.0, 0.0, 2.0, 4.0}) {
        // alone in a run each, for at this scale they lie a million buckets apart
        ExponentialBuckets one(20);
        one.add(value);
        const auto back = one.quantile(0.5);
        QVERIFY(back && std::abs(*back - value) <= 4e-6);
    }
    ExponentialBuckets coarse(0);
    for (const double value : {-4.0, -2.0, 0.0, 2.0, 4.0})
        coarse.add(value);
    QVERIFY(*coarse.quantile(0.1) < *coarse.quantile(0.4));
    QCOMPARE(*coarse.quantile(0.6), 0.0);
    QVERIFY(*coarse.quantile(0.9) > *coarse.quantile(0.8));
}

void ExponentialBucketsTest::whatCameSinceIsTheDifference()
{
    ExponentialBuckets before(4);
    ExponentialBuckets after(2);
    for (const double value : {1.0, 3.0, 100.0, 0.0}) {
        before.add(value);
        after.add(value);
    }
    after.add(7);
    after.add(-7);
    const auto since = after.since(before);
    QVERIFY(since);
    ExponentialBuckets expected(2);
    expected.add(7);
    expected.add(-7);
    QVERIFY(*since == expected);
    QVERIFY(!before.since(after)); // of a coarser state
    QVERIFY(!expected.since(after));
}

void ExponentialBucketsTest::explicitQuantilesLieOnLines()
{
    const ExplicitBuckets buckets{{10, 20, 30}, {10, 10, 0, 10}};
    QCOMPARE(buckets.quantile(0.5, {}, {}), std::optional(15.0));
    QCOMPARE(buckets.quantile(0.0, 2.0, 50.0), std::optional(2.0));
    QCOMPARE(buckets.quantile(1.0, 2.0, 50.0), std::optional(50.0));
    QCOMPARE(buckets.quantile(1.0, {}, {}), std::optional(30.0)); // nobody knows how far it goes
    QCOMPARE(buckets.quantile(1.0 / 3, {}, {}), std::optional(10.0));
    QVERIFY(!(ExplicitBuckets{{}, {5}}).quantile(0.5, {}, {}));
    QVERIFY(!(ExplicitBuckets{{1}, {0, 0}}).quantile(0.5, {}, {}));
    const auto since = ExplicitBuckets{{10}, {5, 3}}.since({{10}, {4, 3}});
    QVERIFY(since);
    QCOMPARE(since->counts, (std::vector<std::uint64_t>{1, 0}));
    QVERIFY(!(ExplicitBuckets{{10}, {5, 3}}).since({{11}, {4, 3}}));
    QVERIFY(!(ExplicitBuckets{{10}, {5, 3}}).since({{10}, {6, 3}}));
}

TIDEMARK_TEST(ExponentialBucketsTest)
#include "exponential_buckets_test.moc"
