// SPDX-License-Identifier: GPL-3.0-or-later
// The chart interaction map, row by row, by wheel.
#include "tests/views/charts/chart_gestures.h"

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

class ChartWheelTest : public ChartGestures
{
    Q_OBJECT

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

TIDEMARK_TEST(ChartWheelTest)

#include "chart_wheel_test.moc"
