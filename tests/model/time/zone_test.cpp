// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/iso8601.h"
#include "model/time/time_format.h"
#include "model/time/zone.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace std::chrono_literals;

namespace {

Timestamp at(const QString &iso)
{
    return parseIso8601(iso).value();
}

Zone zone(const QString &id)
{
    return Zone::fromId(id).value();
}

CivilTime reading(const CivilDate &date, int hour, int minute)
{
    return CivilTime{date, hour * kNsPerHour + minute * kNsPerMinute};
}

} // namespace

class ZoneTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void knowsOffsetsAtAllTimes_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("instant");
        QTest::addColumn<QString>("offset");
        const auto row = [](const char *name, const QString &id, const QString &instant,
                            const QString &offset) {
            QTest::newRow(name) << id << instant << offset;
        };
        const QString berlin = u"Europe/Berlin"_s;
        row("winter", berlin, u"2026-01-01T00:00:00Z"_s, u"+01:00"_s);
        row("last ns of winter", berlin, u"2025-03-30T00:59:59.999999999Z"_s, u"+01:00"_s);
        row("first ns of summer", berlin, u"2025-03-30T01:00:00Z"_s, u"+02:00"_s);
        row("1969", berlin, u"1969-07-01T00:00:00Z"_s, u"+01:00"_s);
        row("local mean time", berlin, u"1700-01-01T00:00:00Z"_s, u"+00:53:28"_s);
        row("summer after 2037", berlin, u"2045-07-01T00:00:00Z"_s, u"+02:00"_s);
        row("winter after 2037", berlin, u"2045-12-01T00:00:00Z"_s, u"+01:00"_s);
        row("spring change of 2200", berlin, u"2200-03-30T01:00:00Z"_s, u"+02:00"_s);
        row("2262", berlin, u"2262-04-11T23:47:16.854775807Z"_s, u"+02:00"_s);
        row("New York after 2037", u"America/New_York"_s, u"2050-07-01T00:00:00Z"_s, u"-04:00"_s);
        row("Lord Howe summer", u"Australia/Lord_Howe"_s, u"2026-01-01T00:00:00Z"_s, u"+11:00"_s);
        row("Lord Howe winter", u"Australia/Lord_Howe"_s, u"2026-07-01T00:00:00Z"_s, u"+10:30"_s);
        row("Kathmandu", u"Asia/Kathmandu"_s, u"2026-01-01T00:00:00Z"_s, u"+05:45"_s);
        row("UTC+14", u"Pacific/Kiritimati"_s, u"2026-01-01T00:00:00Z"_s, u"+14:00"_s);
        row("fixed offset", u"UTC+14:00"_s, u"2026-01-01T00:00:00Z"_s, u"+14:00"_s);
        row("old name", u"Asia/Calcutta"_s, u"2026-01-01T00:00:00Z"_s, u"+05:30"_s);
    }
    void knowsOffsetsAtAllTimes()
    {
        QFETCH(QString, id);
        QFETCH(QString, instant);
        QFETCH(QString, offset);
        QCOMPARE(offsetText(zone(id).offsetAt(at(instant))), offset);
    }

    void agreesWithQTimeZoneAroundTheYears()
    {
        for (const QString &id : {u"Europe/Berlin"_s, u"America/New_York"_s, u"Pacific/Apia"_s,
                                  u"Australia/Lord_Howe"_s, u"Africa/Casablanca"_s}) {
            const Zone ours = zone(id);
            const QTimeZone theirs = ours.toQTimeZone();
            for (std::int64_t second = -5'000'000'000; second < 9'000'000'000;
                 second += 3'456'789) {
                const auto moment = QDateTime::fromSecsSinceEpoch(second, Qt::UTC);
                QCOMPARE(ours.offsetAt(Timestamp(second * kNsPerSecond)).count(),
                         std::int64_t{theirs.offsetFromUtc(moment)});
            }
        }
    }

    void tellsSkippedReadings()
    {
        const Zone berlin = zone(u"Europe/Berlin"_s);
        const LocalInstant gap = berlin.resolve(reading({2025, 3, 30}, 2, 30));
        QCOMPARE(gap.kind, LocalInstant::Kind::Gap);
        QCOMPARE(gap.first, at(u"2025-03-30T01:59:59.999999999+01:00"_s));
        QCOMPARE(gap.second, at(u"2025-03-30T03:00:00+02:00"_s));
        QCOMPARE(berlin.resolve(reading({2025, 3, 30}, 2, 0)).kind, LocalInstant::Kind::Gap);
        QCOMPARE(berlin.resolve(reading({2025, 3, 30}, 3, 0)).kind, LocalInstant::Kind::Unique);
        QCOMPARE(berlin.resolve(reading({2025, 3, 30}, 1, 59)).kind, LocalInstant::Kind::Unique);
    }

    void tellsRepeatedReadings()
    {
        const Zone berlin = zone(u"Europe/Berlin"_s);
        const LocalInstant twice = berlin.resolve(reading({2025, 10, 26}, 2, 30));
        QCOMPARE(twice.kind, LocalInstant::Kind::Repeated);
        QCOMPARE(twice.first, at(u"2025-10-26T00:30:00Z"_s));
        QCOMPARE(twice.second, at(u"2025-10-26T01:30:00Z"_s));
        QCOMPARE(berlin.resolve(reading({2025, 10, 26}, 2, 0)).kind, LocalInstant::Kind::Repeated);
        QCOMPARE(berlin.resolve(reading({2025, 10, 26}, 3, 0)).kind, LocalInstant::Kind::Unique);
    }

    void tellsTheDayThatSamoaLeftOut()
    {
        const Zone apia = zone(u"Pacific/Apia"_s);
        const LocalInstant gap = apia.resolve(reading({2011, 12, 30}, 12, 0));
        QCOMPARE(gap.kind, LocalInstant::Kind::Gap);
        QCOMPARE(gap.second, at(u"2011-12-30T10:00:00Z"_s));
        QCOMPARE(apia.civilAt(gap.second), reading({2011, 12, 31}, 0, 0));
        QCOMPARE(apia.startOfDay({2011, 12, 30}), apia.startOfDay({2011, 12, 31}));
    }

    void startsADayAfterASkippedMidnight()
    {
        const Zone beirut = zone(u"Asia/Beirut"_s); // the clock goes from 00:00 to 01:00
        const Timestamp start = beirut.startOfDay({2022, 3, 27});
        QCOMPARE(start, at(u"2022-03-26T22:00:00Z"_s));
        QCOMPARE(beirut.civilAt(start), reading({2022, 3, 27}, 1, 0));
    }

    void holdsReadingsOutsideTheLimits()
    {
        QCOMPARE(Zone().resolve({{1600, 1, 1}, 0}).kind, LocalInstant::Kind::OutOfRange);
        QCOMPARE(Zone().startOfDay({1600, 1, 1}), Timestamp::min());
        QCOMPARE(zone(u"Europe/Berlin"_s).startOfDay({2500, 1, 1}), Timestamp::max());
        QCOMPARE(Zone().resolve(Zone().civilAt(Timestamp::min())).first, Timestamp::min());
        QCOMPARE(Zone().resolve(Zone().civilAt(Timestamp::max())).first, Timestamp::max());
        QVERIFY(!instantAt({{9999, 12, 31}, 0}, 0s));
    }

    void listsOffsetChanges()
    {
        const TimeWindow year{at(u"2045-01-01T00:00:00Z"_s), at(u"2046-01-01T00:00:00Z"_s)};
        const auto changes = zone(u"Europe/Berlin"_s).offsetChanges(year);
        const std::vector<OffsetChange> expected{{at(u"2045-03-26T01:00:00Z"_s), 1h, 2h},
                                                 {at(u"2045-10-29T01:00:00Z"_s), 2h, 1h}};
        QCOMPARE(changes, expected);
        QVERIFY(Zone().offsetChanges(TimeWindow::all()).empty());
        const TimeWindow one{expected[0].at, expected[0].at + Timedelta(1)};
        QCOMPARE(zone(u"Europe/Berlin"_s).offsetChanges(one).size(), std::size_t{1});
    }

    void refusesUnknownNames_data()
    {
        QTest::addColumn<QString>("id");
        for (const char *id :
             {"", "Mars/Olympus", "nonsense", "../zoneinfo/Europe/Berlin", "/etc/localtime",
              "right/Europe/Berlin", "Europe/Berlin\n/x", "zone.tab", "\xc3\xa4"})
            QTest::newRow(id[0] == '\0' ? "empty" : qPrintable(QString::fromUtf8(id).simplified()))
                << QString::fromUtf8(id);
    }
    void refusesUnknownNames()
    {
        QFETCH(QString, id);
        const auto result = Zone::fromId(id);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::NotFound);
        QVERIFY(!result.error().message.isEmpty());
    }

    void namesUtcInOneWay()
    {
        for (const QString &id : {u"UTC"_s, u"Etc/UTC"_s, u"utc"_s, u"Zulu"_s, u"Z"_s})
            QVERIFY(zone(id).isUtc());
        QCOMPARE(zone(u"Etc/UTC"_s), Zone());
        QVERIFY(zone(u"Europe/Berlin"_s) != Zone());
        QCOMPARE(Zone::availableIds().constFirst(), u"UTC"_s);
        QVERIFY(Zone::availableIds().contains(u"Europe/Berlin"_s));
        QVERIFY(Zone::system().isUtc()); // the tests run with TZ=UTC
    }

    void isReadFromManyThreads()
    {
        std::vector<std::thread> threads;
        std::array<std::chrono::seconds, 4> seen{};
        for (std::size_t i = 0; i < seen.size(); ++i)
            threads.emplace_back([&seen, i] {
                seen.at(i) = Zone::fromId(u"Europe/Vienna")->offsetAt(Timestamp(0));
            });
        for (std::thread &thread : threads)
            thread.join();
        for (const auto offset : seen)
            QCOMPARE(offset, 3600s);
    }
};

TIDEMARK_TEST(ZoneTest)
#include "zone_test.moc"
