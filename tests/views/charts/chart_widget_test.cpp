// SPDX-License-Identifier: GPL-3.0-or-later
// States, axes and rendering of a whole chart.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/theme/theme.h"

#include <QPushButton>
#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;
using test::weekContent;

class ChartWidgetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void showsStatesAndComesBackToData();
    void secondUnitGetsTheRightAxis();
    void renderingOffScreenNeedsNoWindow();
};

void ChartWidgetTest::showsStatesAndComesBackToData()
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

void ChartWidgetTest::secondUnitGetsTheRightAxis()
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

void ChartWidgetTest::renderingOffScreenNeedsNoWindow()
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

TIDEMARK_TEST(ChartWidgetTest)
#include "chart_widget_test.moc"
