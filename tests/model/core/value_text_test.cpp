// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/core/value_text.h"

#include "model/core/value_parser.h"
#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using tidemark::editText;
using tidemark::stepText;

class ValueTextTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void writesForEditing_data();
    void writesForEditing();
    void stepsTheLastDecimal_data();
    void stepsTheLastDecimal();
    void refusesToStepWhatIsNoNumber_data();
    void refusesToStepWhatIsNoNumber();
    void stepsThereAndBack();
};

void ValueTextTest::writesForEditing_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("C") << u"C"_s << 1234567.5 << u"1234567.5"_s;
    QTest::newRow("German") << u"de_DE"_s << -1234567.5 << u"-1234567,5"_s;
    QTest::newRow("Egyptian") << u"ar_EG"_s << 12.5 << u"١٢٫٥"_s;
    QTest::newRow("exponent") << u"de_DE"_s << 1.5e-9 << u"1,5e-09"_s;
    QTest::newRow("every digit") << u"en_US"_s << 0.1 + 0.2 << u"0.30000000000000004"_s;
}

void ValueTextTest::writesForEditing()
{
    QFETCH(QString, locale);
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(editText(value, QLocale(locale)), text);
}

void ValueTextTest::stepsTheLastDecimal_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("steps");
    QTest::addColumn<QString>("stepped");
    QTest::newRow("integer") << u"en_US"_s << u"41"_s << 1 << u"42"_s;
    QTest::newRow("decimal") << u"en_US"_s << u"1.9"_s << 1 << u"2.0"_s;
    QTest::newRow("trailing zero counts") << u"en_US"_s << u"1.90"_s << 1 << u"1.91"_s;
    QTest::newRow("page") << u"en_US"_s << u"1.25"_s << 10 << u"1.35"_s;
    QTest::newRow("through zero") << u"en_US"_s << u"0.1"_s << -2 << u"-0.1"_s;
    QTest::newRow("to zero without a sign") << u"en_US"_s << u"-0.1"_s << 1 << u"0.0"_s;
    QTest::newRow("written minus") << u"en_US"_s << u"−5"_s << -1 << u"-6"_s;
    QTest::newRow("German") << u"de_DE"_s << u"1,09"_s << 1 << u"1,10"_s;
    QTest::newRow("Egyptian") << u"ar_EG"_s << u"١٫٩"_s << 1 << u"٢٫٠"_s;
    QTest::newRow("groups go") << u"en_US"_s << u"1,234.5"_s << 1 << u"1234.6"_s;
    QTest::newRow("exponent stays") << u"en_US"_s << u"1.5e3"_s << 1 << u"1.6e3"_s;
    QTest::newRow("suffix stays") << u"en_US"_s << u"1.2k"_s << 1 << u"1.3k"_s;
    QTest::newRow("unit stays") << u"en_US"_s << u"1.5 s"_s << -1 << u"1.4 s"_s;
    QTest::newRow("empty counts as zero") << u"en_US"_s << u""_s << -1 << u"-1"_s;
    QTest::newRow("seventeen digits")
        << u"en_US"_s << u"0.30000000000000004"_s << 1 << u"0.30000000000000005"_s;
    QTest::newRow("beyond exact digits")
        << u"en_US"_s << u"100000000000000000000"_s << 1 << u"100000000000000000000"_s;
}

void ValueTextTest::stepsTheLastDecimal()
{
    QFETCH(QString, locale);
    QFETCH(QString, text);
    QFETCH(int, steps);
    QFETCH(QString, stepped);
    QCOMPARE(stepText(text, steps, QLocale(locale)).value(), stepped);
}

void ValueTextTest::refusesToStepWhatIsNoNumber_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("word") << u"abc"_s;
    QTest::newRow("calculation") << u"=1+2"_s;
    QTest::newRow("sign only") << u"-"_s;
    QTest::newRow("three signs") << u"1,2,3"_s;
}

void ValueTextTest::refusesToStepWhatIsNoNumber()
{
    QFETCH(QString, text);
    const auto stepped = stepText(text, 1, QLocale(u"en_US"_s));
    QVERIFY(!stepped.has_value());
    QCOMPARE(stepped.error().message, u"Enter a number, for example 12.5."_s);
}

void ValueTextTest::stepsThereAndBack()
{
    tidemark::test::RandomNumbers random("steps");
    for (const char *name : {"en_US", "de_DE", "ar_EG"}) {
        const QLocale locale(QString::fromLatin1(name));
        for (int i = 0; i < 5'000; ++i) {
            const double value = std::round(random.uniform(-1e9, 1e9)) / 1000;
            const int steps = random.integer(-100, 100);
            const QString text = editText(value, locale);
            const QString there = stepText(text, steps, locale).value();
            const auto back = tidemark::parseValue(stepText(there, -steps, locale).value(),
                                                   tidemark::Unit(), locale);
            QVERIFY2(back.has_value() && back->value == value, qPrintable(text));
        }
    }
}

TIDEMARK_TEST(ValueTextTest)
#include "value_text_test.moc"
