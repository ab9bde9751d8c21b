// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>

namespace tidemark::theme {

/// Relative luminance of an opaque sRGB colour, 0 (black) to 1 (white). WCAG 2.1, "relative
/// luminance".
[[nodiscard]] double relativeLuminance(const QColor &color);

/// Contrast of two opaque colours, 1 to 21, whichever is the lighter. WCAG 2.1, "contrast ratio".
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

/// `over` with its opacity, laid on the opaque `under`.
[[nodiscard]] QColor blended(const QColor &over, const QColor &under, double alpha);

} // namespace tidemark::theme
