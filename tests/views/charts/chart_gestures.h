// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/theme/theme.h"

#include <QTest>

#include <memory>
#include <vector>

namespace tidemark::charts {

inline constexpr int kNotch = 120;

inline TimeWindow hourWindow(int from, int to)
{
    return {Timestamp(from * kNsPerHour), Timestamp(to * kNsPerHour)};
}

/// Hours from the begin of a window of 24 hours.
inline double hourOf(Timestamp at)
{
    return static_cast<double>(at.posixNs()) / kNsPerHour;
}

inline std::vector<ChartSeries> twoSeries()
{
    std::vector<ChartSeries> all{
        test::seriesOf(QStringLiteral("first"), Timestamp(0), kNsPerHour,
                       {1,  2,  3,  4,  5,  6,  {}, {}, 9,  10, 11, 12,
                        13, 14, 15, 16, 17, 18, 19, {}, 21, 22, 23, 24}),
        test::seriesOf(QStringLiteral("second"), Timestamp(0), kNsPerHour,
                       {9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8})};
    all[1].style = theme::styleOfSlot(1);
    return all;
}

inline bool isNear(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

/// A chart of a day with two series in a window of its own, and what a person does to it.
class ChartGestures : public QObject
{
protected:
    void makeTheme();
    void showChart();
    void closeChart() { m_chart.reset(); }

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
              Qt::KeyboardModifiers modifiers = {}, int moves = 2) const;
    bool wheel(QPoint at, QPoint angle, Qt::KeyboardModifiers modifiers = {}) const;

    std::unique_ptr<theme::Theme> m_theme;
    std::unique_ptr<ChartWidget> m_chart;
};

} // namespace tidemark::charts
