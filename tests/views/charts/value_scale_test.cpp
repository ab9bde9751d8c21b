// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/value_scale.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class ValueScaleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void fitsWithFivePercentOfRoom();
    void fitsOnlyWhatIsInTheWindow();
    void fitsTheBand();
    void barsStandOnZero();
    void includesZeroOnRequest();
    void manualLimitsWin();
    void oneLimitByHandLeavesTheOtherToTheData();
    void equalValuesGetASpan();
    void nothingToFitGivesASpan();
    void ignoresValuesThatAreNotFinite();
    void logarithmicHidesAndCountsWhatItCannotShow();
    void logarithmicRefusesWithoutPositiveValues();
    void mapsValuesOntoPixelsAndBack_data();
    void mapsValuesOntoPixelsAndBack();
    void zoomKeepsTheValueUnderThePointer();
    void zoomStopsWhereDoublesEnd();
    void ticksAreNiceApartAndEqual_data();
    void ticksAreNiceApartAndEqual();
    void choosesOnePrefixForTheAxis();
};

namespace {

const TimeWindow kDay{Timestamp(0), Timestamp(kNsPerDay)};

ChartSeries hours(std::initializer_list<std::optional<double>> values)
{
    return test::seriesOf(u"a"_s, Timestamp(0), kNsPerHour, values);
}

ValueFit fitted(const ChartSeries &series, const ValueAxisSettings &settings = {},
                const TimeWindow &window = kDay)
{
    const std::array<const ChartSeries *, 1> all{&series};
    return fittedValues(all, window, settings);
}

bool isNiceStep(double step)
{
    const double mantissa = step / std::pow(10.0, std::floor(std::log10(step) + 1e-9));
    for (const double nice : {1.0, 2.0, 2.5, 5.0}) {
        if (std::abs(mantissa - nice) < 1e-6)
            return true;
    }
    return false;
}

} // namespace

void ValueScaleTest::fitsWithFivePercentOfRoom()
{
    QCOMPARE(fitted(hours({10, 30, 20})).span, (ValueSpan{9, 31}));
}

void ValueScaleTest::fitsOnlyWhatIsInTheWindow()
{
    const TimeWindow firstTwo{Timestamp(0), Timestamp(2 * kNsPerHour)};
    QCOMPARE(fitted(hours({10, 30, 500}), {}, firstTwo).span, (ValueSpan{9, 31}));
}

void ValueScaleTest::fitsTheBand()
{
    ChartSeries series = hours({10, 30});
    series.points[0].min = 0;
    series.points[0].max = 40;
    QCOMPARE(fitted(series).span, (ValueSpan{-2, 42}));
    series.showBand = false;
    QCOMPARE(fitted(series).span, (ValueSpan{9, 31}));
}

void ValueScaleTest::barsStandOnZero()
{
    ChartSeries series = hours({10, 20});
    series.shape = SeriesShape::Bars;
    QCOMPARE(fitted(series).span, (ValueSpan{0, 21}));
    series = hours({-10, -20});
    series.shape = SeriesShape::Bars;
    QCOMPARE(fitted(series).span, (ValueSpan{-21, 0}));
}

void ValueScaleTest::includesZeroOnRequest()
{
    ValueAxisSettings settings;
    settings.includesZero = true;
    QCOMPARE(fitted(hours({10, 20}), settings).span, (ValueSpan{0, 21}));
    QCOMPARE(fitted(hours({-10, 10}), settings).span, (ValueSpan{-11, 11}));
}

void ValueScaleTest::manualLimitsWin()
{
    ValueAxisSettings settings;
    settings.limits = ValueSpan{-5, 5};
    QCOMPARE(fitted(hours({10, 20}), settings).span, (ValueSpan{-5, 5}));
    settings.limits = ValueSpan{5, 5}; // not a span: fitted instead
    QCOMPARE(fitted(hours({10, 30}), settings).span, (ValueSpan{9, 31}));
    settings.limits = ValueSpan{0, std::numeric_limits<double>::infinity()};
    QCOMPARE(fitted(hours({10, 30}), settings).span, (ValueSpan{9, 31}));
}

void ValueScaleTest::oneLimitByHandLeavesTheOtherToTheData()
{
    const ChartSeries series = hours({10, 20});
    const std::vector<const ChartSeries *> all{&series};
    ValueAxisSettings settings;
    settings.minimum = -5;
    QCOMPARE(fittedValues(all, kDay, settings).span.first, -5.0);
    QCOMPARE(fittedValues(all, kDay, settings).span.last, 20.5);
    settings.minimum = 100; // above all there is: no axis could show that
    QCOMPARE(fittedValues(all, kDay, settings).span.first, 9.5);
    settings.maximum = 200;
    QCOMPARE(fittedValues(all, kDay, settings).span.last, 200.0);
    settings.limits = ValueSpan{11, 12}; // reached by zooming
    QCOMPARE(fittedValues(all, kDay, settings).span.first, 11.0);
}

void ValueScaleTest::equalValuesGetASpan()
{
    for (const double value : {0.0, 5.0, -5.0, 1e9, 1e-9}) {
        const ValueSpan span = fitted(hours({value, value})).span;
        QVERIFY(span.first < value && value < span.last);
        QVERIFY(valueTicks(span.first, span.last).has_value());
    }
}

void ValueScaleTest::nothingToFitGivesASpan()
{
    QVERIFY(fitted(hours({{}, {}})).span.first < fitted(hours({})).span.last);
}

void ValueScaleTest::ignoresValuesThatAreNotFinite()
{
    QCOMPARE(fitted(hours({10, std::numeric_limits<double>::quiet_NaN(), 30,
                           std::numeric_limits<double>::infinity()}))
                 .span,
             (ValueSpan{9, 31}));
}

void ValueScaleTest::logarithmicHidesAndCountsWhatItCannotShow()
{
    ValueAxisSettings settings;
    settings.isLogarithmic = true;
    const ValueFit fit = fitted(hours({1, 1000, 0, -3, 10}), settings);
    QVERIFY(fit.isLogarithmic);
    QCOMPARE(fit.hiddenCount, std::int64_t(2));
    QVERIFY2(fit.notice.startsWith(u"2 "_s), qPrintable(fit.notice));
    QVERIFY(fit.span.first > 0 && fit.span.first < 1 && fit.span.last > 1000);
    QVERIFY(fitted(hours({1, 2}), settings).notice.isEmpty());
}

void ValueScaleTest::logarithmicRefusesWithoutPositiveValues()
{
    ValueAxisSettings settings;
    settings.isLogarithmic = true;
    const ValueFit fit = fitted(hours({0, -1}), settings);
    QVERIFY(!fit.isLogarithmic);
    QVERIFY(fit.notice.contains(u"above 0"_s));
}

void ValueScaleTest::mapsValuesOntoPixelsAndBack_data()
{
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("last");
    QTest::addColumn<bool>("isLogarithmic");
    QTest::newRow("linear") << -5.0 << 15.0 << false;
    QTest::newRow("tiny") << 1e-12 << 3e-12 << false;
    QTest::newRow("logarithmic") << 0.01 << 1e6 << true;
}

void ValueScaleTest::mapsValuesOntoPixelsAndBack()
{
    QFETCH(double, first);
    QFETCH(double, last);
    QFETCH(bool, isLogarithmic);
    const ValueScale scale({first, last}, isLogarithmic, 20, 220);
    QCOMPARE(scale.yOf(first), 220.0);
    QCOMPARE(scale.yOf(last), 20.0);
    for (int y = 20; y <= 220; y += 17)
        QVERIFY(std::abs(scale.yOf(scale.valueAt(y)) - y) < 1e-6);
}

void ValueScaleTest::zoomKeepsTheValueUnderThePointer()
{
    const ValueScale scale({0, 100}, false, 0, 200);
    const ValueSpan span = scale.zoomedAt(50, 2);
    QCOMPARE(span, (ValueSpan{37.5, 87.5}));
    const ValueScale after(span, false, 0, 200);
    QCOMPARE(after.valueAt(50), scale.valueAt(50));
    QCOMPARE(scale.movedBy(20), (ValueSpan{10, 110}));
}

void ValueScaleTest::zoomStopsWhereDoublesEnd()
{
    ValueScale scale({1e9, 1e9 + 1}, false, 0, 200);
    for (int i = 0; i < 400; ++i)
        scale = ValueScale(scale.zoomedAt(100, 1.2), false, 0, 200);
    QVERIFY(scale.span().last > scale.span().first);
    QVERIFY(valueTicks(scale.span().first, scale.span().last).has_value());
}

void ValueScaleTest::ticksAreNiceApartAndEqual_data()
{
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("last");
    QTest::addColumn<double>("height");
    for (const double height : {60.0, 110.0, 200.0, 700.0}) {
        for (const auto &[first, last] :
             {std::pair(0.0, 1.0), std::pair(-0.3, 0.7), std::pair(3.7e6, 1.9e7),
              std::pair(0.001, 0.0031), std::pair(-1234.0, -1200.0), std::pair(-50.0, 150.0)})
            QTest::newRow(qPrintable(u"%1 to %2 in %3 px"_s.arg(first).arg(last).arg(height)))
                << first << last << height;
    }
}

void ValueScaleTest::ticksAreNiceApartAndEqual()
{
    QFETCH(double, first);
    QFETCH(double, last);
    QFETCH(double, height);
    const ValueScale scale({first, last}, false, 0, height);
    const std::vector<double> ticks = scale.shownTicks(1);
    QVERIFY(ticks.size() >= 2 || height < 70);
    QVERIFY(ticks.size() <= 9);
    for (std::size_t i = 1; i < ticks.size(); ++i) {
        QVERIFY(std::abs(scale.yOf(ticks[i - 1]) - scale.yOf(ticks[i])) >= 24 || ticks.size() == 2);
        QVERIFY(isNiceStep(ticks[i] - ticks[i - 1]));
    }
    const ValueAxisLabels labels = labelled(scale, Unit(), NumberFormatter(QLocale::c()));
    for (const ValueTick &tick : labels.ticks) {
        QVERIFY2(!tick.label.contains(u"000000"_s), qPrintable(tick.label));
        QVERIFY(tick.label != u"\u22120"_s && tick.label != u"-0"_s);
        QCOMPARE(tick.label.size() - tick.label.indexOf(u'.'),
                 tick.label.contains(u'.')
                     ? labels.ticks.front().label.size() - labels.ticks.front().label.indexOf(u'.')
                     : tick.label.size() + 1);
    }
}

void ValueScaleTest::choosesOnePrefixForTheAxis()
{
    const ValueScale scale({0, 60'000}, false, 0, 300);
    const ValueAxisLabels labels = labelled(scale, Unit::of(u"m"), NumberFormatter(QLocale::c()));
    QCOMPARE(labels.unit, u"km"_s);
    QCOMPARE(labels.ticks.back().label, u"60"_s);
    QCOMPARE(labels.ticks.back().value, 60'000.0);
}

TIDEMARK_TEST(ValueScaleTest)

#include "value_scale_test.moc"
