// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages of aggregates and sessions show, and what they leave alone.
#include "model/items/aggregate_table_model.h"
#include "model/items/session_table_model.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/panel_bench.h"
#include "views/tables/aggregates_page.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/sessions_page.h"
#include "views/tables/state_overlay.h"
#include "views/tables/table_dock.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Column = AggregateTableModel::Column;

struct Dock
{
    explicit Dock(PanelBench &bench, TableTab tab, QSize size = {900, 400})
        : widget(bench.ports, &bench.context, bench.formatter, bench.theme)
    {
        showWindow(widget, size);
        widget.setCurrentTab(tab);
    }
    [[nodiscard]] DataTable *aggregates() const { return widget.aggregates()->table(); }
    [[nodiscard]] DataTable *sessions() const { return widget.sessions()->table(); }
    [[nodiscard]] QCheckBox *box(const QString &text) const
    {
        for (auto *box : widget.findChildren<QCheckBox *>())
            if (box->text() == text)
                return box;
        return nullptr;
    }

    TableDock widget;
};

// Values on 15, 17 and 18 November; the days from 14 to 18 are shown.
Definition fill(PanelBench &bench)
{
    const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
    bench.addDays(u"m"_s, {15, 17, 18});
    bench.context.setWindow({at(u"2026-11-14T00:00:00Z"_s), at(u"2026-11-19T00:00:00Z"_s)});
    bench.context.setSelectedMetrics({metric.id});
    return metric;
}

Session addSession(PanelBench &bench, const QString &name, const QString &start,
                   const QString &end = {})
{
    NewSession session;
    session.name = name;
    session.start = at(start);
    if (!end.isEmpty())
        session.end = at(end);
    return await(bench.ports.sessions->createSession(session)).value().session;
}

// `count` sessions of one value each.
void addSessions(PanelBench &bench, int count)
{
    std::vector<ImportRow> rows;
    for (int i = 0; i < count; ++i) {
        ImportRow row;
        row.metric = u"m"_s;
        row.value = i;
        row.sessionUid = u"ss_%1"_s.arg(i);
        row.start = row.end = at(u"2026-11-01T00:00:00Z"_s) + Timedelta(i * kNsPerSecond);
        rows.push_back(row);
    }
    const auto added = await(bench.ports.records->importRows(
        std::make_shared<VectorRowSource>(std::move(rows)), {u"add"_s}, {}, {}));
    QVERIFY(added.has_value());
}

QAbstractButton *answer(const QMessageBox &question, const QString &text)
{
    for (auto *button : question.buttons())
        if (button->text().startsWith(text))
            return button;
    return nullptr;
}

} // namespace

class ReadOnlyPagesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void hidingEmptyPeriodsKeepsTheSelectedSpan()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Aggregates);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        const TimeWindow span{at(u"2026-11-16T00:00:00Z"_s), at(u"2026-11-18T00:00:00Z"_s)};
        bench.context.setSelectedSpan(span);
        QCOMPARE(dock.aggregates()->selectedRows(), QList<int>({1, 2}));
        QSignalSpy changed(&bench.context, &ViewContext::selectedSpanChanged);
        dock.box(u"Hide empty"_s)->setChecked(true); // the 16th goes, and its selection with it
        QCOMPARE(dock.aggregates()->model()->rowCount(), 3);
        QCOMPARE(dock.aggregates()->selectedRows(), QList<int>({1}));
        dock.box(u"Hide empty"_s)->setChecked(false);
        QCOMPARE(dock.aggregates()->selectedRows(), QList<int>({1, 2}));
        QCOMPARE(changed.count(), 0);
        QCOMPARE(bench.context.selectedSpan(), std::optional(span));
    }

    void selectsASpanAsRunsOfNeighbours()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Aggregates);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        bench.context.setSelectedSpan(
            TimeWindow{at(u"2026-11-14T00:00:00Z"_s), at(u"2026-11-19T00:00:00Z"_s)});
        QCOMPARE(dock.aggregates()->selectedRows().size(), 5);
        QCOMPARE(dock.aggregates()->selectionModel()->selection().size(), 1);
    }

    void namesTheZoneOnce()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Aggregates);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        const QString said = dock.widget.aggregates()->model()->statement();
        QCOMPARE(said.count(u"UTC"_s), 1);
        QVERIFY2(said.contains(u"14 – 18 Nov 2026"_s), qPrintable(said));
    }

    void showsEndMeanSumAndChange()
    {
        PanelBench bench;
        fill(bench);
        bench.addValue(u"m"_s, u"2026-11-18T09:00:00Z"_s, 20);
        Dock dock(bench, TableTab::Aggregates);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        for (const Column column : {Column::End, Column::Mean, Column::Sum, Column::Change})
            dock.aggregates()->setColumnHidden(static_cast<int>(column), false);
        const auto text = [&](int row, Column column) {
            return dock.aggregates()->model()->index(row, int(column)).data().toString();
        };
        QVERIFY2(text(0, Column::End).contains(u"19 Nov"_s), qPrintable(text(0, Column::End)));
        QCOMPARE(text(0, Column::Mean), u"19"_s);
        QCOMPARE(text(0, Column::Sum), u"38"_s);
        QCOMPARE(text(0, Column::Change), u"+2"_s);
        QVERIFY2(text(0, Column::ChangePercent).contains(u"+11.76"_s),
                 qPrintable(text(0, Column::ChangePercent)));
    }

    void doubleClickZoomsToThePeriod()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Aggregates);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        const QPoint second =
            dock.aggregates()->visualRect(dock.aggregates()->model()->index(1, 0)).center();
        QTest::mouseClick(dock.aggregates()->viewport(), Qt::LeftButton, {}, second);
        QTest::mouseDClick(dock.aggregates()->viewport(), Qt::LeftButton, {}, second);
        QTest::mouseRelease(dock.aggregates()->viewport(), Qt::LeftButton, {}, second);
        QCOMPARE(bench.context.window(),
                 (TimeWindow{at(u"2026-11-17T00:00:00Z"_s), at(u"2026-11-18T00:00:00Z"_s)}));
    }

    void defaultColumnsFitIntoANarrowDock()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"ms"_s);
        bench.clock.set(at(u"2026-11-25T12:00:00Z"_s));
        for (const int week : {16, 23})
            bench.addMany(u"m"_s, u"2026-11-%1T00:00:00Z"_s.arg(week), 57, Timedelta(kNsPerHour));
        bench.addValue(u"m"_s, u"2026-11-24T00:00:00Z"_s, 3631.25);
        bench.context.setPeriod(Period::Weekly);
        bench.context.setWindow({at(u"2026-11-02T00:00:00Z"_s), at(u"2026-11-30T00:00:00Z"_s)});
        bench.context.setSelectedMetrics({metric.id});
        Dock dock(bench, TableTab::Aggregates, {600, 300});
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 4);
        DataTable &table = *dock.aggregates();
        QCOMPARE(table.model()->index(0, 0).data().toString(), u"23 – 29 Nov 2026 so far"_s);
        QCOMPARE(table.horizontalHeader()->count() - table.horizontalHeader()->hiddenSectionCount(),
                 7);
        QTRY_COMPARE(table.horizontalScrollBar()->maximum(), 0);
        savePicture(dock.widget, u"panel_aggregates_narrow"_s);
    }

    void deletesTheSessionsThatWereAskedAbout()
    {
        PanelBench bench;
        addSession(bench, u"old"_s, u"2026-11-01T08:00:00Z"_s);
        addSession(bench, u"older"_s, u"2026-10-01T08:00:00Z"_s);
        Dock dock(bench, TableTab::Sessions);
        SessionTableModel &model = *dock.widget.sessions()->model();
        QTRY_COMPARE(model.rowCount(), 2);
        dock.sessions()->setFocus();
        dock.sessions()->selectRows(0, 0);
        QTest::keyClick(dock.sessions(), Qt::Key_Delete);
        auto *question = dock.widget.findChild<QMessageBox *>();
        QVERIFY(question != nullptr);
        addSession(bench, u"new"_s, u"2026-11-02T08:00:00Z"_s); // takes the first row meanwhile
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(model.summary(0)->session.name, std::optional(u"new"_s));
        QTest::mouseClick(answer(*question, u"Delete"_s), Qt::LeftButton);
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(model.summary(0)->session.name, std::optional(u"new"_s));
        QCOMPARE(model.summary(1)->session.name, std::optional(u"older"_s));
    }

    void saysHowManyRecordsGo_data()
    {
        QTest::addColumn<int>("records");
        QTest::addColumn<QString>("start");
        QTest::newRow("none") << 0 << u"0 record"_s;
        QTest::newRow("one") << 1 << u"1 record"_s;
        QTest::newRow("many") << 2 << u"2 record"_s;
    }
    void saysHowManyRecordsGo()
    {
        QFETCH(const int, records);
        QFETCH(const QString, start);
        PanelBench bench;
        const Session session = addSession(bench, u"run"_s, u"2026-11-01T08:00:00Z"_s);
        for (int i = 0; i < records; ++i) {
            bench.addMetric(u"m%1"_s.arg(i));
            ValueEntry entry;
            entry.metric = u"m%1"_s.arg(i);
            entry.sessionUid = session.uid;
            entry.value = 1;
            QVERIFY(await(bench.ports.records->enter(entry)));
        }
        Dock dock(bench, TableTab::Sessions);
        QTRY_COMPARE(dock.widget.sessions()->model()->rowCount(), 1);
        dock.sessions()->setFocus();
        dock.sessions()->selectRows(0, 0);
        QTest::keyClick(dock.sessions(), Qt::Key_Delete);
        auto *question = dock.widget.findChild<QMessageBox *>();
        QVERIFY(question != nullptr);
        QVERIFY2(question->informativeText().startsWith(start),
                 qPrintable(question->informativeText()));
        QTest::mouseClick(answer(*question, u"Cancel"_s), Qt::LeftButton);
    }

    void zoomsToASessionWhoseRowIsGone()
    {
        PanelBench bench;
        addSession(bench, u"run"_s, u"2026-11-01T08:00:00Z"_s, u"2026-11-01T09:00:00Z"_s);
        Dock dock(bench, TableTab::Sessions);
        SessionTableModel &model = *dock.widget.sessions()->model();
        QTRY_COMPARE(model.rowCount(), 1);
        dock.sessions()->selectRows(0, 0);
        for (int i = 0; i < 2; ++i) // the offscreen platform has no window manager
            QTest::ignoreMessage(
                QtWarningMsg,
                QRegularExpression(u"^This plugin does not support (raise|grabbing)"_s));
        Q_EMIT dock.sessions()->customContextMenuRequested(QPoint(5, 5));
        auto *menu = dock.widget.sessions()->findChild<QMenu *>();
        QVERIFY(menu != nullptr);
        model.remove({model.summary(0)->session.id});
        QTRY_COMPARE(model.rowCount(), 0);
        for (QAction *action : menu->actions()) {
            if (action->text() == u"Zoom to this session"_s)
                action->trigger();
        }
        menu->close();
        QCOMPARE(bench.context.window().begin, at(u"2026-11-01T08:00:00Z"_s));
    }

    void saysHowManySessionsThereAreAndLoadsAll()
    {
        PanelBench bench;
        addSessions(bench, 1100);
        Dock dock(bench, TableTab::Sessions);
        auto *overlay = dock.widget.sessions()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Partial);
        QTRY_COMPARE(overlay->text(), u"Showing 500 of about 1,100 sessions."_s);
        QPushButton *all = nullptr;
        for (auto *button : overlay->findChildren<QPushButton *>())
            all = button->text() == u"Load all"_s ? button : all;
        QVERIFY(all != nullptr);
        QTRY_VERIFY(all->isVisible());
        QTest::mouseClick(all, Qt::LeftButton);
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Data);
        QCOMPARE(dock.widget.sessions()->model()->rowCount(), 1100);
    }
};

TIDEMARK_TEST(ReadOnlyPagesTest)
#include "read_only_pages_test.moc"
