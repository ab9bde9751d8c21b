// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/aggregate_table_model.h"
#include "model/items/record_table_model.h"
#include "model/items/session_table_model.h"
#include "tests/support/test_registry.h"
#include "tests/views/browser/panel_bench.h"
#include "views/tables/aggregates_page.h"
#include "views/tables/data_table.h"
#include "views/tables/edit_records_dialog.h"
#include "views/tables/records_page.h"
#include "views/tables/sessions_page.h"
#include "views/tables/state_overlay.h"
#include "views/tables/table_dock.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

QPushButton *button(const QWidget &parent, const QString &text)
{
    for (auto *child : parent.findChildren<QPushButton *>())
        if (child->text().remove(u'&').startsWith(text) && child->isVisible())
            return child;
    return nullptr;
}

// A button made just now is shown by the next turn of the event loop.
void click(const QWidget &parent, const QString &text)
{
    QTRY_VERIFY2(button(parent, text) != nullptr, qPrintable(text));
    QTest::mouseClick(button(parent, text), Qt::LeftButton);
}

struct Dock
{
    explicit Dock(PanelBench &bench, TableTab tab = TableTab::Aggregates)
        : widget(bench.ports, &bench.context, bench.formatter, bench.theme)
    {
        showWindow(widget, {900, 400});
        widget.setCurrentTab(tab);
    }
    [[nodiscard]] DataTable *aggregates() const { return widget.aggregates()->table(); }
    [[nodiscard]] DataTable *records() const { return widget.records()->table(); }
    [[nodiscard]] QModelIndex record(int row, RecordTableModel::Column column) const
    {
        return records()->model()->index(row, static_cast<int>(column));
    }

    // Not QTableView::setCurrentIndex(), which heeds the modifiers of the last key.
    void goTo(int row, RecordTableModel::Column column) const
    {
        records()->selectionModel()->setCurrentIndex(record(row, column),
                                                     QItemSelectionModel::ClearAndSelect);
    }

    TableDock widget;
};

// Four days with one value each; the metric is selected and November shown.
Definition fill(PanelBench &bench)
{
    const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
    for (const int day : {15, 16, 17, 18})
        bench.addValue(u"m"_s, u"2026-11-%1T08:00:00Z"_s.arg(day), day);
    bench.context.setWindow({at(u"2026-11-14T00:00:00Z"_s), at(u"2026-11-19T00:00:00Z"_s)});
    bench.context.setSelectedMetrics({metric.id});
    return metric;
}

} // namespace

class TableDockTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void rowsAndTheSelectedSpanFollowEachOther()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        const QRect second = dock.aggregates()->visualRect(dock.aggregates()->model()->index(1, 0));
        QTest::mouseClick(dock.aggregates()->viewport(), Qt::LeftButton, {}, second.center());
        QCOMPARE(bench.context.selectedSpan(),
                 std::optional(
                     TimeWindow{at(u"2026-11-17T00:00:00Z"_s), at(u"2026-11-18T00:00:00Z"_s)}));
        bench.context.setSelectedSpan(
            TimeWindow{at(u"2026-11-15T00:00:00Z"_s), at(u"2026-11-17T00:00:00Z"_s)});
        QCOMPARE(dock.aggregates()->selectedRows(), QList<int>({2, 3}));
        QTRY_COMPARE(dock.widget.records()->total(), std::optional<std::int64_t>(2));
        QVERIFY2(dock.widget.findChild<QTabBar *>()->tabText(1).contains(u"2 in selection"_s),
                 qPrintable(dock.widget.findChild<QTabBar *>()->tabText(1)));
    }

    void sortingAndColumnsLeaveTheContextAlone()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        QSignalSpy range(&bench.context, &ViewContext::rangeChanged);
        QSignalSpy span(&bench.context, &ViewContext::selectedSpanChanged);
        dock.aggregates()->sortByColumn(static_cast<int>(AggregateTableModel::Column::Value),
                                        Qt::AscendingOrder);
        dock.aggregates()->setColumnHidden(2, true);
        for (auto *box : dock.widget.aggregates()->findChildren<QCheckBox *>())
            box->setChecked(box->text() == u"Hide empty"_s);
        QCOMPARE(dock.aggregates()->model()->rowCount(), 4);
        QCOMPARE(range.count(), 0);
        QCOMPARE(span.count(), 0);
    }

    void enterZoomsAndControlEnterListsRecords()
    {
        PanelBench bench;
        fill(bench);
        Dock dock(bench);
        QTRY_COMPARE(dock.aggregates()->model()->rowCount(), 5);
        dock.aggregates()->setFocus();
        dock.aggregates()->selectRows(2, 2);
        QTest::keyClick(dock.aggregates(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(dock.widget.currentTab(), TableTab::Records);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 1);
        dock.widget.setCurrentTab(TableTab::Aggregates);
        dock.aggregates()->selectRows(2, 2);
        QTest::keyClick(dock.aggregates(), Qt::Key_Return);
        QCOMPARE(bench.context.window(),
                 (TimeWindow{at(u"2026-11-16T00:00:00Z"_s), at(u"2026-11-17T00:00:00Z"_s)}));
    }

    void editsByKeyboardLikeASpreadsheet()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Records);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 4);
        QSignalSpy changed(&dock.widget, &TableDock::changeMade);
        DataTable *table = dock.records();
        table->setFocus();
        dock.goTo(0, Column::Value);
        QTest::keyClick(table, Qt::Key_F2);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        QCOMPARE(editor->text(), u"18"_s);
        editor->selectAll();
        QTest::keyClicks(editor, u"21.5"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(dock.widget.records()->model()->record(0)->value, 21.5);
        QCOMPARE(table->currentIndex().row(), 1); // Enter went down
        QCOMPARE(changed.count(), 1);
        QTest::keyClick(table, Qt::Key_Tab);
        QVERIFY(table->currentIndex().column() > static_cast<int>(Column::Value));
    }

    void copiesFillsAndDeletes()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Records);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 4);
        DataTable *table = dock.records();
        table->setFocus();
        QItemSelection values(dock.record(0, Column::Value), dock.record(1, Column::Value));
        table->selectionModel()->select(values, QItemSelectionModel::ClearAndSelect);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
        QCOMPARE(copied->text(), u"18\n17"_s);
        QCOMPARE(copied->html().count(u"<td>"_s), 2);
        QCOMPARE(blockFrom(copied), (QList<QStringList>{{u"18"_s}, {u"17"_s}}));

        QTest::keyClick(table, Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(dock.widget.records()->model()->record(1)->value, 18.0);
        dock.goTo(2, Column::Value);
        QTest::keyClick(table, Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(dock.widget.records()->model()->record(3)->value, 17.0);
        dock.goTo(0, Column::Value);
        QTest::keyClick(table, Qt::Key_Delete);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 3);
    }

    void entersARecordInTheLastRow()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        bench.context.setWindow({at(u"2026-11-14T00:00:00Z"_s), at(u"2026-11-21T00:00:00Z"_s)});
        Dock dock(bench, TableTab::Records);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 4);
        DataTable *table = dock.records();
        table->setFocus();
        dock.goTo(4, Column::Value);
        QTest::keyClicks(table, u"9"_s);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, u".5"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 5);
        QCOMPARE(dock.widget.records()->model()->record(0)->value, 9.5);
        QCOMPARE(dock.widget.records()->model()->record(0)->sessionEnd,
                 std::optional(bench.clock.now()));
    }

    void tellsTheStatisticsOfSelectedRows()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Records);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 4);
        QSignalSpy told(&dock.widget, &TableDock::statisticsChanged);
        dock.records()->selectionModel()->select(
            QItemSelection(dock.record(0, Column::Value), dock.record(2, Column::Value)),
            QItemSelectionModel::ClearAndSelect);
        const QString line = told.last().first().toString();
        QVERIFY2(
            line.contains(u"sum 51\u00a0km · mean 17\u00a0km · min 16\u00a0km · max 18\u00a0km"_s),
            qPrintable(line));
    }

    void changesAllSelectedRecordsAtOnce()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Records);
        QTRY_COMPARE(dock.widget.records()->model()->recordCount(), 4);
        QSignalSpy changed(&dock.widget, &TableDock::changeMade);
        dock.records()->selectionModel()->select(
            QItemSelection(dock.record(0, Column::Value), dock.record(3, Column::Value)),
            QItemSelectionModel::ClearAndSelect);
        dock.widget.records()->editSelected();
        auto *dialog = dock.widget.findChild<EditRecordsDialog *>();
        QVERIFY(dialog != nullptr);
        for (auto *box : dialog->findChildren<QCheckBox *>())
            if (box->text().startsWith(u"Multiply"_s) || box->text().startsWith(u"Shift"_s) ||
                box->text() == u"Set tags"_s)
                box->setChecked(true);
        for (auto *edit : dialog->findChildren<QLineEdit *>()) {
            if (edit->accessibleName().startsWith(u"Multiply"_s))
                edit->setText(u"1000"_s);
            if (edit->accessibleName().startsWith(u"Shift"_s))
                edit->setText(u"-2h"_s);
            if (edit->accessibleName() == u"Set tags"_s)
                edit->setText(u"env=test"_s);
        }
        savePicture(*dialog, u"panel_edit_records"_s);
        click(*dialog, u"Change 4"_s);
        QTRY_COMPARE(dock.widget.records()->model()->record(0)->value, 18'000.0);
        QCOMPARE(changed.count(), 1);
        const Record &record = *dock.widget.records()->model()->record(0);
        QCOMPARE(record.sessionEnd, std::optional(at(u"2026-11-18T06:00:00Z"_s)));
        QCOMPARE(record.tags, (TagMap{{u"env"_s, u"test"_s}}));
    }

    void saysWhatIsEmptyAndOffersTheWayOn()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        Dock dock(bench, TableTab::Records);
        auto *overlay = dock.widget.records()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Empty);
        QVERIFY2(overlay->text().startsWith(u"No records in "_s), qPrintable(overlay->text()));
        savePicture(dock.widget, u"panel_records_empty"_s);
        QSignalSpy entry(&dock.widget, &TableDock::entryRequested);
        click(*dock.widget.records(), u"Add a value"_s);
        QCOMPARE(entry.count(), 1);
        RecordFilter filter;
        filter.devices = IdFilter::nullOnly();
        bench.context.setFilter(filter);
        QTRY_COMPARE(overlay->text(), u"No record passes the filter in this range."_s);
        click(*dock.widget.records(), u"Clear filter"_s);
        QVERIFY(!bench.context.filter().isActive());
    }

    void saysWhenOnlyAPartIsShown()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1200, Timedelta(kNsPerMinute));
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        Dock dock(bench, TableTab::Records);
        auto *overlay = dock.widget.records()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Partial);
        QTRY_VERIFY2(overlay->text().startsWith(u"Showing 500 of about"_s),
                     qPrintable(overlay->text()));
        savePicture(dock.widget, u"panel_records_partial"_s);
        click(*dock.widget.records(), u"Load all"_s);
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Data);
        QCOMPARE(dock.widget.records()->model()->recordCount(), 1200);
    }

    void showsTheDesignedStates()
    {
        PanelBench bench;
        StateOverlay overlay(new QWidget, bench.theme);
        showWindow(overlay, {500, 260});
        bool isRetried = false;
        overlay.showError({ErrorCode::Locked, u"Could not read the records."_s, u"SQLITE_BUSY"_s},
                          {{u"Retry"_s, [&isRetried] { isRetried = true; }}});
        QCOMPARE(overlay.state(), StateOverlay::State::Error);
        QCOMPARE(overlay.text(), u"Could not read the records."_s);
        savePicture(overlay, u"panel_state_error"_s);
        click(overlay, u"Retry"_s);
        QVERIFY(isRetried);
        overlay.showData();
        QSignalSpy cancelled(&overlay, &StateOverlay::cancelled);
        overlay.showLoading(u"Reading the records…"_s);
        QVERIFY(button(overlay, u"Cancel"_s) == nullptr); // no flash for faster answers
        QTRY_VERIFY_WITH_TIMEOUT(button(overlay, u"Cancel"_s) != nullptr, 5000);
        savePicture(overlay, u"panel_state_loading"_s);
        click(overlay, u"Cancel"_s);
        QCOMPARE(cancelled.count(), 1);
    }

    void createsAndDeletesSessions()
    {
        PanelBench bench;
        Dock dock(bench, TableTab::Sessions);
        SessionsPage &page = *dock.widget.sessions();
        auto *overlay = page.findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Empty);
        QSignalSpy changed(&dock.widget, &TableDock::changeMade);
        page.createSession();
        auto *dialog = page.findChild<QDialog *>();
        QVERIFY(dialog != nullptr);
        for (auto *edit : dialog->findChildren<QLineEdit *>()) {
            if (edit->accessibleName() == u"Name"_s)
                edit->setText(u"Morning run"_s);
            if (edit->accessibleName() == u"Start"_s)
                edit->setText(u"yesterday 14:30"_s);
        }
        click(*dialog, u"Create session"_s);
        QTRY_COMPARE(page.model()->rowCount(), 1);
        QCOMPARE(page.model()->summary(0)->session.start,
                 std::optional(at(u"2026-11-19T14:30:00Z"_s)));
        QTRY_VERIFY(page.findChild<QDialog *>() == nullptr);
        page.table()->setFocus();
        page.table()->selectRows(0, 0);
        QTest::keyClick(page.table(), Qt::Key_Delete);
        auto *question = page.findChild<QDialog *>();
        QVERIFY(question != nullptr);
        click(*question, u"Delete 1 session"_s);
        QTRY_COMPARE(page.model()->rowCount(), 0);
        QCOMPARE(changed.count(), 2);
    }

    void opensTheExportOfTheShownTable()
    {
        PanelBench bench;
        Dock dock(bench, TableTab::Records);
        QSignalSpy asked(&dock.widget, &TableDock::exportRequested);
        click(dock.widget, u"Export CSV"_s);
        QCOMPARE(asked.count(), 1);
        QCOMPARE(asked[0].first().value<TableTab>(), TableTab::Records);
    }
};

TIDEMARK_TEST(TableDockTest)
#include "table_dock_test.moc"
