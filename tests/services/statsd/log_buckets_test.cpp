// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/log_buckets.h"
#include "services/statsd/unique_count.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace tidemark::statsd;

namespace {

constexpr unsigned kSeed = 20260301;
constexpr std::array kQuantiles{0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0};

std::vector<double> drawn(int count, const std::function<double(std::mt19937_64 &)> &draw)
{
    std::mt19937_64 random(kSeed);
    std::vector<double> values;
    values.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        values.push_back(draw(random));
    return values;
}

LogBuckets bucketsOf(const std::vector<double> &values)
{
    LogBuckets buckets;
    for (const double value : values)
        buckets.add(value);
    return buckets;
}

/// The greatest relative error over all quantiles; the values become ascending.
double worstError(std::vector<double> &values)
{
    const LogBuckets buckets = bucketsOf(values);
    std::sort(values.begin(), values.end());
    double worst = 0;
    for (const double q : kQuantiles) {
        const auto rank =
            static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size() - 1)));
        const double exact = values[rank];
        worst = std::max(worst, std::abs(buckets.quantile(q).value() - exact) / std::abs(exact));
    }
    return worst;
}

} // namespace

/// Quantiles and unique counts in bounded memory.
class LogBucketsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void errsLessThanOnePercent_data();
    void errsLessThanOnePercent();
    void endsAreExact();
    void nothingHasNoQuantile();
    void bordersOfBucketsAreWithinTheError();
    void farAndNearZero();
    void weightsAreValues();
    void mergedIsAsIfAddedHere();
    void memoryIsBounded();
    void countsDoNotWrap();
    void uniqueIsExactAtFirst();
    void uniqueIsNearBeyond();
};

void LogBucketsTest::errsLessThanOnePercent_data()
{
    using Draw = std::function<double(std::mt19937_64 &)>;
    QTest::addColumn<Draw>("draw");
    QTest::newRow("lognormal") << Draw(std::lognormal_distribution<double>(3, 1.5));
    QTest::newRow("exponential") << Draw(std::exponential_distribution<double>(0.02));
    QTest::newRow("Pareto") << Draw([](std::mt19937_64 &random) {
        return std::pow(1 - std::uniform_real_distribution<double>(0, 1)(random), -1 / 1.5);
    });
    QTest::newRow("both sides of zero") << Draw(std::normal_distribution<double>(5, 40));
}

void LogBucketsTest::errsLessThanOnePercent()
{
    using Draw = std::function<double(std::mt19937_64 &)>;
    QFETCH(Draw, draw);
    std::vector<double> values = drawn(1'000'000, draw);
    const double worst = worstError(values);
    qInfo("worst of %zu quantiles over 1,000,000 values: %.3f %%", kQuantiles.size(), worst * 100);
    QVERIFY(worst < 0.01);
    QVERIFY(worst > 0); // else nothing was estimated
}

void LogBucketsTest::endsAreExact()
{
    const LogBuckets buckets = bucketsOf({3.7, -2.3, 100.1});
    QCOMPARE(buckets.quantile(0).value(), -2.3);
    QCOMPARE(buckets.quantile(1).value(), 100.1);
    const LogBuckets one = bucketsOf({12.34});
    for (const double q : kQuantiles)
        QCOMPARE(one.quantile(q).value(), 12.34);
}

void LogBucketsTest::nothingHasNoQuantile()
{
    LogBuckets buckets;
    QVERIFY(!buckets.quantile(0.5));
    buckets.add(1, 0);
    QVERIFY(!buckets.quantile(0.5));
    buckets.add(1);
    buckets.clear();
    QVERIFY(!buckets.quantile(0.5));
    QCOMPARE(buckets.sizeBytes(), sizeof(LogBuckets));
}

void LogBucketsTest::bordersOfBucketsAreWithinTheError()
{
    for (int exponent = -30; exponent < 43; ++exponent) {
        for (const double mantissa : {1.0, 1.0 + 1.0 / 64, 1.5, std::nextafter(2.0, 1.0)}) {
            const double value = std::ldexp(mantissa, exponent);
            for (const double signedValue : {value, -value}) {
                // Between two others, so that neither end is exact by being one.
                const LogBuckets buckets = bucketsOf({-1e15, signedValue, 1e15});
                const double error = std::abs(buckets.quantile(0.5).value() - signedValue) / value;
                QVERIFY2(error < 0.01, qPrintable(QString::number(signedValue)));
            }
        }
    }
}

void LogBucketsTest::farAndNearZero()
{
    const double near = std::ldexp(1.0, -31);
    const LogBuckets tiny = bucketsOf({-1, near, -near, 0.0, 5e-324, 1});
    QCOMPARE(tiny.quantile(0.5).value(), 0.0);
    const double far = std::ldexp(1.0, 43);
    const LogBuckets huge = bucketsOf({1, far, 2 * far, std::numeric_limits<double>::max()});
    QCOMPARE(huge.quantile(0.5).value(), std::numeric_limits<double>::max());
    QCOMPARE(bucketsOf({-far, -2 * far, 1, 2}).quantile(0.25).value(), -2 * far);
}

void LogBucketsTest::weightsAreValues()
{
    LogBuckets weighted;
    weighted.add(10, 3);
    weighted.add(1000, 1);
    const LogBuckets single = bucketsOf({10, 10, 10, 1000});
    QCOMPARE(weighted.count(), std::uint64_t{4});
    for (const double q : kQuantiles)
        QCOMPARE(weighted.quantile(q), single.quantile(q));
}

void LogBucketsTest::mergedIsAsIfAddedHere()
{
    const auto draw = std::normal_distribution<double>(0, 1e6);
    const std::vector<double> values = drawn(20'000, draw);
    const auto middle = values.begin() + 7'000;
    LogBuckets merged = bucketsOf({values.begin(), middle});
    merged.merge(bucketsOf({middle, values.end()}));
    merged.merge(LogBuckets());
    const LogBuckets whole = bucketsOf(values);
    QCOMPARE(merged.count(), whole.count());
    QCOMPARE(merged.sizeBytes(), whole.sizeBytes());
    for (const double q : kQuantiles)
        QCOMPARE(merged.quantile(q), whole.quantile(q));
}

void LogBucketsTest::memoryIsBounded()
{
    std::mt19937_64 random(kSeed);
    LogBuckets buckets;
    for (int i = 0; i < 1'000'000; ++i) {
        const double value = std::bit_cast<double>(random());
        if (std::isfinite(value))
            buckets.add(value);
    }
    for (int exponent = -40; exponent < 60; ++exponent) {
        buckets.add(std::ldexp(1.0, exponent));
        buckets.add(-std::ldexp(1.0, exponent));
    }
    QVERIFY2(buckets.sizeBytes() <= 75 * 1024, qPrintable(QString::number(buckets.sizeBytes())));
    const LogBuckets usual = bucketsOf(drawn(100'000, std::exponential_distribution<double>(0.02)));
    qInfo("an exponential distribution takes %zu bytes", usual.sizeBytes());
}

void LogBucketsTest::countsDoNotWrap()
{
    constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
    LogBuckets buckets;
    buckets.add(1, kMost);
    buckets.add(1, kMost);
    buckets.add(2, 5);
    QCOMPARE(buckets.count(), kMost);
    QVERIFY(std::abs(buckets.quantile(0.5).value() - 1) < 0.01);
}

void LogBucketsTest::uniqueIsExactAtFirst()
{
    UniqueCount unique;
    QCOMPARE(unique.count(), 0.0);
    for (int round = 0; round < 3; ++round) {
        for (std::size_t i = 0; i < UniqueCount::kExact; ++i)
            unique.add("user-" + std::to_string(i));
    }
    QCOMPARE(unique.count(), static_cast<double>(UniqueCount::kExact));
    unique.clear();
    unique.add("a");
    QCOMPARE(unique.count(), 1.0);
}

void LogBucketsTest::uniqueIsNearBeyond()
{
    UniqueCount unique;
    constexpr int kMembers = 1'000'000;
    for (int i = 0; i < kMembers; ++i)
        unique.add("user-" + std::to_string(i));
    const double error = std::abs(unique.count() / kMembers - 1);
    qInfo("1,000,000 different ones are told as %.0f, %.2f %% off", unique.count(), error * 100);
    QVERIFY(error < 0.05); // three standard errors
    QVERIFY(unique.sizeBytes() <= 32 * 1024);
}

TIDEMARK_TEST(LogBucketsTest)
#include "log_buckets_test.moc"
