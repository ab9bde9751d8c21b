// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QHeaderView;
class QMenu;

namespace tidemark {

/// Shows or hides a column. Where columns come and go while the menu is open, it knows its own by
/// more than the place that it had.
using ColumnChoice = std::function<void(bool isShown)>;

/// Adds an entry with a check mark for each column that has a choice, which is made as the entry is
/// toggled. The last shown column stays, or none could be brought back.
void addColumnChoices(QMenu *menu, const QHeaderView &header,
                      const std::function<ColumnChoice(int column)> &choiceOf);

} // namespace tidemark
