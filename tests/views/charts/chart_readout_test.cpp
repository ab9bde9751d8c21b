// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/chart_accessible.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_clipboard.h"
#include "views/charts/chart_widget.h"
#include "views/charts/overlay_painter.h"
#include "views/charts/single_value_panel.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

namespace {

ChartContent weekContent()
{
    ChartContent content;
    content.title = u"Distance"_s;
    content.numbers = NumberFormatter(QLocale::c());
    content.period = Period::Weekly;
    content.window = {test::utcDay(2026, 8, 3), test::utcDay(2026, 8, 24)};
    ChartSeries series =
        test::seriesOf(u"d"_s, test::utcDay(2026, 8, 3), 7 * kNsPerDay, {20, 31.84, 42});
    series.name = u"distance_km"_s;
    series.function = u"mean"_s;
    series.unit = Unit::of(u"km");
    series.points[1].count = 412;
    series.points[1].min = 0.41;
    series.points[1].max = 118.9;
    content.series = {series};
    return content;
}

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
    void describesTheChartFromItsData();
    void chartIsAnAccessibleObject();
    void keyboardMovesAreSpoken();
    void clipboardIsForMachines();
    void singleValueTellsChangeInSignArrowAndWord_data();
    void singleValueTellsChangeInSignArrowAndWord();
    void narrowSingleValuePutsTheChangeBelow();
    void singleValueActivatesByClickAndKey();
    void showsStatesAndComesBackToData();
    void secondUnitGetsTheRightAxis();
    void renderingOffScreenNeedsNoWindow();
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

void ChartReadoutTest::describesTheChartFromItsData()
{
    ChartContent content = weekContent();
    QCOMPARE(chartDescription(content),
             u"distance_km, km, 3–23 Aug 2026, 420 records, lowest 20, highest 42 on "
             "Week 34 · 17–23 Aug 2026, rising."_s);
    content.window = {test::utcDay(2030, 1, 1), test::utcDay(2030, 2, 1)};
    QCOMPARE(chartDescription(content), u"distance_km, km: no data."_s);
    content.series.clear();
    QCOMPARE(chartDescription(content), u"No series."_s);
}

void ChartReadoutTest::chartIsAnAccessibleObject()
{
    theme::Theme theme;
    ChartWidget chart(theme);
    chart.setTitle(u"Distance"_s);
    chart.setPeriod(Period::Weekly);
    chart.setTimeWindow(weekContent().window);
    chart.setSeries(weekContent().series);
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(chart.canvas());
    QVERIFY(accessible != nullptr);
    QCOMPARE(accessible->role(), QAccessible::Chart);
    QCOMPARE(accessible->text(QAccessible::Name), u"Distance"_s);
    QVERIFY(accessible->text(QAccessible::Description).contains(u"420 records"_s));
    QVERIFY(accessible->text(QAccessible::Description).contains(u"rising"_s));
}

void ChartReadoutTest::keyboardMovesAreSpoken()
{
    theme::Theme theme;
    ChartWidget chart(theme);
    chart.setPeriod(Period::Weekly);
    chart.setFormat(NumberFormatter(QLocale::c()));
    chart.setTimeWindow(weekContent().window);
    chart.setSeries(weekContent().series);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    QSignalSpy spoken(&chart.controller(), &ChartController::announced);
    QTest::keyClick(chart.canvas(), Qt::Key_End);
    const QString said = spoken.last().first().toString();
    QVERIFY2(said.startsWith(u"Week 34 · 17–23 Aug 2026"_s), qPrintable(said));
    QVERIFY2(said.contains(u"distance_km: mean 42\u00a0km"_s), qPrintable(said));
    // The accessible object's value is the same text; a screen reader asks for it on the event.
    QCOMPARE(QAccessible::queryAccessibleInterface(chart.canvas())->text(QAccessible::Value), said);
}

void ChartReadoutTest::clipboardIsForMachines()
{
    ChartContent content = weekContent();
    content.numbers = NumberFormatter(QLocale(u"de_DE"_s));
    content.calendar.zone = test::zoneOf(u"Europe/Berlin"_s);
    content.series[0].name = u"a\tb <c>"_s;
    const ClipboardText text = clipboardText(content);
    const QStringList lines = text.tabSeparated.split(u'\n');
    QCOMPARE(lines.at(0), u"Time (Europe/Berlin)\ta b <c> mean, km"_s);
    QCOMPARE(lines.at(2), u"2026-08-10T02:00:00+02:00\t31.84"_s);
    QVERIFY(text.html.contains(u"&lt;c&gt;"_s));
}

void ChartReadoutTest::singleValueTellsChangeInSignArrowAndWord_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<GoodDirection>("good");
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QString>("tone");
    QTest::newRow("risen, good") << 120.0 << GoodDirection::Up << u"↑\u00a0+20"_s << u"better"_s
                                 << u"good"_s;
    QTest::newRow("risen, not good")
        << 120.0 << GoodDirection::Down << u"↑\u00a0+20"_s << u"worse"_s << u"caution"_s;
    QTest::newRow("fallen, unjudged")
        << 80.0 << GoodDirection::None << u"↓\u00a0\u221220"_s << u"Fallen"_s << u"muted"_s;
    QTest::newRow("unchanged") << 100.0 << GoodDirection::Up << u"→\u00a0"_s << u"Unchanged"_s
                               << u"muted"_s;
}

void ChartReadoutTest::singleValueTellsChangeInSignArrowAndWord()
{
    QFETCH(double, value);
    QFETCH(GoodDirection, good);
    QFETCH(QString, change);
    QFETCH(QString, word);
    QFETCH(QString, tone);
    theme::Theme theme;
    SingleValuePanel panel(theme);
    panel.setNumberFormatter(NumberFormatter(QLocale::c()));
    SingleValue single;
    single.caption = u"Distance"_s;
    single.value = value;
    single.before = 100;
    single.unit = Unit::of(u"km");
    single.good = good;
    single.comparedWith = u"the week before"_s;
    panel.setValue(single);
    const auto labels = panel.findChildren<QLabel *>();
    QVERIFY2(labels.at(2)->text().startsWith(change), qPrintable(labels.at(2)->text()));
    QCOMPARE(labels.at(2)->property("tone").toString(), tone);
    QVERIFY2(panel.toolTip().contains(word), qPrintable(panel.toolTip()));
    QCOMPARE(panel.accessibleDescription(), panel.toolTip());
    single.value.reset();
    panel.setValue(single);
    QCOMPARE(labels.at(1)->text().left(1), QString(QChar(NumberFormatter::kMissing)));
    QVERIFY(labels.at(2)->text().isEmpty());
}

void ChartReadoutTest::narrowSingleValuePutsTheChangeBelow()
{
    theme::Theme theme;
    QWidget card; // gives the panel its place, whatever the panel asks for
    card.resize(500, 100);
    SingleValuePanel panel(theme, &card);
    panel.setNumberFormatter(NumberFormatter(QLocale::c()));
    SingleValue single;
    single.caption = u"latency"_s;
    single.detail = u"mean, 16 – 22 Nov"_s;
    single.value = 87.84;
    single.before = 86.44;
    single.unit = Unit::of(u"ms");
    panel.setValue(single);
    const auto labels = panel.findChildren<QLabel *>();
    panel.resize(400, 70);
    card.show();
    QVERIFY(QTest::qWaitForWindowExposed(&card));
    QCOMPARE(labels.at(0)->text(), u"latency · mean, 16 – 22 Nov"_s);
    QVERIFY(labels.at(2)->x() > labels.at(1)->geometry().right());
    panel.resize(130, 70);
    QTRY_COMPARE(labels.at(0)->text(), u"latency"_s);
    QTRY_VERIFY(labels.at(2)->y() >= labels.at(1)->geometry().bottom());
    QVERIFY(labels.at(2)->isVisible() && panel.rect().contains(labels.at(2)->geometry()));
    panel.resize(130, 40);
    QTRY_VERIFY(!labels.at(2)->isVisible());
    QVERIFY(panel.toolTip().contains(u"mean, 16 – 22 Nov"_s));
}

void ChartReadoutTest::singleValueActivatesByClickAndKey()
{
    theme::Theme theme;
    SingleValuePanel panel(theme);
    panel.resize(200, 70);
    QSignalSpy activated(&panel, &SingleValuePanel::activated);
    QTest::mouseClick(&panel, Qt::LeftButton);
    QTest::keyClick(&panel, Qt::Key_Return);
    QTest::keyClick(&panel, Qt::Key_Space);
    QCOMPARE(activated.count(), 3);
}

void ChartReadoutTest::showsStatesAndComesBackToData()
{
    theme::Theme theme;
    ChartWidget chart(theme);
    chart.setTimeWindow(weekContent().window);
    chart.setSeries(weekContent().series);
    chart.resize(500, 300);
    chart.show();
    QVERIFY(QTest::qWaitForWindowExposed(&chart));
    bool wasRun = false;
    chart.showEmpty(u"No records here."_s, {{u"Show all data"_s, [&wasRun] { wasRun = true; }}});
    QVERIFY(!chart.canvas()->isVisible());
    for (QPushButton *button : chart.findChildren<QPushButton *>()) {
        if (button->text() == u"Show all data"_s)
            button->click();
    }
    QVERIFY(wasRun);
    chart.setSeries(weekContent().series);
    QVERIFY(chart.canvas()->isVisible());
    chart.showError({ErrorCode::Io, u"The disk is gone."_s, u"EIO"_s}, {});
    QVERIFY(!chart.canvas()->isVisible());
    // A fast answer shows no sign of loading.
    chart.setSeries(weekContent().series);
    chart.showLoading(u"Reading…"_s);
    chart.setSeries(weekContent().series);
    QTest::qWait(200);
    for (const QPushButton *button : chart.findChildren<QPushButton *>())
        QVERIFY(!button->isVisible());
}

void ChartReadoutTest::secondUnitGetsTheRightAxis()
{
    ChartContent content = weekContent();
    content.series.push_back(
        test::seriesOf(u"e"_s, test::utcDay(2026, 8, 3), 7 * kNsPerDay, {1000, 2000, 1500}));
    content.series[1].unit = Unit::of(u"%");
    content.series.push_back(content.series[1]);
    content.series[2].identity = u"f"_s;
    content.series[2].unit = Unit::of(u"V");
    const ChartFrame frame = arranged(content, {600, 300}, QFont());
    QCOMPARE(frame.axes.size(), std::size_t(2));
    QCOMPARE(content.axisOf(content.series[0]), std::size_t(0));
    QCOMPARE(content.axisOf(content.series[1]), std::size_t(1));
    QCOMPARE(content.axisOf(content.series[2]), std::size_t(1));
    QVERIFY(frame.axes[0].scale.span().last < 200);
    QVERIFY(frame.axes[1].scale.span().last > 2000);
    QVERIFY(frame.plot.right() < 590);
}

void ChartReadoutTest::renderingOffScreenNeedsNoWindow()
{
    theme::Theme theme;
    ChartWidget chart(theme);
    chart.setTimeWindow(weekContent().window);
    chart.setSeries(weekContent().series);
    chart.resize(640, 360);
    for (const double scale : {1.0, 2.0, 3.0}) {
        QImage image(chart.size() * scale, QImage::Format_ARGB32_Premultiplied);
        image.setDevicePixelRatio(scale);
        image.fill(Qt::white);
        chart.render(&image);
        const int ink = test::pixelsLike(image, image.rect(), theme.palette().series[0], 60);
        QVERIFY2(ink > 300 * scale, QByteArray::number(ink).constData());
    }
}

TIDEMARK_TEST(ChartReadoutTest)

#include "chart_readout_test.moc"
