// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/period_aggregation.h"
#include "tests/support/test_registry.h"

#include <QDateTime>
#include <QTest>
#include <QTimeZone>

#include <vector>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

Calendar calendarIn(const QString &zone)
{
    return Calendar{Zone::fromId(zone).value(), Qt::Monday};
}

Timestamp local(const QString &zone, int year, int month, int day, int hour = 0, int minute = 0)
{
    const QDateTime time(QDate(year, month, day), QTime(hour, minute), QTimeZone(zone.toLatin1()));
    return Timestamp(time.toMSecsSinceEpoch() * 1'000'000);
}

double hours(const TimeWindow &window)
{
    return static_cast<double>(window.duration().ns()) / 3.6e12;
}

AggregateSeries seriesOf(const std::vector<Timestamp> &times, const Calendar &calendar,
                         Period period, TimeWindow window)
{
    std::vector<std::int64_t> times_ns;
    for (const Timestamp time : times)
        times_ns.push_back(time.posixNs());
    const std::vector<double> values(times.size(), 1.0);
    return AggregateSeries{MetricId(1), period, calendar, calendar.widened(window, period),
                           aggregateByPeriod(times_ns, values, calendar, period)};
}

} // namespace

class PeriodAggregationTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { tidemark::test::failOnUnexpectedWarnings(); }
    void noValuesGiveNoBuckets();
    void midnightBelongsToTheNewDay();
    void daysAreAsLongAsTheClockMakesThem_data();
    void daysAreAsLongAsTheClockMakesThem();
    void aDayThatTheZoneLeftOutHasNoBucket();
    void weeksBeginOnTheChosenDay();
    void filledPutsEmptyPeriodsIn();
    void filledKeepsASeriesBeyondItsLimit();
    void totalMergesAllBuckets();
    void holdsTheLimitsOfTime();
    void indexRangeIsHalfOpenAndOpenBordersAreOpen();
};

void PeriodAggregationTest::noValuesGiveNoBuckets()
{
    QVERIFY(aggregateByPeriod({}, {}, Calendar(), Period::Daily).empty());
    QVERIFY(aggregateAll({}, {}).isEmpty());
    QVERIFY(filled(AggregateSeries()).empty());
}

void PeriodAggregationTest::midnightBelongsToTheNewDay()
{
    const Timestamp midnight = local(u"UTC"_s, 2024, 3, 2);
    const auto series = seriesOf({midnight - Timedelta(1), midnight, midnight + Timedelta(1)},
                                 Calendar(), Period::Daily, {midnight, midnight + Timedelta(1)});
    QCOMPARE(series.buckets.size(), 2);
    QCOMPARE(series.buckets[0].aggregate.count, 1);
    QCOMPARE(series.buckets[1].aggregate.count, 2);
    QCOMPARE(series.buckets[1].window.begin, midnight);
    QCOMPARE(series.buckets[0].window.end, midnight);
}

void PeriodAggregationTest::daysAreAsLongAsTheClockMakesThem_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QDate>("day");
    QTest::addColumn<double>("length_h");
    QTest::newRow("Berlin spring") << u"Europe/Berlin"_s << QDate(2025, 3, 30) << 23.0;
    QTest::newRow("Berlin autumn") << u"Europe/Berlin"_s << QDate(2025, 10, 26) << 25.0;
    QTest::newRow("Berlin plain") << u"Europe/Berlin"_s << QDate(2025, 5, 1) << 24.0;
    QTest::newRow("Lord Howe spring") << u"Australia/Lord_Howe"_s << QDate(2025, 10, 5) << 23.5;
    QTest::newRow("Lord Howe autumn") << u"Australia/Lord_Howe"_s << QDate(2025, 4, 6) << 24.5;
    QTest::newRow("New York after 2037") << u"America/New_York"_s << QDate(2040, 3, 11) << 23.0;
}

void PeriodAggregationTest::daysAreAsLongAsTheClockMakesThem()
{
    QFETCH(QString, zone);
    QFETCH(QDate, day);
    QFETCH(double, length_h);
    const Timestamp begin = local(zone, day.year(), day.month(), day.day());
    const QDate next = day.addDays(1);
    const Timestamp end = local(zone, next.year(), next.month(), next.day());
    const auto series = seriesOf({begin, end - Timedelta(1), end}, calendarIn(zone), Period::Daily,
                                 {begin, end + Timedelta(1)});
    QCOMPARE(series.buckets.size(), 2);
    QCOMPARE(series.buckets[0].window, (TimeWindow{begin, end}));
    QCOMPARE(hours(series.buckets[0].window), length_h);
    QCOMPARE(series.buckets[0].aggregate.count, 2);
    QCOMPARE(filled(series).size(), 2);
}

void PeriodAggregationTest::aDayThatTheZoneLeftOutHasNoBucket()
{
    const QString zone = u"Pacific/Apia"_s; // had no 30 December 2011
    const Timestamp first = local(zone, 2011, 12, 29, 12);
    const Timestamp last = local(zone, 2011, 12, 31, 12);
    const auto series = seriesOf({first, last}, calendarIn(zone), Period::Daily, {first, last});
    const auto all = filled(series);
    QCOMPARE(all.size(), 2);
    QCOMPARE(all[0].window.end, all[1].window.begin);
    QCOMPARE(all[0].aggregate.count, 1);
    QCOMPARE(all[1].aggregate.count, 1);
}

void PeriodAggregationTest::weeksBeginOnTheChosenDay()
{
    const Timestamp sunday = local(u"UTC"_s, 2024, 12, 29, 12);
    const Timestamp monday = local(u"UTC"_s, 2024, 12, 30, 12);
    Calendar calendar;
    calendar.weekStart = Qt::Monday;
    QCOMPARE(seriesOf({sunday, monday}, calendar, Period::Weekly, {sunday, monday}).buckets.size(),
             2);
    calendar.weekStart = Qt::Sunday;
    const auto series = seriesOf({sunday, monday}, calendar, Period::Weekly, {sunday, monday});
    QCOMPARE(series.buckets.size(), 1);
    QCOMPARE(series.buckets[0].window.begin, local(u"UTC"_s, 2024, 12, 29));
}

void PeriodAggregationTest::filledPutsEmptyPeriodsIn()
{
    const QString zone = u"Europe/Berlin"_s;
    const Timestamp january = local(zone, 2026, 1, 15);
    const Timestamp march = local(zone, 2026, 3, 15);
    const auto series = seriesOf({january, march}, calendarIn(zone), Period::Monthly,
                                 {january, local(zone, 2026, 4, 2)});
    const auto all = filled(series);
    QCOMPARE(all.size(), 4);
    const std::vector<std::uint64_t> counts{1, 0, 1, 0};
    for (std::size_t i = 0; i < all.size(); ++i) {
        QCOMPARE(all[i].aggregate.count, counts[i]);
        const int month = static_cast<int>(i) + 1;
        QCOMPARE(all[i].window.begin, local(zone, 2026, month, 1));
        QCOMPARE(all[i].window.end, local(zone, 2026, month + 1, 1));
        QCOMPARE(all[i].aggregate.mean().has_value(), counts[i] > 0);
    }
}

void PeriodAggregationTest::filledKeepsASeriesBeyondItsLimit()
{
    const Timestamp first = local(u"UTC"_s, 2020, 1, 1);
    const Timestamp last = local(u"UTC"_s, 2020, 1, 11);
    const auto series =
        seriesOf({first, last}, Calendar(), Period::Daily, {first, last + Timedelta(1)});
    QCOMPARE(filled(series, 11).size(), 11);
    QCOMPARE(filled(series, 10).size(), 2);
}

void PeriodAggregationTest::totalMergesAllBuckets()
{
    const Timestamp first = local(u"UTC"_s, 2020, 1, 1);
    const auto series = seriesOf({first, first + Timedelta(1), local(u"UTC"_s, 2020, 5, 1)},
                                 Calendar(), Period::Monthly, {first, first + Timedelta(1)});
    QCOMPARE(total(series).count, 3);
    QCOMPARE(total(series).sum.value(), 3.0);
    QCOMPARE(total(series).firstAt, first);
    QCOMPARE(total(series).lastAt, local(u"UTC"_s, 2020, 5, 1));
}

void PeriodAggregationTest::holdsTheLimitsOfTime()
{
    const std::vector<std::int64_t> times_ns{
        Timestamp::min().posixNs(), 0, Timestamp::max().posixNs() - 1, Timestamp::max().posixNs()};
    const std::vector<double> values{1, 2, 3, 4};
    for (const Period period : kAllPeriods) {
        const auto buckets = aggregateByPeriod(times_ns, values, Calendar(), period);
        QCOMPARE(buckets.size(), 3);
        QCOMPARE(buckets.front().window.begin, Timestamp::min());
        QCOMPARE(buckets.back().window.end, Timestamp::max());
        QCOMPARE(buckets.back().aggregate.count, 2);
        QCOMPARE(buckets.back().aggregate.last, 4.0);
    }
}

void PeriodAggregationTest::indexRangeIsHalfOpenAndOpenBordersAreOpen()
{
    const std::vector<std::int64_t> times_ns{-5, 0, 0, 7, Timestamp::max().posixNs()};
    const auto check = [&](std::optional<Timestamp> begin, std::optional<Timestamp> end,
                           std::size_t first, std::size_t last) {
        const IndexRange range = indexRange(times_ns, begin, end);
        return range.first == first && range.last == last;
    };
    QVERIFY(check(std::nullopt, std::nullopt, 0, 5));
    QVERIFY(check(Timestamp(0), Timestamp(7), 1, 3));
    QVERIFY(check(Timestamp(0), Timestamp(0), 1, 1));
    QVERIFY(check(Timestamp(9), Timestamp(0), 4, 4));
    QVERIFY(check(std::nullopt, Timestamp::max(), 0, 4));
    QVERIFY(check(Timestamp::max(), std::nullopt, 4, 5));
}

TIDEMARK_TEST(PeriodAggregationTest)
#include "period_aggregation_test.moc"
