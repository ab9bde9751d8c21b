// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/sources/state_delegate.h"

#include "model/items/source_table_model.h"
#include "views/sources/state_look.h"
#include "views/theme/theme.h"
#include "views/theme/theme_icon.h"

namespace tidemark {

namespace {

constexpr int kIconSize = 16;

} // namespace

SourceStateDelegate::SourceStateDelegate(const theme::Theme &theme, const SourceTableModel &model,
                                         QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{}

void SourceStateDelegate::initStyleOption(QStyleOptionViewItem *option,
                                          const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const SourceLink *link = m_model.link(index.row());
    if (!link)
        return;
    option->features |= QStyleOptionViewItem::HasDecoration;
    option->decorationSize = {kIconSize, kIconSize};
    option->icon = theme::stateIcon(m_theme, deliveryColor(link->delivery));
}

} // namespace tidemark
