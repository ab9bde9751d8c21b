// SPDX-License-Identifier: GPL-3.0-or-later
// The chart interaction map, row by row, by pointer, on the plot, the axes and the legend.
#include "tests/views/charts/chart_gestures.h"
#include "views/charts/chart_legend.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPointer>
#include <QRegularExpression>
#include <QSignalSpy>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class ChartMouseTest : public ChartGestures
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { makeTheme(); }
    void init() { showChart(); }
    void cleanup() { closeChart(); }
    void leftDragZoomsTimeOnRelease();
    void dragUnderFivePixelsIsAClick();
    void escapeCancelsADrag();
    void aDragIsOneStepBack_data();
    void aDragIsOneStepBack();
    void aCancelledDragIsNoStep();
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
    void legendTogglesAndSolosSeries();
};

void ChartMouseTest::leftDragZoomsTimeOnRelease()
{
    QSignalSpy asked(m_chart.get(), &ChartWidget::rangeChangeRequested);
    drag(at(6), at(12));
    QCOMPARE(asked.count(), 1);
    QVERIFY(isNear(hourOf(window().begin), 6, 0.05));
    QVERIFY(isNear(hourOf(window().end), 12, 0.05));
    QCOMPARE(asked.first().first().value<TimeWindow>(), window());
}

void ChartMouseTest::dragUnderFivePixelsIsAClick()
{
    QSignalSpy asked(m_chart.get(), &ChartWidget::rangeChangeRequested);
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    const QPoint from = at(6.5);
    drag(from, from + QPoint(3, 0));
    QCOMPARE(asked.count(), 0);
    QCOMPARE(window(), hourWindow(0, 24));
    QCOMPARE(selected.count(), 1);
}

void ChartMouseTest::escapeCancelsADrag()
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

void ChartMouseTest::aDragIsOneStepBack_data()
{
    QTest::addColumn<int>("offset"); // of the pointer from the bottom of the plot
    QTest::addColumn<double>("from");
    QTest::newRow("pan") << -40 << 12.0;
    QTest::newRow("time axis") << 8 << 12.0;
    QTest::newRow("end of the time axis") << 8 << 23.5;
}

void ChartMouseTest::aDragIsOneStepBack()
{
    QFETCH(int, offset);
    QFETCH(double, from);
    constexpr int kMoves = 300; // more than the history keeps
    const int y = static_cast<int>(controller().frame().plot.bottom()) + offset;
    key(Qt::Key_Plus);
    key(Qt::Key_Plus);
    const TimeWindow zoomed = window();
    const double begin = hourOf(zoomed.begin);
    const double length = static_cast<double>(zoomed.duration().ns()) / kNsPerHour;
    const int x = at(begin + length * from / 24).x();
    const QPoint press(x, y);
    const Qt::MouseButton button = offset < 0 ? Qt::MiddleButton : Qt::LeftButton;
    drag(press, press - QPoint(100, 0), button, {}, kMoves);
    const TimeWindow dragged = window();
    QVERIFY(dragged != zoomed);
    key(Qt::Key_Backspace);
    QCOMPARE(window(), zoomed);
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window(), dragged);
    for (int i = 0; i < 3; ++i)
        key(Qt::Key_Backspace);
    QCOMPARE(window(), hourWindow(0, 24)); // the steps before it are still there
    QVERIFY(!controller().history().canGoBack());
    const ValueSpan before = values();
    drag(axisPoint(), axisPoint() + QPoint(0, 40));
    QVERIFY(!(values() == before));
    key(Qt::Key_Backspace);
    QCOMPARE(values(), before);
}

void ChartMouseTest::aCancelledDragIsNoStep()
{
    key(Qt::Key_Plus);
    key(Qt::Key_Backspace);
    const ValueSpan before = values();
    const auto dragAndCancel = [this](QPoint from, QPoint to, Qt::MouseButton button) {
        QTest::mousePress(viewport(), button, {}, from);
        for (const QPoint &where : {(from + to) / 2, to}) {
            QMouseEvent move(QEvent::MouseMove, where, viewport()->mapToGlobal(where), Qt::NoButton,
                             button, {});
            QApplication::sendEvent(viewport(), &move);
        }
        key(Qt::Key_Escape);
        QTest::mouseRelease(viewport(), button, {}, to);
    };
    dragAndCancel(at(12), at(6), Qt::MiddleButton);
    dragAndCancel(axisPoint(), axisPoint() + QPoint(0, 40), Qt::LeftButton);
    QCOMPARE(window(), hourWindow(0, 24));
    QCOMPARE(values(), before);
    QVERIFY(!controller().history().canGoBack());
    QVERIFY(controller().history().canGoForward()); // to what was zoomed to before
}

void ChartMouseTest::shiftDragZoomsBothAxes()
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

void ChartMouseTest::middleAndControlDragPan_data()
{
    QTest::addColumn<Qt::MouseButton>("button");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::newRow("middle") << Qt::MiddleButton << Qt::KeyboardModifiers();
    QTest::newRow("Ctrl+left") << Qt::LeftButton << Qt::KeyboardModifiers(Qt::ControlModifier);
}

void ChartMouseTest::middleAndControlDragPan()
{
    QFETCH(Qt::MouseButton, button);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    drag(at(12), at(6), button, modifiers);
    QVERIFY2(isNear(hourOf(window().begin), 6, 0.1),
             qPrintable(QString::number(hourOf(window().begin))));
    QCOMPARE(window().duration().ns(), 24 * kNsPerHour);
}

void ChartMouseTest::leftDragPansWhenSwapped()
{
    m_chart->setLeftDragPans(true);
    drag(at(12), at(6));
    QVERIFY(isNear(hourOf(window().begin), 6, 0.1));
    QCOMPARE(window().duration().ns(), 24 * kNsPerHour);
    m_chart->setTimeWindow(hourWindow(0, 24));
    drag(at(6), at(12), Qt::MiddleButton);
    QVERIFY(isNear(hourOf(window().end), 12, 0.1));
}

void ChartMouseTest::dragOnAnAxisPansItAndItsEndStretches()
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

void ChartMouseTest::selectsASpanByDragAndMovesItsHandles_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("S, then drag") << true;
    QTest::newRow("Alt+drag") << false;
}

void ChartMouseTest::selectsASpanByDragAndMovesItsHandles()
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

void ChartMouseTest::doubleClickGoesBackOverAllSteps()
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

void ChartMouseTest::doubleClickOnTheValueAxisFitsIt()
{
    const ValueSpan fitted = values();
    wheel(axisPoint(), {0, kNotch});
    QVERIFY(!(values() == fitted));
    QTest::mouseDClick(viewport(), Qt::LeftButton, {}, axisPoint());
    QCOMPARE(values(), fitted);
}

void ChartMouseTest::clickSelectsTheNearestBucket()
{
    QSignalSpy selected(m_chart.get(), &ChartWidget::bucketSelected);
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, at(9.7));
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected.first().at(0).toString(), u"first"_s);
    QCOMPARE(selected.first().at(1).value<TimeWindow>(), hourWindow(9, 10));
    QTest::mouseClick(viewport(), Qt::LeftButton, {}, at(6.4)); // in a gap: the nearest value
    QCOMPARE(selected.last().at(1).value<TimeWindow>(), hourWindow(5, 6));
}

void ChartMouseTest::shiftClickSetsMarkBAndTellsTheDifference()
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

void ChartMouseTest::hoverShowsTheCrosshairAndLeavingHidesIt()
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

void ChartMouseTest::rightClickOpensTheMenuAndItsCommandsWork()
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
        const QPointer<QMenu> menu = m_chart->canvas()->findChild<QMenu *>();
        QVERIFY(menu != nullptr && menu->isVisible());
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

void ChartMouseTest::legendTogglesAndSolosSeries()
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

TIDEMARK_TEST(ChartMouseTest)

#include "chart_mouse_test.moc"
