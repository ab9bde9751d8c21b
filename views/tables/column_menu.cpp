// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/column_menu.h"

#include <QHeaderView>
#include <QMenu>

namespace tidemark {

void addColumnChoices(QMenu *menu, const QHeaderView &header,
                      const std::function<ColumnChoice(int column)> &choiceOf)
{
    for (int column = 0; column < header.count(); ++column) {
        const ColumnChoice choice = choiceOf(column);
        if (!choice)
            continue;
        const QString title =
            header.model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        QAction *action = menu->addAction(title);
        action->setCheckable(true);
        action->setChecked(!header.isSectionHidden(column));
        action->setEnabled(header.isSectionHidden(column) ||
                           header.hiddenSectionCount() + 1 < header.count());
        QObject::connect(action, &QAction::toggled, menu, choice);
    }
}

} // namespace tidemark
