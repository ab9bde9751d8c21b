// SPDX-License-Identifier: GPL-3.0-or-later
// The chart interaction map, row by row, by keys, and what linked charts tell each other.
#include "tests/views/charts/chart_gestures.h"

#include <QAccessible>
#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QMimeData>
#include <QMouseEvent>
#include <QSignalSpy>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class ChartKeysTest : public ChartGestures
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeTheme(); }
    void init() { showChart(); }
    void cleanup() { closeChart(); }
    void arrowsWalkTheBuckets();
    void shiftArrowsExtendTheSelection();
    void controlArrowsJumpToGaps();
    void upAndDownChangeTheSeries();
    void homeAndEndGoToTheEnds();
    void pageKeysAskForTheNextRange();
    void plusAndMinusZoom_data();
    void plusAndMinusZoom();
    void zeroFitsAllAndFFitsTheSelection();
    void historyGoesBackAndForth();
    void lettersToggleLockZeroAndPin();
    void marksAreSetByKeys();
    void enterOpensTheBucket();
    void tableAndMaximiseAreAskedFor();
    void copiesDataAndImage();
    void unknownKeysGoToTheWindow();
    void linkedCursorShowsWithoutMoving();
    void lockedValuesStay();
    void sharedEdgesAlignPlots();
    void everyControlHasAName();
};

void ChartKeysTest::arrowsWalkTheBuckets()
{
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    key(Qt::Key_Right);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(0, 1));
    for (int i = 0; i < 6; ++i)
        key(Qt::Key_Right); // over the gap
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(8, 9));
    key(Qt::Key_Left);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(5, 6));
}

void ChartKeysTest::shiftArrowsExtendTheSelection()
{
    key(Qt::Key_Right);
    key(Qt::Key_Right, Qt::ShiftModifier);
    key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(controller().selectedSpan(), std::optional(hourWindow(0, 3)));
    key(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(controller().selectedSpan(), std::optional(hourWindow(0, 2)));
}

void ChartKeysTest::controlArrowsJumpToGaps()
{
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    key(Qt::Key_Home);
    key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(5, 6));
    key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(18, 19));
    key(Qt::Key_End);
    key(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(20, 21));
}

void ChartKeysTest::upAndDownChangeTheSeries()
{
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    key(Qt::Key_Home);
    key(Qt::Key_Down);
    QCOMPARE(selected.last().at(0).toString(), u"second"_s);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(0, 1)); // at the same time
    key(Qt::Key_Up);
    QCOMPARE(selected.last().at(0).toString(), u"first"_s);
}

void ChartKeysTest::homeAndEndGoToTheEnds()
{
    m_chart->setTimeWindow(hourWindow(8, 12));
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    key(Qt::Key_End);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(11, 12));
    key(Qt::Key_Home);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(8, 9));
    key(Qt::Key_End, Qt::ControlModifier); // of all time: the view follows
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(23, 24));
    QVERIFY(window().contains(hourWindow(23, 24)));
    key(Qt::Key_Home, Qt::ControlModifier);
    QVERIFY(window().contains(hourWindow(0, 1)));
}

void ChartKeysTest::pageKeysAskForTheNextRange()
{
    QSignalSpy stepped(m_chart.get(), &ChartWidget::stepRequested);
    key(Qt::Key_PageUp);
    key(Qt::Key_PageDown);
    QCOMPARE(stepped.count(), 2);
    QCOMPARE(stepped.at(0).first().toInt(), -1);
    QCOMPARE(stepped.at(1).first().toInt(), 1);
}

void ChartKeysTest::plusAndMinusZoom_data()
{
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::newRow("alone") << Qt::KeyboardModifiers();
    QTest::newRow("with Ctrl") << Qt::KeyboardModifiers(Qt::ControlModifier);
}

void ChartKeysTest::plusAndMinusZoom()
{
    QFETCH(Qt::KeyboardModifiers, modifiers);
    key(Qt::Key_Plus, modifiers);
    QVERIFY(isNear(hourOf(middleOf(window())), 12, 0.01)); // without a crosshair: the middle
    QVERIFY(isNear(static_cast<double>(window().duration().ns()), 20.0 * kNsPerHour, 2));
    key(Qt::Key_Minus, modifiers);
    QVERIFY(isNear(static_cast<double>(window().duration().ns()), 24.0 * kNsPerHour, 2));
    key(Qt::Key_Home); // with one: the crosshair stays in place
    const double x = controller().frame().time.xOf(*controller().cursor().at);
    key(Qt::Key_Plus, modifiers);
    QVERIFY(isNear(controller().frame().time.xOf(*controller().cursor().at), x, 0.01));
    const ValueSpan before = values();
    key(Qt::Key_Plus, Qt::AltModifier);
    QVERIFY(values().last - values().first < before.last - before.first);
}

void ChartKeysTest::zeroFitsAllAndFFitsTheSelection()
{
    key(Qt::Key_0);
    QCOMPARE(window(), hourWindow(-24, 48));
    m_chart->setSelectedSpan(hourWindow(4, 8));
    key(Qt::Key_F);
    QCOMPARE(window(), hourWindow(4, 8));
    key(Qt::Key_F);
    QCOMPARE(window(), hourWindow(-24, 48));
    m_chart->setTimeWindow(hourWindow(0, 24));
    key(Qt::Key_0, Qt::ControlModifier);
    QCOMPARE(window(), hourWindow(-24, 48));
    m_chart->setDataExtent(std::nullopt);
    QSignalSpy asked(m_chart.get(), &ChartWidget::fitAllRequested);
    key(Qt::Key_0);
    QCOMPARE(asked.count(), 1);
}

void ChartKeysTest::historyGoesBackAndForth()
{
    for (int i = 0; i < 55; ++i)
        key(i % 2 == 0 ? Qt::Key_Plus : Qt::Key_Minus, {});
    key(Qt::Key_Plus);
    const TimeWindow last = window();
    key(Qt::Key_Backspace);
    QVERIFY(window() != last);
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window(), last);
    for (int i = 0; i < 56; ++i)
        key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(window(), hourWindow(0, 24));
}

void ChartKeysTest::lettersToggleLockZeroAndPin()
{
    key(Qt::Key_Y);
    QVERIFY(controller().content().axisSettings.front().isLocked);
    key(Qt::Key_Y);
    QVERIFY(!controller().content().axisSettings.front().isLocked);
    QVERIFY(values().first > -1);
    key(Qt::Key_Z);
    QCOMPARE(values().first, 0.0);
    key(Qt::Key_Z);
    key(Qt::Key_Home);
    key(Qt::Key_P);
    QVERIFY(controller().cursor().isPinned);
    const auto pinned = controller().cursor().at;
    QMouseEvent hover(QEvent::MouseMove, at(15), viewport()->mapToGlobal(at(15)), Qt::NoButton,
                      Qt::NoButton, {});
    QApplication::sendEvent(viewport(), &hover);
    QCOMPARE(controller().cursor().at, pinned);
    key(Qt::Key_P);
    QVERIFY(!controller().cursor().isPinned);
}

void ChartKeysTest::marksAreSetByKeys()
{
    key(Qt::Key_Home);
    key(Qt::Key_M);
    key(Qt::Key_End);
    key(Qt::Key_M, Qt::ShiftModifier);
    QCOMPARE(controller().cursor().markA, std::optional(Timestamp(kNsPerHour / 2)));
    QCOMPARE(controller().cursor().markB,
             std::optional(Timestamp(23 * kNsPerHour + kNsPerHour / 2)));
}

void ChartKeysTest::enterOpensTheBucket()
{
    QSignalSpy activated(m_chart.get(), &ChartWidget::bucketActivated);
    key(Qt::Key_Return);
    QCOMPARE(activated.count(), 0); // no crosshair
    key(Qt::Key_End);
    key(Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().at(1).value<TimeWindow>(), hourWindow(23, 24));
}

void ChartKeysTest::tableAndMaximiseAreAskedFor()
{
    QSignalSpy table(m_chart.get(), &ChartWidget::tableRequested);
    QSignalSpy maximise(m_chart.get(), &ChartWidget::maximiseRequested);
    key(Qt::Key_T, Qt::ControlModifier);
    key(Qt::Key_V);
    QCOMPARE(table.count(), 1);
    QCOMPARE(maximise.count(), 1);
}

void ChartKeysTest::copiesDataAndImage()
{
    m_chart->setTimeWindow(hourWindow(4, 9));
    key(Qt::Key_C, Qt::ControlModifier);
    const QMimeData *copied = QApplication::clipboard()->mimeData();
    QCOMPARE(copied->text(), u"Time (UTC)\tfirst\tsecond\n"
                             "1970-01-01T04:00:00Z\t5\t9\n"
                             "1970-01-01T05:00:00Z\t6\t9\n"
                             "1970-01-01T06:00:00Z\t\t9\n"
                             "1970-01-01T07:00:00Z\t\t9\n"
                             "1970-01-01T08:00:00Z\t9\t9\n"_s);
    QVERIFY(copied->hasHtml());
    QVERIFY(copied->html().contains(u"<td>5</td>"_s));
    key(Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    const QImage image = QApplication::clipboard()->image();
    QCOMPARE(image.size(), viewport()->size() * 2);
    QVERIFY(test::pixelsLike(image, image.rect(), m_theme->palette().series[0]) > 100);
}

void ChartKeysTest::unknownKeysGoToTheWindow()
{
    // L, C, G, A and T belong to the window; the chart lets them through.
    for (const Qt::Key letter : {Qt::Key_L, Qt::Key_C, Qt::Key_G, Qt::Key_A, Qt::Key_T}) {
        QKeyEvent event(QEvent::KeyPress, letter, Qt::NoModifier);
        QApplication::sendEvent(m_chart->canvas(), &event);
        QVERIFY(!event.isAccepted());
    }
    QCOMPARE(window(), hourWindow(0, 24));
}

void ChartKeysTest::linkedCursorShowsWithoutMoving()
{
    QSignalSpy moved(m_chart.get(), &ChartWidget::cursorMoved);
    m_chart->setCursor(Timestamp(9 * kNsPerHour + 7));
    QCOMPARE(controller().cursor().at, std::optional(Timestamp(9 * kNsPerHour + 7)));
    QCOMPARE(moved.count(), 0); // no echo between linked charts
    const Readout readout = readoutAt(controller().content(), controller().cursor());
    QVERIFY(readout.rows.front().text.startsWith(u"10"_s));
    m_chart->setCursor(std::nullopt);
    QVERIFY(!controller().cursor().at.has_value());
}

void ChartKeysTest::lockedValuesStay()
{
    const ValueSpan before = values();
    key(Qt::Key_Y);
    m_chart->setTimeWindow(hourWindow(0, 4));
    QCOMPARE(values(), before);
    key(Qt::Key_Y);
    QVERIFY(values().last < before.last);
}

void ChartKeysTest::sharedEdgesAlignPlots()
{
    QSignalSpy changed(m_chart.get(), &ChartWidget::axisWidthsChanged);
    m_chart->setAxisWidths(90, 30);
    QCOMPARE(controller().frame().plot.left(), 90.0);
    QCOMPARE(controller().frame().plot.right(), viewport()->width() - 30.0);
    auto series = twoSeries();
    for (ChartPoint &point : series[0].points)
        point.value = point.value ? std::optional(*point.value + 123456.5) : std::nullopt;
    m_chart->setSeries(series);
    QVERIFY(changed.count() > 0);
    QVERIFY(m_chart->neededLeft() > 20);
    QCOMPARE(controller().frame().plot.left(), 90.0);
}

void ChartKeysTest::everyControlHasAName()
{
    m_chart->showPartial(u"Showing 10 of 20 records."_s, {{u"Load all"_s, [] {}}});
    for (QWidget *widget : m_chart->findChildren<QWidget *>()) {
        if (widget->focusPolicy() == Qt::NoFocus || !widget->isVisible())
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        QVERIFY(accessible != nullptr);
        QVERIFY2(!accessible->text(QAccessible::Name).isEmpty(), widget->metaObject()->className());
    }
}

TIDEMARK_TEST(ChartKeysTest)

#include "chart_keys_test.moc"
