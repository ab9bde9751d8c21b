// SPDX-License-Identifier: GPL-3.0-or-later
// Conversions in steps that several numbers share, against the processor's own.
#include "model/series/wide_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>
#include <random>

using namespace tidemark::series;

namespace {

class WideNumbersTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void everyWholeNumberBecomesTheNearestDouble();
    void doublesBecomeTheNearestWholeNumber();
    void whatIsTooLargeIsZero();
};

void WideNumbersTest::everyWholeNumberBecomesTheNearestDouble()
{
    const auto isSame = [](std::int64_t number) {
        return toDouble(number) == static_cast<double>(number);
    };
    for (int bit = 0; bit < 64; ++bit) {
        const auto power = static_cast<std::int64_t>(std::uint64_t{1} << bit);
        const auto next = static_cast<std::int64_t>((std::uint64_t{1} << bit) - 1);
        QVERIFY(isSame(power) && isSame(next));
        QVERIFY(isSame(static_cast<std::int64_t>(-static_cast<std::uint64_t>(power))));
    }
    QVERIFY(isSame(std::numeric_limits<std::int64_t>::max()));
    QVERIFY(isSame(std::numeric_limits<std::int64_t>::min()));
    std::mt19937_64 random(3);
    for (int i = 0; i < 1'000'000; ++i) {
        const auto number = static_cast<std::int64_t>(random());
        QVERIFY2(isSame(number >> (i % 64)), qPrintable(QString::number(number >> (i % 64))));
    }
}

void WideNumbersTest::doublesBecomeTheNearestWholeNumber()
{
    std::mt19937_64 random(4);
    for (int i = 0; i < 1'000'000; ++i) {
        const double value =
            std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), -13 - i % 60);
        if (std::abs(value) >= kMostWhole)
            continue;
        const NearestWhole whole(value);
        QCOMPARE(whole.number, static_cast<std::int64_t>(std::nearbyint(value)));
        QCOMPARE(whole.asDouble, std::nearbyint(value));
    }
    QCOMPARE(NearestWhole(-0.0).number, 0);
    QVERIFY(!std::signbit(NearestWhole(-0.0).asDouble));
    QCOMPARE(NearestWhole(kMostWhole - 1).number, (std::int64_t{1} << 51) - 1);
    QCOMPARE(NearestWhole(1 - kMostWhole).number, 1 - (std::int64_t{1} << 51));
}

void WideNumbersTest::whatIsTooLargeIsZero()
{
    for (const double value :
         {kMostWhole, -kMostWhole, 1e300, -1e300, std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        QCOMPARE(NearestWhole(value).number, 0);
        QCOMPARE(NearestWhole(value).asDouble, 0.0);
    }
}

} // namespace

TIDEMARK_TEST(WideNumbersTest)
#include "wide_numbers_test.moc"
