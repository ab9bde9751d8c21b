// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/views/tables/table_bench.h"

#include <QLineEdit>
#include <QSignalSpy>

namespace tidemark::test {

/// The tab of records in a dock, and what a person does in its cells.
struct RecordsTab : Dock
{
    explicit RecordsTab(PanelBench &bench)
        : Dock(bench, TableTab::Records)
    {}
    /// Goes to the cell and opens its editor; nullptr when there is none.
    [[nodiscard]] QLineEdit *edit(int row, RecordTableModel::Column column)
    {
        return editorBy(row, column, [this] { QTest::keyClick(table, Qt::Key_F2); });
    }
    /// Goes to the cell and types over it; its editor, nullptr when there is none.
    [[nodiscard]] QLineEdit *typeOver(int row, RecordTableModel::Column column, const QString &text)
    {
        return editorBy(row, column, [&] { QTest::keyClicks(table, text); });
    }
    void selectValues(int firstRow, int lastRow) const
    {
        using Column = RecordTableModel::Column;
        table->selectionModel()->select(
            QItemSelection(record(firstRow, Column::Value), record(lastRow, Column::Value)),
            QItemSelectionModel::ClearAndSelect);
    }
    void set(int row, RecordTableModel::Column column, const QString &text)
    {
        QVERIFY(model.setData(record(row, column), text, Qt::EditRole));
    }

    RecordTableModel &model = *widget.records()->model();
    DataTable *table = records();
    QSignalSpy changed{&widget, &TableDock::changeMade};
    QSignalSpy told{&widget, &TableDock::statisticsChanged};

private:
    template <class Act>
    QLineEdit *editorBy(int row, RecordTableModel::Column column, Act act)
    {
        table->setFocus();
        goTo(row, column);
        act();
        return table->viewport()->findChild<QLineEdit *>();
    }
};

/// The tab with the four records of fill().
struct FilledTab
{
    FilledTab() { QTRY_COMPARE(tab.model.recordCount(), 4); }

    PanelBench bench;
    Definition metric = fill(bench);
    RecordsTab tab{bench};
};

} // namespace tidemark::test
