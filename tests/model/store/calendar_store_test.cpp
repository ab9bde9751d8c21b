// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/aggregate_reader.h"
#include "model/ports/metric_catalog.h"
#include "model/time/iso8601.h"
#include "tests/model/store/exchange_fixture.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr std::int64_t kHour_ns = 3'600'000'000'000;

Timestamp at(const QString &text)
{
    const auto time = parseIso8601(text);
    if (!time)
        qFatal("%s: %s", qPrintable(text), qPrintable(time.error().message));
    return *time;
}

/// Days and weeks that are not like others, through the store (hardening tests V4 and V5): each
/// record is in exactly one bucket, and each bucket is as long as the clock made it.
class CalendarStoreTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void putsEachRecordIntoOneDay_data();
    void putsEachRecordIntoOneDay();
    void countsIsoWeeksAndLeapDays_data();
    void countsIsoWeeksAndLeapDays();
    void neverShiftsALeapSecondSilently();

private:
    QTemporaryDir m_folder;
};

void CalendarStoreTest::putsEachRecordIntoOneDay_data()
{
    QTest::addColumn<QString>("zone");
    QTest::addColumn<QString>("noon"); // an instant in the day that is looked at
    QTest::addColumn<double>("hours"); // length of that day
    QTest::newRow("Berlin in spring") << u"Europe/Berlin"_s << u"2025-03-30T12:00:00Z"_s << 23.0;
    QTest::newRow("Berlin in autumn") << u"Europe/Berlin"_s << u"2025-10-26T12:00:00Z"_s << 25.0;
    QTest::newRow("Lord Howe in spring")
        << u"Australia/Lord_Howe"_s << u"2025-10-05T01:00:00Z"_s << 23.5;
    QTest::newRow("Lord Howe in autumn")
        << u"Australia/Lord_Howe"_s << u"2025-04-06T01:00:00Z"_s << 24.5;
    QTest::newRow("Samoa before its missing day")
        << u"Pacific/Apia"_s << u"2011-12-29T22:00:00Z"_s << 24.0;
    QTest::newRow("Kathmandu") << u"Asia/Kathmandu"_s << u"2026-05-05T06:15:00Z"_s << 24.0;
    QTest::newRow("UTC+14") << u"Pacific/Kiritimati"_s << u"2026-05-05T00:00:00Z"_s << 24.0;
    QTest::newRow("1969") << u"UTC"_s << u"1969-12-31T12:00:00Z"_s << 24.0;
    QTest::newRow("2262") << u"UTC"_s << u"2262-04-09T12:00:00Z"_s << 24.0;
    QTest::newRow("after 2037") << u"Europe/Berlin"_s << u"2100-03-28T12:00:00Z"_s << 23.0;
}

void CalendarStoreTest::putsEachRecordIntoOneDay()
{
    QFETCH(const QString, zone);
    QFETCH(const QString, noon);
    QFETCH(const double, hours);
    const StorePointer store = newStore(m_folder);
    const DataPorts ports = store->ports();
    constexpr std::int64_t kStep_ns = kHour_ns / 4;
    constexpr int kBefore = 40 * 4; // steps on each side of noon
    std::vector<ImportRow> rows;
    const Timestamp first = at(noon) - Timedelta(kBefore * kStep_ns);
    for (int i = 0; i < 2 * kBefore; ++i) {
        ImportRow row;
        row.metric = u"m"_s;
        row.value = 1;
        row.start = row.end = first + Timedelta(i * kStep_ns);
        rows.push_back(row);
    }
    const auto imported = answer(
        ports.records->importRows(std::make_shared<VectorSource>(rows), {u"import"_s}, {}, {}));
    QVERIFY(imported);
    const auto metric = answer(ports.catalog->find(u"m"_s));
    QVERIFY(metric);
    AggregateQuery query;
    query.selection.metrics = {metric->id};
    const auto calendarZone = Zone::fromId(zone);
    QVERIFY(calendarZone);
    query.calendar.zone = *calendarZone;
    const auto series = answer(ports.aggregates->aggregate(query));
    QVERIFY(series);
    std::uint64_t counted = 0;
    for (std::size_t i = 0; i < series->buckets.size(); ++i) {
        const AggregateBucket &bucket = series->buckets[i];
        counted += bucket.aggregate.count;
        if (i > 0)
            QCOMPARE(bucket.window.begin, series->buckets[i - 1].window.end);
        if (bucket.window.begin > at(noon) || bucket.window.end <= at(noon))
            continue;
        const Timedelta length = bucket.window.end - bucket.window.begin;
        QCOMPARE(double(length.ns()) / double(kHour_ns), hours);
        QCOMPARE(bucket.aggregate.count, std::uint64_t(length.ns() / kStep_ns));
    }
    QCOMPARE(counted, std::uint64_t(rows.size()));
}

void CalendarStoreTest::countsIsoWeeksAndLeapDays_data()
{
    QTest::addColumn<Period>("period");
    QTest::addColumn<QString>("time");
    QTest::addColumn<QString>("begin");
    QTest::addColumn<QString>("end");
    const auto row = [](const char *name, Period period, const QString &time, const QString &begin,
                        const QString &end) {
        QTest::newRow(name) << period << time + "T12:00:00Z"_L1 << begin + "T00:00:00Z"_L1
                            << end + "T00:00:00Z"_L1;
    };
    row("2020-W53, its Thursday", Period::Weekly, u"2020-12-31"_s, u"2020-12-28"_s,
        u"2021-01-04"_s);
    row("2020-W53, in January", Period::Weekly, u"2021-01-03"_s, u"2020-12-28"_s, u"2021-01-04"_s);
    row("2025-W01, in December", Period::Weekly, u"2024-12-30"_s, u"2024-12-30"_s, u"2025-01-06"_s);
    row("2026-W53, in January", Period::Weekly, u"2027-01-01"_s, u"2026-12-28"_s, u"2027-01-04"_s);
    row("29 February", Period::Monthly, u"2024-02-29"_s, u"2024-02-01"_s, u"2024-03-01"_s);
    row("no 29 February in 2100", Period::Monthly, u"2100-02-28"_s, u"2100-02-01"_s,
        u"2100-03-01"_s);
    row("leap day", Period::Daily, u"2024-02-29"_s, u"2024-02-29"_s, u"2024-03-01"_s);
}

void CalendarStoreTest::countsIsoWeeksAndLeapDays()
{
    QFETCH(const Period, period);
    QFETCH(const QString, time);
    QFETCH(const QString, begin);
    QFETCH(const QString, end);
    const StorePointer store = newStore(m_folder);
    const auto entered = answer(store->ports().records->enter({u"m"_s, {}, 1, at(time)}));
    QVERIFY(entered);
    AggregateQuery query;
    query.selection.metrics = {entered->saved->key.metric};
    query.period = period;
    const auto series = answer(store->ports().aggregates->aggregate(query));
    QVERIFY(series);
    QCOMPARE(series->buckets.size(), 1U);
    QCOMPARE(series->buckets[0].window.begin, at(begin));
    QCOMPARE(series->buckets[0].window.end, at(end));
}

// Taken as the last nanosecond of its minute, or refused with the line; nothing in between.
void CalendarStoreTest::neverShiftsALeapSecondSilently()
{
    const StorePointer store = newStore(m_folder);
    exchange::CsvImporter importer(store->ports());
    Importer &port = importer;
    ImportInput input;
    input.name = u"file"_s;
    input.content = QByteArray("time,metric,value\n2016-12-31T23:59:58Z,m,1\n"
                               "2016-12-31T23:59:60Z,m,2\n2017-01-01T00:00:00Z,m,3\n");
    const auto inspected = answer(port.inspect(input));
    QVERIFY(inspected);
    ImportRun run;
    run.plan = inspected->plan;
    const auto report = answer(port.run(input, run));
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    if (!report->isCommitted) {
        QCOMPARE(report->summary.rejected.size(), 1U);
        QCOMPARE(report->summary.rejected[0].line, std::int64_t(3));
        QVERIFY(report->summary.rejected[0].reason.endsWith(u'.'));
        return;
    }
    const std::vector<Record> records = recordsOf(store);
    QCOMPARE(records.size(), 3U);
    QCOMPARE(records[1].sessionStart, at(u"2017-01-01T00:00:00Z"_s) - Timedelta(1));
}

} // namespace

TIDEMARK_TEST(CalendarStoreTest)
#include "calendar_store_test.moc"
