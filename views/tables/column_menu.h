// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

class QHeaderView;
class QMenu;

namespace tidemark {

/// Adds an entry with a check mark for each column that is offered: it shows or hides the column by
/// `show(column, isShown)`. The last shown column stays, or none could be brought back.
void addColumnChoices(QMenu *menu, const QHeaderView &header,
                      const std::function<bool(int column)> &isOffered,
                      const std::function<void(int column, bool isShown)> &show);

} // namespace tidemark
