// SPDX-License-Identifier: GPL-3.0-or-later
// What a chart tells those who do not see it.
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"

#include "views/charts/chart_accessible.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/theme/theme.h"

#include <QAccessible>
#include <QSignalSpy>
#include <QTest>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;
using test::weekContent;

class ChartAccessibleTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void describesTheChartFromItsData();
    void chartIsAnAccessibleObject();
    void keyboardMovesAreSpoken();
};

void ChartAccessibleTest::describesTheChartFromItsData()
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

void ChartAccessibleTest::chartIsAnAccessibleObject()
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

void ChartAccessibleTest::keyboardMovesAreSpoken()
{
    theme::Theme theme;
    ChartWidget chart(theme);
    chart.setPeriod(Period::Weekly);
    chart.setFormat(NumberFormatter(QLocale::c()));
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

TIDEMARK_TEST(ChartAccessibleTest)
#include "chart_accessible_test.moc"
