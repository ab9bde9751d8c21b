// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"
#include "views/dashboards/view_context.h"
#include "views/range/range_text.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

class RangeTextTest final : public QObject
{
    Q_OBJECT

    static TimeWindow window(const QString &begin, const QString &end)
    {
        return {test::at(begin), test::at(end)};
    }
    static Calendar berlin() { return {Zone::fromId(u"Europe/Berlin").value(), Qt::Monday}; }

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void namesWindows_data()
    {
        QTest::addColumn<QString>("begin");
        QTest::addColumn<QString>("end");
        QTest::addColumn<QString>("label");
        QTest::newRow("whole days name the last included")
            << u"2026-03-01T00:00:00Z"_s << u"2026-03-08T00:00:00Z"_s << u"1 – 7 Mar 2026"_s;
        QTest::newRow("one day") << u"2026-03-01T00:00:00Z"_s << u"2026-03-02T00:00:00Z"_s
                                 << u"1 Mar 2026"_s;
        QTest::newRow("two months")
            << u"2026-03-01T00:00:00Z"_s << u"2026-05-01T00:00:00Z"_s << u"1 Mar – 30 Apr 2026"_s;
        QTest::newRow("two years") << u"2025-12-01T00:00:00Z"_s << u"2026-02-01T00:00:00Z"_s
                                   << u"1 Dec 2025 – 31 Jan 2026"_s;
        QTest::newRow("hours of a day") << u"2026-03-01T08:00:00Z"_s << u"2026-03-01T09:30:00Z"_s
                                        << u"1 Mar 2026, 08:00 – 09:30"_s;
        QTest::newRow("hours over midnight")
            << u"2026-03-01T20:00:00Z"_s << u"2026-03-02T06:00:00Z"_s
            << u"1 Mar 2026, 20:00 – 2 Mar 2026, 06:00"_s;
    }
    void namesWindows()
    {
        QFETCH(QString, begin);
        QFETCH(QString, end);
        QTEST(windowLabel(window(begin, end), Calendar(), QLocale::c()), "label");
    }

    void countsDaysOfTheZoneAcrossTheClockChange()
    {
        // 29 March 2026 has 23 hours in Berlin.
        const TimeWindow day = window(u"2026-03-28T23:00:00Z"_s, u"2026-03-29T22:00:00Z"_s);
        QCOMPARE(windowLabel(day, berlin(), QLocale::c()), u"29 Mar 2026"_s);
        QCOMPARE(windowLabel(day, Calendar(), QLocale::c()),
                 u"28 Mar 2026, 23:00 – 29 Mar 2026, 22:00"_s);
    }

    void windowsFollowTheLocaleAndWhatIsChosen() // N9
    {
        const QLocale american(u"en_US"_s);
        const TimeWindow week = window(u"2026-03-01T00:00:00Z"_s, u"2026-03-08T00:00:00Z"_s);
        const TimeWindow hours = window(u"2026-03-01T08:00:00Z"_s, u"2026-03-01T14:30:00Z"_s);
        QCOMPARE(windowLabel(week, Calendar(), american), u"Mar 1 – 7, 2026"_s);
        const TimeStyle style{true, TimeStyle::DateOrder::YearMonthDay};
        QCOMPARE(windowLabel(week, Calendar(), american, style), u"2026-03-01 – 2026-03-07"_s);
        QCOMPARE(windowLabel(hours, Calendar(), american, style), u"2026-03-01, 08:00 – 14:30"_s);
        const test::StillClock clock(test::at(u"2026-11-20T12:00:00Z"_s));
        ViewContext context(clock);
        context.setWindow(week);
        QCOMPARE(rangeButtonText(context, american, style), u"2026-03-01 – 2026-03-07 · UTC"_s);
        QCOMPARE(rangeText(context, american, style), u"2026-03-01 – 2026-03-07"_s);
    }

    void buttonShowsRangeAndZone()
    {
        const test::StillClock clock(test::at(u"2026-11-20T12:00:00Z"_s));
        ViewContext context(clock);
        QVERIFY(context.setRange(TimeRange::parse(u"now-7d", u"now", clock.now(), {})->range));
        QCOMPARE(rangeButtonText(context, QLocale::c()), u"Last 7 days · UTC"_s);
        context.setZone(berlin().zone);
        context.setWindow(window(u"2026-02-28T23:00:00Z"_s, u"2026-03-07T23:00:00Z"_s));
        QCOMPARE(rangeButtonText(context, QLocale::c()), u"1 – 7 Mar 2026 · Europe/Berlin"_s);
    }

    void stepsWholePeriodsAndLengths_data()
    {
        QTest::addColumn<QString>("begin");
        QTest::addColumn<QString>("end");
        QTest::addColumn<int>("by");
        QTest::addColumn<QString>("steppedBegin");
        QTest::addColumn<QString>("steppedEnd");
        QTest::newRow("month back") << u"2026-03-01T00:00:00Z"_s << u"2026-04-01T00:00:00Z"_s << -1
                                    << u"2026-02-01T00:00:00Z"_s << u"2026-03-01T00:00:00Z"_s;
        QTest::newRow("year forward") << u"2024-01-01T00:00:00Z"_s << u"2025-01-01T00:00:00Z"_s << 1
                                      << u"2025-01-01T00:00:00Z"_s << u"2026-01-01T00:00:00Z"_s;
        QTest::newRow("any length back")
            << u"2026-03-01T10:00:00Z"_s << u"2026-03-01T13:00:00Z"_s << -1
            << u"2026-03-01T07:00:00Z"_s << u"2026-03-01T10:00:00Z"_s;
    }
    void stepsWholePeriodsAndLengths()
    {
        QFETCH(QString, begin);
        QFETCH(QString, end);
        QFETCH(int, by);
        QFETCH(QString, steppedBegin);
        QFETCH(QString, steppedEnd);
        QCOMPARE(steppedWindow(window(begin, end), Calendar(), by),
                 window(steppedBegin, steppedEnd));
    }

    void staysAtTheEndsOfTime()
    {
        const TimeWindow last{Timestamp::max() - Timedelta(1000), Timestamp::max()};
        QCOMPARE(steppedWindow(last, Calendar(), 1), last);
        const TimeWindow wide = zoomedOut(TimeWindow::all());
        QCOMPARE(wide, TimeWindow::all());
    }

    void contextKeepsRelativeRangesAndFollowsTheClock()
    {
        test::StillClock clock(test::at(u"2026-11-20T12:00:00Z"_s));
        ViewContext context(clock);
        QVERIFY(context.setRange(TimeRange::parse(u"now-1d", u"now", clock.now(), {})->range));
        QCOMPARE(context.window(), window(u"2026-11-19T12:00:00Z"_s, u"2026-11-20T12:00:00Z"_s));
        clock.set(test::at(u"2026-11-21T12:00:00Z"_s));
        context.resolveAgain();
        QCOMPARE(context.window(), window(u"2026-11-20T12:00:00Z"_s, u"2026-11-21T12:00:00Z"_s));
        QVERIFY(context.range().isRelative());
        // An absolute one stays where it is (T7).
        context.setWindow(window(u"2026-01-01T00:00:00Z"_s, u"2026-02-01T00:00:00Z"_s));
        clock.set(test::at(u"2026-12-21T12:00:00Z"_s));
        context.resolveAgain();
        QCOMPARE(context.window(), window(u"2026-01-01T00:00:00Z"_s, u"2026-02-01T00:00:00Z"_s));
    }

    void anotherZoneLeavesAnAbsoluteRangeAlone()
    {
        const test::StillClock clock(test::at(u"2026-11-20T12:00:00Z"_s));
        ViewContext context(clock);
        const TimeWindow fixed = window(u"2026-01-01T00:00:00Z"_s, u"2026-02-01T00:00:00Z"_s);
        context.setWindow(fixed);
        context.setZone(berlin().zone);
        QCOMPARE(context.window(), fixed);
        // A relative one is resolved by the new calendar: today begins an hour earlier.
        QVERIFY(context.setRange(TimeRange::parse(u"now/d", u"now/d", clock.now(), {})->range));
        QCOMPARE(context.window(), window(u"2026-11-19T23:00:00Z"_s, u"2026-11-20T23:00:00Z"_s));
    }

    void allDataFollowsTheExtent()
    {
        const test::StillClock clock(test::at(u"2026-11-20T12:00:00Z"_s));
        ViewContext context(clock);
        showAllData(context);
        const TimeWindow extent = window(u"2014-07-01T00:00:00Z"_s, u"2015-02-01T00:00:00Z"_s);
        context.setDataExtent(extent);
        QCOMPARE(context.window(), extent);
    }
};

TIDEMARK_TEST(RangeTextTest)
#include "range_text_test.moc"
