// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/row_merge.h"

#include <QAbstractTableModel>

#include <utility>
#include <vector>

namespace tidemark {

/// A table with fixed columns whose rows follow an ordered answer of the store. A derived model
/// names its columns and fills its cells; this brings rows up to date one run at a time, so that
/// views keep selection and scroll position. GUI thread.
class RowTableModel : public QAbstractTableModel
{
public:
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const final;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const final;
    /// While rows are held, as under an open editor, none comes or goes and only their cells are
    /// brought up to date. What was held back is asked for again when they are let go.
    void setRowsHeld(bool areHeld);

protected:
    RowTableModel(int columns, QObject *parent);

    [[nodiscard]] virtual QString title(int column) const = 0;
    /// Numbers stand at the right, everything else at the left.
    [[nodiscard]] virtual bool isNumber(int column) const = 0;
    [[nodiscard]] QVariant alignment(int column) const;

    void titlesChanged();
    /// All cells of the rows first to last, both included.
    void rowsChanged(int first, int last, const QList<int> &roles = {});
    /// Reads the rows again, after an answer was held back.
    virtual void readHeldBack() {}
    /// True while no row may come or go; the answer that asks is then read again later. Rows that
    /// are not there yet are not held.
    template <class Row>
    [[nodiscard]] bool holdsBack(const std::vector<Row> &rows)
    {
        const bool isHeldBack = m_areRowsHeld && !rows.empty();
        m_isStale = m_isStale || isHeldBack;
        return isHeldBack;
    }
    /// See mergeRows().
    template <class Row, class Less, class Update>
    void mergeInto(std::vector<Row> &rows, std::vector<Row> wanted, Less less, Update update)
    {
        Hooks hooks{*this};
        mergeRows(rows, std::move(wanted), std::move(less), std::move(update), hooks);
    }

private:
    struct Hooks
    {
        RowTableModel &model;

        void beginInsert(int first, int last) { model.beginInsertRows({}, first, last); }
        void endInsert() { model.endInsertRows(); }
        void beginRemove(int first, int last) { model.beginRemoveRows({}, first, last); }
        void endRemove() { model.endRemoveRows(); }
        void changed(int first, int last) { model.rowsChanged(first, last); }
    };

    const int m_columns;
    bool m_areRowsHeld = false;
    bool m_isStale = false; ///< an answer was held back
};

} // namespace tidemark
