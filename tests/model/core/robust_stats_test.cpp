// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/robust_stats.h"

#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>
#include <vector>

using namespace Qt::StringLiterals;
using tidemark::median;
using tidemark::medianAbsoluteDeviation;
using tidemark::Suspicion;
using tidemark::suspicion;
using Values = QList<double>;

class RobustStatsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void findsTheMedian_data();
    void findsTheMedian();
    void warnsOfSuspiciousValues_data();
    void warnsOfSuspiciousValues();
    void looksAtTheNewestHundredOnly();
    void saysTheUsualValue();
};

void RobustStatsTest::findsTheMedian_data()
{
    QTest::addColumn<Values>("values");
    QTest::addColumn<double>("middle");
    QTest::addColumn<double>("deviation");
    QTest::newRow("one") << Values{5} << 5.0 << 0.0;
    QTest::newRow("odd") << Values{9, 1, 5} << 5.0 << 4.0;
    QTest::newRow("even") << Values{4, 1, 3, 2} << 2.5 << 1.0;
    QTest::newRow("one far away") << Values{1, 2, 3, 4, 1e9} << 3.0 << 1.0;
    QTest::newRow("huge") << Values{1.7e308, 1.7e308} << 1.7e308 << 0.0;
}

void RobustStatsTest::findsTheMedian()
{
    QFETCH(Values, values);
    QFETCH(double, middle);
    QFETCH(double, deviation);
    QCOMPARE(median(values).value(), middle);
    QCOMPARE(medianAbsoluteDeviation(values).value(), deviation);
    QVERIFY(!median({}).has_value());
    QVERIFY(!medianAbsoluteDeviation({}).has_value());
}

void RobustStatsTest::warnsOfSuspiciousValues_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<Values>("last");
    QTest::addColumn<int>("cause"); // -1: none
    const Values usual{98, 99, 100, 100, 101, 102, 100, 99, 101, 100};
    const Values equal(10, 50.0);
    const Values zeros(10, 0.0);
    const auto far = static_cast<int>(Suspicion::Cause::FarFromUsual);
    const auto larger = static_cast<int>(Suspicion::Cause::MuchLarger);
    const auto smaller = static_cast<int>(Suspicion::Cause::MuchSmaller);
    QTest::newRow("usual") << 101.0 << usual << -1;
    // The deviation is 1.4826: six of them reach to 108.9.
    QTest::newRow("within six deviations") << 108.8 << usual << -1;
    QTest::newRow("beyond six deviations") << 109.0 << usual << far;
    QTest::newRow("below six deviations") << 91.0 << usual << far;
    QTest::newRow("ten times") << 1000.0 << usual << larger;
    QTest::newRow("a tenth") << 10.0 << usual << smaller;
    QTest::newRow("other sign") << -100.0 << usual << far;
    QTest::newRow("negative values, ten times") << -500.0 << Values(10, -50.0) << larger;
    QTest::newRow("equal values, nearby") << 60.0 << equal << -1;
    QTest::newRow("equal values, ten times") << 500.0 << equal << larger;
    QTest::newRow("beside zeros nothing can be said") << 1000.0 << zeros << -1;
    QTest::newRow("too few values") << 1e9 << Values(7, 1.0) << -1;
    QTest::newRow("eight values are enough") << 1e9 << Values(8, 1.0) << larger;
}

void RobustStatsTest::warnsOfSuspiciousValues()
{
    QFETCH(double, value);
    QFETCH(Values, last);
    QFETCH(int, cause);
    const auto found = suspicion(value, last);
    QCOMPARE(found ? static_cast<int>(found->cause) : -1, cause);
}

void RobustStatsTest::looksAtTheNewestHundredOnly()
{
    std::vector<double> values(1000, 1e6);
    values.insert(values.end(), 100, 1.0);
    QVERIFY(!suspicion(1.5, values).has_value());
    QVERIFY(suspicion(1e6, values).has_value());
}

void RobustStatsTest::saysTheUsualValue()
{
    const tidemark::NumberFormatter formatter(QLocale(u"en_US"_s));
    const auto unit = tidemark::Unit::of(u"ms");
    Suspicion found;
    found.median = 12.5;
    QCOMPARE(tidemark::suspicionText(found, formatter, unit),
             u"This is far from the usual 12.5\u00a0ms. Save anyway?"_s);
    found.cause = Suspicion::Cause::MuchLarger;
    QCOMPARE(tidemark::suspicionText(found, formatter, unit),
             u"This is 10 times the usual 12.5\u00a0ms or more. Save anyway?"_s);
    found.cause = Suspicion::Cause::MuchSmaller;
    QCOMPARE(tidemark::suspicionText(found, formatter, unit),
             u"This is a tenth of the usual 12.5\u00a0ms or less. Save anyway?"_s);
}

TIDEMARK_TEST(RobustStatsTest)
#include "robust_stats_test.moc"
