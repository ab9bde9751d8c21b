// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/number_text.h"

#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QLocale>
#include <QTest>

#include <bit>
#include <limits>

using namespace Qt::StringLiterals;
using tidemark::ErrorCode;
using tidemark::numberText;
using tidemark::parseNumber;

class NumberTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void writesTheShortestText_data();
    void writesTheShortestText();
    void readsNumbers_data();
    void readsNumbers();
    void refusesWithTheCause_data();
    void refusesWithTheCause();
    void readsBackTheSameBits();
    void ignoresTheLocale();
};

void NumberTextTest::writesTheShortestText_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("zero") << 0.0 << u"0"_s;
    QTest::newRow("negative zero") << -0.0 << u"-0"_s;
    QTest::newRow("integer") << 1000000.0 << u"1000000"_s;
    QTest::newRow("2^53 + 2") << 9007199254740994.0 << u"9007199254740994"_s;
    QTest::newRow("large integer") << 1e20 << u"100000000000000000000"_s;
    QTest::newRow("uint64 max") << 18446744073709551615.0 << u"18446744073709551616"_s;
    QTest::newRow("1e21") << 1e21 << u"1e+21"_s;
    QTest::newRow("fraction") << 0.1 << u"0.1"_s;
    QTest::newRow("sum with a rounding error") << 0.1 + 0.2 << u"0.30000000000000004"_s;
    QTest::newRow("negative") << -5.25 << u"-5.25"_s;
    QTest::newRow("smallest") << 5e-324 << u"5e-324"_s;
    QTest::newRow("largest") << std::numeric_limits<double>::max() << u"1.7976931348623157e+308"_s;
    QTest::newRow("explicit gap") << std::numeric_limits<double>::quiet_NaN() << u"NaN"_s;
}

void NumberTextTest::writesTheShortestText()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(numberText(value), text);
    QByteArray bytes("x,");
    tidemark::appendNumber(bytes, value);
    QCOMPARE(bytes, "x," + text.toLatin1());
}

void NumberTextTest::readsNumbers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("value");
    QTest::newRow("integer") << u"42"_s << 42.0;
    QTest::newRow("plus") << u"+4.5"_s << 4.5;
    QTest::newRow("minus") << u"-4.5"_s << -4.5;
    QTest::newRow("no digit before the point") << u".5"_s << 0.5;
    QTest::newRow("leading zeros") << u"007"_s << 7.0;
    QTest::newRow("exponent") << u"1.2e-3"_s << 0.0012;
    QTest::newRow("large exponent letter") << u"1E3"_s << 1000.0;
    QTest::newRow("int64 max") << u"9223372036854775807"_s << 9223372036854775807.0;
    QTest::newRow("uint64 max") << u"18446744073709551615"_s << 18446744073709551615.0;
    QTest::newRow("5e-324") << u"5e-324"_s << 5e-324;
    QTest::newRow("1e-400 is zero") << u"1e-400"_s << 0.0;
    QTest::newRow("half way rounds to even") << u"9007199254740993"_s << 9007199254740992.0;
}

void NumberTextTest::readsNumbers()
{
    QFETCH(QString, text);
    QFETCH(double, value);
    QCOMPARE(parseNumber(text).value(), value);
}

void NumberTextTest::refusesWithTheCause_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cause");
    QTest::newRow("empty") << QString() << u"number.empty"_s;
    QTest::newRow("sign only") << u"-"_s << u"number.empty"_s;
    QTest::newRow("NaN") << u"NaN"_s << u"number.nan"_s;
    QTest::newRow("negative nan") << u"-nan"_s << u"number.nan"_s;
    QTest::newRow("inf") << u"inf"_s << u"number.infinite"_s;
    QTest::newRow("-Infinity") << u"-Infinity"_s << u"number.infinite"_s;
    QTest::newRow("1.8e308") << u"1.8e308"_s << u"number.overflow"_s;
    QTest::newRow("1e400") << u"1e400"_s << u"number.overflow"_s;
    QTest::newRow("-1e400") << u"-1e400"_s << u"number.overflow"_s;
    QTest::newRow("hexadecimal") << u"0x10"_s << u"number.hexadecimal"_s;
    QTest::newRow("decimal comma") << u"1,5"_s << u"number.syntax"_s;
    QTest::newRow("grouping") << u"1,234.5"_s << u"number.syntax"_s;
    QTest::newRow("white space") << u" 1"_s << u"number.syntax"_s;
    QTest::newRow("text behind") << u"1 ms"_s << u"number.syntax"_s;
    QTest::newRow("two signs") << u"--1"_s << u"number.syntax"_s;
    QTest::newRow("mixed signs") << u"+-1"_s << u"number.syntax"_s;
    QTest::newRow("no exponent digits") << u"1e"_s << u"number.syntax"_s;
    QTest::newRow("point only") << u"."_s << u"number.syntax"_s;
    QTest::newRow("Arabic digits") << u"١٢"_s << u"number.syntax"_s;
    QTest::newRow("NUL") << u"1\0"_s << u"number.syntax"_s;
}

void NumberTextTest::refusesWithTheCause()
{
    QFETCH(QString, text);
    QFETCH(QString, cause);
    const auto result = parseNumber(text);
    QVERIFY(!result.has_value());
    QCOMPARE(result.error().detail, cause);
    QVERIFY(!result.error().message.isEmpty());
    QCOMPARE(result.error().code,
             cause == u"number.overflow" ? ErrorCode::Overflow : ErrorCode::InvalidArgument);
}

void NumberTextTest::readsBackTheSameBits()
{
    tidemark::test::RandomNumbers random("number text");
    for (int i = 0; i < 200'000; ++i) {
        const double value = random.anyFinite();
        const auto back = parseNumber(numberText(value));
        QVERIFY2(back.has_value(), qPrintable(numberText(value)));
        QCOMPARE(std::bit_cast<std::uint64_t>(*back), std::bit_cast<std::uint64_t>(value));
    }
}

void NumberTextTest::ignoresTheLocale()
{
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German));
    const QString text = numberText(1234567.5);
    const auto value = parseNumber(u"1.5");
    QLocale::setDefault(before);
    QCOMPARE(text, u"1234567.5"_s);
    QCOMPARE(value.value(), 1.5);
}

TIDEMARK_TEST(NumberTextTest)
#include "number_text_test.moc"
