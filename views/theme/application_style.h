// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/palette.h"

#include <QFont>
#include <QFontMetrics>
#include <QString>

class QStyle;

namespace tidemark::theme {

/// The style under the style sheet: Fusion with our focus rings, hints and icon sizes. The caller
/// (QApplication::setStyle) owns it.
[[nodiscard]] QStyle *createApplicationStyle();

/// `system` with the family Inter where it is installed; the size stays the system's.
[[nodiscard]] QFont applicationFont(const QFont &system);

/// The application's style sheet (resources/styles/application.qss) with its tokens replaced by the
/// palette's colours and by lengths made from the font's height, so that it grows with the font.
[[nodiscard]] QString styleSheet(const Palette &palette, const QFontMetrics &metrics);

} // namespace tidemark::theme
