// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/calendar_steps.h"
#include "model/time/iso8601.h"
#include "model/time/time_format.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

Timestamp at(const QString &iso)
{
    return parseIso8601(iso).value();
}

Zone zone(const QString &id)
{
    return Zone::fromId(id).value();
}

QStringList ticks(const QString &zoneId, const CalendarStep &step, const QString &from,
                  const QString &to)
{
    const Zone local = zone(zoneId);
    QStringList texts;
    for (const Timestamp t : CalendarSteps(Calendar{local}, step).in({at(from), at(to)}, 100))
        texts.append(isoTime(t, local));
    return texts;
}

} // namespace

/// N6: axis ticks fall on the wall clock of the zone.
class CalendarStepsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void skipTheHourThatSpringLeavesOut()
    {
        QCOMPARE(ticks(u"Europe/Berlin"_s, {1, TimeUnit::Hour}, u"2025-03-30T00:30:00+01:00"_s,
                       u"2025-03-30T05:00:00+02:00"_s),
                 (QStringList{u"2025-03-30T01:00:00+01:00"_s, u"2025-03-30T03:00:00+02:00"_s,
                              u"2025-03-30T04:00:00+02:00"_s}));
    }

    void showTheHourThatAutumnRepeatsTwice()
    {
        QCOMPARE(ticks(u"Europe/Berlin"_s, {1, TimeUnit::Hour}, u"2025-10-26T01:30:00+02:00"_s,
                       u"2025-10-26T04:00:00+01:00"_s),
                 (QStringList{u"2025-10-26T02:00:00+02:00"_s, u"2025-10-26T02:00:00+01:00"_s,
                              u"2025-10-26T03:00:00+01:00"_s}));
    }

    void stayOnWallClockHoursAcrossAChange()
    {
        QCOMPARE(ticks(u"Europe/Berlin"_s, {6, TimeUnit::Hour}, u"2025-03-29T12:00:00+01:00"_s,
                       u"2025-03-30T13:00:00+02:00"_s),
                 (QStringList{u"2025-03-29T12:00:00+01:00"_s, u"2025-03-29T18:00:00+01:00"_s,
                              u"2025-03-30T00:00:00+01:00"_s, u"2025-03-30T06:00:00+02:00"_s,
                              u"2025-03-30T12:00:00+02:00"_s}));
        QCOMPARE(ticks(u"Asia/Kathmandu"_s, {12, TimeUnit::Hour}, u"2026-01-01T00:00:00Z"_s,
                       u"2026-01-02T00:00:00Z"_s),
                 (QStringList{u"2026-01-01T12:00:00+05:45"_s, u"2026-01-02T00:00:00+05:45"_s}));
    }

    void stepThroughSmallUnits()
    {
        QCOMPARE(ticks(u"UTC"_s, {500, TimeUnit::Nanosecond}, u"2026-01-01T00:00:00.0000001Z"_s,
                       u"2026-01-01T00:00:00.000001501Z"_s),
                 (QStringList{u"2026-01-01T00:00:00.0000005Z"_s, u"2026-01-01T00:00:00.000001Z"_s,
                              u"2026-01-01T00:00:00.0000015Z"_s}));
        QCOMPARE(ticks(u"UTC"_s, {15, TimeUnit::Second}, u"2026-01-01T00:00:01Z"_s,
                       u"2026-01-01T00:00:45Z"_s),
                 (QStringList{u"2026-01-01T00:00:15Z"_s, u"2026-01-01T00:00:30Z"_s}));
    }

    void stepThroughDaysMonthsAndYears()
    {
        QCOMPARE(ticks(u"Europe/Berlin"_s, {7, TimeUnit::Day}, u"2025-03-20T00:00:00Z"_s,
                       u"2025-04-01T00:00:00Z"_s),
                 (QStringList{u"2025-03-24T00:00:00+01:00"_s, u"2025-03-31T00:00:00+02:00"_s}));
        QCOMPARE(ticks(u"UTC"_s, {3, TimeUnit::Month}, u"2025-02-01T00:00:00Z"_s,
                       u"2025-10-01T00:00:00Z"_s),
                 (QStringList{u"2025-04-01T00:00:00Z"_s, u"2025-07-01T00:00:00Z"_s}));
        QCOMPARE(ticks(u"UTC"_s, {5, TimeUnit::Year}, u"1966-02-01T00:00:00Z"_s,
                       u"1976-01-01T00:00:00Z"_s),
                 (QStringList{u"1970-01-01T00:00:00Z"_s, u"1975-01-01T00:00:00Z"_s}));
        QCOMPARE(ticks(u"Pacific/Apia"_s, {1, TimeUnit::Day}, u"2011-12-29T00:00:00-10:00"_s,
                       u"2012-01-01T00:00:00+14:00"_s),
                 (QStringList{u"2011-12-29T00:00:00-10:00"_s, u"2011-12-31T00:00:00+14:00"_s}));
    }

    void boundTheNumberOfTicks()
    {
        const CalendarSteps steps(Calendar{}, {1, TimeUnit::Nanosecond});
        QCOMPARE(steps.in(TimeWindow::all(), 10).size(), std::size_t{10});
        QCOMPARE(steps.after(Timestamp::max()), Timestamp::max());
        QCOMPARE(CalendarSteps(Calendar{}, {1, TimeUnit::Year}).atOrAfter(Timestamp::max()),
                 Timestamp::max());
        QCOMPARE(CalendarSteps(Calendar{}, {100, TimeUnit::Year}).startOf(Timestamp::min()),
                 Timestamp::min());
    }

    void chooseTheFinestStepThatFits()
    {
        QCOMPARE(niceStep(Timedelta(24 * kNsPerHour), 10), (CalendarStep{3, TimeUnit::Hour}));
        QCOMPARE(niceStep(Timedelta(10), 10), (CalendarStep{2, TimeUnit::Nanosecond}));
        QCOMPARE(niceStep(Timedelta(365 * kNsPerDay), 6), (CalendarStep{1, TimeUnit::Quarter}));
        QCOMPARE(niceStep(Timedelta::max(), 10), (CalendarStep{50, TimeUnit::Year}));
        std::int64_t last = 0;
        for (const CalendarStep &step : niceSteps()) {
            QVERIFY(nominalLength(step).ns() > last);
            last = nominalLength(step).ns();
        }
    }

    void moveOnTheCalendar_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<int>("count");
        QTest::addColumn<int>("unit");
        QTest::addColumn<QString>("to");
        const auto row = [](const char *name, const QString &from, int count, TimeUnit unit,
                            const QString &to) {
            QTest::newRow(name) << from << count << static_cast<int>(unit) << to;
        };
        row("month end", u"2026-03-31T12:00:00+02:00"_s, -1, TimeUnit::Month,
            u"2026-02-28T12:00:00+01:00"_s);
        row("a day over spring", u"2025-03-29T12:00:00+01:00"_s, 1, TimeUnit::Day,
            u"2025-03-30T12:00:00+02:00"_s);
        row("24 hours over spring", u"2025-03-29T12:00:00+01:00"_s, 24, TimeUnit::Hour,
            u"2025-03-30T13:00:00+02:00"_s);
        row("into the gap", u"2025-03-29T02:30:00+01:00"_s, 1, TimeUnit::Day,
            u"2025-03-30T03:00:00+02:00"_s);
        row("into the repeated hour from summer", u"2025-10-25T02:30:00+02:00"_s, 1, TimeUnit::Day,
            u"2025-10-26T02:30:00+02:00"_s);
        row("into the repeated hour from winter", u"2025-10-27T02:30:00+01:00"_s, -1, TimeUnit::Day,
            u"2025-10-26T02:30:00+01:00"_s);
        row("leap day", u"2024-02-29T00:00:00+01:00"_s, 1, TimeUnit::Year,
            u"2025-02-28T00:00:00+01:00"_s);
        row("quarter", u"2025-11-30T00:00:00+01:00"_s, 1, TimeUnit::Quarter,
            u"2026-02-28T00:00:00+01:00"_s);
    }
    void moveOnTheCalendar()
    {
        QFETCH(QString, from);
        QFETCH(int, count);
        QFETCH(int, unit);
        QFETCH(QString, to);
        const Zone berlin = zone(u"Europe/Berlin"_s);
        const auto moved = advanced(at(from), count, static_cast<TimeUnit>(unit), berlin);
        QVERIFY(moved.has_value());
        QCOMPARE(isoTime(*moved, berlin), to);
    }

    void refuseToLeaveTheLimits()
    {
        for (const TimeUnit unit : {TimeUnit::Nanosecond, TimeUnit::Hour, TimeUnit::Day,
                                    TimeUnit::Week, TimeUnit::Month, TimeUnit::Year}) {
            const std::int64_t many = std::numeric_limits<std::int64_t>::max();
            QCOMPARE(advanced(Timestamp(1), many, unit, Zone()).error().code, ErrorCode::Overflow);
            QCOMPARE(advanced(Timestamp(-2), -many, unit, Zone()).error().code,
                     ErrorCode::Overflow);
        }
    }
};

TIDEMARK_TEST(CalendarStepsTest)
#include "calendar_steps_test.moc"
