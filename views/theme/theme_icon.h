// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/palette.h"

#include <QIcon>
#include <QString>

namespace tidemark::theme {

class Theme;

/// The icon resources/icons/<name>.svg in the theme's colours: drawn from the vector at the size
/// and scale asked for, and following the theme when it changes. A null icon when there is no such
/// name. `theme` is a loan; an icon that outlives it is drawn in the light look.
[[nodiscard]] QIcon themeIcon(const Theme &theme, const QString &name);

/// The same in the colour of a state, for messages; always beside a word.
[[nodiscard]] QIcon stateIcon(const Theme &theme, StateColor state);

} // namespace tidemark::theme
