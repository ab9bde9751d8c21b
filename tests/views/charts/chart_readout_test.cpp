// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/chart_accessible.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_clipboard.h"
#include "views/charts/chart_widget.h"
#include "views/charts/single_value_panel.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QLabel>
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
    chart.setNumberFormatter(NumberFormatter(QLocale::c()));
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
