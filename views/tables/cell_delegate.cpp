// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/cell_delegate.h"

#include <QEvent>
#include <QMetaProperty>
#include <QWidget>

#include <algorithm>

namespace tidemark {

QWidget *CellDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const
{
    QWidget *editor = QStyledItemDelegate::createEditor(parent, option, index);
    if (editor == nullptr)
        return nullptr;
    m_editors.insert(editor, {index, false, false, false});
    // With the view; whoever listens may be gone then, so nothing is told.
    connect(editor, &QObject::destroyed, this, [this](QObject *gone) { m_editors.remove(gone); });
    Q_EMIT openCellChanged();
    return editor;
}

void CellDelegate::destroyEditor(QWidget *editor, const QModelIndex &index) const
{
    const bool isKnown = m_editors.remove(editor) > 0;
    QStyledItemDelegate::destroyEditor(editor, index);
    if (isKnown)
        Q_EMIT openCellChanged();
}

void CellDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    const auto known = m_editors.find(editor);
    if (known == m_editors.end() || known->isFilled)
        return;
    known->isFilled = true;
    QStyledItemDelegate::setEditorData(editor, index);
}

void CellDelegate::setModelData(QWidget *editor, QAbstractItemModel *model,
                                const QModelIndex &index) const
{
    const QVariant typed = editor->metaObject()->userProperty().read(editor);
    const bool isTaken = model->setData(index, typed, Qt::EditRole);
    const auto known = m_editors.find(editor); // now: the model may have closed it
    if (known != m_editors.end())
        known->isRefused = !isTaken;
}

QModelIndex CellDelegate::openCell() const
{
    const auto open = std::find_if(m_editors.cbegin(), m_editors.cend(),
                                   [](const Editor &editor) { return !editor.isLeft; });
    return open == m_editors.cend() ? QModelIndex() : QModelIndex(open->cell);
}

QModelIndex CellDelegate::cellOf(QWidget *editor) const
{
    return m_editors.value(editor).cell;
}

QWidget *CellDelegate::editorOf(const QModelIndex &cell) const
{
    for (auto editor = m_editors.cbegin(); editor != m_editors.cend(); ++editor)
        if (editor->cell == cell)
            return qobject_cast<QWidget *>(editor.key());
    return nullptr;
}

bool CellDelegate::isRefused(QWidget *editor) const
{
    return m_editors.value(editor).isRefused;
}

void CellDelegate::leave(QWidget *editor)
{
    const auto known = m_editors.find(editor);
    if (known == m_editors.end() || known->isLeft)
        return;
    known->isLeft = true;
    Q_EMIT openCellChanged();
}

bool CellDelegate::eventFilter(QObject *watched, QEvent *event)
{
    const auto known = m_editors.find(watched);
    if (event->type() == QEvent::FocusIn && known != m_editors.end() && known->isLeft) {
        known->isLeft = false;
        const QModelIndex cell = known->cell;
        Q_EMIT openCellChanged();
        Q_EMIT resumed(cell);
    }
    return QStyledItemDelegate::eventFilter(watched, event);
}

} // namespace tidemark
