// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/chart_cursor.h"
#include "views/charts/chart_frame.h"
#include "views/charts/tick_times.h"
#include "views/charts/time_labels.h"
#include "views/charts/time_ticks.h"

#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class TimeTicksTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void offersTheCalendarStepsOfTheSpecification();
    void ticksLieOnTheWallClock_data();
    void ticksLieOnTheWallClock();
    void labelsFitAndAreFourToTen_data();
    void labelsFitAndAreFourToTen();
    void marksTheClockChangeAndTellsTheRepeatedHour();
    void alwaysNamesTheDate();
    void carriesTheFullSecondBelowASecond();
    void namesBuckets_data();
    void namesBuckets();
    void writesTimesAsTheLocaleDoes();
    void writesTimesAsAPersonChose();
    void tellsNanosecondsApart();
};

namespace {

double eightPixelsALetter(const QString &text)
{
    return 8.0 * static_cast<double>(text.size());
}

QStringList labels(const TimeTicks &ticks)
{
    QStringList list;
    for (const TimeTick &tick : ticks.ticks)
        list.append(tick.label);
    return list;
}

QStringList contexts(const TimeTicks &ticks)
{
    QStringList list;
    for (const TimeContext &context : ticks.contexts)
        list.append(context.label);
    return list;
}

TimeTicks ticksFor(const TimeWindow &window, const Calendar &calendar, double width = 800)
{
    return timeTicks(TimeScale(window, 40, width), calendar, {QLocale::c()}, eightPixelsALetter);
}

Calendar inZone(const QString &id)
{
    Calendar calendar;
    calendar.zone = test::zoneOf(id);
    return calendar;
}

} // namespace

void TimeTicksTest::offersTheCalendarStepsOfTheSpecification()
{
    QStringList steps;
    for (const CalendarStep &step : axisSteps())
        steps.append(u"%1/%2"_s.arg(step.count).arg(static_cast<int>(step.unit)));
    QCOMPARE(steps.mid(0, 9).join(u' '), u"1/0 2/0 5/0 10/0 20/0 50/0 100/0 200/0 500/0"_s);
    QCOMPARE(steps.mid(27).join(u' '),
             u"1/3 2/3 5/3 10/3 15/3 30/3 1/4 2/4 5/4 10/4 15/4 30/4 1/5 2/5 3/5 6/5 12/5 "
             "1/6 2/6 1/7 1/8 3/8 6/8 1/10 2/10 5/10 10/10 20/10 50/10 100/10 200/10"_s);
    for (std::size_t i = 1; i < axisSteps().size(); ++i)
        QVERIFY(typicalLength_ns(axisSteps()[i - 1]) < typicalLength_ns(axisSteps()[i]));
}

void TimeTicksTest::ticksLieOnTheWallClock_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("from"); // UTC
    QTest::addColumn<QString>("to");
    QTest::addColumn<int>("count");
    QTest::addColumn<TimeUnit>("unit");
    QTest::addColumn<QString>("expected"); // wall clock with offset in minutes

    QTest::newRow("spring, 1 h: the skipped hour has no tick")
        << u"Europe/Berlin"_s << u"2026-03-29T00:00:00Z"_s << u"2026-03-29T03:00:00Z"_s << 1
        << TimeUnit::Hour << u"29T01:00+60 29T03:00+120 29T04:00+120"_s;
    QTest::newRow("autumn, 1 h: the repeated hour has two")
        << u"Europe/Berlin"_s << u"2026-10-24T23:00:00Z"_s << u"2026-10-25T03:00:00Z"_s << 1
        << TimeUnit::Hour << u"25T01:00+120 25T02:00+120 25T02:00+60 25T03:00+60"_s;
    QTest::newRow("spring, 6 h: stays on wall-clock hours")
        << u"Europe/Berlin"_s << u"2026-03-28T23:00:00Z"_s << u"2026-03-30T04:00:00Z"_s << 6
        << TimeUnit::Hour << u"29T00:00+60 29T06:00+120 29T12:00+120 29T18:00+120 30T00:00+120"_s;
    QTest::newRow("autumn, days of 25 hours")
        << u"America/New_York"_s << u"2026-10-31T04:00:00Z"_s << u"2026-11-03T05:00:00Z"_s << 1
        << TimeUnit::Day << u"31T00:00-240 01T00:00-240 02T00:00-300"_s;
    QTest::newRow("half-hour zone, 1 h")
        << u"Asia/Kolkata"_s << u"2026-05-01T00:00:00Z"_s << u"2026-05-01T03:00:00Z"_s << 1
        << TimeUnit::Hour << u"01T06:00+330 01T07:00+330 01T08:00+330"_s;
    QTest::newRow("half-hour change, 30 min")
        << u"Australia/Lord_Howe"_s << u"2026-04-04T14:00:00Z"_s << u"2026-04-04T16:00:00Z"_s << 30
        << TimeUnit::Minute << u"05T01:00+660 05T01:30+660 05T01:30+630 05T02:00+630"_s;
    QTest::newRow("leap day") << u"UTC"_s << u"2028-02-28T00:00:00Z"_s << u"2028-03-02T00:00:00Z"_s
                              << 1 << TimeUnit::Day << u"28T00:00+0 29T00:00+0 01T00:00+0"_s;
    QTest::newRow("months by date, not by 30 days")
        << u"UTC"_s << u"2027-12-31T00:00:00Z"_s << u"2028-04-01T00:00:00Z"_s << 1
        << TimeUnit::Month << u"01T00:00+0 01T00:00+0 01T00:00+0"_s;
    QTest::newRow("midnight that a zone left out")
        << u"America/Sao_Paulo"_s << u"2018-11-03T03:00:00Z"_s << u"2018-11-05T04:00:00Z"_s << 1
        << TimeUnit::Day << u"03T00:00-180 04T01:00-120 05T00:00-120"_s;
    QTest::newRow("before the epoch")
        << u"UTC"_s << u"1969-12-31T22:30:00Z"_s << u"1970-01-01T01:30:00Z"_s << 1 << TimeUnit::Hour
        << u"31T23:00+0 01T00:00+0 01T01:00+0"_s;
}

void TimeTicksTest::ticksLieOnTheWallClock()
{
    QFETCH(QString, zone);
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(int, count);
    QFETCH(TimeUnit, unit);
    QFETCH(QString, expected);
    const Calendar calendar = inZone(zone);
    const TimeWindow window{*Timestamp::fromIso8601(from), *Timestamp::fromIso8601(to)};
    QStringList found;
    for (const Timestamp at : tickTimes(window, {count, unit}, calendar)) {
        const CivilTime civil = calendar.zone.civilAt(at);
        const auto offset = calendar.zone.offsetAt(at).count() / 60;
        found.append(u"%1T%2:%3%4%5"_s.arg(civil.date.day, 2, 10, QLatin1Char('0'))
                         .arg(civil.hour(), 2, 10, QLatin1Char('0'))
                         .arg(civil.minute(), 2, 10, QLatin1Char('0'))
                         .arg(offset < 0 ? QString() : u"+"_s)
                         .arg(offset));
    }
    QCOMPARE(found.join(u' '), expected);
}

void TimeTicksTest::labelsFitAndAreFourToTen_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<qint64>("length_ns");
    for (const QString &zone : {u"UTC"_s, u"Europe/Berlin"_s, u"Asia/Kathmandu"_s}) {
        for (const qint64 seconds : {1, 30, 90, 3600, 20'000, 86'400, 500'000, 2'600'000, 9'000'000,
                                     31'536'000, 400'000'000})
            QTest::newRow(qPrintable(u"%1, %2 s"_s.arg(zone).arg(seconds)))
                << zone << seconds * kNsPerSecond;
        for (const qint64 ns : {20, 999, 45'000, 800'000, 61'000'000})
            QTest::newRow(qPrintable(u"%1, %2 ns"_s.arg(zone).arg(ns))) << zone << ns;
    }
}

void TimeTicksTest::labelsFitAndAreFourToTen()
{
    QFETCH(QString, zone);
    QFETCH(qint64, length_ns);
    const Calendar calendar = inZone(zone);
    const std::int64_t begin = test::utcDay(2026, 3, 27).posixNs() + 12'345'678'901;
    const TimeWindow window{Timestamp(begin), Timestamp(begin + length_ns)};
    const TimeTicks ticks = ticksFor(window, calendar, 900);
    QVERIFY2(ticks.ticks.size() >= 3 && ticks.ticks.size() <= 14,
             qPrintable(labels(ticks).join(u' ')));
    const TimeScale scale(window, 40, 900);
    double freeFrom = -1e9;
    for (const TimeTick &tick : ticks.ticks) {
        QVERIFY(window.contains(tick.at));
        if (tick.label.isEmpty())
            continue;
        const double half = eightPixelsALetter(tick.label) / 2;
        QVERIFY2(scale.xOf(tick.at) - half >= freeFrom, qPrintable(labels(ticks).join(u' ')));
        freeFrom = scale.xOf(tick.at) + half + 12;
    }
    double contextFrom = -1e9;
    for (const TimeContext &context : ticks.contexts) {
        QVERIFY(scale.xOf(context.at) >= contextFrom);
        contextFrom = scale.xOf(context.at) + eightPixelsALetter(context.label);
    }
}

void TimeTicksTest::marksTheClockChangeAndTellsTheRepeatedHour()
{
    const Calendar calendar = inZone(u"Europe/Berlin"_s);
    const TimeWindow window{*Timestamp::fromIso8601(u"2026-10-24T22:00:00Z"),
                            *Timestamp::fromIso8601(u"2026-10-25T03:00:00Z")};
    const TimeTicks ticks = ticksFor(window, calendar);
    QCOMPARE(labels(ticks).join(u'|'), u"00:00|01:00|02:00 +02:00|02:00 +01:00|03:00"_s);
    QCOMPARE(ticks.clockChanges.size(), std::size_t(1));
    QCOMPARE(ticks.clockChanges.front().at, *Timestamp::fromIso8601(u"2026-10-25T01:00:00Z"));
    // A year by months spans changes too, but its ticks are dates: nothing to mark.
    QVERIFY(ticksFor({test::utcDay(2026, 1, 1), test::utcDay(2027, 1, 1)}, calendar)
                .clockChanges.empty());
}

void TimeTicksTest::alwaysNamesTheDate()
{
    const Calendar utc;
    const Timestamp noon(test::utcDay(2026, 8, 14).posixNs() + 12 * kNsPerHour);
    const TimeTicks hours = ticksFor({noon, Timestamp(noon.posixNs() + kNsPerDay)}, utc);
    QCOMPARE(contexts(hours).join(u'|'), u"Fri 14 Aug 2026|Sat 15 Aug 2026"_s);
    const TimeTicks months = ticksFor({test::utcDay(2025, 9, 1), test::utcDay(2026, 5, 1)}, utc);
    QCOMPARE(labels(months).join(u'|'), u"Sep|Oct|Nov|Dec|Jan|Feb|Mar|Apr"_s);
    QCOMPARE(contexts(months).join(u'|'), u"2025|2026"_s);
    // Too near to the change: the first context gives way to it.
    const TimeTicks narrow =
        ticksFor({test::utcDay(2025, 12, 31), test::utcDay(2026, 3, 1)}, utc, 500);
    QCOMPARE(contexts(narrow).join(u'|'), u"2026"_s);
    const TimeTicks years = ticksFor({test::utcDay(2019, 1, 1), test::utcDay(2026, 1, 1)}, utc);
    QCOMPARE(labels(years).join(u'|'), u"2019|2020|2021|2022|2023|2024|2025"_s);
    QVERIFY(years.contexts.empty());
}

void TimeTicksTest::carriesTheFullSecondBelowASecond()
{
    const Timestamp at(test::utcDay(2026, 8, 14).posixNs() + 36'005 * kNsPerSecond);
    const TimeTicks ticks = ticksFor({at, Timestamp(at.posixNs() + 20)}, Calendar{});
    QCOMPARE(ticks.corner, u"14 Aug 2026 10:00:05"_s);
    QCOMPARE(labels(ticks).constFirst(), u"05.000000000"_s);
    QCOMPARE(labels(ticks).at(1), u"05.000000005"_s);
}

void TimeTicksTest::namesBuckets_data()
{
    QTest::addColumn<QString>("at");
    QTest::addColumn<std::optional<Period>>("period");
    QTest::addColumn<Qt::DayOfWeek>("weekStart");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QString &at, Period period, Qt::DayOfWeek start,
                        const QString &expected) {
        QTest::newRow(name) << at << std::optional(period) << start << expected;
    };
    row("day", u"2026-08-14T10:00:00Z"_s, Period::Daily, Qt::Monday, u"Fri 14 Aug 2026"_s);
    row("ISO week", u"2026-08-14T10:00:00Z"_s, Period::Weekly, Qt::Monday,
        u"Week 33 · 10–16 Aug 2026"_s);
    row("week of Sundays has no number", u"2026-08-14T10:00:00Z"_s, Period::Weekly, Qt::Sunday,
        u"9–15 Aug 2026"_s);
    row("week over a month's end", u"2026-10-01T10:00:00Z"_s, Period::Weekly, Qt::Monday,
        u"Week 40 · 28 Sep – 4 Oct 2026"_s);
    row("week over a year's end", u"2026-01-01T10:00:00Z"_s, Period::Weekly, Qt::Monday,
        u"Week 1 · 29 Dec 2025 – 4 Jan 2026"_s);
    row("month", u"2026-08-14T10:00:00Z"_s, Period::Monthly, Qt::Monday, u"August 2026"_s);
    row("quarter", u"2026-08-14T10:00:00Z"_s, Period::Quarterly, Qt::Monday, u"Q3 2026"_s);
    row("year", u"2026-08-14T10:00:00Z"_s, Period::Yearly, Qt::Monday, u"2026"_s);
}

void TimeTicksTest::namesBuckets()
{
    QFETCH(QString, at);
    QFETCH(std::optional<Period>, period);
    QFETCH(Qt::DayOfWeek, weekStart);
    QFETCH(QString, expected);
    Calendar calendar;
    calendar.weekStart = weekStart;
    const TimeWindow bucket = calendar.bucketOf(*period, *Timestamp::fromIso8601(at));
    QCOMPARE(bucketLabel(bucket, period, calendar, {QLocale::c()}), expected);
}

void TimeTicksTest::writesTimesAsTheLocaleDoes()
{
    const Timestamp at(test::utcDay(2026, 8, 14).posixNs() + 14 * kNsPerHour);
    const Calendar utc;
    const QLocale american(u"en_US"_s);
    const QLocale german(u"de_DE"_s);
    QCOMPARE(tickLabel(at, {1, TimeUnit::Hour}, utc, {american}), u"2:00 PM"_s);
    QCOMPARE(tickLabel(at, {1, TimeUnit::Hour}, utc, {german}), u"14:00"_s);
    QCOMPARE(tickLabel(at, {1, TimeUnit::Day}, utc, {american}), u"Aug 14"_s);
    QVERIFY(tickLabel(at, {1, TimeUnit::Day}, utc, {german}).startsWith(u"14 Aug"_s));
    QVERIFY(contextLabel(at, {1, TimeUnit::Hour}, utc, {american}).endsWith(u"Aug 14, 2026"_s));
}

void TimeTicksTest::writesTimesAsAPersonChose() // N9
{
    using Order = TimeStyle::DateOrder;
    const Timestamp at(test::utcDay(2026, 8, 14).posixNs() + 14 * kNsPerHour);
    const Calendar utc;
    const TimeForm yearFirst{QLocale(u"en_US"_s), {true, Order::YearMonthDay}};
    const TimeForm dayFirst{QLocale(u"en_US"_s), {{}, Order::DayMonthYear}};
    const TimeForm twelve{QLocale::c(), {false, {}}};
    QCOMPARE(tickLabel(at, {1, TimeUnit::Hour}, utc, yearFirst), u"14:00"_s);
    QCOMPARE(contextLabel(at, {1, TimeUnit::Hour}, utc, yearFirst), u"Fri 2026-08-14"_s);
    QCOMPARE(instantLabel(at, utc, yearFirst), u"2026-08-14 14:00:00"_s);
    QCOMPARE(daysLabel({2026, 8, 10}, {2026, 8, 16}, yearFirst), u"2026-08-10 – 2026-08-16"_s);
    QCOMPARE(tickLabel(at, {1, TimeUnit::Day}, utc, dayFirst), u"14 Aug"_s);
    QCOMPARE(daysLabel({2026, 8, 10}, {2026, 8, 16}, dayFirst), u"10–16 Aug 2026"_s);
    QCOMPARE(tickLabel(at, {1, TimeUnit::Hour}, utc, twelve), u"2:00 PM"_s);
    // The axis and the readout ask for it by what the chart holds.
    ChartContent content;
    content.numbers = NumberFormatter(QLocale(u"en_US"_s));
    content.times = yearFirst.style;
    content.window = {at, at + Timedelta(6 * kNsPerHour)};
    const ChartFrame frame = arranged(content, {800, 300}, QFont());
    QVERIFY(labels(frame.timeTicks).contains(u"15:00"_s));
    CursorState cursor;
    cursor.at = at;
    QCOMPARE(readoutAt(content, cursor).title, u"2026-08-14 14:00:00"_s);
}

void TimeTicksTest::tellsNanosecondsApart()
{
    const Timestamp at(test::utcDay(2026, 8, 14).posixNs() + 1);
    const Calendar utc;
    QCOMPARE(instantLabel(at, utc, {QLocale::c()}), u"14 Aug 2026 00:00:00.000000001"_s);
    QCOMPARE(instantLabel(Timestamp(at.posixNs() + 1), utc, {QLocale::c()}),
             u"14 Aug 2026 00:00:00.000000002"_s);
    QCOMPARE(instantLabel(Timestamp(at.posixNs() - 1), utc, {QLocale::c()}),
             u"14 Aug 2026 00:00:00"_s);
    QCOMPARE(instantLabel(Timestamp(at.posixNs() - 1 + 5'000'000), utc, {QLocale(u"en_US"_s)}),
             u"Aug 14, 2026 12:00:00.005 AM"_s);
}

TIDEMARK_TEST(TimeTicksTest)

#include "time_ticks_test.moc"
