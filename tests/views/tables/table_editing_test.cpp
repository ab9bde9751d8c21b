// SPDX-License-Identifier: GPL-3.0-or-later
// Editors of cells while the store answers, and texts that are not taken (E12).
#include "model/items/session_table_model.h"
#include "model/ports/session_store.h"
#include "tests/support/test_registry.h"
#include "tests/views/tables/records_tab.h"
#include "views/tables/sessions_page.h"

#include <QLineEdit>
#include <QPointer>
#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;
using Column = RecordTableModel::Column;

class TableEditingTest final : public QObject
{
    Q_OBJECT

private:
    [[nodiscard]] static QLineEdit *openEditor()
    {
        return qobject_cast<QLineEdit *>(QApplication::focusWidget());
    }

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void theNextEditorKeepsItsTextWhenTheLastOneIsStored()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        QLineEdit *device = tab.edit(0, Column::Device);
        QVERIFY(device != nullptr);
        QTest::keyClicks(device, u"rig-1"_s);
        QTest::keyClick(device, Qt::Key_Tab);
        const QPointer<QLineEdit> tags = openEditor();
        QVERIFY(tags != nullptr);
        QVERIFY(tags != device);
        QTest::keyClicks(tags, u"env=te"_s);
        QTRY_COMPARE(tab.model.record(0)->device, std::optional(u"rig-1"_s));
        QCOMPARE(openEditor(), tags.data());
        QCOMPARE(tags->text(), u"env=te"_s);
        QTest::keyClicks(tags, u"st"_s);
        QTest::keyClick(tags, Qt::Key_Return);
        QTRY_COMPARE(tab.model.record(0)->tags, (TagMap{{u"env"_s, u"test"_s}}));
    }

    void aRecordStaysUnderItsEditorThoughItsTimeIsAnother()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        QLineEdit *time = tab.edit(1, Column::End);
        QVERIFY(time != nullptr);
        time->selectAll();
        QTest::keyClicks(time, u"2026-11-15 12:00"_s); // before the next record, after the last
        QTest::keyClick(time, Qt::Key_Tab);
        const QPointer<QLineEdit> value = openEditor();
        QVERIFY(value != nullptr);
        QVERIFY(value != time);
        QTest::keyClicks(value, u"5"_s);
        QSignalSpy loaded(&tab.model, &RecordTableModel::loaded);
        QTRY_COMPARE(tab.changed.count(), 1);
        QTRY_VERIFY(!loaded.isEmpty()); // it is read anew, before the change is told or after it
        QCOMPARE(openEditor(), value.data());
        QCOMPARE(tab.table->currentIndex().row(), 1);
        QTest::keyClicks(openEditor(), u"5"_s);
        QTest::keyClick(openEditor(), Qt::Key_Return);
        QTRY_COMPARE(tab.model.record(2)->value, 55.0); // it moved when it was let go
        QCOMPARE(tab.model.record(2)->sessionEnd, std::optional(at(u"2026-11-15T12:00:00Z"_s)));
        QCOMPARE(tab.model.record(0)->value, 18.0);
        QCOMPARE(tab.model.record(1)->value, 16.0);
        QCOMPARE(tab.model.record(3)->value, 15.0);
    }

    void sessionsKeepTheTextOfAnOpenEditor()
    {
        PanelBench bench;
        NewSession wanted;
        wanted.name = u"a"_s;
        wanted.start = at(u"2026-11-15T08:00:00Z"_s);
        QVERIFY(await(bench.ports.sessions->createSession(wanted)).has_value());
        Dock dock(bench, TableTab::Sessions);
        SessionsPage &page = *dock.widget.sessions();
        QTRY_COMPARE(page.model()->rowCount(), 1);
        page.table()->setFocus();
        page.table()->selectionModel()->setCurrentIndex(page.model()->index(0, 0),
                                                        QItemSelectionModel::ClearAndSelect);
        QTest::keyClick(page.table(), Qt::Key_F2);
        QLineEdit *name = openEditor();
        QVERIFY(name != nullptr);
        name->selectAll();
        QTest::keyClicks(name, u"Morning run"_s);
        QTest::keyClick(name, Qt::Key_Tab);
        const QPointer<QLineEdit> start = openEditor();
        QVERIFY(start != nullptr);
        QVERIFY(start != name);
        start->selectAll();
        QTest::keyClicks(start, u"2026-11-"_s);
        QTRY_COMPARE(page.model()->summary(0)->session.name, std::optional(u"Morning run"_s));
        QCOMPARE(openEditor(), start.data());
        QCOMPARE(start->text(), u"2026-11-"_s);
        QTest::keyClick(start, Qt::Key_Escape);
        QTRY_VERIFY(!page.table()->isEditing());
    }

    void passingOverAChartLeavesTheTableAlone()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        ViewContext &context = filled.bench.context;
        const Timestamp third = at(u"2026-11-16T08:00:00Z"_s);
        const Timestamp last = at(u"2026-11-15T08:00:00Z"_s);
        tab.selectValues(0, 1);
        context.setCursor(third);
        QCOMPARE(tab.table->selectedRows(), (QList<int>{0, 1}));
        context.chooseCursor();
        QCOMPARE(tab.table->selectedRows(), QList<int>{2});
        // Not while someone types.
        QLineEdit *editor = tab.edit(0, Column::Value);
        QVERIFY(editor != nullptr);
        QTest::keyClicks(editor, u"2"_s);
        context.setCursor(last);
        context.chooseCursor();
        QCOMPARE(openEditor(), editor);
        QCOMPARE(editor->text(), u"2"_s);
        QCOMPARE(tab.table->currentIndex().row(), 0);
        QTest::keyClick(editor, Qt::Key_Escape);
        QTRY_VERIFY(!tab.table->isEditing());
        tab.goTo(4, Column::Note);
        tab.set(4, Column::Note, u"begun"_s);
        context.chooseCursor();
        QCOMPARE(tab.table->currentIndex().row(), 4);
        QVERIFY(tab.model.hasDraft());
    }

    void anEditorThatAnotherRowClosesMovesNothing()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        QLineEdit *editor = tab.edit(0, Column::Value);
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, u"21.5"_s);
        tab.goTo(2, Column::Value);
        QCOMPARE(tab.table->currentIndex().row(), 2);
        QTRY_COMPARE(tab.model.record(0)->value, 21.5);
    }

    void aRefusedTextStaysInItsEditor()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        QSignalSpy refused(&tab.model, &RecordTableModel::editRefused);
        QLineEdit *editor = tab.edit(0, Column::Value);
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, u"abc"_s);
        for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Tab}) {
            refused.clear();
            QTest::keyClick(openEditor(), key);
            QTRY_COMPARE(refused.count(), 1);
            QCOMPARE(openEditor(), editor);
            QCOMPARE(editor->text(), u"abc"_s);
            QCOMPARE(tab.table->currentIndex().row(), 0);
        }
        editor->selectAll();
        QTest::keyClicks(editor, u"21.5"_s);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_COMPARE(tab.model.record(0)->value, 21.5);
        QCOMPARE(tab.table->currentIndex().row(), 1);
    }

    void aRefusedTextIsFoundAgainWhereItWasLeft()
    {
        FilledTab filled;
        RecordsTab &tab = filled.tab;
        const QPointer<QLineEdit> left = tab.edit(0, Column::Value);
        QVERIFY(left != nullptr);
        left->selectAll();
        QTest::keyClicks(left, u"abc"_s);
        QTest::mouseClick(tab.table->viewport(), Qt::LeftButton, {},
                          tab.table->visualRect(tab.record(2, Column::Value)).center());
        QCOMPARE(tab.table->currentIndex().row(), 2);
        QVERIFY(left && left->isVisible());
        QVERIFY(!tab.table->isEditing());
        QTest::keyClicks(tab.table, u"7"_s); // it is in nobody's way
        QVERIFY(openEditor() != nullptr && openEditor() != left);
        QTest::keyClick(openEditor(), Qt::Key_Return);
        QTRY_COMPARE(tab.model.record(2)->value, 7.0);
        QVERIFY(left && left->isVisible());
        QCOMPARE(left->text(), u"abc"_s);
        QTest::mouseClick(left, Qt::LeftButton);
        QCOMPARE(openEditor(), left.data());
        QVERIFY(tab.table->isEditing());
        QCOMPARE(tab.table->currentIndex(), tab.record(0, Column::Value));
        QTest::keyClick(left, Qt::Key_Escape);
        QTRY_VERIFY(!left);
        QCOMPARE(tab.model.record(0)->value, 18.0);
    }
};

TIDEMARK_TEST(TableEditingTest)
#include "table_editing_test.moc"
