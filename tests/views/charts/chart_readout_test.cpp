// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart tells at the crosshair, and of which points.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/overlay_painter.h"
#include "views/theme/theme.h"

#include <QPainter>
#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;
using test::weekContent;

namespace {

Timestamp onDay(int hour, int minute = 0, int second = 0)
{
    return test::utcDay(2026, 8, 14) +
           Timedelta(hour * kNsPerHour + minute * kNsPerMinute + second * kNsPerSecond);
}

/// Single records, `step_ns` from one to the next.
ChartSeries recordsOf(const QString &identity, Timestamp first, std::int64_t step_ns,
                      std::initializer_list<std::optional<double>> values)
{
    ChartSeries series = test::seriesOf(identity, first, step_ns, values);
    series.gapRule = GapRule::MedianInterval;
    for (ChartPoint &point : series.points) {
        point.window.end = point.window.begin + Timedelta(1);
        point.isGap = !point.value;
        point.count = point.value ? 1 : 0;
    }
    return series;
}

/// A day with two series of records, 5 s beside each other.
ChartContent recordsContent()
{
    ChartContent content;
    content.numbers = NumberFormatter(QLocale::c());
    content.window = {test::utcDay(2026, 8, 14), test::utcDay(2026, 8, 15)};
    content.series = {recordsOf(u"a"_s, onDay(10), kNsPerMinute, {1, 2, 3, 4}),
                      recordsOf(u"b"_s, onDay(10, 0, 5), kNsPerMinute, {5, 6, 7, 8})};
    content.series[1].style = theme::styleOfSlot(1);
    return content;
}

CursorState cursorAt(Timestamp at)
{
    CursorState cursor;
    cursor.at = at;
    return cursor;
}

} // namespace

class ChartReadoutTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void tellsBucketValueCountAndRange();
    void saysNoDataInAGapNeverAnOldValue();
    void tellsRecordsOneNanosecondApart();
    void eachSeriesHasItsNearestRecordAndTime();
    void recordsBeyondTheirGapLimitAreNoData();
    void anEndedSeriesDoesNotPullTheCrosshair();
    void onlyRecordsInViewTakeTheCrosshair();
    void otherSeriesWithNothingInViewKeepsTheCrosshair();
    void recordsBesideTheCrosshairAreMarked();
    void marksTheBucketThatIsNotOver();
};

void ChartReadoutTest::tellsBucketValueCountAndRange()
{
    const Readout readout = readoutAt(weekContent(), cursorAt(test::utcDay(2026, 8, 12)));
    QCOMPARE(readout.title, u"Week 33 · 10–16 Aug 2026"_s);
    QCOMPARE(readout.rows.size(), std::size_t(1));
    QVERIFY2(readout.rows[0].text.startsWith(u"mean 31.84\u00a0km (412 record"_s),
             qPrintable(readout.rows[0].text));
    QCOMPARE(readout.rows[0].detail, u"min 0.41  max 118.9"_s);
}

void ChartReadoutTest::saysNoDataInAGapNeverAnOldValue()
{
    ChartContent content = weekContent();
    content.series[0].points[1].count = 0;
    content.series[0].points[1].value.reset();
    Readout readout = readoutAt(content, cursorAt(test::utcDay(2026, 8, 12)));
    QCOMPARE(readout.rows[0].text, u"no data"_s);
    QVERIFY(!readout.rows[0].hasValue);
    content.series[0].points.erase(content.series[0].points.begin() + 1); // left out altogether
    readout = readoutAt(content, cursorAt(test::utcDay(2026, 8, 12)));
    QCOMPARE(readout.rows[0].text, u"no data"_s);
}

void ChartReadoutTest::tellsRecordsOneNanosecondApart()
{
    ChartContent content = weekContent();
    content.period.reset();
    const std::int64_t at = test::utcDay(2026, 8, 14).posixNs();
    content.series[0] = test::seriesOf(u"r"_s, Timestamp(at), 1, {1, 2});
    const Readout first = readoutAt(content, cursorAt(Timestamp(at)));
    const Readout second = readoutAt(content, cursorAt(Timestamp(at + 1)));
    QCOMPARE(first.title, u"14 Aug 2026 00:00:00"_s);
    QCOMPARE(second.title, u"14 Aug 2026 00:00:00.000000001"_s);
    QVERIFY(first.rows[0].text != second.rows[0].text);
}

void ChartReadoutTest::eachSeriesHasItsNearestRecordAndTime()
{
    ChartContent content = recordsContent();
    const CursorState cursor = snapped(content, {}, onDay(10, 1, 2));
    QCOMPARE(cursor.at, std::optional(onDay(10, 1)));
    Readout readout = readoutAt(content, cursor);
    QCOMPARE(readout.title, u"14 Aug 2026 10:01:00"_s);
    QCOMPARE(readout.rows[0].text, u"2"_s);
    QCOMPARE(readout.rows[1].text, u"6 at 10:01:05"_s);
    QVERIFY(readout.rows[1].hasValue);
    QCOMPARE(readoutText(readout), u"14 Aug 2026 10:01:00\na: 2\nb: 6 at 10:01:05"_s);
    // The crosshair of another chart stands where no series has a record.
    content.series = {recordsOf(u"a"_s, onDay(23, 59, 30), kNsPerMinute, {1, 2}),
                      recordsOf(u"b"_s, onDay(23, 59, 50), kNsPerMinute, {5, 6})};
    readout = readoutAt(content, cursorAt(onDay(23, 59, 55)));
    QCOMPARE(readout.title, u"14 Aug 2026 23:59:55"_s);
    QCOMPARE(readout.rows[0].text, u"1 at 23:59:30"_s);
    QCOMPARE(readout.rows[1].text, u"5 at 23:59:50"_s);
    readout = readoutAt(content, cursorAt(onDay(24, 0, 10)));
    QCOMPARE(readout.rows[1].text, u"5 at 14 Aug 2026 23:59:50"_s);
}

void ChartReadoutTest::recordsBeyondTheirGapLimitAreNoData()
{
    ChartContent content = recordsContent();
    const auto textAt = [&content](Timestamp at) -> QString {
        return readoutAt(content, cursorAt(at)).rows[0].text;
    };
    // Three times a minute after the last record, and not longer.
    QCOMPARE(textAt(onDay(10, 6)), u"4 at 10:03:00"_s);
    QCOMPARE(textAt(onDay(10, 6, 1)), u"no data"_s);
    QCOMPARE(textAt(onDay(9, 56, 59)), u"no data"_s);
    content.series[0].gapRule = GapRule::Length;
    content.series[0].longestGap_ns = 10 * kNsPerMinute;
    QCOMPARE(textAt(onDay(10, 13)), u"4 at 10:03:00"_s);
    // Behind an explicit gap there is no value, however near the record is.
    content.series[0] = recordsOf(u"a"_s, onDay(10), kNsPerMinute, {1, 2, {}, 4});
    QCOMPARE(textAt(onDay(10, 1, 50)), u"2 at 10:01:00"_s);
    QCOMPARE(textAt(onDay(10, 2)), u"no data"_s);
    QCOMPARE(textAt(onDay(10, 2, 10)), u"4 at 10:03:00"_s);
}

void ChartReadoutTest::anEndedSeriesDoesNotPullTheCrosshair()
{
    ChartContent content = recordsContent();
    content.series[0] = recordsOf(u"a"_s, onDay(8, 57), kNsPerMinute, {1, 2, 3, 4});
    CursorState cursor = snapped(content, {}, onDay(10, 2));
    QCOMPARE(cursor.at, std::optional(onDay(10, 2, 5)));
    QCOMPARE(cursor.series, u"b"_s);
    QCOMPARE(readoutAt(content, cursor).rows[0].text, u"no data"_s);
    // Within its gap limit the series that the keys walk along keeps it.
    cursor = snapped(content, {}, onDay(9, 1));
    QCOMPARE(cursor.series, u"a"_s);
    QCOMPARE(cursor.at, std::optional(onDay(9)));
    // The same of buckets: one has it as far as it is long.
    content.series[0] = test::seriesOf(u"a"_s, onDay(8), kNsPerMinute, {1, 2});
    QCOMPARE(snapped(content, {}, onDay(8, 2, 40)).series, u"a"_s);
    QCOMPARE(snapped(content, {}, onDay(10, 2)).series, u"b"_s);
    // Alone it has the nearest value, however far.
    content.hidden = {u"b"_s};
    QCOMPARE(snapped(content, {}, onDay(10, 2)).series, u"a"_s);
}

void ChartReadoutTest::onlyRecordsInViewTakeTheCrosshair()
{
    ChartContent content = recordsContent();
    content.window = {onDay(10, 2, 3), onDay(10, 2, 30)}; // between two records of the first
    const CursorState cursor = snapped(content, {}, onDay(10, 2, 4));
    QCOMPARE(cursor.series, u"b"_s);
    QCOMPARE(cursor.at, std::optional(onDay(10, 2, 5)));
    QCOMPARE(readoutAt(content, cursor).rows[0].text, u"3 at 10:02:00"_s);
    content.window = {onDay(12), onDay(13)};
    QVERIFY(!snapped(content, {}, onDay(12, 30)).at.has_value());
}

void ChartReadoutTest::otherSeriesWithNothingInViewKeepsTheCrosshair()
{
    ChartContent content = recordsContent();
    content.series[1] = recordsOf(u"b"_s, onDay(8), kNsPerMinute, {5, 6});
    content.window = {onDay(10), onDay(11)};
    const CursorState before = snapped(content, {}, onDay(10, 1));
    const CursorState after = onOtherSeries(content, before, 1);
    QCOMPARE(after.series, u"b"_s);
    QCOMPARE(after.at, before.at);
    QVERIFY(!after.bucket.has_value());
    QCOMPARE(onOtherSeries(content, after, 1).series, u"a"_s);
    content.window.begin = onDay(7);
    QCOMPARE(onOtherSeries(content, before, 1).at, std::optional(onDay(8, 1)));
}

void ChartReadoutTest::recordsBesideTheCrosshairAreMarked()
{
    ChartContent content = recordsContent();
    content.window = {onDay(10), onDay(10, 2)};
    const ChartFrame frame = arranged(content, {600, 300}, QFont());
    OverlayState overlay;
    overlay.cursor = snapped(content, {}, onDay(10, 1));
    overlay.hasReadout = false;
    const theme::Theme theme;
    QImage image(600, 300, QImage::Format_ARGB32_Premultiplied);
    image.fill(theme.palette().plotBackground);
    QPainter painter(&image);
    paintOverlay(painter, content, frame, overlay, QFont(), theme.palette());
    painter.end();
    for (const ChartSeries &one : content.series) {
        const ChartPoint &point = one.points[1];
        const QPointF at(frame.time.xOf(point.window.begin), frame.axes[0].scale.yOf(*point.value));
        const QRect around(at.toPoint() - QPoint(5, 5), QSize(11, 11));
        const QColor color = theme::colorOf(one.style, theme.palette());
        QVERIFY2(test::pixelsLike(image, around, color, 80) > 10, qPrintable(one.identity));
    }
}

void ChartReadoutTest::marksTheBucketThatIsNotOver()
{
    ChartContent content = weekContent();
    content.series[0].points[2].isSoFar = true;
    const Readout readout = readoutAt(content, cursorAt(test::utcDay(2026, 8, 18)));
    QVERIFY(readout.rows[0].text.endsWith(u"so far"_s));
}

TIDEMARK_TEST(ChartReadoutTest)
#include "chart_readout_test.moc"
