// SPDX-License-Identifier: GPL-3.0-or-later
// The table of samples: pages, series, spans, export and removal of what is selected.
#include "model/items/sample_table_model.h"
#include "model/ports/series_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/tables/table_bench.h"
#include "views/tables/samples_page.h"
#include "views/tables/state_overlay.h"

#include <QComboBox>
#include <QMenu>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTabBar>

#include <limits>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class SamplesPageTest final : public QObject
{
    Q_OBJECT

    using Column = SampleTableModel::Column;

    /// One a second before 20 November, the first of them 0; the metric is selected.
    static SeriesInfo fillSeries(PanelBench &bench, const Definition &metric, int count,
                                 const TagMap &tags = {})
    {
        const auto series = await(bench.ports.series->open({metric.id, tags}));
        SampleBatch batch{series.value().id, {}, {}};
        for (int i = 0; i < count; ++i) {
            batch.times.push_back(end().posixNs() - std::int64_t{count - i} * kNsPerSecond);
            batch.values.push_back(i);
        }
        if (!await(bench.ports.series->append({batch})))
            return {};
        bench.context.setSelectedMetrics({metric.id});
        bench.showNovember();
        return series.value();
    }
    static Timestamp end() { return at(u"2026-11-20T00:00:00Z"_s); }
    static QString cell(const Dock &dock, int row, Column column)
    {
        const SampleTableModel &model = *dock.widget.samples()->model();
        return model.index(row, static_cast<int>(column)).data().toString();
    }
    static QString overlayText(const Dock &dock)
    {
        return dock.widget.samples()->findChild<StateOverlay *>()->text();
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void listsTheLatestFirstAndLoadsMore()
    {
        PanelBench bench;
        fillSeries(bench, bench.addMetric(u"load"_s, u"ms"_s), 20'000);
        Dock dock(bench, TableTab::Samples);
        const SampleTableModel &model = *dock.widget.samples()->model();
        QTRY_COMPARE(model.rowCount(), SampleTableModel::kPageRows);
        QCOMPARE(cell(dock, 0, Column::Value), u"19,999"_s);
        QVERIFY2(cell(dock, 0, Column::Time).contains(u"23:59:59"_s),
                 qPrintable(cell(dock, 0, Column::Time)));
        QCOMPARE(cell(dock, 0, Column::Interval), u"1.00\u00a0s"_s);
        QTRY_COMPARE(overlayText(dock), u"Showing the last 1,000 of 20,000 samples."_s);
        QTRY_COMPARE(dock.widget.findChild<QTabBar *>()->tabText(3), u"Samples (20,000)"_s);
        click(*dock.widget.samples(), u"Load more"_s);
        QTRY_COMPARE(model.rowCount(), 2 * SampleTableModel::kPageRows);
        for (int row = 0; row < model.rowCount(); ++row)
            QCOMPARE(model.sample(row)->value, 19'999.0 - row);
        QCOMPARE(cell(dock, 999, Column::Interval),
                 u"1.00\u00a0s"_s); // known since the next page came
        savePicture(dock.widget, u"panel_samples"_s);
    }

    void aShortSeriesIsComplete()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"load"_s);
        fillSeries(bench, metric, 3);
        const auto series = await(bench.ports.series->list({metric.id}));
        QVERIFY(await(bench.ports.series->append({{series->front().id,
                                                   {end().posixNs()},
                                                   {std::numeric_limits<double>::quiet_NaN()}}})));
        Dock dock(bench, TableTab::Samples);
        QTRY_COMPARE(dock.widget.samples()->model()->rowCount(), 4);
        QCOMPARE(cell(dock, 0, Column::Value), u"gap"_s);
        QCOMPARE(cell(dock, 3, Column::Interval), QString(NumberFormatter::kMissing));
        QTRY_COMPARE(dock.widget.samples()->total(), std::optional<std::int64_t>(4));
        // What is appended comes on top, and the rows below stay.
        QVERIFY(await(bench.ports.series->append(
            {{series->front().id, {end().posixNs() + kNsPerSecond}, {7}}})));
        QTRY_COMPARE(dock.widget.samples()->model()->rowCount(), 5);
        QCOMPARE(cell(dock, 0, Column::Value), u"7"_s);
    }

    void oneSeriesAtATime()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"load"_s);
        fillSeries(bench, metric, 3, {{u"host"_s, u"a"_s}});
        fillSeries(bench, metric, 5, {{u"host"_s, u"b"_s}});
        Dock dock(bench, TableTab::Samples);
        QTRY_COMPARE(dock.widget.samples()->model()->rowCount(), 3);
        auto *choice = dock.widget.samples()->findChild<QComboBox *>();
        QVERIFY(choice->isVisible());
        QCOMPARE(choice->itemText(1), u"host=b"_s);
        choice->setCurrentIndex(1);
        QTRY_COMPARE(dock.widget.samples()->model()->rowCount(), 5);
        const auto request = dock.widget.exportRequest();
        QVERIFY(request);
        QVERIFY(request->content == ExportContent::Samples);
        QCOMPARE(request->onlySeries,
                 std::vector{dock.widget.samples()->model()->query()->series.id});
        dock.widget.samples()->refresh(); // what was chosen stays chosen
        QTest::qWait(200);
        QCOMPARE(choice->currentIndex(), 1);
    }

    void followsRangeAndSpan()
    {
        PanelBench bench;
        fillSeries(bench, bench.addMetric(u"load"_s), 100);
        Dock dock(bench, TableTab::Samples);
        const SampleTableModel &model = *dock.widget.samples()->model();
        QTRY_COMPARE(model.rowCount(), 100);
        bench.context.setSelectedSpan(
            TimeWindow{end() - Timedelta(10 * kNsPerSecond), end() - Timedelta(5 * kNsPerSecond)});
        QTRY_COMPARE(model.rowCount(), 5);
        QCOMPARE(model.sample(0)->value, 94.0);
        bench.context.setSelectedSpan({});
        QTRY_COMPARE(model.rowCount(), 100);
        bench.context.setWindow({end(), end() + Timedelta(kNsPerDay)});
        QTRY_VERIFY(overlayText(dock).startsWith(u"No samples in"_s));
        QSignalSpy asked(&dock.widget, &TableDock::showAllDataRequested);
        click(*dock.widget.samples(), u"Show all data"_s);
        QCOMPARE(asked.size(), 1);
    }

    void keepsUpWithTheClock()
    {
        PanelBench bench;
        fillSeries(bench, bench.addMetric(u"load"_s), 100);
        QVERIFY(bench.context.setRange(TimeRange::relative(*TimeExpression::parse(u"now-13h"_s),
                                                           *TimeExpression::parse(u"now-12h"_s))));
        Dock dock(bench, TableTab::Samples);
        QTRY_COMPARE(dock.widget.samples()->model()->rowCount(), 100);
        bench.clock.set(bench.clock.now() + Timedelta(kNsPerHour));
        bench.context.keepUp();
        QTRY_VERIFY(overlayText(dock).startsWith(u"No samples in"_s));
    }

    void saysWhyThereIsNothing()
    {
        PanelBench bench;
        Dock dock(bench, TableTab::Samples);
        QTRY_COMPARE(overlayText(dock), u"Choose a metric to see its samples."_s);
        QVERIFY(!dock.widget.exportRequest());
        fill(bench);
        QTRY_COMPARE(overlayText(dock), u"\"m\" has no samples, only records."_s);
    }

    void aPageThatIsNotShownAsksNothing()
    {
        PanelBench bench;
        fillSeries(bench, bench.addMetric(u"load"_s), 100);
        Dock dock(bench, TableTab::Records);
        QTest::qWait(200);
        QCOMPARE(dock.widget.samples()->model()->rowCount(), 0);
        dock.widget.setCurrentTab(TableTab::Samples);
        QTRY_COMPARE(dock.widget.samples()->model()->rowCount(), 100);
    }

    void selectedRowsAreSummedExportedAndRemoved()
    {
        PanelBench bench;
        fillSeries(bench, bench.addMetric(u"load"_s, u"ms"_s), 100);
        Dock dock(bench, TableTab::Samples);
        QTRY_COMPARE(dock.widget.samples()->model()->rowCount(), 100);
        DataTable &table = *dock.widget.samples()->table();
        QSignalSpy told(&dock.widget, &TableDock::statisticsChanged);
        table.selectRows(10, 14); // 89 to 85
        QCOMPARE(told.back()[0].toString(),
                 u"5 sample(s) · mean 87\u00a0ms · min 85\u00a0ms · max 89\u00a0ms"_s);
        const TimeWindow stretch{end() - Timedelta(15 * kNsPerSecond),
                                 end() - Timedelta(11 * kNsPerSecond) + Timedelta(1)};
        const auto request = dock.widget.selectedExport();
        QVERIFY(request);
        QCOMPARE(request->selection.begin, std::optional(stretch.begin));
        QCOMPARE(request->selection.end, std::optional(stretch.end));
        for (int i = 0; i < 2; ++i) // the offscreen platform has no window manager
            QTest::ignoreMessage(
                QtWarningMsg,
                QRegularExpression(u"^This plugin does not support (raise|grabbing)"_s));
        QSignalSpy asked(&dock.widget, &TableDock::removeSamplesRequested);
        Q_EMIT table.customContextMenuRequested(QPoint(5, 5));
        auto *menu = dock.widget.samples()->findChild<QMenu *>();
        QVERIFY(menu != nullptr);
        for (QAction *action : menu->actions()) {
            if (action->text() == u"Remove samples…"_s)
                action->trigger();
        }
        menu->close();
        QCOMPARE(asked.size(), 1);
        QCOMPARE(bench.context.selectedSpan(), std::optional(stretch));
    }
};

TIDEMARK_TEST(SamplesPageTest)
#include "samples_page_test.moc"
