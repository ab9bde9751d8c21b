// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/iso8601.h"
#include "model/time/time_entry.h"
#include "model/time/time_format.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <array>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

Timestamp at(const QString &iso)
{
    return parseIso8601(iso).value();
}

const Timestamp kNow = at(u"2026-03-11T15:45:30.5Z"_s);

Zone berlin()
{
    return Zone::fromId(u"Europe/Berlin").value();
}

const QLocale kGerman(QLocale::German, QLocale::Germany);
const QLocale kAmerican(QLocale::English, QLocale::UnitedStates);
const QLocale kBritish(QLocale::English, QLocale::UnitedKingdom);
const QLocale kJapanese(QLocale::Japanese, QLocale::Japan);

} // namespace

/// E7: times as people enter them.
class TimeEntryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void readsTimesAsPeopleEnterThem_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QLocale>("locale");
        QTest::addColumn<QString>("expected");
        const auto row = [](const QString &text, const QString &expected,
                            const QLocale &locale = QLocale::c()) {
            QTest::newRow(qPrintable(locale.name() + u' ' + text)) << text << locale << expected;
        };
        row(u"now"_s, u"2026-03-11T16:45:30.5+01:00"_s);
        row(u"-2h"_s, u"2026-03-11T14:45:30.5+01:00"_s);
        row(u"\u22122 h"_s, u"2026-03-11T14:45:30.5+01:00"_s);
        row(u"+30min"_s, u"2026-03-11T17:15:30.5+01:00"_s);
        row(u"-1.5 s"_s, u"2026-03-11T16:45:29+01:00"_s);
        row(u"now-1M"_s, u"2026-02-11T16:45:30.5+01:00"_s);
        row(u"14:30"_s, u"2026-03-11T14:30:00+01:00"_s);
        row(u"9:05"_s, u"2026-03-11T09:05:00+01:00"_s);
        row(u"14:30:05.123456789"_s, u"2026-03-11T14:30:05.123456789+01:00"_s);
        row(u"14:30:05,25"_s, u"2026-03-11T14:30:05.25+01:00"_s, kGerman);
        row(u"2:30 pm"_s, u"2026-03-11T14:30:00+01:00"_s, kAmerican);
        row(u"12:15 AM"_s, u"2026-03-11T00:15:00+01:00"_s, kAmerican);
        row(u"9 am"_s, u"2026-03-11T09:00:00+01:00"_s, kAmerican);
        row(u"14:30Z"_s, u"2026-03-11T15:30:00+01:00"_s);
        row(u"yesterday 14:30"_s, u"2026-03-10T14:30:00+01:00"_s);
        row(u"Yesterday"_s, u"2026-03-10T00:00:00+01:00"_s);
        row(u"today 24:00"_s, u"2026-03-12T00:00:00+01:00"_s);
        row(u"tomorrow 2 pm"_s, u"2026-03-12T14:00:00+01:00"_s);
        row(u"29.03.2026"_s, u"2026-03-29T00:00:00+01:00"_s, kGerman);
        row(u"1.3.26 14:30"_s, u"2026-03-01T14:30:00+01:00"_s, kGerman);
        row(u"3/1/2026"_s, u"2026-03-01T00:00:00+01:00"_s, kAmerican);
        row(u"3/1/2026, 2:30 PM"_s, u"2026-03-01T14:30:00+01:00"_s, kAmerican);
        row(u"01/03/2026 14:30"_s, u"2026-03-01T14:30:00+01:00"_s, kBritish);
        row(u"2026/03/01 14:30"_s, u"2026-03-01T14:30:00+01:00"_s, kJapanese);
        row(u"2026-03-29"_s, u"2026-03-29T00:00:00+01:00"_s, kAmerican);
        row(u"20260329"_s, u"2026-03-29T00:00:00+01:00"_s);
        row(u"2026-03-29 14:30"_s, u"2026-03-29T14:30:00+02:00"_s);
        row(u"2026-03-29T14:30:00.123456789+05:45"_s, u"2026-03-29T10:45:00.123456789+02:00"_s);
        row(u"2026-03-29 14:30 +02:00"_s, u"2026-03-29T14:30:00+02:00"_s);
        row(u"2026-W11-3 10:00"_s, u"2026-03-11T10:00:00+01:00"_s);
        row(u"1772323200"_s, u"2026-03-01T01:00:00+01:00"_s);
        row(u"1772323200123"_s, u"2026-03-01T01:00:00.123+01:00"_s);
        row(u"1772323200123456"_s, u"2026-03-01T01:00:00.123456+01:00"_s);
        row(u"1772323200123456789"_s, u"2026-03-01T01:00:00.123456789+01:00"_s);
        row(u"-1772323200"_s, u"1913-11-03T01:00:00+01:00"_s);
    }
    void readsTimesAsPeopleEnterThem()
    {
        QFETCH(QString, text);
        QFETCH(QLocale, locale);
        QFETCH(QString, expected);
        const auto entry = parseTimeEntry(text, kNow, berlin(), locale);
        QVERIFY2(entry.has_value(), entry ? "" : qPrintable(entry.error().message));
        QCOMPARE(entry->meaning.kind, LocalInstant::Kind::Unique);
        QCOMPARE(isoTime(*entry->instant(), berlin()), expected);
    }

    void readsBackWhatIsPrintedInFull()
    {
        const std::array zones{Zone(), berlin(), Zone::fromId(u"America/New_York").value(),
                               Zone::fromId(u"Asia/Kathmandu").value()};
        for (const Zone &zone : zones) {
            for (const Timestamp t :
                 {Timestamp::min(), Timestamp::max(), Timestamp(0), Timestamp(-1), kNow,
                  at(u"2025-10-26T00:30:00Z"_s), at(u"2025-10-26T01:30:00.000000001Z"_s),
                  at(u"1700-01-01T00:00:00Z"_s)}) {
                const QString text = fullTime(t, zone);
                const auto entry = parseTimeEntry(text, kNow, berlin(), kAmerican);
                QVERIFY2(entry && entry->instant(), qPrintable(text));
                QCOMPARE(*entry->instant(), t);
            }
        }
    }

    void v4RefusesASkippedTimeWithTheNearestOnes()
    {
        const auto entry = parseTimeEntry(u"2025-03-30 02:30", kNow, berlin(), kGerman);
        QVERIFY(entry.has_value());
        QCOMPARE(entry->meaning.kind, LocalInstant::Kind::Gap);
        QCOMPARE(entry->meaning.second, at(u"2025-03-30T01:00:00Z"_s));
        const auto instant = entry->instant(Fold::First);
        QCOMPARE(instant.error().detail, u"time.gap"_s);
        QVERIFY(instant.error().message.contains("2025-03-30 01:59:59.999999999 +01:00"_L1));
        QVERIFY(instant.error().message.contains("2025-03-30 03:00:00 +02:00"_L1));
    }

    void v4AsksForFirstOrSecondOfARepeatedTime()
    {
        const auto entry = parseTimeEntry(u"26.10.2025 02:30", kNow, berlin(), kGerman);
        QVERIFY(entry.has_value());
        QCOMPARE(entry->meaning.kind, LocalInstant::Kind::Repeated);
        QCOMPARE(entry->instant().error().detail, u"time.repeated"_s);
        QVERIFY(!entry->message.isEmpty());
        QCOMPARE(*entry->instant(Fold::First), at(u"2025-10-26T00:30:00Z"_s));
        QCOMPARE(*entry->instant(Fold::Second), at(u"2025-10-26T01:30:00Z"_s));
        const auto told = parseTimeEntry(u"2025-10-26 02:30+01:00", kNow, berlin(), kGerman);
        QCOMPARE(*told->instant(), at(u"2025-10-26T01:30:00Z"_s));
    }

    void v5RefusesLeapSecondsWithAMessage_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"23:59:60", "2016-12-31 23:59:60", "2016-12-31T23:59:60Z",
                                 "yesterday 23:59:60", "2016-12-31T23:59:60.5Z"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void v5RefusesLeapSecondsWithAMessage()
    {
        QFETCH(QString, text);
        const auto entry = parseTimeEntry(text, kNow, Zone(), QLocale::c());
        QVERIFY(!entry);
        QCOMPARE(entry.error().detail, u"iso.leapSecond"_s);
        QVERIFY(entry.error().message.contains(":59.999999999"_L1));
    }

    void v5IsoParsersRefuseLeapSeconds()
    {
        QCOMPARE(parseIso8601(u"2016-12-31T23:59:60Z").error().detail, u"iso.leapSecond"_s);
        QVERIFY(!Timestamp::fromIso8601(u"2016-12-31T23:59:60Z"));
    }

    void keepsNineDigitsAndRefusesTen()
    {
        QCOMPARE(parseIso8601(u"2026-03-29T00:00:00.123456789Z")->posixNs() % kNsPerSecond,
                 std::int64_t{123'456'789});
        QCOMPARE(parseIso8601(u"2026-03-29T00:00:00.1234567890Z").error().detail, u"iso.digits"_s);
        QCOMPARE(*parseIso8601(u"2262-04-11T23:47:16.854775807Z"), Timestamp::max());
        QCOMPARE(*parseIso8601(u"1677-09-21T00:12:43.145224192Z"), Timestamp::min());
        QCOMPARE(parseIso8601(u"2262-04-11T23:47:16.854775808Z").error().code, ErrorCode::Overflow);
        QCOMPARE(parseIso8601(u"1677-09-21T00:12:43.145224191Z").error().code, ErrorCode::Overflow);
        QCOMPARE(parseIso8601(u"2026-03-29X00:00:00Z").error().detail, u"iso.form"_s);
        QCOMPARE(parseIso8601(u"2026-03-29T00:00:00").error().detail, u"iso.zone"_s);
    }

    void refusesWhatIsNoTime_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "  ", "soon", "25:00", "14:60", "2026-02-30", "2026-03", "2026", "31.04.2026",
              "1/2/3/4", "-2 fortnights", "13 pm", "0 am", "now now", "yesterday morning",
              "99999999999999999999", "12.5", "2026-03-29 14:30 Berlin", "-99999999999999h"})
            QTest::newRow(text[0] == '\0' ? "empty" : text) << QString::fromLatin1(text);
    }
    void refusesWhatIsNoTime()
    {
        QFETCH(QString, text);
        const auto entry = parseTimeEntry(text, kNow, berlin(), kGerman);
        QVERIFY(!entry);
        QVERIFY(!entry.error().message.isEmpty());
    }
};

TIDEMARK_TEST(TimeEntryTest)
#include "time_entry_test.moc"
