// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_registry.h"
#include "tests/views/charts/chart_fixtures.h"
#include "views/charts/chart_legend.h"
#include "views/charts/chart_widget.h"
#include "views/theme/theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QMenu>
#include <QTest>
#include <QToolButton>

using namespace tidemark;
using namespace tidemark::charts;
using namespace Qt::StringLiterals;

namespace {

/// `count` series, of which the n-th has the values n and n + 0.5.
std::vector<ChartSeries> severalSeries(int count)
{
    std::vector<ChartSeries> series;
    for (int i = 0; i < count; ++i) {
        series.push_back(test::seriesOf(u"s%1"_s.arg(i), Timestamp(0), kNsPerHour,
                                        {static_cast<double>(i), i + 0.5}));
        series.back().name = u"series %1"_s.arg(i);
    }
    return series;
}

struct Chart
{
    explicit Chart(int count)
    {
        widget.setSeries(severalSeries(count));
        widget.setTimeWindow({Timestamp(0), Timestamp(2 * kNsPerHour)});
        widget.resize(700, 420);
        widget.show();
        legend = widget.findChild<ChartLegend *>();
    }
    [[nodiscard]] std::size_t hidden() const { return widget.controller().content().hidden.size(); }

    theme::Theme theme;
    ChartWidget widget{theme};
    ChartLegend *legend = nullptr;
};

} // namespace

class ChartLegendTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void keysFollowTheShape()
    {
        Chart chart(2);
        const auto picture = [&chart] {
            return chart.legend->findChild<QAbstractButton *>()->grab().toImage();
        };
        const QImage line = picture();
        const auto *entry = chart.legend->findChild<QAbstractButton *>();
        std::vector<ChartSeries> bars = severalSeries(2);
        for (ChartSeries &one : bars)
            one.shape = SeriesShape::Bars;
        chart.widget.setSeries(bars);
        QVERIFY(picture() != line);
        QCOMPARE(chart.legend->findChild<QAbstractButton *>(), entry); // the focus stays in it
        chart.widget.setSeries(severalSeries(2));
        QVERIFY(picture() == line);
    }

    void aSmallChartKeepsItsPlot()
    {
        Chart chart(7);
        chart.theme.applyTo(*qobject_cast<QApplication *>(QCoreApplication::instance()));
        const auto entries = chart.legend->findChildren<QAbstractButton *>();
        QCOMPARE(entries.size(), 7);
        QVERIFY(!chart.legend->findChild<QToolButton *>()); // all fit
        chart.widget.resize(360, 170);
        QVERIFY(QTest::qWaitForWindowExposed(&chart.widget));
        QTRY_VERIFY2(chart.legend->height() <= 170 / 5,
                     qPrintable(QString::number(chart.legend->height())));
        auto *rest = chart.legend->findChild<QToolButton *>();
        QVERIFY(rest && rest->isVisible());
        int shown = 0;
        for (const QAbstractButton *entry : entries) {
            shown += entry->isVisible() ? 1 : 0;
            QVERIFY(!entry->isVisible() || chart.legend->rect().contains(entry->geometry()));
        }
        QVERIFY(shown >= 1 && shown < 7);
        QVERIFY(chart.legend->rect().contains(rest->geometry()));
        QCOMPARE(rest->text(), u"+ %1"_s.arg(7 - shown));
        Q_EMIT rest->menu()->aboutToShow();
        const QList<QAction *> actions = rest->menu()->actions();
        QCOMPARE(actions.size(), 7 - shown);
        QCOMPARE(actions.back()->text(), u"series 6"_s);
        QVERIFY(actions.back()->isChecked() && !actions.back()->icon().isNull());
        actions.back()->trigger();
        QVERIFY(chart.widget.controller().content().hidden.contains(u"s6"_s));
        chart.widget.resize(700, 420); // room again
        QTRY_VERIFY(!rest->isVisible());
        for (const QAbstractButton *entry : entries)
            QVERIFY(entry->isVisible());
        QVERIFY(!entries.back()->isChecked());
    }

    void suggestsTheLargestOfManySeries()
    {
        const Chart few(12);
        QVERIFY(!few.legend->findChild<QToolButton *>());
        const Chart chart(14);
        auto *more = chart.legend->findChild<QToolButton *>();
        QVERIFY(more && more->isVisible());
        QCOMPARE(more->text(), u"Top 8 + others"_s);
        QCOMPARE(chart.hidden(), std::size_t(0)); // only suggested
        QTest::mouseClick(more, Qt::LeftButton);
        QCOMPARE(chart.hidden(), std::size_t(6));
        for (int i = 0; i < 14; ++i)
            QCOMPARE(chart.widget.controller().content().hidden.contains(u"s%1"_s.arg(i)), i < 6);
        QVERIFY(more->text().startsWith(u"6 other"_s));
        int listed = 0;
        for (const auto *entry : chart.legend->findChildren<QAbstractButton *>())
            listed += entry->isVisible() ? 1 : 0;
        QCOMPARE(listed, 8 + 1);
        QTest::keyClick(more, Qt::Key_Space);
        QCOMPARE(chart.hidden(), std::size_t(0));
        QCOMPARE(more->text(), u"Top 8 + others"_s);
    }
};

TIDEMARK_TEST(ChartLegendTest)
#include "chart_legend_test.moc"
