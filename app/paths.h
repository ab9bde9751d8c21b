// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark {

// Where the program keeps its files, by the XDG base directory specification (O3). Nothing is
// created by asking. Any thread after the application object exists.

/// Sessions: `$XDG_STATE_HOME/tidemark`.
[[nodiscard]] QString stateFolder();
/// When each address was contacted last: a file in stateFolder().
[[nodiscard]] QString contactsFile();
/// The settings: `$XDG_CONFIG_HOME/tidemark/tidemark.conf`.
[[nodiscard]] QString settingsFile();
/// Lock files and sockets of running windows: `$XDG_RUNTIME_DIR`.
[[nodiscard]] QString runtimeFolder();
/// Recipes of imports: `$XDG_CONFIG_HOME/tidemark/recipes`.
[[nodiscard]] QString recipesFolder();

/// Dashboard files, unless another folder is chosen.
[[nodiscard]] QString dashboardsFolder();

} // namespace tidemark
