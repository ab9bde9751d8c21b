// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/unit.h"

#include "model/core/unit_suggestions.h"
#include "model/core/unit_table.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using tidemark::convert;
using tidemark::convertible;
using tidemark::ErrorCode;
using tidemark::PrefixStyle;
using tidemark::Quantity;
using tidemark::Unit;

class UnitTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void knowsSymbols_data();
    void knowsSymbols();
    void keepsFreeText_data();
    void keepsFreeText();
    void refusesTextThatIsNoUnit();
    void convertsExactly_data();
    void convertsExactly();
    void refusesToConvert_data();
    void refusesToConvert();
    void readsEveryRowOfItsTable();
    void saysWhichNumbersMayHaveASuffix_data();
    void saysWhichNumbersMayHaveASuffix();
    void findsTheStem_data();
    void findsTheStem();
    void suggestsUnits_data();
    void suggestsUnits();
    void suggestsNoMoreThanAsked();
};

void UnitTest::knowsSymbols_data()
{
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<Quantity>("quantity");
    QTest::addColumn<bool>("isRate");
    QTest::newRow("milliseconds") << u"ms"_s << Quantity::Time << false;
    QTest::newRow("megaseconds, not milliseconds") << u"Ms"_s << Quantity::Time << false;
    QTest::newRow("minutes, not milli-inches") << u"min"_s << Quantity::Time << false;
    QTest::newRow("metres") << u"m"_s << Quantity::Length << false;
    QTest::newRow("microseconds, Greek letter") << u"μs"_s << Quantity::Time << false;
    QTest::newRow("ohm sign") << u"k\u2126"_s << Quantity::Resistance << false;
    QTest::newRow("IEC bytes") << u"TiB"_s << Quantity::Data << false;
    QTest::newRow("bits per second") << u"Gbit/s"_s << Quantity::Data << true;
    QTest::newRow("bytes per hour") << u"MB/h"_s << Quantity::Data << true;
    QTest::newRow("speed") << u"km/h"_s << Quantity::Length << true;
    QTest::newRow("per second") << u"/s"_s << Quantity::Count << true;
    QTest::newRow("one per day") << u"1/d"_s << Quantity::Count << true;
    QTest::newRow("requests per minute") << u"req/min"_s << Quantity::Opaque << true;
    QTest::newRow("percent") << u"%"_s << Quantity::Ratio << false;
    QTest::newRow("hectopascal") << u"hPa"_s << Quantity::Pressure << false;
    QTest::newRow("kilowatt-hours") << u"kWh"_s << Quantity::Energy << false;
    QTest::newRow("euro") << u"€"_s << Quantity::Currency << false;
    QTest::newRow("trimmed") << u" kg "_s << Quantity::Mass << false;
}

void UnitTest::knowsSymbols()
{
    QFETCH(QString, symbol);
    QFETCH(Quantity, quantity);
    QFETCH(bool, isRate);
    const Unit unit = Unit::fromText(symbol).value();
    QCOMPARE(unit.quantity(), quantity);
    QCOMPARE(unit.isRate(), isRate);
    QCOMPARE(unit.isKnown(), quantity != Quantity::Opaque);
}

void UnitTest::keepsFreeText_data()
{
    QTest::addColumn<QString>("symbol");
    for (const char16_t *text : {u"requests", u"MS", u"kb", u"cups ☕", u"طلب", u"a/b", u"KB"})
        QTest::newRow(qPrintable(QString::fromUtf16(text))) << QString::fromUtf16(text);
}

void UnitTest::keepsFreeText()
{
    QFETCH(QString, symbol);
    const Unit unit = Unit::fromText(symbol).value();
    QVERIFY(!unit.isKnown());
    QCOMPARE(unit.symbol(), symbol);
    QCOMPARE(unit.prefixStyle(), PrefixStyle::None);
    QCOMPARE(convert(2.5, unit, unit).value(), 2.5);
}

void UnitTest::refusesTextThatIsNoUnit()
{
    for (const QString &text : {u"m\ns"_s, u"a\0b"_s, QString(65, u'x')}) {
        const auto unit = Unit::fromText(text);
        QVERIFY(!unit.has_value());
        QCOMPARE(unit.error().code, ErrorCode::InvalidArgument);
    }
    QVERIFY(Unit::fromText(QString(64, u'x')).has_value());
    QVERIFY(Unit::fromText(u"  ").value().isEmpty());
}

void UnitTest::convertsExactly_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<double>("expected");
    QTest::newRow("s to ms") << 1.5 << u"s"_s << u"ms"_s << 1500.0;
    QTest::newRow("tenths stay decimal") << 1.1 << u"s"_s << u"ms"_s << 1100.0;
    QTest::newRow("ns to s") << 3.0 << u"ns"_s << u"s"_s << 3e-9;
    QTest::newRow("min to s") << 2.5 << u"min"_s << u"s"_s << 150.0;
    QTest::newRow("wk to d") << 2.0 << u"wk"_s << u"d"_s << 14.0;
    QTest::newRow("KiB to B") << 1.0 << u"KiB"_s << u"B"_s << 1024.0;
    QTest::newRow("MB to KiB") << 1.024 << u"MB"_s << u"KiB"_s << 1000.0;
    QTest::newRow("Mbit/s to MB/s") << 100.0 << u"Mbit/s"_s << u"MB/s"_s << 12.5;
    QTest::newRow("kbps to bit/s") << 2.0 << u"kbps"_s << u"bit/s"_s << 2000.0;
    QTest::newRow("°C to K") << 25.0 << u"°C"_s << u"K"_s << 298.15;
    QTest::newRow("°F to °C") << 212.0 << u"°F"_s << u"°C"_s << 100.0;
    QTest::newRow("°C to °F") << -40.0 << u"°C"_s << u"°F"_s << -40.0;
    QTest::newRow("°C/min to K/min") << 5.0 << u"°C/min"_s << u"K/min"_s << 5.0;
    QTest::newRow("km/h to m/s") << 36.0 << u"km/h"_s << u"m/s"_s << 10.0;
    QTest::newRow("mi to m") << 1.0 << u"mi"_s << u"m"_s << 1609.344;
    QTest::newRow("lb to kg") << 1.0 << u"lb"_s << u"kg"_s << 0.45359237;
    QTest::newRow("kWh to J") << 1.0 << u"kWh"_s << u"J"_s << 3.6e6;
    QTest::newRow("percent to ratio") << 7.0 << u"%"_s << u"ratio"_s << 0.07;
    QTest::newRow("ratio to percent") << 0.25 << u"ratio"_s << u"%"_s << 25.0;
    QTest::newRow("/min to /s") << 90.0 << u"/min"_s << u"/s"_s << 1.5;
    QTest::newRow("req/s to req/min") << 2.0 << u"req/s"_s << u"req/min"_s << 120.0;
    QTest::newRow("rpm to Hz") << 3000.0 << u"rpm"_s << u"Hz"_s << 50.0;
    QTest::newRow("largest stays") << 1e308 << u"J"_s << u"J"_s << 1e308;
    QTest::newRow("PiB to bit") << 1.0 << u"PiB"_s << u"bit"_s << 9007199254740992.0;
}

void UnitTest::convertsExactly()
{
    QFETCH(double, value);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(double, expected);
    const double converted = convert(value, Unit::of(from), Unit::of(to)).value();
    QVERIFY2(converted == expected, qPrintable(QString::number(converted, 'g', 17)));
}

void UnitTest::refusesToConvert_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::newRow("time to data") << u"ms"_s << u"B"_s;
    QTest::newRow("data to data rate") << u"B"_s << u"B/s"_s;
    QTest::newRow("two currencies") << u"€"_s << u"$"_s;
    QTest::newRow("two free texts") << u"cups"_s << u"mugs"_s;
    QTest::newRow("rates of two free texts") << u"req/s"_s << u"err/s"_s;
    QTest::newRow("no unit to percent") << u""_s << u"%"_s;
    QTest::newRow("case matters") << u"mW"_s << u"mw"_s;
}

void UnitTest::refusesToConvert()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QVERIFY(!convertible(Unit::of(from), Unit::of(to)));
    const auto converted = convert(1, Unit::of(from), Unit::of(to));
    QVERIFY(!converted.has_value());
    QCOMPARE(converted.error().code, ErrorCode::InvalidArgument);
    QVERIFY(converted.error().message.contains(to));
}

void UnitTest::readsEveryRowOfItsTable()
{
    for (const tidemark::UnitRow &row : tidemark::unitRows()) {
        const QString symbol = QString::fromStdU16String(std::u16string(row.symbol));
        const Unit unit = Unit::of(symbol);
        QVERIFY2(unit.quantity() == row.quantity, qPrintable(symbol));
        QVERIFY2(unit.isRate() == row.isRate, qPrintable(symbol));
        const auto scale = unit.scale();
        const long double read = static_cast<long double>(scale.numerator) /
                                 static_cast<long double>(scale.denominator) *
                                 std::pow(10.0L, scale.exponent10);
        const long double listed = static_cast<long double>(row.scale.numerator) /
                                   static_cast<long double>(row.scale.denominator) *
                                   std::pow(10.0L, row.scale.exponent10);
        QVERIFY2(std::abs(read / listed - 1) < 1e-15L, qPrintable(symbol));
        QVERIFY2(row.name != nullptr, qPrintable(symbol));
    }
    const auto tooLarge =
        convert(std::numeric_limits<double>::max(), Unit::of(u"TB"), Unit::of(u"B"));
    QVERIFY(!tooLarge.has_value());
    QCOMPARE(tooLarge.error().code, ErrorCode::Overflow);
}

void UnitTest::saysWhichNumbersMayHaveASuffix_data()
{
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("no unit") << u""_s << true;
    QTest::newRow("free text") << u"requests"_s << true;
    QTest::newRow("watt") << u"W"_s << true;
    QTest::newRow("millisecond") << u"ms"_s << true;
    QTest::newRow("byte") << u"B"_s << true;
    QTest::newRow("euro") << u"€"_s << true;
    QTest::newRow("percent") << u"%"_s << false;
    QTest::newRow("minute") << u"min"_s << false;
    QTest::newRow("degree Celsius") << u"°C"_s << false;
}

void UnitTest::saysWhichNumbersMayHaveASuffix()
{
    QFETCH(QString, symbol);
    QFETCH(bool, allowed);
    QCOMPARE(Unit::of(symbol).allowsNumberSuffix(), allowed);
}

void UnitTest::findsTheStem_data()
{
    QTest::addColumn<QString>("symbol");
    QTest::addColumn<QString>("stem");
    QTest::newRow("kW") << u"kW"_s << u"W"_s;
    QTest::newRow("MiB/s") << u"MiB/s"_s << u"B/s"_s;
    QTest::newRow("ms") << u"ms"_s << u"s"_s;
    QTest::newRow("kg") << u"kg"_s << u"g"_s;
    QTest::newRow("min") << u"min"_s << u"min"_s;
    QTest::newRow("free text") << u"requests"_s << u"requests"_s;
}

void UnitTest::findsTheStem()
{
    QFETCH(QString, symbol);
    QFETCH(QString, stem);
    QCOMPARE(Unit::of(symbol).stem().symbol(), stem);
}

void UnitTest::suggestsUnits_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("first");
    QTest::newRow("nothing typed") << u""_s << u"ms"_s;
    QTest::newRow("exact") << u"m"_s << u"m"_s;
    QTest::newRow("exact, other case") << u"MB"_s << u"MB"_s;
    QTest::newRow("start") << u"kW"_s << u"kW"_s;
    QTest::newRow("any case") << u"kib"_s << u"KiB"_s;
    QTest::newRow("name") << u"celsius"_s << u"°C"_s;
    QTest::newRow("name with typed capital") << u"Kilogram"_s << u"kg"_s;
}

void UnitTest::suggestsUnits()
{
    QFETCH(QString, typed);
    QFETCH(QString, first);
    const auto units = tidemark::suggestUnits(typed);
    QVERIFY(!units.empty());
    QCOMPARE(units.front().symbol, first);
    QVERIFY(!units.front().name.isEmpty());
}

void UnitTest::suggestsNoMoreThanAsked()
{
    QCOMPARE(tidemark::suggestUnits(u"", 3).size(), std::size_t{3});
    QVERIFY(tidemark::suggestUnits(u"no such unit anywhere").empty());
}

TIDEMARK_TEST(UnitTest)
#include "unit_test.moc"
