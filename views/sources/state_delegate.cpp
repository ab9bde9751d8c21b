// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/state_delegate.h"

#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

#include <utility>

namespace tidemark {

namespace {

constexpr int kIconSize = 16;

} // namespace

StateDelegate::StateDelegate(const theme::Theme &theme, ColorOf colorOf, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_colorOf(std::move(colorOf))
{}

void StateDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto color = m_colorOf(index.row());
    if (!color)
        return;
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->decorationSize = {kIconSize, kIconSize};
    option->icon = theme::stateIcon(m_theme, *color);
}

} // namespace tidemark
