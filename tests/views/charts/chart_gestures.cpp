// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/views/charts/chart_gestures.h"

#include <QApplication>
#include <QMouseEvent>
#include <QWheelEvent>

using namespace Qt::StringLiterals;

namespace tidemark::charts {

void ChartGestures::makeTheme()
{
    qRegisterMetaType<TimeWindow>();
    qRegisterMetaType<std::optional<Timestamp>>();
    qRegisterMetaType<std::optional<TimeWindow>>();
    m_theme = std::make_unique<theme::Theme>();
}

void ChartGestures::showChart()
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

QPoint ChartGestures::at(double hour) const
{
    const ChartFrame &frame = controller().frame();
    const Timestamp time(static_cast<std::int64_t>(hour * static_cast<double>(kNsPerHour)));
    return {static_cast<int>(std::lround(frame.time.xOf(time))),
            static_cast<int>(frame.plot.center().y())};
}

QPoint ChartGestures::axisPoint() const
{
    const QRectF plot = controller().frame().plot;
    return {static_cast<int>(plot.left() / 2), static_cast<int>(plot.center().y())};
}

void ChartGestures::key(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QTest::keyClick(m_chart->canvas(), key, modifiers);
}

void ChartGestures::drag(QPoint from, QPoint to, Qt::MouseButton button,
                         Qt::KeyboardModifiers modifiers, int moves) const
{
    QTest::mousePress(viewport(), button, modifiers, from);
    const auto move = [&](QPoint where) {
        QMouseEvent event(QEvent::MouseMove, where, viewport()->mapToGlobal(where), Qt::NoButton,
                          button, modifiers);
        QApplication::sendEvent(viewport(), &event);
    };
    for (int i = 1; i <= moves; ++i)
        move(from + (to - from) * i / moves);
    QTest::mouseRelease(viewport(), button, modifiers, to);
}

bool ChartGestures::wheel(QPoint where, QPoint angle, Qt::KeyboardModifiers modifiers) const
{
    QWheelEvent event(where, viewport()->mapToGlobal(where), {}, angle, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(viewport(), &event);
    return event.isAccepted();
}

} // namespace tidemark::charts
