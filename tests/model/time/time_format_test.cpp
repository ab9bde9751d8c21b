// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/duration_format.h"
#include "model/time/iso8601.h"
#include "model/time/time_format.h"
#include "model/time/time_formatter.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

Timestamp at(const QString &iso)
{
    return parseIso8601(iso).value();
}

Zone berlin()
{
    return Zone::fromId(u"Europe/Berlin").value();
}

const QLocale kGerman(QLocale::German, QLocale::Germany);
const QLocale kAmerican(QLocale::English, QLocale::UnitedStates);
const QLocale kJapanese(QLocale::Japanese, QLocale::Japan);

QString plainSpaces(QString text)
{
    return text.replace(QChar(0x00a0), u' ').replace(QChar(0x202f), u' ');
}

} // namespace

class TimeFormatTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void n5PrintsInstantsInFull()
    {
        const Timestamp t = at(u"2026-03-29T03:00:00.123456789+02:00"_s);
        QCOMPARE(fullTime(t, berlin()), u"2026-03-29 03:00:00.123456789 +02:00"_s);
        QCOMPARE(fullTime(t, berlin(), 0), u"2026-03-29 03:00:00 +02:00"_s);
        QCOMPARE(fullTime(at(u"2026-03-29T03:00:00.5+02:00"_s), berlin()),
                 u"2026-03-29 03:00:00.500 +02:00"_s);
        QCOMPARE(fullTime(Timestamp(0), Zone()), u"1970-01-01 00:00:00 +00:00"_s);
        QCOMPARE(fullTime(Timestamp(-1), Zone()), u"1969-12-31 23:59:59.999999999 +00:00"_s);
    }

    void n5UsesAsManyDigitsAsNeighboursNeed()
    {
        const auto digits = [](std::initializer_list<std::int64_t> ns) {
            std::vector<Timestamp> times;
            for (const std::int64_t each : ns)
                times.emplace_back(each);
            return fractionDigitsFor(times);
        };
        QCOMPARE(digits({}), 0);
        QCOMPARE(digits({123'456'789}), 0);
        QCOMPARE(digits({0, kNsPerSecond}), 0);
        QCOMPARE(digits({500'000'000, 1'500'000'000}), 0);
        QCOMPARE(digits({0, 500'000'000}), 3);
        QCOMPARE(digits({0, 1'000}), 6);
        QCOMPARE(digits({0, 1}), 9);
        QCOMPARE(digits({-1, 0}), 0); // the second before and the second after
        QCOMPARE(digits({7, 7}), 0);
        QCOMPARE(digits({0, kNsPerSecond, kNsPerSecond + 1'000'000}), 3);
        QCOMPARE(fractionDigitsOf(Timestamp(1'000)), 6);
    }

    void x5PrintsIsoWithExactlyTheDigitsNeeded()
    {
        QCOMPARE(isoTime(at(u"2026-03-29T03:00:00.123456789+02:00"_s), berlin()),
                 u"2026-03-29T03:00:00.123456789+02:00"_s);
        QCOMPARE(isoTime(at(u"2026-03-29T03:00:00.5+02:00"_s), berlin()),
                 u"2026-03-29T03:00:00.5+02:00"_s);
        QCOMPARE(isoTime(at(u"2026-03-29T03:00:00+02:00"_s)), u"2026-03-29T01:00:00Z"_s);
        // The repeated hour stays distinguishable.
        QCOMPARE(isoTime(at(u"2025-10-26T00:30:00Z"_s), berlin()), u"2025-10-26T02:30:00+02:00"_s);
        QCOMPARE(isoTime(at(u"2025-10-26T01:30:00Z"_s), berlin()), u"2025-10-26T02:30:00+01:00"_s);
        // Local mean time has seconds in its offset, which ISO 8601 cannot say.
        QCOMPARE(isoTime(at(u"1700-01-01T00:00:00Z"_s), berlin()), u"1700-01-01T00:00:00Z"_s);
    }

    void n9FollowsTheLocale()
    {
        const Timestamp t = at(u"2026-03-01T13:05:09Z"_s);
        const TimeFormatter c(QLocale::c(), berlin());
        QCOMPARE(c.date(t), u"1 Mar 2026"_s);
        QCOMPARE(c.clock(t, false), u"14:05"_s);
        QCOMPARE(c.dateTime(t), u"1 Mar 2026, 14:05:09"_s);
        const TimeFormatter german(kGerman, berlin());
        QCOMPARE(german.numericDate(t), u"01.03.2026"_s);
        QCOMPARE(german.date(t), u"1. März 2026"_s);
        QCOMPARE(german.clock(t, true, 3), u"14:05:09,000"_s);
        const TimeFormatter american(kAmerican, berlin());
        QCOMPARE(american.date(t), u"Mar 1, 2026"_s);
        QCOMPARE(american.numericDate(t), u"3/1/2026"_s);
        QVERIFY(!american.uses24Hours());
        QCOMPARE(plainSpaces(american.clock(t, false)).toUpper(), u"2:05 PM"_s);
        QCOMPARE(TimeFormatter(kJapanese, berlin()).date(t), u"2026-03-01"_s);
    }

    void n9OverridesOneByOne()
    {
        const Timestamp t = at(u"2026-03-01T13:05:09Z"_s);
        TimeStyle style;
        style.uses24Hours = true;
        const TimeFormatter hours(kAmerican, berlin(), style);
        QCOMPARE(hours.clock(t, false), u"14:05"_s);
        QCOMPARE(hours.date(t), u"Mar 1, 2026"_s);
        style = {};
        style.dateOrder = TimeStyle::DateOrder::YearMonthDay;
        const TimeFormatter order(kAmerican, berlin(), style);
        QCOMPARE(order.date(t), u"2026-03-01"_s);
        QCOMPARE(order.numericDate(t), u"2026-03-01"_s);
        QVERIFY(!order.uses24Hours());
        style.uses24Hours = false;
        QCOMPARE(plainSpaces(TimeFormatter(QLocale::c(), Zone(), style).clock(Timestamp(0), false)),
                 u"12:00 AM"_s);
    }

    void w3NamesWindows_data()
    {
        QTest::addColumn<QString>("begin");
        QTest::addColumn<QString>("end");
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<QString>("label");
        const auto row = [](const QString &label, const QString &begin, const QString &end,
                            const QLocale &locale = QLocale::c()) {
            QTest::newRow(label.toUtf8().constData()) << begin << end << locale << label;
        };
        const QString first = u"2026-03-01T00:00:00+01:00"_s;
        row(u"1 – 7 Mar 2026 · Europe/Berlin"_s, first, u"2026-03-08T00:00:00+01:00"_s);
        row(u"1 Mar 2026 · Europe/Berlin"_s, first, u"2026-03-02T00:00:00+01:00"_s);
        row(u"1 Mar – 7 Apr 2026 · Europe/Berlin"_s, first, u"2026-04-08T00:00:00+02:00"_s);
        row(u"1 Mar 2026 – 28 Feb 2027 · Europe/Berlin"_s, first, u"2027-03-01T00:00:00+01:00"_s);
        row(u"1 Mar 2026, 00:00 – 15:30 · Europe/Berlin"_s, first, u"2026-03-01T15:30:00+01:00"_s);
        row(u"1 Mar 2026, 14:00 – 2 Mar 2026, 15:30:00.000000001 · Europe/Berlin"_s,
            u"2026-03-01T14:00:00+01:00"_s, u"2026-03-02T15:30:00.000000001+01:00"_s);
        row(u"1. – 7. März 2026 · Europe/Berlin"_s, first, u"2026-03-08T00:00:00+01:00"_s, kGerman);
        row(u"Mar 1 – 7, 2026 · Europe/Berlin"_s, first, u"2026-03-08T00:00:00+01:00"_s, kAmerican);
        row(u"2026-03-01 – 2026-03-07 · Europe/Berlin"_s, first, u"2026-03-08T00:00:00+01:00"_s,
            kJapanese);
        row(u"30 Mar 2025 · Europe/Berlin"_s, u"2025-03-29T23:00:00Z"_s, u"2025-03-30T22:00:00Z"_s);
    }
    void w3NamesWindows()
    {
        QFETCH(QString, begin);
        QFETCH(QString, end);
        QFETCH(QLocale, locale);
        QFETCH(QString, label);
        const TimeFormatter formatter(locale, berlin());
        QCOMPARE(formatter.window({at(begin), at(end)}), label);
        QCOMPARE(withZone(formatter.window({at(begin), at(end)}, false), berlin()), label);
    }

    void n2PrintsDurations_data()
    {
        QTest::addColumn<qint64>("ns");
        QTest::addColumn<QString>("text");
        const auto row = [](qint64 ns, const QString &text) {
            QTest::newRow(text.toUtf8().constData()) << ns << text;
        };
        row(0, u"0 s"_s);
        row(340, u"340 ns"_s);
        row(999, u"999 ns"_s);
        row(1'000, u"1.00 µs"_s);
        row(1'204'999, u"1.20 ms"_s);
        row(9'996'000, u"10.0 ms"_s);
        row(999'600'000, u"1.00 s"_s);
        row(12'500'000'000, u"12.5 s"_s);
        row(59'970'000'000, u"1 min 00 s"_s);
        row(200 * kNsPerSecond, u"3 min 20 s"_s);
        row(3'599'600'000'000, u"1 h 00 min"_s);
        row(125 * kNsPerMinute, u"2 h 05 min"_s);
        row(76 * kNsPerHour, u"3 d 4 h"_s);
        row(-125 * kNsPerMinute, u"\u22122 h 05 min"_s);
        row(std::numeric_limits<qint64>::min(), u"\u2212106,752 d 0 h"_s);
    }
    void n2PrintsDurations()
    {
        QFETCH(qint64, ns);
        QFETCH(QString, text);
        QLocale locale(QLocale::English, QLocale::UnitedStates);
        const QString printed = formatDuration(Timedelta(ns), locale);
        QCOMPARE(plainSpaces(printed), text);
        QVERIFY(printed.contains(QChar(0x00a0)));
    }

    void n2UsesTheDecimalSignOfTheLocale()
    {
        QCOMPARE(plainSpaces(formatDuration(Timedelta(12'500'000'000), kGerman)), u"12,5 s"_s);
    }

    void n5PrintsAges()
    {
        const Timestamp now = at(u"2026-03-11T15:45:30Z"_s);
        const auto age = [now](std::int64_t ns) {
            return plainSpaces(formatAge(now - Timedelta(ns), now, QLocale::c()));
        };
        QCOMPARE(age(5), u"just now"_s);
        QCOMPARE(age(12 * kNsPerSecond), u"12 s ago"_s);
        QCOMPARE(age(239 * kNsPerSecond), u"3 min ago"_s);
        QCOMPARE(age(5 * kNsPerHour), u"5 h ago"_s);
        QCOMPARE(age(3 * kNsPerDay), u"3 d ago"_s);
        QCOMPARE(age(-2 * kNsPerHour), u"in 2 h"_s);
        QVERIFY(age(100 * kNsPerDay).startsWith(u"3 month"_s));
        QVERIFY(age(800 * kNsPerDay).startsWith(u"2 year"_s));
    }
};

TIDEMARK_TEST(TimeFormatTest)
#include "time_format_test.moc"
