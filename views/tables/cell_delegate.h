// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPersistentModelIndex>
#include <QStyledItemDelegate>

namespace tidemark {

/// Editors of cells. An editor is filled once: what comes from the store meanwhile never replaces
/// what is being typed. It knows whether the model refused its text, so that the text can stay.
/// GUI thread.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                        const QModelIndex &index) const override;
    void destroyEditor(QWidget *editor, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model,
                      const QModelIndex &index) const override;

    /// The cell that is typed into, not one that was left; invalid when there is none.
    [[nodiscard]] QModelIndex openCell() const;
    /// The cell of an editor; invalid for others.
    [[nodiscard]] QModelIndex cellOf(QWidget *editor) const;
    /// nullptr when the cell has none.
    [[nodiscard]] QWidget *editorOf(const QModelIndex &cell) const;
    /// Whether the model did not take the text when it was last given to it.
    [[nodiscard]] bool isRefused(QWidget *editor) const;
    /// The person went on without settling a refused text: it stays, and is in nobody's way.
    void leave(QWidget *editor);

Q_SIGNALS:
    void openCellChanged() const;
    /// The person is back in an editor that was left.
    void resumed(const QModelIndex &cell);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Editor
    {
        QPersistentModelIndex cell;
        bool isFilled = false;
        bool isRefused = false;
        bool isLeft = false;
    };

    mutable QHash<QObject *, Editor> m_editors; // Qt makes and fills editors by const functions
};

} // namespace tidemark
