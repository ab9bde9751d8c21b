// SPDX-License-Identifier: GPL-3.0-or-later
// The records table by keyboard: editing in place, blocks, the last row, and what is asked.
#include "tests/support/test_registry.h"
#include "tests/views/tables/records_tab.h"
#include "views/tables/message_strip.h"
#include "views/tables/state_overlay.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using Column = RecordTableModel::Column;

class RecordsPageTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void editsByKeyboardLikeASpreadsheet()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        QLineEdit *editor = tab.edit(0, Column::Value);
        QVERIFY(editor != nullptr);
        QCOMPARE(editor->text(), u"18"_s);
        editor->selectAll();
        QTest::keyClicks(editor, u"21.5"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(tab.model.record(0)->value, 21.5);
        QCOMPARE(tab.table->currentIndex().row(), 1); // Enter went down
        QTRY_COMPARE(tab.changed.count(), 1);
        QTest::keyClick(tab.table, Qt::Key_Tab);
        QVERIFY(tab.table->currentIndex().column() > static_cast<int>(Column::Value));
    }

    void copiesFillsAndDeletes()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        tab.table->setFocus();
        tab.selectValues(0, 1);
        QTest::keyClick(tab.table, Qt::Key_C, Qt::ControlModifier);
        const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
        QCOMPARE(copied->text(), u"18\n17"_s);
        QCOMPARE(copied->html().count(u"<td>"_s), 2);
        QCOMPARE(blockFrom(copied), (QList<QStringList>{{u"18"_s}, {u"17"_s}}));

        QTest::keyClick(tab.table, Qt::Key_D, Qt::ControlModifier);
        QTRY_COMPARE(tab.model.record(1)->value, 18.0);
        tab.goTo(2, Column::Value);
        QTest::keyClick(tab.table, Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(tab.model.record(3)->value, 17.0);
        tab.goTo(0, Column::Value);
        QTest::keyClick(tab.table, Qt::Key_Delete);
        QTRY_COMPARE(tab.model.recordCount(), 3);
    }

    void entersARecordInTheLastRow()
    {
        PanelBench bench;
        fill(bench);
        bench.context.setWindow({at(u"2026-11-14T00:00:00Z"_s), at(u"2026-11-21T00:00:00Z"_s)});
        RecordsTab tab(bench);
        QTRY_COMPARE(tab.model.recordCount(), 4);
        QLineEdit *editor = tab.typeOver(4, Column::Value, u"9"_s);
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, u".5"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(tab.model.recordCount(), 5);
        QCOMPARE(tab.model.record(0)->value, 9.5);
        QCOMPARE(tab.model.record(0)->sessionEnd, std::optional(bench.clock.now()));
    }

    void copiedBlockPastesBackUnchanged()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        tab.table->setFocus();
        // Unit hidden, the note first, the device behind the tags.
        tab.table->setColumnHidden(static_cast<int>(Column::Unit), true);
        QHeaderView *header = tab.table->horizontalHeader();
        header->moveSection(header->visualIndex(static_cast<int>(Column::Note)), 0);
        header->moveSection(header->visualIndex(static_cast<int>(Column::Device)),
                            header->visualIndex(static_cast<int>(Column::Tags)));
        tab.set(0, Column::Note, u"by hand"_s);
        QTRY_COMPARE(tab.changed.count(), 1);
        tab.set(0, Column::Device, u"rig-1"_s);
        QTRY_COMPARE(tab.changed.count(), 2);
        QTRY_COMPARE(tab.model.record(0)->device, std::optional(u"rig-1"_s));
        const Record before = *tab.model.record(0);
        tab.table->selectRows(0, 0);
        QTest::keyClick(tab.table, Qt::Key_C, Qt::ControlModifier);
        tab.set(0, Column::Value, u"99"_s);
        QTRY_COMPARE(tab.changed.count(), 3);
        tab.set(0, Column::Note, u"other"_s);
        QTRY_COMPARE(tab.changed.count(), 4);
        QTRY_COMPARE(tab.model.record(0)->note, u"other"_s);
        tab.goTo(0, Column::Note);
        QTest::keyClick(tab.table, Qt::Key_V, Qt::ControlModifier);
        QTRY_COMPARE(tab.changed.count(), 5);
        QTRY_COMPARE(tab.model.record(0)->value, before.value);
        QCOMPARE(tab.model.record(0)->note, before.note);
        QCOMPARE(tab.model.record(0)->device, before.device);
        QCOMPARE(tab.model.record(0)->sessionEnd, before.sessionEnd);
        QCOMPARE(tab.model.record(0)->tags, before.tags);
        // Pasted over itself it changes nothing at all.
        QTest::keyClick(tab.table, Qt::Key_V, Qt::ControlModifier);
        filled.bench.addValue(u"m"_s, u"2026-11-14T08:00:00Z"_s,
                              14); // the store has answered by then
        QTRY_COMPARE(tab.model.recordCount(), 5);
        QCOMPARE(tab.changed.count(), 5);
    }

    void asksInTheStripWhatTheEntryBarAsks()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        const auto *questions = tab.widget.findChild<MessageStrip *>(u"recordQuestions"_s);
        QLineEdit *editor = tab.edit(0, Column::End);
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, u"2026-11-17 08:00"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(questions->isAsking());
        QCOMPARE(questions->text(), u"A value of 17 exists at this time."_s);
        savePicture(tab.widget, u"panel_records_question"_s);
        // The safe answer has the focus, as no one types.
        QTRY_VERIFY(qobject_cast<QPushButton *>(QApplication::focusWidget()) != nullptr);
        QCOMPARE(qobject_cast<QPushButton *>(QApplication::focusWidget())->text(), u"Cancel"_s);
        click(tab.widget, u"Keep both"_s);
        QVERIFY(tab.table->hasFocus());
        QTRY_COMPARE(tab.model.record(0)->sessionEnd, std::optional(at(u"2026-11-17T08:00:00Z"_s)));
        QVERIFY(!questions->isVisible());
        QCOMPARE(tab.model.recordCount(), 4);
        tab.set(0, Column::End, u"2026-12-24 08:00"_s);
        QCOMPARE(questions->text(), u"Time is in the future. Save anyway?"_s);
        click(tab.widget, u"Cancel"_s);
        QVERIFY(!questions->isVisible());
    }

    void theEmptyRowStaysReachableWithoutRecords()
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        RecordsTab tab(bench);
        QTRY_COMPARE(tab.widget.records()->findChild<StateOverlay *>()->state(),
                     StateOverlay::State::Empty);
        QVERIFY(tab.table->isVisible());
        QLineEdit *editor = tab.typeOver(0, Column::Value, u"9"_s);
        QVERIFY(editor != nullptr);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(tab.model.recordCount(), 1);
        QCOMPARE(tab.model.record(0)->value, 9.0);
    }

    void theEmptyRowStaysReachableBehindAFilter()
    {
        PanelBench bench;
        fill(bench);
        RecordFilter nowhere;
        nowhere.tags = {{u"env"_s, u"none"_s}};
        bench.context.setFilter(nowhere);
        RecordsTab tab(bench);
        const auto *overlay = tab.widget.records()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Empty);
        QCOMPARE(overlay->text(), u"No record passes the filter in this range."_s);
        QVERIFY(tab.table->isVisible());
        QLineEdit *editor = tab.typeOver(0, Column::Value, u"9"_s);
        QVERIFY(editor != nullptr);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(tab.changed.count(), 1);
        click(tab.widget, u"Clear filter"_s);
        QTRY_COMPARE(tab.model.recordCount(), 4); // the new one lies behind the range
    }

    void aPartIsForgottenWhenNoMetricIsChosen() // S2
    {
        PanelBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-11-15T00:00:00Z"_s, RecordTableModel::kPageRows + 1,
                      Timedelta(kNsPerSecond));
        bench.showNovember();
        bench.context.setSelectedMetrics({metric.id});
        RecordsTab tab(bench);
        const auto *overlay = tab.widget.records()->findChild<StateOverlay *>();
        QTRY_COMPARE(overlay->state(), StateOverlay::State::Partial);
        bench.context.setSelectedMetrics({});
        QTRY_COMPARE(overlay->text(), u"Choose a metric to see its records."_s);
    }

    void refusalsKeepTheirTechnicalText() // S5
    {
        PanelBench bench;
        RecordsTab tab(bench);
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
