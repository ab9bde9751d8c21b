// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/calendar.h"
#include "model/time/civil.h"
#include "model/time/iso8601.h"
#include "model/time/time_format.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

Timestamp at(const QString &iso)
{
    return parseIso8601(iso).value();
}

Calendar calendar(const QString &id, Qt::DayOfWeek weekStart = Qt::Monday)
{
    return Calendar{Zone::fromId(id).value(), weekStart};
}

double hours(const TimeWindow &window)
{
    return static_cast<double>(window.duration().ns()) / static_cast<double>(kNsPerHour);
}

} // namespace

class CalendarTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void v4DaysAreAsLongAsTheClockMakesThem_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<QString>("noon");
        QTest::addColumn<QString>("begin");
        QTest::addColumn<double>("length");
        const auto row = [](const char *name, const QString &zone, const QString &noon,
                            const QString &begin, double length) {
            QTest::newRow(name) << zone << noon << begin << length;
        };
        row("Berlin spring", u"Europe/Berlin"_s, u"2025-03-30T10:00:00Z"_s,
            u"2025-03-29T23:00:00Z"_s, 23.0);
        row("Berlin autumn", u"Europe/Berlin"_s, u"2025-10-26T11:00:00Z"_s,
            u"2025-10-25T22:00:00Z"_s, 25.0);
        row("Berlin autumn 2100", u"Europe/Berlin"_s, u"2100-10-31T11:00:00Z"_s,
            u"2100-10-30T22:00:00Z"_s, 25.0);
        row("Lord Howe spring", u"Australia/Lord_Howe"_s, u"2025-10-05T02:00:00Z"_s,
            u"2025-10-04T13:30:00Z"_s, 23.5);
        row("Lord Howe autumn", u"Australia/Lord_Howe"_s, u"2025-04-06T02:00:00Z"_s,
            u"2025-04-05T13:00:00Z"_s, 24.5);
        row("Samoa before the missing day", u"Pacific/Apia"_s, u"2011-12-30T00:00:00Z"_s,
            u"2011-12-29T10:00:00Z"_s, 24.0);
        row("Samoa after the missing day", u"Pacific/Apia"_s, u"2011-12-30T20:00:00Z"_s,
            u"2011-12-30T10:00:00Z"_s, 24.0);
        row("Kathmandu", u"Asia/Kathmandu"_s, u"2026-03-01T00:00:00Z"_s, u"2026-02-28T18:15:00Z"_s,
            24.0);
        row("UTC+14", u"Pacific/Kiritimati"_s, u"2026-03-01T00:00:00Z"_s, u"2026-02-28T10:00:00Z"_s,
            24.0);
        row("1969", u"Europe/Berlin"_s, u"1969-07-20T20:17:40Z"_s, u"1969-07-19T23:00:00Z"_s, 24.0);
        row("2262", u"UTC"_s, u"2262-04-10T12:00:00Z"_s, u"2262-04-10T00:00:00Z"_s, 24.0);
        row("midnight skipped", u"Asia/Beirut"_s, u"2022-03-27T12:00:00Z"_s,
            u"2022-03-26T22:00:00Z"_s, 23.0);
        row("midnight repeated", u"America/Havana"_s, u"2025-11-02T12:00:00Z"_s,
            u"2025-11-02T04:00:00Z"_s, 25.0);
    }
    void v4DaysAreAsLongAsTheClockMakesThem()
    {
        QFETCH(QString, zone);
        QFETCH(QString, noon);
        QFETCH(QString, begin);
        QFETCH(double, length);
        const TimeWindow day = calendar(zone).bucketOf(Period::Daily, at(noon));
        QCOMPARE(isoTime(day.begin), begin);
        QCOMPARE(hours(day), length);
        QCOMPARE(calendar(zone).startOf(Period::Daily, day.end), day.end);
        QCOMPARE(calendar(zone).startOf(Period::Daily, day.end - Timedelta(1)), day.begin);
    }

    /// A4 and V4: no instant lies in two buckets or none, whatever the zone does.
    void bucketsFollowEachOtherWithoutGap_data()
    {
        QTest::addColumn<QString>("zone");
        for (const char *id :
             {"UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
              "Pacific/Kiritimati", "America/St_Johns", "America/Havana", "Asia/Beirut",
              "Africa/Monrovia", "Pacific/Kwajalein", "America/Juneau", "Asia/Manila"})
            QTest::newRow(id) << QString::fromLatin1(id);
    }
    void bucketsFollowEachOtherWithoutGap()
    {
        QFETCH(QString, zone);
        const TimeWindow window{at(u"1840-01-01T00:00:00Z"_s), at(u"2100-01-01T00:00:00Z"_s)};
        for (const Period period : kAllPeriods) {
            const Calendar local = calendar(zone, Qt::Sunday);
            const auto buckets = local.buckets(window, period);
            QCOMPARE(buckets.front().begin, local.widened(window, period).begin);
            QCOMPARE(buckets.back().end, local.widened(window, period).end);
            QVERIFY(local.widened(window, period).contains(window));
            for (std::size_t i = 0; i < buckets.size(); ++i) {
                QVERIFY(!buckets[i].isEmpty());
                if (i > 0)
                    QCOMPARE(buckets[i].begin, buckets[i - 1].end);
            }
        }
    }

    void startsAndEndsEachPeriod_data()
    {
        QTest::addColumn<int>("period");
        QTest::addColumn<QString>("previous");
        QTest::addColumn<QString>("start");
        QTest::addColumn<QString>("next");
        const auto row = [](const char *name, Period period, const QString &previous,
                            const QString &start, const QString &next) {
            QTest::newRow(name) << static_cast<int>(period) << previous << start << next;
        };
        row("day", Period::Daily, u"2024-02-28T00:00:00+01:00"_s, u"2024-02-29T00:00:00+01:00"_s,
            u"2024-03-01T00:00:00+01:00"_s);
        row("week", Period::Weekly, u"2024-02-19T00:00:00+01:00"_s, u"2024-02-26T00:00:00+01:00"_s,
            u"2024-03-04T00:00:00+01:00"_s);
        row("month", Period::Monthly, u"2024-01-01T00:00:00+01:00"_s,
            u"2024-02-01T00:00:00+01:00"_s, u"2024-03-01T00:00:00+01:00"_s);
        row("quarter", Period::Quarterly, u"2023-10-01T00:00:00+02:00"_s,
            u"2024-01-01T00:00:00+01:00"_s, u"2024-04-01T00:00:00+02:00"_s);
        row("year", Period::Yearly, u"2023-01-01T00:00:00+01:00"_s, u"2024-01-01T00:00:00+01:00"_s,
            u"2025-01-01T00:00:00+01:00"_s);
    }
    void startsAndEndsEachPeriod()
    {
        QFETCH(int, period);
        QFETCH(QString, previous);
        QFETCH(QString, start);
        QFETCH(QString, next);
        const Calendar berlin = calendar(u"Europe/Berlin"_s);
        const auto by = static_cast<Period>(period);
        const Timestamp leapDay = at(u"2024-02-29T12:00:00+01:00"_s);
        QCOMPARE(berlin.previous(by, leapDay), at(previous));
        QCOMPARE(berlin.startOf(by, leapDay), at(start));
        QCOMPARE(berlin.next(by, leapDay), at(next));
    }

    void weeksBeginOnTheChosenDay()
    {
        const Timestamp sunday = at(u"2026-03-01T12:00:00Z"_s);
        QCOMPARE(calendar(u"UTC"_s, Qt::Monday).startOf(Period::Weekly, sunday),
                 at(u"2026-02-23T00:00:00Z"_s));
        QCOMPARE(calendar(u"UTC"_s, Qt::Sunday).startOf(Period::Weekly, sunday),
                 at(u"2026-03-01T00:00:00Z"_s));
        QCOMPARE(calendar(u"UTC"_s, Qt::Saturday).startOf(Period::Weekly, sunday),
                 at(u"2026-02-28T00:00:00Z"_s));
    }

    void v5IsoWeeksAroundNewYear_data()
    {
        QTest::addColumn<int>("year");
        QTest::addColumn<int>("month");
        QTest::addColumn<int>("day");
        QTest::addColumn<int>("weekYear");
        QTest::addColumn<int>("week");
        QTest::newRow("2020-12-31 is in W53") << 2020 << 12 << 31 << 2020 << 53;
        QTest::newRow("2021-01-03 is in W53 of 2020") << 2021 << 1 << 3 << 2020 << 53;
        QTest::newRow("2024-12-30 is in W01 of 2025") << 2024 << 12 << 30 << 2025 << 1;
        QTest::newRow("2027-01-01 is in W53 of 2026") << 2027 << 1 << 1 << 2026 << 53;
        QTest::newRow("29 February") << 2024 << 2 << 29 << 2024 << 9;
    }
    void v5IsoWeeksAroundNewYear()
    {
        QFETCH(int, year);
        QFETCH(int, month);
        QFETCH(int, day);
        QFETCH(int, weekYear);
        QFETCH(int, week);
        const CivilDate date{year, month, day};
        QCOMPARE(isoWeekOf(date).year, weekYear);
        QCOMPARE(isoWeekOf(date).week, week);
        const auto monday = mondayOf({weekYear, week});
        QVERIFY(monday && daysFromCivil(date) - daysFromCivil(*monday) < 7);
        QVERIFY(!mondayOf({2021, 53}));
        QVERIFY(!mondayOf({2021, 0}));
    }

    void v5CalendarStepsKeepToTheMonthsEnd()
    {
        QCOMPARE(addMonths({2026, 3, 31}, -1), (CivilDate{2026, 2, 28}));
        QCOMPARE(addMonths({2024, 3, 31}, -1), (CivilDate{2024, 2, 29}));
        QCOMPARE(addYears({2024, 2, 29}, 1), (CivilDate{2025, 2, 28}));
        QCOMPARE(addYears({2024, 2, 29}, -4), (CivilDate{2020, 2, 29}));
        QCOMPARE(addMonths({2026, 1, 15}, -13), (CivilDate{2024, 12, 15}));
        QVERIFY(addMonths({2026, 1, 1}, std::numeric_limits<std::int64_t>::max()).isValid());
        QVERIFY(!(CivilDate{2025, 2, 29}).isValid());
        QVERIFY(!(CivilDate{2025, 13, 1}).isValid());
    }

    void outermostPeriodsAreCutOffAtTheLimits()
    {
        for (const Period period : kAllPeriods) {
            for (const QString &id : {u"UTC"_s, u"Europe/Berlin"_s, u"Pacific/Kiritimati"_s}) {
                const Calendar local = calendar(id);
                QCOMPARE(local.startOf(period, Timestamp::min()), Timestamp::min());
                QCOMPARE(local.previous(period, Timestamp::min()), Timestamp::min());
                QCOMPARE(local.next(period, Timestamp::max()), Timestamp::max());
                QCOMPARE(local.widened(TimeWindow::all(), period), TimeWindow::all());
            }
        }
        QCOMPARE(calendar(u"UTC"_s).buckets(TimeWindow::all(), Period::Yearly).size(),
                 std::size_t{2262 - 1677 + 1});
    }

    void emptyWindowsHaveNoBuckets()
    {
        const TimeWindow empty{Timestamp(5), Timestamp(5)};
        QCOMPARE(Calendar{}.widened(empty, Period::Daily), empty);
        QVERIFY(Calendar{}.buckets(empty, Period::Daily).empty());
    }

    void aHundredThousandDaysTakeMilliseconds()
    {
        const Calendar berlin = calendar(u"Europe/Berlin"_s);
        const TimeWindow window{at(u"1970-01-01T00:00:00Z"_s), at(u"2243-10-17T00:00:00Z"_s)};
        QElapsedTimer timer;
        timer.start();
        const auto buckets = berlin.buckets(window, Period::Daily);
        const qint64 elapsed_ms = timer.elapsed();
        qInfo("%zu day buckets in %lld ms", buckets.size(), static_cast<long long>(elapsed_ms));
        QVERIFY(buckets.size() > 99'990);
        QVERIFY(elapsed_ms < 15'000); // an unoptimised build under a sanitizer needs some hundred
    }

    void periodsHaveWords()
    {
        for (const Period period : kAllPeriods) {
            QCOMPARE(*periodFromId(periodId(period)), period);
            QVERIFY(!periodName(period).isEmpty() && !periodUnitName(period).isEmpty());
        }
        QCOMPARE(*periodFromId(u"Weekly"), Period::Weekly);
        QCOMPARE(periodFromId(u"hourly").error().code, ErrorCode::InvalidArgument);
    }
};

TIDEMARK_TEST(CalendarTest)
#include "calendar_test.moc"
