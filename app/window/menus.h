// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace tidemark {

class MainWindow;

/// Fills the menu bar from the registry's commands; every command is in a menu.
void buildMenus(MainWindow &window);
/// Fills the tool bar's store menu, which must exist.
void fillStoreMenu(MainWindow &window);

} // namespace tidemark
