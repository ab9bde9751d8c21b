// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/value_ticks.h"

#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using tidemark::valueTicks;
using tidemark::widenedForTicks;

class ValueTicksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void placesNiceTicks_data();
    void placesNiceTicks();
    void alwaysPlacesFiveToNineNiceTicks();
    void hasNoTicksWithoutARange_data();
    void hasNoTicksWithoutARange();
    void widensToTicks_data();
    void widensToTicks();
    void widensAnyRange();
};

void ValueTicksTest::placesNiceTicks_data()
{
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("last");
    QTest::addColumn<QList<double>>("positions");
    QTest::addColumn<int>("decimals");
    QTest::newRow("0 to 10") << 0.0 << 10.0 << QList<double>{0, 2, 4, 6, 8, 10} << 0;
    QTest::newRow("0 to 1") << 0.0 << 1.0 << QList<double>{0, 0.2, 0.4, 0.6, 0.8, 1} << 1;
    QTest::newRow("decimals without rounding errors")
        << -0.3 << 0.3 << QList<double>{-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3} << 1;
    QTest::newRow("inside the range")
        << 3.0 << 97.0 << QList<double>{10, 20, 30, 40, 50, 60, 70, 80, 90} << 0;
    QTest::newRow("2.5") << 0.0 << 20.0 << QList<double>{0, 2.5, 5, 7.5, 10, 12.5, 15, 17.5, 20}
                         << 1;
}

void ValueTicksTest::placesNiceTicks()
{
    QFETCH(double, first);
    QFETCH(double, last);
    QFETCH(QList<double>, positions);
    QFETCH(int, decimals);
    const auto ticks = valueTicks(first, last);
    QVERIFY(ticks.has_value());
    QCOMPARE(QList<double>(ticks->positions.begin(), ticks->positions.end()), positions);
    QCOMPARE(ticks->decimals, decimals);
    for (const double position : ticks->positions)
        QVERIFY(position != 0 || !std::signbit(position));
}

void ValueTicksTest::alwaysPlacesFiveToNineNiceTicks()
{
    tidemark::test::RandomNumbers random("value ticks");
    for (int i = 0; i < 50'000; ++i) {
        const double centre = random.uniform(-1, 1) * std::pow(10.0, random.integer(-300, 300));
        const double size = std::abs(centre) * std::pow(10.0, random.uniform(-10, 2));
        const double first = centre - size;
        const double last = centre + size;
        const auto ticks = valueTicks(first, last);
        QVERIFY2(ticks.has_value(), qPrintable(u"%1 %2"_s.arg(first).arg(last)));
        QVERIFY(ticks->positions.size() >= 5 && ticks->positions.size() <= 9);
        QVERIFY(ticks->positions.front() >= first && ticks->positions.back() <= last);
        const double mantissa =
            ticks->step / std::pow(10.0, std::floor(std::log10(ticks->step) + 1e-9));
        const std::array nice{1.0, 2.0, 2.5, 5.0};
        QVERIFY2(std::any_of(nice.begin(), nice.end(),
                             [=](double n) { return std::abs(mantissa - n) < 1e-9; }),
                 qPrintable(QString::number(ticks->step, 'g', 17)));
    }
}

void ValueTicksTest::hasNoTicksWithoutARange_data()
{
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("last");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const double infinity = std::numeric_limits<double>::infinity();
    QTest::newRow("equal") << 1.0 << 1.0;
    QTest::newRow("swapped") << 2.0 << 1.0;
    QTest::newRow("NaN") << nan << 1.0;
    QTest::newRow("infinite") << 0.0 << infinity;
    QTest::newRow("neighbouring doubles") << 1.0 << std::nextafter(1.0, 2.0);
}

void ValueTicksTest::hasNoTicksWithoutARange()
{
    QFETCH(double, first);
    QFETCH(double, last);
    QVERIFY(!valueTicks(first, last).has_value());
}

void ValueTicksTest::widensToTicks_data()
{
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("last");
    QTest::addColumn<double>("wideFirst");
    QTest::addColumn<double>("wideLast");
    const double nan = std::numeric_limits<double>::quiet_NaN();
    QTest::newRow("already on ticks") << 0.0 << 10.0 << 0.0 << 10.0;
    QTest::newRow("a little more") << 0.3 << 9.7 << 0.0 << 10.0;
    QTest::newRow("swapped") << 9.7 << 0.3 << 0.0 << 10.0;
    QTest::newRow("all zero") << 0.0 << 0.0 << -1.0 << 1.0;
    QTest::newRow("all equal") << 100.0 << 100.0 << 90.0 << 110.0;
    QTest::newRow("NaN") << nan << 1.0 << 0.0 << 1.0;
}

void ValueTicksTest::widensToTicks()
{
    QFETCH(double, first);
    QFETCH(double, last);
    QFETCH(double, wideFirst);
    QFETCH(double, wideLast);
    const auto span = widenedForTicks(first, last);
    QCOMPARE(span.first, wideFirst);
    QCOMPARE(span.last, wideLast);
}

void ValueTicksTest::widensAnyRange()
{
    tidemark::test::RandomNumbers random("widened ranges");
    for (int i = 0; i < 20'000; ++i) {
        // The first pair is so near to zero that its step has few digits.
        const double a = i == 0 ? 7.60744e-318 : random.anyFinite();
        const double b = i == 0 ? 7.60712e-318 : i % 3 == 0 ? a : random.anyFinite();
        const auto span = widenedForTicks(a, b);
        QVERIFY2(span.first <= std::min(a, b) && span.last >= std::max(a, b) &&
                     span.first < span.last && std::isfinite(span.first) &&
                     std::isfinite(span.last),
                 qPrintable(u"%1 %2"_s.arg(a).arg(b)));
    }
}

TIDEMARK_TEST(ValueTicksTest)
#include "value_ticks_test.moc"
