// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/palette.h"

#include <QStyledItemDelegate>

#include <functional>
#include <optional>

namespace tidemark {

namespace theme {
class Theme;
}

/// Puts the icon of its state before the words of a source or receiver (H7). GUI thread.
class StateDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// The colour of a row's state; none where there is no such row.
    using ColorOf = std::function<std::optional<theme::StateColor>(int row)>;

    /// `theme` is a loan.
    StateDelegate(const theme::Theme &theme, ColorOf colorOf, QObject *parent = nullptr);

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override;

private:
    const theme::Theme &m_theme;
    ColorOf m_colorOf;
};

} // namespace tidemark
