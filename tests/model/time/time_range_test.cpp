// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/time_format.h"
#include "model/time/time_presets.h"
#include "tests/support/test_registry.h"

#include <QJsonObject>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

Timestamp at(const QString &iso)
{
    return parseIso8601(iso).value();
}

const Timestamp kNow = at(u"2026-03-11T15:45:30.5Z"_s); // a Wednesday

Calendar berlin()
{
    return Calendar{Zone::fromId(u"Europe/Berlin").value()};
}

} // namespace

class TimeRangeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void resolvesExpressions_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        const auto row = [](const QString &text, const QString &from, const QString &to) {
            QTest::newRow(text.toUtf8().constData()) << text << from << to;
        };
        const auto point = [&row](const QString &text, const QString &t) { row(text, t, t); };
        point(u"now"_s, u"2026-03-11T16:45:30.5+01:00"_s);
        point(u" NOW "_s, u"2026-03-11T16:45:30.5+01:00"_s);
        point(u"now-6h"_s, u"2026-03-11T10:45:30.5+01:00"_s);
        point(u"now - 6 h"_s, u"2026-03-11T10:45:30.5+01:00"_s);
        point(u"now\u22126h"_s, u"2026-03-11T10:45:30.5+01:00"_s);
        point(u"now+5m"_s, u"2026-03-11T16:50:30.5+01:00"_s);
        point(u"now-1M"_s, u"2026-02-11T16:45:30.5+01:00"_s);
        point(u"now-1s-2ms-3us-4ns"_s, u"2026-03-11T16:45:29.497996996+01:00"_s);
        point(u"now+1Q"_s, u"2026-06-11T16:45:30.5+02:00"_s);
        point(u"now-1y"_s, u"2025-03-11T16:45:30.5+01:00"_s);
        row(u"now/d"_s, u"2026-03-11T00:00:00+01:00"_s, u"2026-03-12T00:00:00+01:00"_s);
        row(u"now/h"_s, u"2026-03-11T16:00:00+01:00"_s, u"2026-03-11T17:00:00+01:00"_s);
        row(u"now/m"_s, u"2026-03-11T16:45:00+01:00"_s, u"2026-03-11T16:46:00+01:00"_s);
        row(u"now/s"_s, u"2026-03-11T16:45:30+01:00"_s, u"2026-03-11T16:45:31+01:00"_s);
        row(u"now/w"_s, u"2026-03-09T00:00:00+01:00"_s, u"2026-03-16T00:00:00+01:00"_s);
        row(u"now-1M/M"_s, u"2026-02-01T00:00:00+01:00"_s, u"2026-03-01T00:00:00+01:00"_s);
        row(u"now/Q"_s, u"2026-01-01T00:00:00+01:00"_s, u"2026-04-01T00:00:00+02:00"_s);
        row(u"now/y"_s, u"2026-01-01T00:00:00+01:00"_s, u"2027-01-01T00:00:00+01:00"_s);
        row(u"now/d-1d"_s, u"2026-03-10T00:00:00+01:00"_s, u"2026-03-11T00:00:00+01:00"_s);
        row(u"now/M-1d"_s, u"2026-02-28T00:00:00+01:00"_s, u"2026-03-31T00:00:00+02:00"_s);
        row(u"now/d+8h"_s, u"2026-03-11T08:00:00+01:00"_s, u"2026-03-12T08:00:00+01:00"_s);
        row(u"2026"_s, u"2026-01-01T00:00:00+01:00"_s, u"2027-01-01T00:00:00+01:00"_s);
        row(u"2026-03"_s, u"2026-03-01T00:00:00+01:00"_s, u"2026-04-01T00:00:00+02:00"_s);
        row(u"2026-03-01"_s, u"2026-03-01T00:00:00+01:00"_s, u"2026-03-02T00:00:00+01:00"_s);
        row(u"2026-W10"_s, u"2026-03-02T00:00:00+01:00"_s, u"2026-03-09T00:00:00+01:00"_s);
        row(u"2026-W10-3"_s, u"2026-03-04T00:00:00+01:00"_s, u"2026-03-05T00:00:00+01:00"_s);
        row(u"2026-Q1"_s, u"2026-01-01T00:00:00+01:00"_s, u"2026-04-01T00:00:00+02:00"_s);
        row(u"2020-W53"_s, u"2020-12-28T00:00:00+01:00"_s, u"2021-01-04T00:00:00+01:00"_s);
        row(u"2026-03-31-1M"_s, u"2026-02-28T00:00:00+01:00"_s, u"2026-03-01T00:00:00+01:00"_s);
        row(u"2026-03-31 \u2212 1M"_s, u"2026-02-28T00:00:00+01:00"_s,
            u"2026-03-01T00:00:00+01:00"_s);
        row(u"2026-03-31/M"_s, u"2026-03-01T00:00:00+01:00"_s, u"2026-04-01T00:00:00+02:00"_s);
        row(u"2026-1y"_s, u"2025-01-01T00:00:00+01:00"_s, u"2026-01-01T00:00:00+01:00"_s);
        row(u"2026-03-10d"_s, u"2026-02-19T00:00:00+01:00"_s, u"2026-03-22T00:00:00+01:00"_s);
        row(u"2026-W10+1w"_s, u"2026-03-09T00:00:00+01:00"_s, u"2026-03-16T00:00:00+01:00"_s);
        row(u"2025-03-30"_s, u"2025-03-30T00:00:00+01:00"_s, u"2025-03-31T00:00:00+02:00"_s);
        point(u"2026-03-01T14:30"_s, u"2026-03-01T14:30:00+01:00"_s);
        point(u"2026-03-01 14:30-10d"_s, u"2026-02-19T14:30:00+01:00"_s);
        point(u"2026-03-01T14:30:00-10:00"_s, u"2026-03-02T01:30:00+01:00"_s);
        point(u"2026-03-01T00:00:00.123456789Z"_s, u"2026-03-01T01:00:00.123456789+01:00"_s);
        row(u"2025-10-26T02:30"_s, u"2025-10-26T02:30:00+02:00"_s, u"2025-10-26T02:30:00+01:00"_s);
    }
    void resolvesExpressions()
    {
        QFETCH(QString, text);
        QFETCH(QString, from);
        QFETCH(QString, to);
        const auto expression = TimeExpression::parse(text);
        QVERIFY2(expression.has_value(), expression ? "" : qPrintable(expression.error().message));
        const Calendar calendar = berlin();
        const auto begin = expression->resolve(kNow, calendar, Border::From);
        const auto end = expression->resolve(kNow, calendar, Border::To);
        QVERIFY(begin && end);
        QCOMPARE(isoTime(*begin, calendar.zone), from);
        QCOMPARE(isoTime(*end, calendar.zone), to);
        QCOMPARE(expression->isRelative(),
                 text.trimmed().startsWith("now"_L1, Qt::CaseInsensitive));
    }

    void refusesExpressionsWithAReason_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"",
                                 "-6h",
                                 "now-",
                                 "now-6",
                                 "now-6H",
                                 "now/",
                                 "now/x",
                                 "now6h",
                                 "now-6h foo",
                                 "then",
                                 "2026-13",
                                 "2026-02-30",
                                 "2026-W54",
                                 "2025-W53",
                                 "2026-Q5",
                                 "2026-03-01T25:00",
                                 "2026-03-01T14:30:60",
                                 "2026-03-01T14:30:00.1234567891",
                                 "2026-3-1",
                                 "now-99999999999999999999d",
                                 "26-03-01",
                                 "2026-W10T10:00"})
            QTest::newRow(text[0] == '\0' ? "empty" : text) << QString::fromLatin1(text);
    }
    void refusesExpressionsWithAReason()
    {
        QFETCH(QString, text);
        const auto expression = TimeExpression::parse(text);
        QVERIFY(!expression);
        QVERIFY(!expression.error().message.isEmpty());
    }

    void refusesWhatCannotBeResolved()
    {
        const auto skipped = TimeExpression::parse(u"2025-03-30T02:30").value();
        const auto error = skipped.resolve(kNow, berlin(), Border::From).error();
        QCOMPARE(error.code, ErrorCode::InvalidArgument);
        QVERIFY(error.message.contains("2025-03-30 03:00:00 +02:00"_L1));
        QVERIFY(skipped.resolve(kNow, Calendar{}, Border::From).has_value());
        const auto far = TimeExpression::parse(u"now+300y").value();
        QCOMPARE(far.resolve(kNow, berlin(), Border::To).error().code, ErrorCode::Overflow);
    }

    void weeksFollowTheCalendarButIsoWeeksDoNot()
    {
        const Calendar sunday{Zone(), Qt::Sunday};
        const auto week = TimeExpression::parse(u"now/w").value();
        QCOMPARE(*week.resolve(kNow, sunday, Border::From), at(u"2026-03-08T00:00:00Z"_s));
        const auto iso = TimeExpression::parse(u"2026-W10").value();
        QCOMPARE(*iso.resolve(kNow, sunday, Border::From), at(u"2026-03-02T00:00:00Z"_s));
    }

    void t6SwapsReversedBordersAndRefusesEmptyRanges()
    {
        const auto reversed = TimeRange::parse(u"2026-03-07", u"2026-03-01", kNow, Calendar{});
        QVERIFY(reversed && reversed->wasReversed);
        QCOMPARE(windowText(reversed->range.window()),
                 u"2026-03-01T00:00:00Z/2026-03-08T00:00:00Z"_s);
        const auto adjacent = TimeRange::parse(u"2026-03-02", u"2026-03-01", kNow, Calendar{});
        QVERIFY(adjacent && adjacent->wasReversed);
        const auto relative = TimeRange::parse(u"now", u"now-6h", kNow, Calendar{});
        QVERIFY(relative && relative->wasReversed && relative->range.isRelative());
        QCOMPARE(relative->range.from().text(), u"now-6h"_s);
        QVERIFY(!TimeRange::parse(u"2026-03-01", u"2026-03-07", kNow, Calendar{})->wasReversed);
        const auto empty = TimeRange::parse(u"now", u"now", kNow, Calendar{});
        QCOMPARE(empty.error().detail, u"range.empty"_s);
        QVERIFY(!TimeRange::absolute({Timestamp(5), Timestamp(5)}));
        QCOMPARE(TimeRange::absolute({Timestamp(9), Timestamp(5)})->window(),
                 (TimeWindow{Timestamp(5), Timestamp(9)}));
    }

    void t7KeepsRelativeRangesRelative()
    {
        const auto range = TimeRange::parse(u"now-1d/d", u"now", kNow, berlin())->range;
        QVERIFY(range.isRelative());
        const auto today = range.resolve(kNow, berlin());
        const auto tomorrow = range.resolve(kNow + Timedelta(kNsPerDay), berlin());
        QCOMPARE(tomorrow->begin, today->begin + Timedelta(kNsPerDay));
        const auto fixed = TimeRange::parse(u"2026-03", u"2026-03", kNow, berlin())->range;
        QCOMPARE(fixed.kind(), TimeRange::Kind::Absolute);
        QCOMPARE(*fixed.resolve(kNow, berlin()), *fixed.resolve(Timestamp(0), berlin()));
    }

    void t7SavesAndReadsRanges()
    {
        const QList<TimeRange> ranges{
            TimeRange::allData(), *TimeRange::absolute({Timestamp::min(), Timestamp::max()}),
            *TimeRange::absolute({Timestamp(1), Timestamp(2)}),
            TimeRange::parse(u"now-6h", u"now", kNow, berlin())->range,
            TimeRange::parse(u"2026-03-01", u"now", kNow, berlin())->range};
        for (const TimeRange &range : ranges) {
            const auto read = TimeRange::fromJson(range.toJson());
            QVERIFY(read.has_value());
            QCOMPARE(read->kind(), range.kind());
            QCOMPARE(*read->resolve(kNow, berlin()), *range.resolve(kNow, berlin()));
            QVERIFY(*read == range);
        }
        QVERIFY(!TimeRange::fromJson({}));
        QVERIFY(!TimeRange::fromJson({{u"kind"_s, u"absolute"_s}, {u"begin"_s, 5}}));
        QVERIFY(!TimeRange::fromJson(
            {{u"kind"_s, u"relative"_s}, {u"from"_s, u"2026"_s}, {u"to"_s, u"2026"_s}}));
    }

    void t4AnotherZoneLeavesAbsoluteBordersAlone()
    {
        const auto absolute = TimeRange::parse(u"2026-03-01", u"2026-03-07", kNow, berlin())->range;
        QCOMPARE(*absolute.resolve(kNow, berlin()), *absolute.resolve(kNow, Calendar{}));
        QCOMPARE(absolute.window().begin, at(u"2026-02-28T23:00:00Z"_s));
        const auto mixed = TimeRange::parse(u"2026-03-01", u"now", kNow, berlin())->range;
        QCOMPARE(mixed.resolve(kNow, Calendar{})->begin, at(u"2026-02-28T23:00:00Z"_s));
    }

    void t8PrintsAndReadsWindowText()
    {
        const TimeWindow week{at(u"2026-03-01T00:00:00Z"_s), at(u"2026-03-08T00:00:00Z"_s)};
        QCOMPARE(windowText(week), u"2026-03-01T00:00:00Z/2026-03-08T00:00:00Z"_s);
        QCOMPARE(*parseWindowText(u" 2026-03-01T00:00:00Z / 2026-03-08T01:00:00+01:00\n"), week);
        QCOMPARE(*parseWindowText(windowText(TimeWindow::all())), TimeWindow::all());
        for (const QString &text :
             {u""_s, u"2026-03-01T00:00:00Z"_s, u"a/b"_s, u"2026-03-01/2026-03-08"_s,
              u"2026-03-01T00:00:00Z/2026-03-01T00:00:00Z"_s})
            QVERIFY2(!parseWindowText(text), qPrintable(text));
    }

    void t1OffersPresets()
    {
        QSet<QString> ids;
        for (const TimePreset &preset : timePresets()) {
            ids.insert(preset.id.toString());
            const TimeRange range = preset.range();
            const auto window = range.resolve(kNow, berlin());
            QVERIFY(window && !window->isEmpty());
            QVERIFY(preset.label() != preset.id);
            QCOMPARE(presetOf(range), &preset);
            QVERIFY(*presetRange(preset.id) == range);
        }
        QCOMPARE(ids.size(), 24);
        QCOMPARE(presetRange(u"last-5d").error().code, ErrorCode::NotFound);
        QCOMPARE(presetRange(u"all")->kind(), TimeRange::Kind::AllData);
        const auto month = presetRange(u"previous-month")->resolve(kNow, Calendar{});
        QCOMPARE(windowText(*month), u"2026-02-01T00:00:00Z/2026-03-01T00:00:00Z"_s);
        const auto soFar = presetRange(u"this-week-so-far")->resolve(kNow, Calendar{});
        QCOMPARE(windowText(*soFar), u"2026-03-09T00:00:00Z/2026-03-11T15:45:30.5Z"_s);
    }
};

TIDEMARK_TEST(TimeRangeTest)
#include "time_range_test.moc"
