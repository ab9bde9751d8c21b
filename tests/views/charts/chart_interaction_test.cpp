// SPDX-License-Identifier: GPL-3.0-or-later
// The chart interaction map, row by row, by pointer, wheel and keys.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/chart_canvas.h"
#include "views/charts/chart_legend.h"
#include "views/charts/chart_widget.h"
#include "views/theme/theme.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QMenu>
#include <QMimeData>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class ChartInteractionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();

    // pointer
    void leftDragZoomsTimeOnRelease();
    void dragUnderFivePixelsIsAClick();
    void escapeCancelsADrag();
    void shiftDragZoomsBothAxes();
    void middleAndControlDragPan_data();
    void middleAndControlDragPan();
    void leftDragPansWhenSwapped();
    void dragOnAnAxisPansItAndItsEndStretches();
    void selectsASpanByDragAndMovesItsHandles_data();
    void selectsASpanByDragAndMovesItsHandles();
    void doubleClickGoesBackOverAllSteps();
    void doubleClickOnTheValueAxisFitsIt();
    void clickSelectsTheNearestBucket();
    void shiftClickSetsMarkBAndTellsTheDifference();
    void hoverShowsTheCrosshairAndLeavingHidesIt();
    void rightClickOpensTheMenuAndItsCommandsWork();
    // wheel
    void wheelZoomsAtThePointer();
    void plainWheelIsLeftToAScrollingDashboard();
    void sidewaysAndShiftWheelPanATenth_data();
    void sidewaysAndShiftWheelPanATenth();
    void altWheelAndWheelOverTheAxisZoomValues_data();
    void altWheelAndWheelOverTheAxisZoomValues();
    // keys
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
    // legend
    void legendTogglesAndSolosSeries();
    // linking
    void linkedCursorShowsWithoutMoving();
    void lockedValuesStay();
    void sharedEdgesAlignPlots();
    void everyControlHasAName();

private:
    [[nodiscard]] QWidget *viewport() const { return m_chart->canvas()->viewport(); }
    [[nodiscard]] const ChartController &controller() const { return m_chart->controller(); }
    [[nodiscard]] TimeWindow window() const { return controller().content().window; }
    [[nodiscard]] ValueSpan values() const
    {
        return controller().frame().axes.front().scale.span();
    }
    [[nodiscard]] QPoint at(double hour) const;
    [[nodiscard]] QPoint axisPoint() const;
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const;
    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton,
              Qt::KeyboardModifiers modifiers = {}) const;
    bool wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers = {}) const;

    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<ChartWidget> m_chart;
};

namespace {

constexpr int kNotch = 120;

TimeWindow hourWindow(int from, int to)
{
    return {Timestamp(from * kNsPerHour), Timestamp(to * kNsPerHour)};
}

/// Hours from the begin of a window of 24 hours.
double hourOf(Timestamp at)
{
    return static_cast<double>(at.posixNs()) / kNsPerHour;
}

std::vector<ChartSeries> twoSeries()
{
    std::vector<ChartSeries> all{
        test::seriesOf(u"first"_s, Timestamp(0), kNsPerHour,
                       {1,  2,  3,  4,  5,  6,  {}, {}, 9,  10, 11, 12,
                        13, 14, 15, 16, 17, 18, 19, {}, 21, 22, 23, 24}),
        test::seriesOf(u"second"_s, Timestamp(0), kNsPerHour,
                       {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8})};
    all[1].style = theme::styleOfSlot(1);
    return all;
}

bool isNear(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace

void ChartInteractionTest::initTestCase()
{
    qRegisterMetaType<TimeWindow>();
    qRegisterMetaType<std::optional<Timestamp>>();
    qRegisterMetaType<std::optional<TimeWindow>>();
    m_theme = std::make_unique<theme::Theme>();
}

void ChartInteractionTest::init()
{
    test::failOnUnexpectedWarnings();
    m_chart = std::make_unique<ChartWidget>(*m_theme);
    m_chart->setTitle(u"Test"_s);
    m_chart->setTimeWindow(hourWindow(0, 24));
    m_chart->setDataExtent(hourWindow(-24, 48));
    m_chart->setSeries(twoSeries());
    m_chart->setAxisWidths(60, 20); // a plot whose edges stay, so that pixels can be compared
    m_chart->resize(700, 360);
    m_chart->show();
    QApplication::setActiveWindow(m_chart.get());
    QVERIFY(QTest::qWaitForWindowActive(m_chart.get()));
    m_chart->canvas()->setFocus();
    QTRY_VERIFY(m_chart->canvas()->hasFocus());
}

void ChartInteractionTest::cleanup()
{
    m_chart.reset();
}

QPoint ChartInteractionTest::at(double hour) const
{
    const ChartFrame &frame = controller().frame();
    const Timestamp time(static_cast<std::int64_t>(hour * static_cast<double>(kNsPerHour)));
    return {static_cast<int>(std::lround(frame.time.xOf(time))),
            static_cast<int>(frame.plot.center().y())};
}

QPoint ChartInteractionTest::axisPoint() const
{
    const QRectF plot = controller().frame().plot;
    return {static_cast<int>(plot.left() / 2), static_cast<int>(plot.center().y())};
}

void ChartInteractionTest::key(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QTest::keyClick(m_chart->canvas(), key, modifiers);
}

void ChartInteractionTest::drag(QPoint from, QPoint to, Qt::MouseButton button,
                                Qt::KeyboardModifiers modifiers) const
{
    QTest::mousePress(viewport(), button, modifiers, from);
    const auto move = [&](QPoint where) {
        QMouseEvent event(QEvent::MouseMove, where, viewport()->mapToGlobal(where), Qt::NoButton,
                          button, modifiers);
        QApplication::sendEvent(viewport(), &event);
    };
    move((from + to) / 2);
    move(to);
    QTest::mouseRelease(viewport(), button, modifiers, to);
}

bool ChartInteractionTest::wheel(QPoint where, QPoint angle, Qt::KeyboardModifiers modifiers) const
{
    QWheelEvent event(where, viewport()->mapToGlobal(where), {}, angle, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(viewport(), &event);
    return event.isAccepted();
}

void ChartInteractionTest::leftDragZoomsTimeOnRelease()
{
    QSignalSpy asked(m_chart.get(), &ChartWidget::rangeChangeRequested);
    drag(at(6), at(12));
    QCOMPARE(asked.count(), 1);
    QVERIFY(isNear(hourOf(window().begin), 6, 0.05));
    QVERIFY(isNear(hourOf(window().end), 12, 0.05));
    QCOMPARE(asked.first().first().value<TimeWindow>(), window());
}

void ChartInteractionTest::dragUnderFivePixelsIsAClick()
{
    QSignalSpy asked(m_chart.get(), &ChartWidget::rangeChangeRequested);
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    const QPoint from = at(6.5);
    drag(from, from + QPoint(3, 0));
    QCOMPARE(asked.count(), 0);
    QCOMPARE(window(), hourWindow(0, 24));
    QCOMPARE(selected.count(), 1);
}

void ChartInteractionTest::escapeCancelsADrag()
{
    QTest::mousePress(viewport(), Qt::LeftButton, {}, at(6));
    QMouseEvent move(QEvent::MouseMove, at(12), viewport()->mapToGlobal(at(12)), Qt::NoButton,
                     Qt::LeftButton, {});
    QApplication::sendEvent(viewport(), &move);
    key(Qt::Key_Escape);
    QTest::mouseRelease(viewport(), Qt::LeftButton, {}, at(12));
    QCOMPARE(window(), hourWindow(0, 24));
    // A pan that was already shown is taken back.
    QTest::mousePress(viewport(), Qt::MiddleButton, {}, at(6));
    QMouseEvent pan(QEvent::MouseMove, at(12), viewport()->mapToGlobal(at(12)), Qt::NoButton,
                    Qt::MiddleButton, {});
    QApplication::sendEvent(viewport(), &pan);
    QVERIFY(window() != hourWindow(0, 24));
    key(Qt::Key_Escape);
    QTest::mouseRelease(viewport(), Qt::MiddleButton, {}, at(12));
    QCOMPARE(window(), hourWindow(0, 24));
}

void ChartInteractionTest::shiftDragZoomsBothAxes()
{
    const ValueScale scale = controller().frame().axes.front().scale;
    const QPoint from(at(6).x(), static_cast<int>(scale.yOf(20)));
    const QPoint to(at(12).x(), static_cast<int>(scale.yOf(10)));
    drag(from, to, Qt::LeftButton, Qt::ShiftModifier);
    QVERIFY(isNear(hourOf(window().begin), 6, 0.05));
    QVERIFY(isNear(hourOf(window().end), 12, 0.05));
    QVERIFY(isNear(values().first, 10, 0.3));
    QVERIFY(isNear(values().last, 20, 0.3));
    key(Qt::Key_Backspace);
    QCOMPARE(window(), hourWindow(0, 24));
    QVERIFY(values().last > 24);
}

void ChartInteractionTest::middleAndControlDragPan_data()
{
    QTest::addColumn<Qt::MouseButton>("button");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::newRow("middle") << Qt::MiddleButton << Qt::KeyboardModifiers();
    QTest::newRow("Ctrl+left") << Qt::LeftButton << Qt::KeyboardModifiers(Qt::ControlModifier);
}

void ChartInteractionTest::middleAndControlDragPan()
{
    QFETCH(Qt::MouseButton, button);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    drag(at(12), at(6), button, modifiers);
    QVERIFY2(isNear(hourOf(window().begin), 6, 0.1),
             qPrintable(QString::number(hourOf(window().begin))));
    QCOMPARE(window().duration().ns(), 24 * kNsPerHour);
}

void ChartInteractionTest::leftDragPansWhenSwapped()
{
    m_chart->setLeftDragPans(true);
    drag(at(12), at(6));
    QVERIFY(isNear(hourOf(window().begin), 6, 0.1));
    QCOMPARE(window().duration().ns(), 24 * kNsPerHour);
    m_chart->setTimeWindow(hourWindow(0, 24));
    drag(at(6), at(12), Qt::MiddleButton);
    QVERIFY(isNear(hourOf(window().end), 12, 0.1));
}

void ChartInteractionTest::dragOnAnAxisPansItAndItsEndStretches()
{
    const QRectF plot = controller().frame().plot;
    const int below = static_cast<int>(plot.bottom()) + 8;
    drag({at(12).x(), below}, {at(6).x(), below});
    QVERIFY(isNear(hourOf(window().begin), 6, 0.1));
    m_chart->setTimeWindow(hourWindow(0, 24));
    drag({at(23.5).x(), below}, {at(11.75).x(), below}); // the end at half the way: twice as long
    QCOMPARE(window().begin, Timestamp(0));
    QVERIFY(isNear(hourOf(window().end), 48, 0.6));
    const ValueSpan before = values();
    drag(axisPoint(), axisPoint() + QPoint(0, 40));
    QVERIFY(values().first > before.first);
    QVERIFY(isNear(values().last - values().first, before.last - before.first, 1e-6));
}

void ChartInteractionTest::selectsASpanByDragAndMovesItsHandles_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("S, then drag") << true;
    QTest::newRow("Alt+drag") << false;
}

void ChartInteractionTest::selectsASpanByDragAndMovesItsHandles()
{
    QFETCH(bool, byKey);
    QSignalSpy statistics(m_chart.get(), &ChartWidget::spanStatisticsChanged);
    if (byKey)
        key(Qt::Key_S);
    drag(at(8), at(12), Qt::LeftButton, byKey ? Qt::NoModifier : Qt::AltModifier);
    QCOMPARE(window(), hourWindow(0, 24));
    const auto span = controller().selectedSpan();
    QVERIFY(span.has_value());
    QVERIFY(isNear(hourOf(span->begin), 8, 0.05));
    QVERIFY(isNear(hourOf(span->end), 12, 0.05));
    const auto found = statistics.last().first().value<SpanStatistics>();
    QCOMPARE(found.series, u"first"_s);
    QVERIFY(found.buckets >= 2 && found.buckets <= 4);
    QCOMPARE(found.count, static_cast<std::int64_t>(found.buckets) * 4);
    // The handle at the end is dragged on.
    drag(at(hourOf(span->end)), at(16));
    QVERIFY(isNear(hourOf(controller().selectedSpan()->end), 16, 0.05));
    QVERIFY(isNear(hourOf(controller().selectedSpan()->begin), 8, 0.05));
    key(Qt::Key_Escape);
    QVERIFY(!controller().selectedSpan().has_value());
}

void ChartInteractionTest::doubleClickGoesBackOverAllSteps()
{
    for (int i = 0; i < 5; ++i)
        key(Qt::Key_Plus);
    QVERIFY(window() != hourWindow(0, 24));
    QTest::mouseDClick(viewport(), Qt::LeftButton, {}, at(12));
    QCOMPARE(window(), hourWindow(0, 24));
    // A range chosen elsewhere is the new start.
    m_chart->setTimeWindow(hourWindow(2, 20));
    key(Qt::Key_Plus);
    m_chart->setTimeWindow(hourWindow(3, 9), RangeOrigin::Zoomed); // a linked chart zoomed
    QTest::mouseDClick(viewport(), Qt::LeftButton, {}, at(5));
    QCOMPARE(window(), hourWindow(2, 20));
}

void ChartInteractionTest::doubleClickOnTheValueAxisFitsIt()
{
    const ValueSpan fitted = values();
    wheel(axisPoint(), {0, kNotch});
    QVERIFY(!(values() == fitted));
    QTest::mouseDClick(viewport(), Qt::LeftButton, {}, axisPoint());
    QCOMPARE(values(), fitted);
}

void ChartInteractionTest::clickSelectsTheNearestBucket()
{
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, at(9.7));
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected.first().at(0).toString(), u"first"_s);
    QCOMPARE(selected.first().at(1).value<TimeWindow>(), hourWindow(9, 10));
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, at(6.4)); // in a gap: the nearest value
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(5, 6));
}

void ChartInteractionTest::shiftClickSetsMarkBAndTellsTheDifference()
{
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, at(2.5));
    QTest::mouseClick(viewport(), Qt::LeftButton, Qt::ShiftModifier, at(10.5));
    const Readout readout = readoutAt(controller().content(), controller().cursor());
    QString difference = readout.difference; // numbers and units are held together by U+00A0
    QVERIFY2(difference.replace(u'\u00a0', u' ').startsWith(u"Δt 8 h 00 min"_s),
             qPrintable(difference));
    QVERIFY2(readout.difference.contains(u"+8"_s), qPrintable(readout.difference));
    QVERIFY2(readout.difference.contains(u"1/Δt"_s), qPrintable(readout.difference));
}

void ChartInteractionTest::hoverShowsTheCrosshairAndLeavingHidesIt()
{
    QSignalSpy moved(m_chart.get(), &ChartWidget::cursorMoved);
    QMouseEvent hover(QEvent::MouseMove, at(9.2), viewport()->mapToGlobal(at(9.2)), Qt::NoButton,
                      Qt::NoButton, {});
    QApplication::sendEvent(viewport(), &hover);
    QCOMPARE(moved.last().first().value<std::optional<Timestamp>>(),
             std::optional(Timestamp(9 * kNsPerHour + kNsPerHour / 2)));
    const Readout readout = readoutAt(controller().content(), controller().cursor());
    QCOMPARE(readout.rows.size(), std::size_t(2));
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(viewport(), &leave);
    QVERIFY(!moved.last().first().value<std::optional<Timestamp>>().has_value());
}

void ChartInteractionTest::rightClickOpensTheMenuAndItsCommandsWork()
{
    for (const auto reason : {QContextMenuEvent::Mouse, QContextMenuEvent::Keyboard}) {
        // The offscreen platform cannot raise a menu, nor give it the keyboard, and says so.
        for (int i = 0; i < 2; ++i)
            QTest::ignoreMessage(
                QtWarningMsg,
                QRegularExpression(u"^This plugin does not support (raise|grabbing)"_s));
        QContextMenuEvent event(reason, at(6), viewport()->mapToGlobal(at(6)));
        QApplication::sendEvent(viewport(), &event);
        QVERIFY(event.isAccepted());
        auto *menu = m_chart->canvas()->findChild<QMenu *>();
        QVERIFY(menu != nullptr);
        QVERIFY(menu->isVisible());
        QCOMPARE(menu->actions(), m_chart->chartActions());
        menu->close();
        QTRY_VERIFY(m_chart->canvas()->findChild<QMenu *>() == nullptr);
    }
    for (QAction *action : m_chart->chartActions()) {
        if (action->text().startsWith(u"Zoom in"_s))
            action->trigger();
    }
    QVERIFY(window().duration().ns() < 24 * kNsPerHour);
    QVERIFY(m_chart->chartActions().size() >= 15);
}

void ChartInteractionTest::wheelZoomsAtThePointer()
{
    const Timestamp under = controller().frame().time.timeAt(at(6).x());
    QVERIFY(wheel(at(6), {0, kNotch}));
    QVERIFY(isNear(static_cast<double>(window().duration().ns()),
                   24.0 * static_cast<double>(kNsPerHour) / kZoomFactor, 2));
    QVERIFY(isNear(controller().frame().time.xOf(under), at(6).x(), 0.01));
    wheel(at(6), {0, -kNotch});
    QVERIFY(isNear(hourOf(window().end), 24, 0.001));
}

void ChartInteractionTest::plainWheelIsLeftToAScrollingDashboard()
{
    m_chart->setWheelScrolls(true);
    QVERIFY(!wheel(at(6), {0, kNotch}));
    QCOMPARE(window(), hourWindow(0, 24));
    QVERIFY(wheel(at(6), {0, kNotch}, Qt::ControlModifier)); // always zooms
    QVERIFY(window().duration().ns() < 24 * kNsPerHour);
}

void ChartInteractionTest::sidewaysAndShiftWheelPanATenth_data()
{
    QTest::addColumn<QPoint>("angle");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::newRow("Shift") << QPoint(0, -kNotch) << Qt::KeyboardModifiers(Qt::ShiftModifier);
    QTest::newRow("sideways") << QPoint(-kNotch, 0) << Qt::KeyboardModifiers();
}

void ChartInteractionTest::sidewaysAndShiftWheelPanATenth()
{
    QFETCH(QPoint, angle);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    m_chart->setWheelScrolls(true); // also where the plain wheel scrolls
    QVERIFY(wheel(at(6), angle, modifiers));
    QVERIFY(isNear(hourOf(window().begin), 2.4, 1e-6));
    QCOMPARE(window().duration().ns(), 24 * kNsPerHour);
}

void ChartInteractionTest::altWheelAndWheelOverTheAxisZoomValues_data()
{
    QTest::addColumn<bool>("overAxis");
    QTest::addColumn<QPoint>("angle");
    QTest::newRow("over the axis") << true << QPoint(0, kNotch);
    QTest::newRow("Alt") << false << QPoint(0, kNotch);
    QTest::newRow("Alt, turned sideways by X11") << false << QPoint(kNotch, 0);
}

void ChartInteractionTest::altWheelAndWheelOverTheAxisZoomValues()
{
    QFETCH(bool, overAxis);
    QFETCH(QPoint, angle);
    const ValueSpan before = values();
    wheel(overAxis ? axisPoint() : at(6), angle, overAxis ? Qt::NoModifier : Qt::AltModifier);
    QCOMPARE(window(), hourWindow(0, 24));
    QVERIFY(
        isNear((before.last - before.first) / (values().last - values().first), kZoomFactor, 1e-9));
}

void ChartInteractionTest::arrowsWalkTheBuckets()
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

void ChartInteractionTest::shiftArrowsExtendTheSelection()
{
    key(Qt::Key_Right);
    key(Qt::Key_Right, Qt::ShiftModifier);
    key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(controller().selectedSpan(), std::optional(hourWindow(0, 3)));
    key(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(controller().selectedSpan(), std::optional(hourWindow(0, 2)));
}

void ChartInteractionTest::controlArrowsJumpToGaps()
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

void ChartInteractionTest::upAndDownChangeTheSeries()
{
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    key(Qt::Key_Home);
    key(Qt::Key_Down);
    QCOMPARE(selected.last().at(0).toString(), u"second"_s);
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(0, 1)); // at the same time
    key(Qt::Key_Up);
    QCOMPARE(selected.last().at(0).toString(), u"first"_s);
}

void ChartInteractionTest::homeAndEndGoToTheEnds()
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

void ChartInteractionTest::pageKeysAskForTheNextRange()
{
    QSignalSpy stepped(m_chart.get(), &ChartWidget::stepRequested);
    key(Qt::Key_PageUp);
    key(Qt::Key_PageDown);
    QCOMPARE(stepped.count(), 2);
    QCOMPARE(stepped.at(0).first().toInt(), -1);
    QCOMPARE(stepped.at(1).first().toInt(), 1);
}

void ChartInteractionTest::plusAndMinusZoom_data()
{
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::newRow("alone") << Qt::KeyboardModifiers();
    QTest::newRow("with Ctrl") << Qt::KeyboardModifiers(Qt::ControlModifier);
}

void ChartInteractionTest::plusAndMinusZoom()
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

void ChartInteractionTest::zeroFitsAllAndFFitsTheSelection()
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

void ChartInteractionTest::historyGoesBackAndForth()
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

void ChartInteractionTest::lettersToggleLockZeroAndPin()
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

void ChartInteractionTest::marksAreSetByKeys()
{
    key(Qt::Key_Home);
    key(Qt::Key_M);
    key(Qt::Key_End);
    key(Qt::Key_M, Qt::ShiftModifier);
    QCOMPARE(controller().cursor().markA, std::optional(Timestamp(kNsPerHour / 2)));
    QCOMPARE(controller().cursor().markB,
             std::optional(Timestamp(23 * kNsPerHour + kNsPerHour / 2)));
}

void ChartInteractionTest::enterOpensTheBucket()
{
    QSignalSpy activated(m_chart.get(), &ChartWidget::bucketActivated);
    key(Qt::Key_Return);
    QCOMPARE(activated.count(), 0); // no crosshair
    key(Qt::Key_End);
    key(Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated.first().at(1).value<TimeWindow>(), hourWindow(23, 24));
}

void ChartInteractionTest::tableAndMaximiseAreAskedFor()
{
    QSignalSpy table(m_chart.get(), &ChartWidget::tableRequested);
    QSignalSpy maximise(m_chart.get(), &ChartWidget::maximiseRequested);
    key(Qt::Key_T, Qt::ControlModifier);
    key(Qt::Key_V);
    QCOMPARE(table.count(), 1);
    QCOMPARE(maximise.count(), 1);
}

void ChartInteractionTest::copiesDataAndImage()
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

void ChartInteractionTest::unknownKeysGoToTheWindow()
{
    // L, C, G, A and T belong to the window; the chart lets them through.
    for (const Qt::Key letter : {Qt::Key_L, Qt::Key_C, Qt::Key_G, Qt::Key_A, Qt::Key_T}) {
        QKeyEvent event(QEvent::KeyPress, letter, Qt::NoModifier);
        QApplication::sendEvent(m_chart->canvas(), &event);
        QVERIFY(!event.isAccepted());
    }
    QCOMPARE(window(), hourWindow(0, 24));
}

void ChartInteractionTest::legendTogglesAndSolosSeries()
{
    auto *legend = m_chart->findChild<ChartLegend *>();
    QVERIFY(legend->isVisible());
    const auto entries = legend->findChildren<QAbstractButton *>();
    QCOMPARE(entries.size(), 2);
    const auto hidden = [this] { return controller().content().hidden; };
    QTest::mouseClick(entries[0], Qt::LeftButton);
    QCOMPARE(hidden(), std::set<QString>{u"first"_s});
    QTest::mouseClick(entries[0], Qt::LeftButton);
    QVERIFY(hidden().empty());
    QTest::mouseClick(entries[1], Qt::LeftButton, Qt::ControlModifier);
    QCOMPARE(hidden(), std::set<QString>{u"first"_s});
    QTest::mouseClick(entries[1], Qt::LeftButton, Qt::ControlModifier);
    QVERIFY(hidden().empty());
    const auto doubleClick = [](QAbstractButton *entry) { // as a person does it: click, then again
        QTest::mouseClick(entry, Qt::LeftButton);
        QTest::mouseDClick(entry, Qt::LeftButton);
    };
    doubleClick(entries[0]);
    QCOMPARE(hidden(), std::set<QString>{u"second"_s});
    doubleClick(entries[0]);
    QVERIFY(hidden().empty());
    QTest::keyClick(entries[1], Qt::Key_Space);
    QCOMPARE(hidden(), std::set<QString>{u"second"_s});
    QTest::keyClick(entries[0], Qt::Key_Return); // alone already: again all
    QVERIFY(hidden().empty());
}

void ChartInteractionTest::linkedCursorShowsWithoutMoving()
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

void ChartInteractionTest::lockedValuesStay()
{
    const ValueSpan before = values();
    key(Qt::Key_Y);
    m_chart->setTimeWindow(hourWindow(0, 4));
    QCOMPARE(values(), before);
    key(Qt::Key_Y);
    QVERIFY(values().last < before.last);
}

void ChartInteractionTest::sharedEdgesAlignPlots()
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

void ChartInteractionTest::everyControlHasAName()
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

TIDEMARK_TEST(ChartInteractionTest)

#include "chart_interaction_test.moc"
