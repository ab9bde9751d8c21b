// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/value_parser.h"

#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <bit>
#include <limits>

using namespace Qt::StringLiterals;
using tidemark::editText;
using tidemark::ErrorCode;
using tidemark::parseValue;
using tidemark::Unit;

class ValueParserTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void readsNumbersOfTheLocale_data();
    void readsNumbersOfTheLocale();
    void flagsAmbiguousNumbers_data();
    void flagsAmbiguousNumbers();
    void readsSuffixesAndUnits_data();
    void readsSuffixesAndUnits();
    void calculates_data();
    void calculates();
    void refusesWrongCalculations_data();
    void refusesWrongCalculations();
    void refusesWhatIsNoNumber_data();
    void refusesWhatIsNoNumber();
    void refusesWrongUnits_data();
    void refusesWrongUnits();
    void tellsWhatWasConverted();
    void keepsTheBitsOfAnEditedValue_data();
    void keepsTheBitsOfAnEditedValue();
    void staysQuickOnLongInput();
};

void ValueParserTest::readsNumbersOfTheLocale_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    const auto row = [](const char *locale, const QString &text, double value) {
        QTest::addRow("%s %s", locale, qPrintable(text))
            << QString::fromLatin1(locale) << text << value;
    };
    row("en_US", u"12.5"_s, 12.5);
    row("en_US", u"4,5"_s, 4.5);
    row("en_US", u"1,234.5"_s, 1234.5);
    row("en_US", u"1,234,567"_s, 1234567);
    row("en_US", u"1.234,5"_s, 1234.5);
    row("en_US", u"0,123"_s, 0.123);
    row("en_US", u"1234,567"_s, 1234.567);
    row("en_US", u"1.234"_s, 1.234);
    row("en_US", u"+3"_s, 3);
    row("en_US", u"−3"_s, -3);
    row("en_US", u" \u00a0-3 "_s, -3);
    row("en_US", u"5."_s, 5);
    row("en_US", u".5"_s, 0.5);
    row("en_US", u"1.2e-3"_s, 0.0012);
    row("en_US", u"1.2E3"_s, 1200);
    row("en_US", u"1e−3"_s, 0.001);
    row("en_US", u"-0"_s, -0.0);
    row("en_US", u"5e-324"_s, 5e-324);
    row("en_US", u"18446744073709551615"_s, 18446744073709551615.0);
    row("en_IN", u"12,34,567.5"_s, 1234567.5);
    row("C", u"12.5"_s, 12.5);
    row("de_DE", u"4,5"_s, 4.5);
    row("de_DE", u"4.5"_s, 4.5);
    row("de_DE", u"1.234,5"_s, 1234.5);
    row("de_DE", u"1.234.567"_s, 1234567);
    row("de_DE", u"1,234.5"_s, 1234.5);
    row("fr_FR", u"1\u202f234,5"_s, 1234.5);
    row("fr_FR", u"1 234 567"_s, 1234567);
    row("de_CH", u"1'234.5"_s, 1234.5);
    row("sv_SE", u"−1\u00a0234,5"_s, -1234.5);
    row("sv_SE", u"1,5×10^3"_s, 1500);
    row("ar_EG", u"١٢٫٥"_s, 12.5);
    row("ar_EG", u"١٬٢٣٤٫٥"_s, 1234.5);
    row("ar_EG", u"12.5"_s, 12.5);
    row("ar_EG", u"\u061c-٣"_s, -3);
    row("en_US", u"１２.５"_s, 12.5);
}

void ValueParserTest::readsNumbersOfTheLocale()
{
    QFETCH(QString, locale);
    QFETCH(QString, text);
    QFETCH(double, value);
    const auto parsed = parseValue(text, Unit(), QLocale(locale));
    QVERIFY2(parsed.has_value(), qPrintable(parsed ? QString() : parsed.error().message));
    QCOMPARE(std::bit_cast<std::uint64_t>(parsed->value), std::bit_cast<std::uint64_t>(value));
    QVERIFY(!parsed->ambiguous);
    QVERIFY(!parsed->convertedFrom);
}

void ValueParserTest::flagsAmbiguousNumbers_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("shown");
    QTest::newRow("en grouping") << u"en_US"_s << u"1,234"_s << 1234.0 << u"1234"_s;
    QTest::newRow("de grouping") << u"de_DE"_s << u"1.234"_s << 1234.0 << u"1234"_s;
    QTest::newRow("C grouping") << u"C"_s << u"-12,345"_s << -12345.0 << u"-12345"_s;
    QTest::newRow("fr point") << u"fr_FR"_s << u"1.234"_s << 1.234 << u"1,234"_s;
    QTest::newRow("in a calculation") << u"en_US"_s << u"=1,234+1"_s << 1235.0 << u"1235"_s;
}

void ValueParserTest::flagsAmbiguousNumbers()
{
    QFETCH(QString, locale);
    QFETCH(QString, text);
    QFETCH(double, value);
    QFETCH(QString, shown);
    const auto parsed = parseValue(text, Unit(), QLocale(locale)).value();
    QVERIFY(parsed.ambiguous);
    QCOMPARE(parsed.value, value);
    QCOMPARE(parsed.normalisedText, shown);
}

void ValueParserTest::readsSuffixesAndUnits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<double>("value");
    QTest::newRow("kilo") << u"1.2k"_s << u""_s << 1200.0;
    QTest::newRow("micro as u") << u"350u"_s << u"A"_s << 350e-6;
    QTest::newRow("micro sign") << u"350 µ"_s << u"A"_s << 350e-6;
    QTest::newRow("mega") << u"2M"_s << u"requests"_s << 2e6;
    QTest::newRow("milli, not mega") << u"2m"_s << u"requests"_s << 0.002;
    QTest::newRow("exa, not an exponent") << u"2E"_s << u""_s << 2e18;
    QTest::newRow("milli, since metres are no seconds") << u"5m"_s << u"s"_s << 0.005;
    QTest::newRow("metres, since they are the unit") << u"5m"_s << u"m"_s << 5.0;
    QTest::newRow("suffix and unit") << u"2 kreq"_s << u"req"_s << 2000.0;
    QTest::newRow("decimally exact") << u"1.1k"_s << u""_s << 1100.0;
    QTest::newRow("own unit") << u"12.5 ms"_s << u"ms"_s << 12.5;
    QTest::newRow("s into ms") << u"1.5 s"_s << u"ms"_s << 1500.0;
    QTest::newRow("no space") << u"1.5s"_s << u"ms"_s << 1500.0;
    QTest::newRow("µs into ms") << u"350 µs"_s << u"ms"_s << 0.35;
    QTest::newRow("min into s") << u"2.5 min"_s << u"s"_s << 150.0;
    QTest::newRow("GiB into B") << u"1 GiB"_s << u"B"_s << 1073741824.0;
    QTest::newRow("°F into °C") << u"-40°F"_s << u"°C"_s << -40.0;
    QTest::newRow("electronvolt, not an exponent") << u"5eV"_s << u"eV"_s << 5.0;
    QTest::newRow("percent") << u"45 %"_s << u"%"_s << 45.0;
    QTest::newRow("percent into ratio") << u"45%"_s << u"ratio"_s << 0.45;
    QTest::newRow("Arabic percent") << u"45٪"_s << u"%"_s << 45.0;
    QTest::newRow("rate") << u"90/min"_s << u"/s"_s << 1.5;
    QTest::newRow("free text unit") << u"3 cups"_s << u"cups"_s << 3.0;
    QTest::newRow("exponent and unit") << u"1.5e3 ms"_s << u"s"_s << 1.5;
}

void ValueParserTest::readsSuffixesAndUnits()
{
    QFETCH(QString, text);
    QFETCH(QString, unit);
    QFETCH(double, value);
    const auto parsed = parseValue(text, Unit::of(unit), QLocale(u"en_US"_s));
    QVERIFY2(parsed.has_value(), qPrintable(parsed ? QString() : parsed.error().message));
    QVERIFY2(parsed->value == value, qPrintable(QString::number(parsed->value, 'g', 17)));
}

void ValueParserTest::calculates_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    QTest::newRow("× before +") << u"=12*3+4"_s << 40.0;
    QTest::newRow("written signs") << u"=12×3−4÷2"_s << 34.0;
    QTest::newRow("parentheses") << u"= ( 1 + 2 ) * 3"_s << 9.0;
    QTest::newRow("left to right") << u"=100/10/5-1-1"_s << 0.0;
    QTest::newRow("signs") << u"=--3+-(2-5)"_s << 6.0;
    QTest::newRow("decimals are exact") << u"=0.1+0.2"_s << 0.3;
    QTest::newRow("thirds") << u"=1/3*3"_s << 1.0;
    QTest::newRow("suffix") << u"=1.5k+2"_s << 1502.0;
    QTest::newRow("zero has no sign") << u"=0*-1"_s << 0.0;
    QTest::newRow("one number") << u"=5"_s << 5.0;
    QTest::newRow("64 parentheses")
        << u"="_s + u"("_s.repeated(63) + u'1' + u")"_s.repeated(63) << 1.0;
}

void ValueParserTest::calculates()
{
    QFETCH(QString, text);
    QFETCH(double, value);
    const auto parsed = parseValue(text, Unit::of(u"W"), QLocale(u"en_US"_s));
    QVERIFY2(parsed.has_value(), qPrintable(parsed ? QString() : parsed.error().message));
    QCOMPARE(std::bit_cast<std::uint64_t>(parsed->value), std::bit_cast<std::uint64_t>(value));
    QCOMPARE(parsed->convertedFrom.value(), text);
}

void ValueParserTest::refusesWrongCalculations_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("nothing") << u"="_s << u"A number is missing at position 2."_s;
    QTest::newRow("unfinished") << u"=12*"_s << u"A number is missing at position 5."_s;
    QTest::newRow("open parenthesis")
        << u"=(1+2"_s << u"A closing parenthesis is missing at position 6."_s;
    QTest::newRow("closed too often")
        << u"=1+2)"_s << u"The parenthesis at position 5 has no opening one. Remove it."_s;
    QTest::newRow("two numbers") << u"=(1)(2)"_s
                                 << u"A sign such as + or × is missing at position 5."_s;
    QTest::newRow("division by zero")
        << u"=1/(2-2)"_s << u"The divisor at position 4 is zero. Change it."_s;
    QTest::newRow("letters") << u"=2*x"_s << u"A number is missing at position 4."_s;
    QTest::newRow("unit") << u"=2ms+1"_s
                          << u"The letters at position 3 are not understood. Use numbers and "
                             "+ − × ÷ ( )."_s;
    QTest::newRow("too deep")
        << u"="_s + u"("_s.repeated(65) + u'1' + u")"_s.repeated(65)
        << u"The calculation is nested too deeply at position 66. Split it."_s;
    QTest::newRow("overflow") << u"=1e300*1e300"_s
                              << u"The result is too large. The largest number is about 1.8e308."_s;
}

void ValueParserTest::refusesWrongCalculations()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto parsed = parseValue(text, Unit::of(u"W"), QLocale(u"en_US"_s));
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().message, message);
}

void ValueParserTest::refusesWhatIsNoNumber_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const QString number = u"Enter a number, for example 12.5."_s;
    const QString nan = u"Not a number cannot be stored."_s;
    const QString infinity = u"Infinity cannot be stored. Enter a finite number."_s;
    QTest::newRow("empty") << u""_s << number;
    QTest::newRow("spaces") << u"  "_s << number;
    QTest::newRow("word") << u"abc"_s << number;
    QTest::newRow("sign only") << u"-"_s << number;
    QTest::newRow("hexadecimal") << u"0x10"_s << number;
    QTest::newRow("three signs") << u"1,2,3"_s << number;
    QTest::newRow("wrong groups") << u"12,34,56.7"_s << number;
    QTest::newRow("two points") << u"1.2.3"_s << number;
    QTest::newRow("spaced digits") << u"1 2"_s << number;
    QTest::newRow("calculation without =") << u"12*3"_s << number;
    QTest::newRow("NaN") << u"NaN"_s << nan;
    QTest::newRow("-nan") << u"-nan"_s << nan;
    QTest::newRow("inf") << u"inf"_s << infinity;
    QTest::newRow("-Infinity") << u"-Infinity"_s << infinity;
    QTest::newRow("∞") << u"∞"_s << infinity;
    QTest::newRow("1e400") << u"1e400"_s
                           << u"The number is too large. The largest is about 1.8e308."_s;
    QTest::newRow("1.8e308") << u"1.8e308"_s
                             << u"The number is too large. The largest is about 1.8e308."_s;
    QTest::newRow("huge exponent")
        << u"1e999999999999"_s << u"The number is too large. The largest is about 1.8e308."_s;
    QTest::newRow("too long") << QString(1025, u'1')
                              << u"The value is longer than 1024 characters. Shorten it."_s;
}

void ValueParserTest::refusesWhatIsNoNumber()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const auto parsed = parseValue(text, Unit(), QLocale(u"en_US"_s));
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().message, message);
    const auto german = parseValue(u"abc", Unit(), QLocale(u"de_DE"_s));
    QCOMPARE(german.error().message, u"Enter a number, for example 12,5."_s);
}

void ValueParserTest::refusesWrongUnits_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("message");
    QTest::newRow("other quantity")
        << u"5 kg"_s << u"ms"_s << u"\"kg\" does not convert to ms. Enter a value in ms."_s;
    QTest::newRow("unknown") << u"5 xyz"_s << u"ms"_s
                             << u"\"xyz\" does not convert to ms. Enter a value in ms."_s;
    QTest::newRow("suffix where none is allowed")
        << u"1.2k"_s << u"%"_s << u"\"k\" does not convert to %. Enter a value in %."_s;
    QTest::newRow("kelvin is no kilo")
        << u"5K"_s << u"W"_s << u"\"K\" does not convert to W. Enter a value in W."_s;
    QTest::newRow("metric without unit")
        << u"5 ms"_s << u""_s << u"This metric has no unit. Enter the number without \"ms\"."_s;
}

void ValueParserTest::refusesWrongUnits()
{
    QFETCH(QString, text);
    QFETCH(QString, unit);
    QFETCH(QString, message);
    const auto parsed = parseValue(text, Unit::of(unit), QLocale(u"en_US"_s));
    QVERIFY(!parsed.has_value());
    QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
    QCOMPARE(parsed.error().message, message);
}

void ValueParserTest::tellsWhatWasConverted()
{
    const QLocale german(u"de_DE"_s);
    const auto converted = parseValue(u"1,5 s", Unit::of(u"ms"), german).value();
    QCOMPARE(converted.convertedFrom.value(), u"1,5 s"_s);
    QCOMPARE(converted.normalisedText, u"1500"_s);
    QVERIFY(!parseValue(u"1500 ms", Unit::of(u"ms"), german).value().convertedFrom);
}

void ValueParserTest::keepsTheBitsOfAnEditedValue_data()
{
    QTest::addColumn<QString>("locale");
    for (const char *name :
         {"C", "de_DE", "en_US", "fr_FR", "ar_EG", "de_CH", "hi_IN", "sv_SE", "fa_IR"})
        QTest::newRow(name) << QString::fromLatin1(name);
}

void ValueParserTest::keepsTheBitsOfAnEditedValue()
{
    QFETCH(QString, locale);
    const QLocale used(locale);
    tidemark::test::RandomNumbers random("edited values");
    const Unit unit = Unit::of(u"ms");
    for (int i = 0; i < 20'000; ++i) {
        const double value = i == 0   ? std::numeric_limits<double>::max()
                             : i == 1 ? 5e-324
                             : i == 2 ? -0.0
                                      : random.anyFinite();
        const QString text = editText(value, used);
        const auto parsed = parseValue(text, unit, used);
        QVERIFY2(parsed.has_value(), qPrintable(text));
        QCOMPARE(std::bit_cast<std::uint64_t>(parsed->value), std::bit_cast<std::uint64_t>(value));
        QVERIFY2(!parsed->ambiguous, qPrintable(text));
        QCOMPARE(parsed->normalisedText, text);
    }
}

void ValueParserTest::staysQuickOnLongInput()
{
    const QLocale locale(u"en_US"_s);
    const QStringList inputs{QString(10'000'000, u'('),
                             u"="_s + QString(1000, u'('),
                             u"="_s + QString(1000, u'-'),
                             QString(1000, u'9'),
                             u"0."_s + QString(1000, u'0') + u"1"_s,
                             u"1,"_s.repeated(500),
                             u"="_s + u"1+"_s.repeated(500)};
    for (const QString &text : inputs) {
        const auto parsed = parseValue(text, Unit(), locale);
        QVERIFY(parsed.has_value() || !parsed.error().message.isEmpty());
    }
}

TIDEMARK_TEST(ValueParserTest)
#include "value_parser_test.moc"
