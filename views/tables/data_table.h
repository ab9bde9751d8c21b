// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include <utility>

class QMimeData;

namespace tidemark {

class CellDelegate;
class ScrollPlace;

/// A table as all of ours behave: rows are selected, Ctrl+C copies the selected cells as TSV and
/// HTML, a menu on the header chooses columns, Enter activates. An editable one follows E12: F2
/// edits, Enter goes down, Tab right; an editor keeps its text until the model takes it or Esc
/// drops it. GUI thread.
class DataTable final : public QTableView
{
    Q_OBJECT

public:
    using QTableView::edit;

    enum class Keys
    {
        Activate, ///< Enter and double-click emit rowActivated
        Edit,     ///< Enter goes down, double-click edits
    };

    DataTable(const QString &name, Keys keys, QWidget *parent = nullptr);

    /// What Ctrl+C copies; nullptr without a selection. Numbers are whole, not as they are shown.
    [[nodiscard]] QMimeData *copySelection() const;
    /// Selected rows, ascending, each once.
    [[nodiscard]] QList<int> selectedRows() const;
    /// Shown columns from `first` on, as they follow each other on screen: where a block goes.
    [[nodiscard]] QList<int> shownColumnsFrom(int first) const;
    /// The cell that is typed into; invalid when there is none. One that was left with a text that
    /// the model refused does not count.
    [[nodiscard]] QModelIndex editedCell() const;
    [[nodiscard]] bool isEditing() const { return editedCell().isValid(); }
    /// Gives the text of the open editor to the model, as if it were left; it stays open.
    void finishEditing();
    /// Selects exactly the rows first to last, both included, and makes them visible.
    void selectRows(int first, int last);
    /// Column widths, order and sorting.
    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray &state);
    [[nodiscard]] ScrollPlace &scrollPlace() const { return *m_scrollPlace; }
    /// Widths by content, filling the table, unless they were restored or dragged by the person.
    void fitColumns();
    /// This column takes what the others leave, and its texts are cut where that is too little.
    void setElasticColumn(int column) { m_elasticColumn = column; }

Q_SIGNALS:
    /// Enter (true with Ctrl) or double-click on a row.
    void rowActivated(int row, bool withControl);
    void deleteRequested();
    void editRequested(); ///< F2, where cells are not edited
    void fillDownRequested();
    void pasteRequested();
    void escapePressed();
    void leftByEnter(int row); ///< Enter moved down from this row
    void editedCellChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    [[nodiscard]] bool edit(const QModelIndex &index, EditTrigger trigger, QEvent *event) override;
    void closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint) override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] int sizeHintForColumn(int column) const override;

private:
    void makeEditable();
    void keepOpen(QWidget *editor, QAbstractItemDelegate::EndEditHint hint);
    void resumeEditing(const QModelIndex &cell);
    [[nodiscard]] bool handleEditKey(const QKeyEvent &event);
    void moveDown();
    enum class Room
    {
        Roomy, ///< as the style wants it
        Tight
    };
    struct Widths
    {
        QList<std::pair<int, int>> columns; ///< of the shown ones: column and width
        int sum = 0;
    };
    /// What the cells of the shown columns want.
    [[nodiscard]] Widths contentWidths() const;
    [[nodiscard]] Widths wantedWidths(const Widths &contents, Room room) const;
    [[nodiscard]] int titleWidth(int column, Room room) const;
    void showColumnMenu(const QPoint &globalPosition);

    Keys m_keys;
    ScrollPlace *m_scrollPlace;
    CellDelegate *m_editors = nullptr; ///< where cells are edited
    int m_elasticColumn = -1;          ///< none: all share what is left
    bool m_hasOwnWidths = false;
    bool m_isFitting = false;
};

/// Reads a block of cells from TSV, CSV-like or HTML clipboard data, as text cells.
[[nodiscard]] QList<QStringList> blockFrom(const QMimeData *data);

} // namespace tidemark
