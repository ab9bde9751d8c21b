// SPDX-License-Identifier: GPL-3.0-or-later
// How cells of a DataTable are edited by keyboard, and what becomes of their editors (E12).
#include "views/tables/data_table.h"

#include "views/tables/cell_delegate.h"

#include <QCoreApplication>
#include <QKeyEvent>

namespace tidemark {

void DataTable::makeEditable()
{
    m_editors = new CellDelegate(this);
    setItemDelegate(m_editors);
    connect(m_editors, &CellDelegate::openCellChanged, this, &DataTable::editedCellChanged);
    connect(m_editors, &CellDelegate::resumed, this, &DataTable::resumeEditing);
}

QModelIndex DataTable::editedCell() const
{
    return m_editors ? m_editors->openCell() : QModelIndex();
}

void DataTable::finishEditing()
{
    if (isEditing())
        commitData(m_editors->editorOf(editedCell()));
}

bool DataTable::handleEditKey(const QKeyEvent &event)
{
    const bool isControl = event.modifiers() == Qt::ControlModifier;
    const bool isEnter = event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter;
    if (isEnter && !isEditing())
        moveDown();
    else if (event.matches(QKeySequence::Paste))
        Q_EMIT pasteRequested();
    else if (event.key() == Qt::Key_Delete)
        Q_EMIT deleteRequested();
    else if (isControl && event.key() == Qt::Key_D)
        Q_EMIT fillDownRequested();
    else if (event.key() == Qt::Key_Escape && !isEditing())
        Q_EMIT escapePressed();
    else
        return false;
    return true;
}

void DataTable::closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint)
{
    if (m_editors && m_editors->isRefused(editor) &&
        hint != QAbstractItemDelegate::RevertModelCache) {
        keepOpen(editor, hint);
        return;
    }
    const QPersistentModelIndex cell = m_editors ? m_editors->cellOf(editor) : QModelIndex();
    QTableView::closeEditor(editor, hint);
    // Qt closes with this hint by Enter, and where another row has become the current one.
    if (hint == QAbstractItemDelegate::SubmitModelCache && cell.isValid() &&
        cell.row() == currentIndex().row())
        moveDown();
}

// A text that the model refused is not lost: whoever pressed a key in it stays there, and whoever
// went elsewhere finds it where it is.
void DataTable::keepOpen(QWidget *editor, QAbstractItemDelegate::EndEditHint hint)
{
    if (hint != QAbstractItemDelegate::NoHint && m_editors->cellOf(editor) == currentIndex()) {
        editor->setFocus(Qt::OtherFocusReason);
        return;
    }
    m_editors->leave(editor);
    setState(NoState); // other cells can be edited meanwhile
}

void DataTable::resumeEditing(const QModelIndex &cell)
{
    setState(EditingState);
    selectionModel()->setCurrentIndex(cell, QItemSelectionModel::NoUpdate);
}

bool DataTable::edit(const QModelIndex &index, EditTrigger trigger, QEvent *event)
{
    QWidget *left = m_editors && !isEditing() ? m_editors->editorOf(index) : nullptr;
    const bool isWanted = trigger == AllEditTriggers || editTriggers().testFlag(trigger);
    if (left == nullptr || !isWanted)
        return QTableView::edit(index, trigger, event);
    left->setFocus(Qt::OtherFocusReason);
    if (trigger == AnyKeyPressed)
        QCoreApplication::sendEvent(left, event);
    return true;
}

void DataTable::moveDown()
{
    const QModelIndex current = currentIndex();
    if (!current.isValid())
        return;
    Q_EMIT leftByEnter(current.row());
    const QModelIndex below = current.siblingAtRow(current.row() + 1);
    if (below.isValid())
        setCurrentIndex(below);
}

} // namespace tidemark
