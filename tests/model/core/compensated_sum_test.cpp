// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/compensated_sum.h"

#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

using tidemark::CompensatedSum;

namespace {

// Exact sums of integers times 2^-60: wide enough for a million terms of up to 2^40.
__extension__ typedef __int128 Wide;

constexpr int kScale = 60;
constexpr double kUnitRoundoff = 0x1p-53;

struct ExactSum
{
    Wide sum = 0;
    Wide magnitudes = 0;

    void add(double value)
    {
        const auto scaled = static_cast<Wide>(std::ldexp(value, kScale));
        sum += scaled;
        magnitudes += scaled < 0 ? -scaled : scaled;
    }
    // The error of `value`, in units of 2^-60, without rounding before the subtraction.
    [[nodiscard]] double errorOf(double value) const
    {
        return static_cast<double>(static_cast<Wide>(std::ldexp(value, kScale)) - sum);
    }
    [[nodiscard]] double bound(double terms) const
    {
        const double u = kUnitRoundoff;
        return u * std::abs(static_cast<double>(sum)) +
               3 * terms * terms * u * u * static_cast<double>(magnitudes) + 1;
    }
};

} // namespace

class CompensatedSumTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void keepsWhatAPlainSumLoses();
    void staysWithinTheStatedBound();
    void mergesWithinTheStatedBound();
    void isNeutralWhenEmpty();
    void givesAnInfinityWhenItOverflows();
    void comesBackFromItsParts();
};

void CompensatedSumTest::keepsWhatAPlainSumLoses()
{
    // Neumaier's own example, which also defeats Kahan's sum.
    const std::vector<double> values{1.0, 1e100, 1.0, -1e100};
    CompensatedSum sum;
    double plain = 0;
    for (const double value : values) {
        sum += value;
        plain += value;
    }
    QCOMPARE(sum.value(), 2.0);
    QCOMPARE(plain, 0.0);

    CompensatedSum tenths;
    for (int i = 0; i < 1'000'000; ++i)
        tenths += 0.1;
    QCOMPARE(tenths.value(), 100000.0);
}

void CompensatedSumTest::staysWithinTheStatedBound()
{
    tidemark::test::RandomNumbers random("compensated sum");
    for (int round = 0; round < 300; ++round) {
        const int terms = random.integer(1, 3000);
        CompensatedSum sum;
        ExactSum exact;
        for (int i = 0; i < terms; ++i) {
            // A multiple of 2^-60 below 2^40, often cancelled by its neighbour.
            const double size = std::ldexp(random.uniform(-1, 1), random.integer(-7, 40));
            const double value = std::ldexp(std::trunc(std::ldexp(size, kScale)), -kScale);
            const double next = i % 3 == 0 ? -value : value;
            sum += next;
            exact.add(next);
        }
        QVERIFY(std::abs(exact.errorOf(sum.value())) <= exact.bound(terms));
    }
}

void CompensatedSumTest::mergesWithinTheStatedBound()
{
    tidemark::test::RandomNumbers random("merged sums");
    for (int round = 0; round < 300; ++round) {
        std::vector<CompensatedSum> parts(static_cast<std::size_t>(random.integer(1, 20)));
        ExactSum exact;
        const int terms = random.integer(1, 2000);
        for (int i = 0; i < terms; ++i) {
            const double value =
                std::ldexp(std::trunc(random.uniform(-1, 1) * 0x1p50), random.integer(-60, -15));
            parts[static_cast<std::size_t>(i) % parts.size()] += value;
            exact.add(value);
        }
        std::shuffle(parts.begin(), parts.end(), random.engine());
        CompensatedSum merged;
        for (const CompensatedSum &part : parts)
            merged += part;
        QVERIFY(std::abs(exact.errorOf(merged.value())) <= exact.bound(terms));
    }
}

void CompensatedSumTest::isNeutralWhenEmpty()
{
    CompensatedSum sum(0.1);
    sum += 0.2;
    const CompensatedSum before = sum;
    sum += CompensatedSum();
    QCOMPARE(sum, before);
    CompensatedSum empty;
    empty += before;
    QCOMPARE(empty.value(), before.value());
    QCOMPARE(CompensatedSum().value(), 0.0);
}

void CompensatedSumTest::givesAnInfinityWhenItOverflows()
{
    CompensatedSum sum(std::numeric_limits<double>::max());
    sum += std::numeric_limits<double>::max();
    QVERIFY(std::isinf(sum.value()));
    sum += -1.0;
    QVERIFY(!std::isfinite(sum.value()));
}

void CompensatedSumTest::comesBackFromItsParts()
{
    CompensatedSum sum;
    for (const double value : {1.0, 1e100, 1.0})
        sum += value;
    CompensatedSum back(sum.sumPart(), sum.errorPart());
    QCOMPARE(back, sum);
    back += -1e100;
    QCOMPARE(back.value(), 2.0);
}

TIDEMARK_TEST(CompensatedSumTest)
#include "compensated_sum_test.moc"
