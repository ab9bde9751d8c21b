// SPDX-License-Identifier: GPL-3.0-or-later
// Charts of one dashboard show one range: a step in one of them is a step in each.
#include "tests/support/test_registry.h"
#include "tests/views/dashboards/board.h"

#include <QMouseEvent>
#include <QSignalSpy>
#include <QWheelEvent>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

/// Two charts of a range that was chosen.
struct LinkedCharts
{
    LinkedCharts()
    {
        const TimeWindow window{at(u"2026-11-01T00:00:00Z"_s), at(u"2026-11-11T00:00:00Z"_s)};
        isChosen = board.context.setRange(*TimeRange::absolute(window)).has_value();
    }
    [[nodiscard]] bool isShown() const
    {
        return isChosen && board.state(u"a"_s) == PanelCard::State::Data &&
               board.state(u"b"_s) == PanelCard::State::Data;
    }
    [[nodiscard]] charts::ChartWidget *chart(const QString &panel) const
    {
        return qobject_cast<ChartPanel *>(board.view->panel(panel))->chart();
    }
    [[nodiscard]] TimeWindow window(const QString &panel) const
    {
        return board.content(panel).window;
    }
    /// What both show; nothing when they differ.
    [[nodiscard]] std::optional<TimeWindow> both() const
    {
        return window(u"a"_s) == window(u"b"_s) ? std::optional(window(u"a"_s)) : std::nullopt;
    }
    void key(const QString &panel, Qt::Key key, Qt::KeyboardModifiers keys = {}) const
    {
        QTest::keyClick(chart(panel)->canvas(), key, keys);
    }
    void wheel(const QString &panel, int turns) const
    {
        QWidget *plot = chart(panel)->canvas()->viewport();
        const QPointF at = plot->rect().center();
        for (int i = 0; i < turns; ++i) {
            QWheelEvent turn(at, plot->mapToGlobal(at), {}, {0, 120}, Qt::NoButton,
                             Qt::ControlModifier, Qt::NoScrollPhase, false);
            QApplication::sendEvent(plot, &turn);
        }
    }
    /// Moves the time under the pointer along; Escape cancels it.
    void pan(const QString &panel, bool isCancelled) const
    {
        constexpr int kMoves = 30;
        QWidget *plot = chart(panel)->canvas()->viewport();
        const QPoint from = plot->rect().center();
        QTest::mousePress(plot, Qt::MiddleButton, {}, from);
        for (int i = 1; i <= kMoves; ++i) {
            const QPointF at = from - QPoint(2 * i, 0);
            QMouseEvent move(QEvent::MouseMove, at, plot->mapToGlobal(at), Qt::NoButton,
                             Qt::MiddleButton, {});
            QApplication::sendEvent(plot, &move);
        }
        if (isCancelled)
            key(panel, Qt::Key_Escape);
        QTest::mouseRelease(plot, Qt::MiddleButton, {}, from - QPoint(2 * kMoves, 0));
    }

    Board board{{panelOf(u"a"_s, PanelType::Chart, u"speed"_s, kTop),
                 panelOf(u"b"_s, PanelType::Chart, u"noise"_s, kBelow)}};
    bool isChosen = false;
};

} // namespace

class LinkedZoomTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void oneZoomIsOneStepBackWhereverBackIsPressed()
    {
        const LinkedCharts charts;
        QTRY_VERIFY(charts.isShown());
        const auto chosen = charts.both();
        QVERIFY(chosen);
        charts.key(u"a"_s, Qt::Key_Plus);
        const auto once = charts.both();
        charts.key(u"a"_s, Qt::Key_Plus);
        const auto twice = charts.both();
        QVERIFY(once && twice && *once != *twice && *once != *chosen);
        charts.key(u"b"_s, Qt::Key_Backspace);
        QCOMPARE(charts.both(), once);
        charts.key(u"a"_s, Qt::Key_Backspace); // goes on back, not to where b came from
        QCOMPARE(charts.both(), chosen);
        charts.key(u"a"_s, Qt::Key_Right, Qt::AltModifier);
        charts.key(u"b"_s, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(charts.both(), twice);
        QTest::mouseDClick(charts.chart(u"b"_s)->canvas()->viewport(), Qt::LeftButton, {},
                           charts.chart(u"b"_s)->canvas()->viewport()->rect().center());
        QCOMPARE(charts.both(), chosen);
        QVERIFY(!charts.chart(u"a"_s)->controller().history().canGoBack());
    }

    void aGestureIsOneStepInLinkedChartsToo()
    {
        const LinkedCharts charts;
        QTRY_VERIFY(charts.isShown());
        const auto chosen = charts.both();
        charts.wheel(u"a"_s, 4);
        const auto zoomed = charts.both();
        QVERIFY(zoomed && *zoomed != *chosen);
        charts.pan(u"a"_s, false);
        QVERIFY(charts.both() && *charts.both() != *zoomed);
        charts.key(u"b"_s, Qt::Key_Backspace);
        QCOMPARE(charts.both(), zoomed);
        charts.key(u"b"_s, Qt::Key_Backspace);
        QCOMPARE(charts.both(), chosen);
        charts.key(u"b"_s, Qt::Key_Backspace);
        QCOMPARE(charts.both(), chosen);
    }

    void aCancelledGestureIsNoStepInLinkedCharts()
    {
        const LinkedCharts charts;
        QTRY_VERIFY(charts.isShown());
        const auto chosen = charts.both();
        charts.pan(u"a"_s, true);
        QCOMPARE(charts.both(), chosen);
        QVERIFY(!charts.chart(u"b"_s)->controller().history().canGoBack());
        QVERIFY(!charts.chart(u"b"_s)->controller().history().canGoForward());
    }

    void aZoomOfValuesIsAStepOfItsOwnChart()
    {
        const LinkedCharts charts;
        QTRY_VERIFY(charts.isShown());
        const auto chosen = charts.both();
        charts.key(u"a"_s, Qt::Key_Plus);
        const auto zoomed = charts.both();
        charts.key(u"b"_s, Qt::Key_Plus, Qt::AltModifier); // values of b
        QVERIFY(charts.board.content(u"b"_s).axisSettings.front().limits.has_value());
        charts.key(u"a"_s, Qt::Key_Backspace);
        QCOMPARE(charts.both(), chosen);
        charts.key(u"b"_s, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(charts.both(), zoomed);
        charts.key(u"b"_s, Qt::Key_Right, Qt::AltModifier);
        QVERIFY(charts.board.content(u"b"_s).axisSettings.front().limits.has_value());
    }
};

TIDEMARK_TEST(LinkedZoomTest)
#include "linked_zoom_test.moc"
