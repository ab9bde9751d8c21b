// SPDX-License-Identifier: GPL-3.0-or-later
// The chart interaction map, row by row, by wheel.
#include "tests/views/charts/chart_gestures.h"

#include <QApplication>
#include <QGestureEvent>
#include <QMouseEvent>
#include <QPinchGesture>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class ChartWheelTest : public ChartGestures
{
    Q_OBJECT

    void pinch(QPoint where, double factor) const
    {
        QPinchGesture gesture;
        gesture.setScaleFactor(factor);
        gesture.setHotSpot(viewport()->mapToGlobal(where));
        const QList<QGesture *> gestures{&gesture};
        QGestureEvent event(gestures);
        QApplication::sendEvent(viewport(), &event);
    }

private Q_SLOTS:
    void initTestCase() { makeTheme(); }
    void init() { showChart(); }
    void cleanup() { closeChart(); }
    void wheelZoomsAtThePointer();
    void plainWheelIsLeftToAScrollingDashboard();
    void sidewaysAndShiftWheelPanATenth_data();
    void sidewaysAndShiftWheelPanATenth();
    void altWheelAndWheelOverTheAxisZoomValues_data();
    void altWheelAndWheelOverTheAxisZoomValues();
    void aBurstOfTurnsIsOneStepBack_data();
    void aBurstOfTurnsIsOneStepBack();
    void aPauseEndsABurst();
};

void ChartWheelTest::wheelZoomsAtThePointer()
{
    const Timestamp under = controller().frame().time.timeAt(at(6).x());
    QVERIFY(wheel(at(6), {0, kNotch}));
    QVERIFY(isNear(static_cast<double>(window().duration().ns()),
                   24.0 * static_cast<double>(kNsPerHour) / kZoomFactor, 2));
    QVERIFY(isNear(controller().frame().time.xOf(under), at(6).x(), 0.01));
    wheel(at(6), {0, -kNotch});
    QVERIFY(isNear(hourOf(window().end), 24, 0.001));
}

void ChartWheelTest::plainWheelIsLeftToAScrollingDashboard()
{
    m_chart->setWheelScrolls(true);
    QVERIFY(!wheel(at(6), {0, kNotch}));
    QCOMPARE(window(), hourWindow(0, 24));
    QVERIFY(wheel(at(6), {0, kNotch}, Qt::ControlModifier)); // always zooms
    QVERIFY(window().duration().ns() < 24 * kNsPerHour);
}

void ChartWheelTest::sidewaysAndShiftWheelPanATenth_data()
{
    QTest::addColumn<QPoint>("angle");
    QTest::addColumn<Qt::KeyboardModifiers>("modifiers");
    QTest::newRow("Shift") << QPoint(0, -kNotch) << Qt::KeyboardModifiers(Qt::ShiftModifier);
    QTest::newRow("sideways") << QPoint(-kNotch, 0) << Qt::KeyboardModifiers();
}

void ChartWheelTest::sidewaysAndShiftWheelPanATenth()
{
    QFETCH(QPoint, angle);
    QFETCH(Qt::KeyboardModifiers, modifiers);
    m_chart->setWheelScrolls(true); // also where the plain wheel scrolls
    QVERIFY(wheel(at(6), angle, modifiers));
    QVERIFY(isNear(hourOf(window().begin), 2.4, 1e-6));
    QCOMPARE(window().duration().ns(), 24 * kNsPerHour);
}

void ChartWheelTest::altWheelAndWheelOverTheAxisZoomValues_data()
{
    QTest::addColumn<bool>("overAxis");
    QTest::addColumn<QPoint>("angle");
    QTest::newRow("over the axis") << true << QPoint(0, kNotch);
    QTest::newRow("Alt") << false << QPoint(0, kNotch);
    QTest::newRow("Alt, turned sideways by X11") << false << QPoint(kNotch, 0);
}

void ChartWheelTest::altWheelAndWheelOverTheAxisZoomValues()
{
    QFETCH(bool, overAxis);
    QFETCH(QPoint, angle);
    const ValueSpan before = values();
    wheel(overAxis ? axisPoint() : at(6), angle, overAxis ? Qt::NoModifier : Qt::AltModifier);
    QCOMPARE(window(), hourWindow(0, 24));
    QVERIFY(
        isNear((before.last - before.first) / (values().last - values().first), kZoomFactor, 1e-9));
}

void ChartWheelTest::aBurstOfTurnsIsOneStepBack_data()
{
    QTest::addColumn<bool>("isPinch");
    QTest::newRow("wheel") << false;
    QTest::newRow("pinch") << true;
}

void ChartWheelTest::aBurstOfTurnsIsOneStepBack()
{
    QFETCH(const bool, isPinch);
    const auto turn = [this, isPinch] {
        if (isPinch)
            pinch(at(6), 1.1);
        else
            wheel(at(6), {0, kNotch});
        QMouseEvent tremble(QEvent::MouseMove, at(6), viewport()->mapToGlobal(at(6)), Qt::NoButton,
                            Qt::NoButton, {});
        QApplication::sendEvent(viewport(), &tremble);
    };
    key(Qt::Key_Plus);
    const TimeWindow before = window();
    for (int i = 0; i < 5; ++i)
        turn();
    const TimeWindow zoomed = window();
    QVERIFY(zoomed != before);
    key(Qt::Key_Backspace);
    QCOMPARE(window(), before);
    key(Qt::Key_Right, Qt::AltModifier);
    QCOMPARE(window(), zoomed);
    key(Qt::Key_Backspace);
    key(Qt::Key_Backspace);
    QCOMPARE(window(), hourWindow(0, 24));
    QVERIFY(!controller().history().canGoBack());
}

void ChartWheelTest::aPauseEndsABurst()
{
    wheel(at(6), {0, kNotch});
    const TimeWindow first = window();
    QVERIFY(!controller().history().canGoBack());
    QTRY_VERIFY(controller().history().canGoBack());
    wheel(at(6), {0, kNotch});
    key(Qt::Key_Backspace);
    QCOMPARE(window(), first);
    key(Qt::Key_Backspace);
    QCOMPARE(window(), hourWindow(0, 24));
}

TIDEMARK_TEST(ChartWheelTest)

#include "chart_wheel_test.moc"
