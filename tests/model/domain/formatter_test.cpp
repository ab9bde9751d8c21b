// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/formatter.h"

#include "model/time/time_entry.h"
#include "tests/model/core/random_numbers.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

Timestamp at(const char16_t *iso)
{
    return Timestamp::fromIso8601(QString::fromUtf16(iso)).value();
}

Formatter formatterFor(const char *locale, const char16_t *zone)
{
    FormatChoices choices;
    choices.locale = QLocale(QString::fromLatin1(locale));
    choices.zone = Zone::fromId(zone).value();
    return Formatter(choices);
}

} // namespace

class FormatterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }

    void startsTheWeekOnTheLocalesDayUnlessChosen();
    void showsValuesWithTheChosenOptions();
    void showsTimesInTheChosenZone();
    void showsWhatIsUnknownAsADash();
    void editsTimesWithoutLosingTheInstant();
    void namesBuckets_data();
    void namesBuckets();
    void showsOneDurationAlikeEverywhere();
};

void FormatterTest::startsTheWeekOnTheLocalesDayUnlessChosen()
{
    FormatChoices choices;
    choices.locale = QLocale::c();
    QCOMPARE(Formatter(choices).calendar().weekStart, Qt::Monday);
    choices.locale = QLocale(u"en_US"_s);
    QCOMPARE(Formatter(choices).calendar().weekStart, Qt::Sunday);
    choices.weekStart = Qt::Saturday;
    choices.zone = Zone::fromId(u"Europe/Berlin").value();
    QCOMPARE(Formatter(choices).calendar().weekStart, Qt::Saturday);
    QCOMPARE(Formatter(choices).calendar().zone, choices.zone);
}

void FormatterTest::showsValuesWithTheChosenOptions()
{
    FormatChoices choices;
    choices.locale = QLocale(u"de_DE"_s);
    choices.numbers.byteStyle = ByteStyle::Si;
    const Formatter formatter(choices);
    QCOMPARE(formatter.value(1536.0, Unit::of(u"B")), u"1,536\u00a0kB"_s);
    QCOMPARE(formatter.fullValue(1234567.5, Unit::of(u"ms")), u"1.234.567,5\u00a0ms"_s);
    QCOMPARE(formatter.numbers().fixed(12.5, 2), u"12,50"_s);
    QCOMPARE(formatter.numbers().count(1234), u"1.234"_s);
    QCOMPARE(formatter.duration(Timedelta(200'000'000'000)), u"3\u00a0min 20\u00a0s"_s);
}

void FormatterTest::showsTimesInTheChosenZone()
{
    const Formatter formatter = formatterFor("en_US", u"Europe/Berlin");
    const Timestamp t = at(u"2026-03-29T01:00:00.5Z");
    QCOMPARE(formatter.exactTime(t), u"2026-03-29 03:00:00.500 +02:00 · Europe/Berlin"_s);
    QCOMPARE(formatterFor("en_US", u"UTC").exactTime(t), u"2026-03-29 01:00:00.500 UTC"_s);
    QVERIFY(formatter.time(t).startsWith(u"Mar 29, 2026, 3:00:00.500"_s));
    QCOMPARE(formatter.age(t, t + Timedelta(180'000'000'000)), u"3\u00a0min ago"_s);
}

void FormatterTest::showsWhatIsUnknownAsADash()
{
    const Formatter formatter;
    QCOMPARE(formatter.time(std::nullopt), u"—"_s);
    QCOMPARE(formatter.exactTime(std::nullopt), u"—"_s);
    QCOMPARE(formatter.value(std::nullopt, Unit::of(u"ms")), u"—"_s);
}

void FormatterTest::editsTimesWithoutLosingTheInstant()
{
    tidemark::test::RandomNumbers random("edited times");
    for (const char *locale : {"C", "de_DE", "en_US", "ar_EG"}) {
        const Formatter formatter = formatterFor(locale, u"Europe/Berlin");
        const Zone zone = formatter.choices().zone;
        for (int i = 0; i < 500; ++i) {
            // From 1970 to 2100, with the repeated hour of autumn among them.
            const auto seconds = static_cast<std::int64_t>(random.uniform(0, 4.1e9));
            const Timestamp t =
                i == 0 ? at(u"2025-10-26T00:30:00Z")
                       : Timestamp(seconds * 1'000'000'000 + random.integer(0, 999'999'999));
            const QString text = formatter.editTime(t, zone);
            const auto entry = parseTimeEntry(text, t, zone, formatter.choices().locale);
            QVERIFY2(entry.has_value(), qPrintable(text));
            QCOMPARE(entry->instant().value(), t);
        }
    }
}

void FormatterTest::namesBuckets_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<Period>("period");
    QTest::addColumn<QString>("name");
    QTest::newRow("day") << u"en_GB"_s << Period::Daily << u"4 Mar 2026"_s;
    QTest::newRow("day in German") << u"de_DE"_s << Period::Daily << u"4. März 2026"_s;
    QTest::newRow("week") << u"en_GB"_s << Period::Weekly << u"2 – 8 Mar 2026"_s;
    QTest::newRow("week from Sunday") << u"en_US"_s << Period::Weekly << u"Mar 1 – 7, 2026"_s;
    QTest::newRow("month") << u"en_GB"_s << Period::Monthly << u"Mar 2026"_s;
    QTest::newRow("quarter") << u"en_GB"_s << Period::Quarterly << u"Q1 2026"_s;
    QTest::newRow("year") << u"en_GB"_s << Period::Yearly << u"2026"_s;
}

void FormatterTest::namesBuckets()
{
    QFETCH(QString, locale);
    QFETCH(Period, period);
    QFETCH(QString, name);
    // The calendar's zone decides, not the formatter's: in Berlin the 4th has begun.
    const Formatter formatter = formatterFor(qPrintable(locale), u"UTC");
    const Calendar calendar{Zone::fromId(u"Europe/Berlin").value(), formatter.calendar().weekStart};
    const TimeWindow window = calendar.bucketOf(period, at(u"2026-03-03T23:30:00Z"));
    QCOMPARE(formatter.bucket(window, period, calendar), name);
}

void FormatterTest::showsOneDurationAlikeEverywhere()
{
    tidemark::test::RandomNumbers random("durations");
    const Formatter formatter = formatterFor("en_US", u"UTC");
    for (int i = 0; i < 20'000; ++i) {
        // A length of time and a metric in ms with the same value, from a minute to months.
        const int ms = random.integer(60'000, std::numeric_limits<int>::max());
        const QString length = formatter.duration(Timedelta(std::int64_t{ms} * 1'000'000));
        const QString value = formatter.value(ms, Unit::of(u"ms"));
        QVERIFY2(length == value, qPrintable(u"%1 ms: %2, %3"_s.arg(ms).arg(length, value)));
    }
}

TIDEMARK_TEST(FormatterTest)
#include "formatter_test.moc"
