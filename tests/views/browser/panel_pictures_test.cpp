// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/panel_bench.h"
#include "views/browser/definition_dialog.h"
#include "views/browser/details_panel.h"
#include "views/browser/metric_browser.h"
#include "views/entry/entry_bar.h"
#include "views/tables/aggregates_page.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/table_dock.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QTest>
#include <QTreeView>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

void fill(PanelBench &bench)
{
    std::vector<ImportRow> rows;
    const auto add = [&rows](const QString &name, const QString &unit, double base, double swing) {
        for (int i = 0; i < 60; ++i) {
            ImportRow row;
            row.metric = name;
            row.unit = unit;
            row.value =
                std::round((base + swing * std::sin(i / 3.0) + i % 5 * swing / 9) * 100) / 100;
            row.start = at(u"2026-11-01T06:00:00Z"_s) + Timedelta(8 * kNsPerHour * i);
            row.end = row.start;
            row.isEntry = true;
            rows.push_back(row);
        }
    };
    add(u"drive.distance_km"_s, u"km"_s, 32, 9);
    add(u"drive.disengagements"_s, u"/h"_s, 0.4, 0.2);
    add(u"drive.battery_used"_s, u"%"_s, 60, 12);
    add(u"host.this-machine.cpu.busy"_s, u"%"_s, 12, 5);
    add(u"host.this-machine.memory.used"_s, u"GiB"_s, 5.8, 0.6);
    add(u"api.requests"_s, u"/s"_s, 1200, 300);
    add(u"api.latency.p95"_s, u"ms"_s, 84, 30);
    add(u"manual.morning.weight"_s, u"kg"_s, 71.4, 1.2);
    const auto added = await(bench.ports.records->importRows(
        std::make_shared<VectorRowSource>(std::move(rows)), {.label = u"fill"_s}, {}, {}));
    QVERIFY(added.has_value());
}

bool hasInk(const QImage &image)
{
    const QRgb first = image.pixel(0, 0);
    int different = 0;
    for (int y = 0; y < image.height(); y += 3)
        for (int x = 0; x < image.width(); x += 3)
            different += image.pixel(x, y) != first ? 1 : 0;
    return different > image.width() * image.height() / 9 / 50;
}

} // namespace

/// Draws the panels with content in both looks; the pictures are saved where TIDEMARK_PICTURES
/// says.
class PanelPictures final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void drawsThePanelsInBothLooks_data()
    {
        QTest::addColumn<theme::Mode>("mode");
        QTest::addColumn<int>("tab");
        QTest::newRow("light_aggregates") << theme::Mode::Light << 0;
        QTest::newRow("light_records") << theme::Mode::Light << 1;
        QTest::newRow("light_sessions") << theme::Mode::Light << 2;
        QTest::newRow("dark_aggregates") << theme::Mode::Dark << 0;
        QTest::newRow("dark_records") << theme::Mode::Dark << 1;
    }
    void drawsThePanelsInBothLooks()
    {
        QFETCH(const theme::Mode, mode);
        QFETCH(const int, tab);
        PanelBench bench;
        fill(bench);
        NewSession session;
        session.name = u"Morning run"_s;
        session.start = at(u"2026-11-19T06:00:00Z"_s);
        session.end = at(u"2026-11-19T07:30:00Z"_s);
        session.devices = {u"rig-2"_s};
        QVERIFY(await(bench.ports.sessions->createSession(session)).has_value());
        bench.theme.setMode(mode);
        bench.showNovember();

        QWidget window;
        auto *browser =
            new MetricBrowser(bench.ports, &bench.context, bench.formatter, bench.theme);
        auto *dock = new TableDock(bench.ports, &bench.context, bench.formatter, bench.theme);
        auto *details = new DetailsPanel(bench.ports, &bench.context, bench.formatter, bench.theme);
        auto *bar = new EntryBar(bench.ports, &bench.context, bench.formatter, bench.theme);
        dock->setTopWidget(bar);
        dock->setCurrentTab(static_cast<TableTab>(tab));
        browser->setFixedWidth(270);
        details->setFixedWidth(262);
        connect(dock, &TableDock::recordActivated, details, &DetailsPanel::showRecord);
        auto *layout = new QHBoxLayout(&window);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(browser);
        layout->addWidget(dock, 1);
        layout->addWidget(details);
        showWindow(window, {1280, 560});
        const auto metric = await(bench.ports.catalog->find(u"drive.distance_km"_s));
        QVERIFY(metric.has_value());
        QTRY_VERIFY(browser->findChild<QTreeView *>()->model()->rowCount() > 0);
        browser->selectMetric(metric->id);
        bar->start(metric->id);
        QTest::keyClicks(QApplication::focusWidget(), u"31.8"_s);
        auto *aggregates = dock->aggregates()->table();
        QTRY_VERIFY(aggregates->model()->rowCount() > 10);
        if (tab == 0)
            bench.context.setSelectedSpan(
                TimeWindow{at(u"2026-11-17T00:00:00Z"_s), at(u"2026-11-18T00:00:00Z"_s)});
        auto *records = dock->records()->table();
        QTRY_VERIFY(records->model()->rowCount() > 2);
        if (tab == 1)
            records->selectRows(1, 1);
        QTest::qWait(50); // the details' answers are on their way
        const QImage image = window.grab().toImage();
        QVERIFY(hasInk(image));
        savePicture(window, u"panel_"_s + QString::fromLatin1(QTest::currentDataTag()));
    }

    void drawsTheForms()
    {
        PanelBench bench;
        Definition edited = bench.addMetric(u"api.latency"_s, u"ms"_s);
        edited.description = u"Time to answer, measured at the gate."_s;
        edited.settings.validMin = 0;
        DefinitionDialog dialog(
            edited, [](const QString &) { return std::nullopt; }, bench.formatter);
        dialog.show();
        QVERIFY(hasInk(dialog.grab().toImage()));
        savePicture(dialog, u"panel_definition"_s);
    }
};

TIDEMARK_TEST(PanelPictures)
#include "panel_pictures_test.moc"
