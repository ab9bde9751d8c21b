// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/number_format.h"

#include "model/core/value_ticks.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>
#include <limits>

using namespace Qt::StringLiterals;
using tidemark::ByteStyle;
using tidemark::NumberFormatter;
using tidemark::NumberOptions;
using tidemark::Unit;

namespace {

// Expected texts are written with plain spaces; the formatter's are all no-break spaces.
QString nbsp(QString text)
{
    return text.replace(u' ', QChar(u'\u00a0'));
}

NumberFormatter english(NumberOptions options = {})
{
    return NumberFormatter(QLocale(QLocale::English, QLocale::UnitedStates), options);
}

} // namespace

class NumberFormatTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void showsFourSignificantDigits_data();
    void showsFourSignificantDigits();
    void showsFullValues_data();
    void showsFullValues();
    void scalesByTheUnit_data();
    void scalesByTheUnit();
    void showsBytesInOneStyle();
    void followsTheLocale_data();
    void followsTheLocale();
    void showsCountsExactlyToAMillion_data();
    void showsCountsExactlyToAMillion();
    void showsDurations_data();
    void showsDurations();
    void showsChanges_data();
    void showsChanges();
    void fixesDecimals();
    void showsMissingAsADash();
    void choosesOnePrefixPerAxis_data();
    void choosesOnePrefixPerAxis();
    void labelsTicksWithEqualDecimals_data();
    void labelsTicksWithEqualDecimals();
};

void NumberFormatTest::showsFourSignificantDigits_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << u"0"_s;
    QTest::newRow("negative zero") << -0.0 << u"0"_s;
    QTest::newRow("rounding error") << 0.1 + 0.2 << u"0.3"_s;
    QTest::newRow("rounded") << 3.14159265 << u"3.142"_s;
    QTest::newRow("no trailing zeros") << 12.5 << u"12.5"_s;
    QTest::newRow("whole digits are never cut") << 123456.7 << u"123,457"_s;
    QTest::newRow("minus") << -5.25 << u"−5.25"_s;
    QTest::newRow("rounds up a place") << 999.96 << u"1,000"_s;
    QTest::newRow("a million") << 1234567.0 << u"1.235 M"_s;
    QTest::newRow("rounds up to a million") << 999999.9 << u"1 M"_s;
    QTest::newRow("billions") << -2.5e9 << u"−2.5 G"_s;
    QTest::newRow("small") << 0.00012345 << u"0.0001234"_s;
    QTest::newRow("very small") << 1.5e-9 << u"1.5e-09"_s;
    QTest::newRow("very large") << 1.5e300 << u"1.500e+300"_s;
    QTest::newRow("smallest") << 5e-324 << u"4.941e-324"_s;
}

void NumberFormatTest::showsFourSignificantDigits()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(english().value(value).toLower(), nbsp(text).toLower());
}

void NumberFormatTest::showsFullValues_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("text");
    QTest::newRow("all digits") << 0.1 + 0.2 << u""_s << u"0.30000000000000004"_s;
    QTest::newRow("grouped") << 1234567.125 << u"ms"_s << u"1,234,567.125 ms"_s;
    QTest::newRow("2^53 + 2") << 9007199254740994.0 << u""_s << u"9,007,199,254,740,994"_s;
    QTest::newRow("minus") << -1500.0 << u"W"_s << u"−1,500 W"_s;
    QTest::newRow("negative zero") << -0.0 << u"W"_s << u"0 W"_s;
}

void NumberFormatTest::showsFullValues()
{
    QFETCH(double, value);
    QFETCH(QString, unit);
    QFETCH(QString, text);
    QCOMPARE(english().fullValue(value, Unit::of(unit)), nbsp(text));
}

void NumberFormatTest::scalesByTheUnit_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("text");
    QTest::newRow("kilo") << 12345.0 << u"W"_s << u"12.35 kW"_s;
    QTest::newRow("from a prefix") << 1500.0 << u"kW"_s << u"1.5 MW"_s;
    QTest::newRow("rounding reaches the next prefix") << 999.96 << u"W"_s << u"1 kW"_s;
    QTest::newRow("micro") << 0.00025 << u"A"_s << u"250 µA"_s;
    QTest::newRow("below nano") << 2.5e-13 << u"F"_s << u"0.00025 nF"_s;
    QTest::newRow("beyond tera") << 2.5e16 << u"W"_s << u"25,000 TW"_s;
    QTest::newRow("zero keeps its unit") << 0.0 << u"kW"_s << u"0 kW"_s;
    QTest::newRow("milliseconds") << 12.5 << u"ms"_s << u"12.5 ms"_s;
    QTest::newRow("milliseconds become seconds") << 1500.0 << u"ms"_s << u"1.5 s"_s;
    QTest::newRow("a minute is split") << 200000.0 << u"ms"_s << u"3 min 20 s"_s;
    QTest::newRow("hours stay as written") << 7.5 << u"h"_s << u"7.5 h"_s;
    QTest::newRow("bytes") << 1536.0 << u"B"_s << u"1.5 KiB"_s;
    QTest::newRow("bytes to the next prefix") << 1023.99 * 1024 << u"B"_s << u"1 MiB"_s;
    QTest::newRow("byte rate") << 3.0 << u"MiB/s"_s << u"3 MiB/s"_s;
    QTest::newRow("half a byte") << 0.5 << u"B"_s << u"0.5 B"_s;
    QTest::newRow("bits are SI") << 2e6 << u"bit/s"_s << u"2 Mbit/s"_s;
    QTest::newRow("no prefix for percent") << 12345.6 << u"%"_s << u"12,346%"_s;
    QTest::newRow("no megametres") << 5e6 << u"m"_s << u"5,000 km"_s;
    QTest::newRow("no metres per hour") << 0.5 << u"km/h"_s << u"0.5 km/h"_s;
    QTest::newRow("degrees") << -3.25 << u"°C"_s << u"−3.25 °C"_s;
    QTest::newRow("free text") << 1.2e6 << u"requests"_s << u"1.2 M requests"_s;
    QTest::newRow("hectopascal stays") << 1013.25 << u"hPa"_s << u"1,013 hPa"_s;
    QTest::newRow("largest double")
        << std::numeric_limits<double>::max() << u"W"_s << u"1.798e+296 TW"_s;
}

void NumberFormatTest::scalesByTheUnit()
{
    QFETCH(double, value);
    QFETCH(QString, unit);
    QFETCH(QString, text);
    QCOMPARE(nbsp(english().value(value, Unit::of(unit)).replace(u'E', u'e')), nbsp(text));
}

void NumberFormatTest::showsBytesInOneStyle()
{
    const NumberFormatter si = english({4, ByteStyle::Si});
    const NumberFormatter iec = english({4, ByteStyle::Iec});
    QCOMPARE(si.value(1.5, Unit::of(u"GiB")), nbsp(u"1.611 GB"_s));
    QCOMPARE(iec.value(1.5, Unit::of(u"GB")), nbsp(u"1.397 GiB"_s));
    QCOMPARE(si.value(2048.0, Unit::of(u"KiB/s")), nbsp(u"2.097 MB/s"_s));
}

void NumberFormatTest::followsTheLocale_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("number");
    QTest::addColumn<QString>("percent");
    QTest::newRow("C") << u"C"_s << u"−1234.5 ms"_s << u"12.5 %"_s;
    QTest::newRow("en_US") << u"en_US"_s << u"−1,234.5 ms"_s << u"12.5%"_s;
    QTest::newRow("de_DE") << u"de_DE"_s << u"−1.234,5 ms"_s << u"12,5 %"_s;
    QTest::newRow("fr_FR") << u"fr_FR"_s << u"−1\u202f234,5 ms"_s << u"12,5 %"_s;
    QTest::newRow("hi_IN") << u"hi_IN"_s << u"−1,234.5 ms"_s << u"12.5%"_s;
    QTest::newRow("sv_SE") << u"sv_SE"_s << u"−1 234,5 ms"_s << u"12,5 %"_s;
    QTest::newRow("ar_EG") << u"ar_EG"_s << u"\u061c−١٬٢٣٤٫٥ ms"_s << u"١٢٫٥٪\u061c"_s;
}

void NumberFormatTest::followsTheLocale()
{
    QFETCH(QString, locale);
    QFETCH(QString, number);
    QFETCH(QString, percent);
    const NumberFormatter formatter{QLocale(locale)};
    QCOMPARE(formatter.fullValue(-1234.5, Unit::of(u"ms")), nbsp(number));
    QCOMPARE(formatter.percent(0.125), nbsp(percent));
}

void NumberFormatTest::showsCountsExactlyToAMillion_data()
{
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << qint64{0} << u"0"_s;
    QTest::newRow("exact") << qint64{999'999} << u"999,999"_s;
    QTest::newRow("a million") << qint64{1'000'000} << u"1.00 M"_s;
    QTest::newRow("three digits") << qint64{1'234'567} << u"1.23 M"_s;
    QTest::newRow("rounds to a billion") << qint64{999'999'999} << u"1.00 G"_s;
    QTest::newRow("negative") << qint64{-1'234'567} << u"−1.23 M"_s;
    QTest::newRow("least") << std::numeric_limits<qint64>::min() << u"−9,223,372 T"_s;
}

void NumberFormatTest::showsCountsExactlyToAMillion()
{
    QFETCH(qint64, count);
    QFETCH(QString, text);
    QCOMPARE(english().count(count), nbsp(text));
    QCOMPARE(english().fullCount(std::numeric_limits<qint64>::min()),
             u"−9,223,372,036,854,775,808"_s);
    QCOMPARE(english().fullCount(1'234'567), u"1,234,567"_s);
}

void NumberFormatTest::showsDurations_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << u"0 s"_s;
    QTest::newRow("ns") << 340e-9 << u"340 ns"_s;
    QTest::newRow("ms") << 0.0012 << u"1.20 ms"_s;
    QTest::newRow("s") << 12.5 << u"12.5 s"_s;
    QTest::newRow("almost a minute") << 59.99 << u"1 min 00 s"_s;
    QTest::newRow("min") << 200.0 << u"3 min 20 s"_s;
    QTest::newRow("almost an hour") << 3599.6 << u"1 h 00 min"_s;
    QTest::newRow("h") << 7500.0 << u"2 h 05 min"_s;
    QTest::newRow("almost a day") << 86390.0 << u"1 d 0 h"_s;
    QTest::newRow("d") << 273600.0 << u"3 d 4 h"_s;
    QTest::newRow("negative") << -200.0 << u"−3 min 20 s"_s;
    QTest::newRow("longest Timedelta") << 9223372036.85 << u"106,752 d 0 h"_s;
    QTest::newRow("longer than any clock") << 1.5e300 << u"1.50E+300 s"_s;
}

void NumberFormatTest::showsDurations()
{
    QFETCH(double, seconds);
    QFETCH(QString, text);
    // Between the two units a line may break.
    QCOMPARE(nbsp(english().duration(seconds)), nbsp(text));
}

void NumberFormatTest::showsChanges_data()
{
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::addColumn<QString>("difference");
    QTest::addColumn<QString>("percent");
    QTest::newRow("more") << 10.0 << 12.5 << u"+2.5 W"_s << u"+25%"_s;
    QTest::newRow("less") << 10.0 << 7.0 << u"−3 W"_s << u"−30%"_s;
    QTest::newRow("same") << 10.0 << 10.0 << u"0 W"_s << u"0%"_s;
    QTest::newRow("from zero") << 0.0 << 3.0 << u"+3 W"_s << u"—"_s;
    QTest::newRow("from a negative") << -10.0 << -5.0 << u"+5 W"_s << u"+50%"_s;
    QTest::newRow("kilo") << 0.0 << 2500.0 << u"+2.5 kW"_s << u"—"_s;
}

void NumberFormatTest::showsChanges()
{
    QFETCH(double, from);
    QFETCH(double, to);
    QFETCH(QString, difference);
    QFETCH(QString, percent);
    QCOMPARE(english().difference(from, to, Unit::of(u"W")), nbsp(difference));
    QCOMPARE(english().percentChange(from, to), nbsp(percent));
}

void NumberFormatTest::fixesDecimals()
{
    QCOMPARE(english().fixed(1234.5, 2), u"1,234.50"_s);
    QCOMPARE(english().fixed(-0.004, 2), u"0.00"_s);
    QCOMPARE(english().fixed(-1.5, 0), u"−2"_s);
    QCOMPARE(english().fixed(0.5, 99), u"0.500000000000000"_s);
    QCOMPARE(english().fixed(std::nullopt, 2), u"—"_s);
}

void NumberFormatTest::showsMissingAsADash()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const NumberFormatter formatter = english();
    QCOMPARE(formatter.value(std::nullopt), u"—"_s);
    QCOMPARE(formatter.value(nan, Unit::of(u"ms")), u"—"_s);
    QCOMPARE(formatter.fullValue(std::nullopt, Unit::of(u"%")), u"—"_s);
    QCOMPARE(formatter.percent(std::nullopt), u"—"_s);
    QCOMPARE(formatter.duration(nan), u"—"_s);
    QCOMPARE(formatter.difference(std::nullopt, 1, Unit()), u"—"_s);
    QCOMPARE(formatter.percentChange(1, std::nullopt), u"—"_s);
    // A sum that overflowed is not missing.
    QCOMPARE(formatter.value(-std::numeric_limits<double>::infinity(), Unit::of(u"W")),
             nbsp(u"−∞ W"_s));
}

void NumberFormatTest::choosesOnePrefixPerAxis_data()
{
    QTest::addColumn<QString>("unit");
    QTest::addColumn<double>("largest");
    QTest::addColumn<QString>("label");
    QTest::addColumn<double>("multiplier");
    QTest::newRow("thousands") << u""_s << 5000.0 << u"k"_s << 1e-3;
    QTest::newRow("hundreds") << u""_s << 500.0 << u""_s << 1.0;
    QTest::newRow("free text") << u"req"_s << 2e6 << u"M req"_s << 1e-6;
    QTest::newRow("percent") << u"%"_s << 5000.0 << u"%"_s << 1.0;
    QTest::newRow("kilowatts") << u"W"_s << 2500.0 << u"kW"_s << 1e-3;
    QTest::newRow("bytes") << u"B"_s << 4.0 * 1024 * 1024 << u"MiB"_s << 1.0 / (1024 * 1024);
    QTest::newRow("milliseconds") << u"s"_s << 0.05 << u"ms"_s << 1e3;
    QTest::newRow("minutes") << u"s"_s << 600.0 << u"min"_s << 1.0 / 60;
    QTest::newRow("hours") << u"ms"_s << 4.0 * 3600e3 << u"h"_s << 1.0 / 3600e3;
    QTest::newRow("two minutes") << u"s"_s << 120.0 << u"s"_s << 1.0;
    QTest::newRow("all zero") << u"kW"_s << 0.0 << u"kW"_s << 1.0;
}

void NumberFormatTest::choosesOnePrefixPerAxis()
{
    QFETCH(QString, unit);
    QFETCH(double, largest);
    QFETCH(QString, label);
    QFETCH(double, multiplier);
    const std::array ends{-largest / 2, largest};
    const auto scale = english().axisScale(ends, Unit::of(unit));
    QCOMPARE(scale.unitLabel, nbsp(label));
    QCOMPARE(scale.multiplier, multiplier);
}

void NumberFormatTest::labelsTicksWithEqualDecimals_data()
{
    QTest::addColumn<double>("first");
    QTest::addColumn<double>("last");
    QTest::addColumn<QString>("labels");
    QTest::newRow("tenths") << -0.2 << 0.4 << u"−0.2|−0.1|0.0|0.1|0.2|0.3|0.4"_s;
    QTest::newRow("quarters") << 0.0 << 20.0 << u"0.0|2.5|5.0|7.5|10.0|12.5|15.0|17.5|20.0"_s;
    QTest::newRow("whole") << 0.0 << 500.0 << u"0|100|200|300|400|500"_s;
    QTest::newRow("grouped") << 0.0 << 5000.0 << u"0|1,000|2,000|3,000|4,000|5,000"_s;
    QTest::newRow("near neighbours") << 1.0 << 1.0000006
                                     << u"1.0000000|1.0000001|1.0000002|1.0000003|1.0000004|"
                                        "1.0000005|1.0000006"_s;
    QTest::newRow("tiny") << 0.0 << 5e-20 << u"0.0E+00|1.0E-20|2.0E-20|3.0E-20|4.0E-20|5.0E-20"_s;
}

void NumberFormatTest::labelsTicksWithEqualDecimals()
{
    QFETCH(double, first);
    QFETCH(double, last);
    QFETCH(QString, labels);
    const auto ticks = tidemark::valueTicks(first, last);
    QVERIFY(ticks.has_value());
    QCOMPARE(english().tickLabels(ticks->positions).join(u'|'), labels);
}

TIDEMARK_TEST(NumberFormatTest)
#include "number_format_test.moc"
