// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace tidemark {

class SourceTableModel;

namespace theme {
class Theme;
}

/// Puts the icon of its state before the words of a source (H7). GUI thread.
class SourceStateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Both are loans.
    SourceStateDelegate(const theme::Theme &theme, const SourceTableModel &model,
                        QObject *parent = nullptr);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    const theme::Theme &m_theme;
    const SourceTableModel &m_model;
};

} // namespace tidemark
