// SPDX-License-Identifier: GPL-3.0-or-later
// The records table by keyboard: editing in place, blocks, the last row, and what is asked.
#include "model/ports/session_store.h"
#include "tests/support/heartbeat.h"
#include "tests/support/test_registry.h"
#include "tests/views/tables/table_bench.h"
#include "views/tables/edit_records_dialog.h"
#include "views/tables/message_strip.h"
#include "views/tables/state_overlay.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class RecordsPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

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

    void copiedBlockPastesBackUnchanged()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Records);
        RecordTableModel &model = *dock.widget.records()->model();
        QTRY_COMPARE(model.recordCount(), 4);
        DataTable *table = dock.records();
        table->setFocus();
        // Unit hidden, the note first, the device behind the tags.
        table->setColumnHidden(static_cast<int>(Column::Unit), true);
        QHeaderView *header = table->horizontalHeader();
        header->moveSection(header->visualIndex(static_cast<int>(Column::Note)), 0);
        header->moveSection(header->visualIndex(static_cast<int>(Column::Device)),
                            header->visualIndex(static_cast<int>(Column::Tags)));
        QSignalSpy changed(&dock.widget, &TableDock::changeMade);
        QVERIFY(model.setData(dock.record(0, Column::Note), u"by hand"_s, Qt::EditRole));
        QTRY_COMPARE(changed.count(), 1);
        QVERIFY(model.setData(dock.record(0, Column::Device), u"rig-1"_s, Qt::EditRole));
        QTRY_COMPARE(changed.count(), 2);
        QTRY_COMPARE(model.record(0)->device, std::optional(u"rig-1"_s));
        const Record before = *model.record(0);
        table->selectRows(0, 0);
        QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
        QVERIFY(model.setData(dock.record(0, Column::Value), u"99"_s, Qt::EditRole));
        QTRY_COMPARE(changed.count(), 3);
        QVERIFY(model.setData(dock.record(0, Column::Note), u"other"_s, Qt::EditRole));
        QTRY_COMPARE(changed.count(), 4);
        QTRY_COMPARE(model.record(0)->note, u"other"_s);
        dock.goTo(0, Column::Note);
        QTest::keyClick(table, Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(changed.count(), 5);
        QTRY_COMPARE(model.record(0)->value, before.value);
        QCOMPARE(model.record(0)->note, before.note);
        QCOMPARE(model.record(0)->device, before.device);
        QCOMPARE(model.record(0)->sessionEnd, before.sessionEnd);
        QCOMPARE(model.record(0)->tags, before.tags);
        // Pasted over itself it changes nothing at all.
        QTest::keyClick(table, Qt::Key_V, Qt::ControlModifier);
        bench.addValue(u"m"_s, u"2026-11-14T08:00:00Z"_s, 14); // the store has answered by then
        QTRY_COMPARE(model.recordCount(), 5);
        QCOMPARE(changed.count(), 5);
    }

    void asksInTheStripWhatTheEntryBarAsks()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Records);
        RecordTableModel &model = *dock.widget.records()->model();
        QTRY_COMPARE(model.recordCount(), 4);
        const auto *questions = dock.widget.findChild<MessageStrip *>(u"recordQuestions"_s);
        DataTable *table = dock.records();
        table->setFocus();
        dock.goTo(0, Column::End);
        QTest::keyClick(table, Qt::Key_F2);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, u"2026-11-17 08:00"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(questions->isAsking());
        QCOMPARE(questions->text(), u"A value of 17 exists at this time."_s);
        savePicture(dock.widget, u"panel_records_question"_s);
        // The safe answer has the focus, as no one types.
        QTRY_VERIFY(qobject_cast<QPushButton *>(QApplication::focusWidget()) != nullptr);
        QCOMPARE(qobject_cast<QPushButton *>(QApplication::focusWidget())->text(), u"Cancel"_s);
        click(dock.widget, u"Keep both"_s);
        QVERIFY(table->hasFocus());
        QTRY_COMPARE(model.record(0)->sessionEnd, std::optional(at(u"2026-11-17T08:00:00Z"_s)));
        QVERIFY(!questions->isVisible());
        QCOMPARE(model.recordCount(), 4);
        QVERIFY(model.setData(dock.record(0, Column::End), u"2026-12-24 08:00"_s, Qt::EditRole));
        QCOMPARE(questions->text(), u"Time is in the future. Save anyway?"_s);
        click(dock.widget, u"Cancel"_s);
        QVERIFY(!questions->isVisible());
    }

    void theEmptyRowStaysReachableWithoutRecords()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        Dock dock(bench, TableTab::Records);
        RecordTableModel &model = *dock.widget.records()->model();
        QTRY_COMPARE(dock.widget.records()->findChild<StateOverlay *>()->state(),
                     StateOverlay::State::Empty);
        DataTable *table = dock.records();
        QVERIFY(table->isVisible());
        table->setFocus();
        dock.goTo(0, Column::Value);
        QTest::keyClicks(table, u"9"_s);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(model.recordCount(), 1);
        QCOMPARE(model.record(0)->value, 9.0);
    }

    void statisticsFollowChangedValues()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        Dock dock(bench, TableTab::Records);
        RecordTableModel &model = *dock.widget.records()->model();
        QTRY_COMPARE(model.recordCount(), 4);
        QSignalSpy told(&dock.widget, &TableDock::statisticsChanged);
        dock.records()->selectionModel()->select(
            QItemSelection(dock.record(0, Column::Value), dock.record(1, Column::Value)),
            QItemSelectionModel::ClearAndSelect);
        QVERIFY(told.last().first().toString().contains(u"sum 35\u00a0km"_s));
        QVERIFY(model.setData(dock.record(0, Column::Value), u"28"_s, Qt::EditRole));
        QTRY_VERIFY2(told.last().first().toString().contains(u"sum 45\u00a0km"_s),
                     qPrintable(told.last().first().toString()));
    }

    void setsDeviceNoteAndSessionOfAllSelected()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        NewSession wanted;
        wanted.name = u"run"_s;
        wanted.start = wanted.end = at(u"2026-11-15T09:00:00Z"_s);
        QVERIFY(await(bench.ports.sessions->createSession(wanted)).has_value());
        Dock dock(bench, TableTab::Records);
        RecordTableModel &model = *dock.widget.records()->model();
        QTRY_COMPARE(model.recordCount(), 4);
        const auto edit = [&dock](int first, int last, const QMap<QString, QString> &lines) {
            dock.records()->selectionModel()->select(
                QItemSelection(dock.record(first, Column::Value), dock.record(last, Column::Value)),
                QItemSelectionModel::ClearAndSelect);
            dock.widget.records()->editSelected();
            auto *dialog = dock.widget.findChild<EditRecordsDialog *>();
            for (auto *box : dialog->findChildren<QCheckBox *>())
                box->setChecked(lines.contains(box->text()));
            for (auto *line : dialog->findChildren<QLineEdit *>())
                if (lines.contains(line->accessibleName()))
                    line->setText(lines.value(line->accessibleName()));
            for (auto *combo : dialog->findChildren<QComboBox *>()) {
                if (!lines.contains(combo->accessibleName()))
                    continue;
                const QString text = lines.value(combo->accessibleName());
                if (combo->isEditable())
                    combo->setCurrentText(text);
                else
                    QTRY_VERIFY(combo->findText(text) >= 0);
            }
            click(*dialog, u"Change "_s);
            QTRY_VERIFY(dock.widget.findChild<EditRecordsDialog *>() == nullptr);
        };
        edit(0, 1, {{u"Set device"_s, u"rig-1"_s}, {u"Set note"_s, u"checked"_s}});
        QTRY_COMPARE(model.record(1)->device, std::optional(u"rig-1"_s));
        QCOMPARE(model.record(0)->note, u"checked"_s);
        QCOMPARE(model.record(1)->note, u"checked"_s);
        QVERIFY(!model.record(2)->device);
        edit(3, 3, {{u"Move to session"_s, u"run"_s}});
        QTRY_COMPARE(model.record(3)->sessionName, std::optional(u"run"_s));
        QCOMPARE(model.record(3)->sessionEnd, wanted.end);
        // A second value of the metric has no room there: only replacing is offered.
        edit(2, 2, {{u"Move to session"_s, u"run"_s}});
        QTRY_VERIFY(button(dock.widget, u"Replace"_s) != nullptr);
        QVERIFY(button(dock.widget, u"Keep both"_s) == nullptr);
        click(dock.widget, u"Replace"_s);
        QTRY_COMPARE(model.recordCount(), 3);
        QTRY_COMPARE(model.record(2)->value, 16.0);
    }

    void theEmptyRowStaysReachableBehindAFilter()
    {
        using Column = RecordTableModel::Column;
        PanelBench bench;
        fill(bench);
        RecordFilter nowhere;
        nowhere.tags = {{u"env"_s, u"none"_s}};
        bench.context.setFilter(nowhere);
        Dock dock(bench, TableTab::Records);
        RecordTableModel &model = *dock.widget.records()->model();
        const auto *overlay = dock.widget.records()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Empty);
        QCOMPARE(overlay->text(), u"No record passes the filter in this range."_s);
        DataTable *table = dock.records();
        QVERIFY(table->isVisible());
        QSignalSpy changed(&dock.widget, &TableDock::changeMade);
        table->setFocus();
        dock.goTo(0, Column::Value);
        QTest::keyClicks(table, u"9"_s);
        auto *editor = table->viewport()->findChild<QLineEdit *>();
        QVERIFY(editor != nullptr);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(changed.count(), 1);
        click(dock.widget, u"Clear filter"_s);
        QTRY_COMPARE(model.recordCount(), 4); // the new one lies behind the range
    }

    void aVeryLargeSelectionLeavesTheWindowResponsive() // P1
    {
        constexpr int kRecords = 200'000;
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        bench.addMany(u"m"_s, u"2026-11-15T00:00:00Z"_s, kRecords, Timedelta(kNsPerSecond));
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        Dock dock(bench, TableTab::Records);
        RecordTableModel &model = *dock.widget.records()->model();
        QTRY_VERIFY(model.recordCount() > 0);
        model.loadAll();
        QTRY_COMPARE_WITH_TIMEOUT(model.recordCount(), kRecords, 60'000);
        QCoreApplication::processEvents(); // what the loading left to be done
        QSignalSpy told(&dock.widget, &TableDock::statisticsChanged);
        Heartbeat heart;
        dock.records()->selectAll();
        QTRY_VERIFY(!told.isEmpty());
        const qint64 stall_ms = heart.longestStall_ms();
        QVERIFY2(stall_ms <= Heartbeat::kLimit_ms, qPrintable(u"%1 ms"_s.arg(stall_ms)));
        const QString line = told.last().first().toString();
        QVERIFY2(line.startsWith(u"200000 record"_s), qPrintable(line));
        QVERIFY2(line.contains(u"sum 20,000,100,000"_s), qPrintable(line));
    }

    void aKeystrokeCostsTheSameForManyRecords() // E13, P1
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"km"_s);
        std::vector<Record> records(100'000);
        for (std::size_t i = 0; i < records.size(); ++i) {
            records[i].key = {metric.id, {}};
            records[i].isEntry = true;
            records[i].sessionEnd = at(u"2026-11-15T00:00:00Z"_s);
            records[i].value = static_cast<double>(i);
        }
        records[77'000].value = -1e300;
        EditRecordsDialog dialog(records, bench.ports, bench.formatter);
        showWindow(dialog, {500, 400});
        const auto line = [&dialog](const QString &name) {
            for (auto *box : dialog.findChildren<QCheckBox *>())
                if (box->text() == name)
                    box->setChecked(true);
            for (auto *edit : dialog.findChildren<QLineEdit *>())
                if (edit->accessibleName() == name)
                    return edit;
            return static_cast<QLineEdit *>(nullptr);
        };
        QLineEdit *note = line(u"Set note"_s);
        QLineEdit *shift = line(u"Shift time by"_s);
        QLineEdit *factor = line(u"Multiply value by"_s);
        QTest::keyClicks(shift, u"-2h"_s);
        QTest::keyClicks(factor, u"2"_s);
        QCoreApplication::processEvents();
        Heartbeat heart;
        QTest::keyClicks(note, u"checked by hand after the run"_s);
        const qint64 stall_ms = heart.longestStall_ms();
        QVERIFY2(stall_ms <= 50, qPrintable(u"%1 ms for 29 keys"_s.arg(stall_ms)));
        QVERIFY(button(dialog, u"Change 100"_s)->isEnabled());
        const std::vector<RecordEdit> edits = dialog.edits();
        QCOMPARE(edits.size(), records.size());
        QCOMPARE(edits.back().value, std::optional(199'998.0));
        QCOMPARE(edits.back().at, std::optional(at(u"2026-11-14T22:00:00Z"_s)));
        QCOMPARE(edits.back().note, std::optional(note->text()));
        // One record among them that cannot take it is enough to refuse.
        factor->setText(u"1e10"_s);
        QVERIFY(!button(dialog, u"Change 100"_s)->isEnabled());
        factor->setText(u"2"_s);
        shift->setText(u"-300y"_s);
        QVERIFY(!button(dialog, u"Change 100"_s)->isEnabled());
        QVERIFY(dialog.edits().empty());
    }

    void refusalsKeepTheirTechnicalText() // S5
    {
        PanelBench bench;
        Dock dock(bench, TableTab::Records);
        MessageStrip strip(bench.theme);
        showWindow(strip, {500, 60});
        strip.showError({ErrorCode::DiskFull, u"Could not save."_s, u"SQLITE_FULL"_s});
        QCOMPARE(strip.text(), u"Could not save."_s);
        auto *details = strip.findChild<QToolButton *>();
        QVERIFY(details->isVisible());
        QTest::mouseClick(details, Qt::LeftButton);
        QVERIFY(strip.text().contains(u"SQLITE_FULL"_s));
        strip.showMessage(theme::StateColor::Info, u"Fine."_s);
        QVERIFY(!details->isVisible());
    }
};

TIDEMARK_TEST(RecordsPageTest)
#include "records_page_test.moc"
