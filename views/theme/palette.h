// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

#include <array>

namespace tidemark::theme {

/// The designed looks. "System" is not one of them: it is resolved to one by Theme.
enum class Look
{
    Light,
    Dark,
    HighContrastLight,
    HighContrastDark,
};

/// A state that is always told by icon and word as well as by its colour.
enum class StateColor
{
    Good,
    Caution,
    Bad,
    Info,
};

/// Number of series colours of a palette; from the ninth series on, dashes tell them apart.
inline constexpr int kSeriesColorCount = 8;

/// Every colour that the program draws with, for one look. Text on any of the surfaces named here
/// has a contrast of at least 4.5:1; lines, markers, icons and focus rings at least 3:1.
struct Palette
{
    Look look = Look::Light;

    QColor window;       ///< behind the cards
    QColor surface;      ///< cards, docks, tool bar, menus
    QColor subtle;       ///< quiet fills: notes, hovered buttons, read-only fields
    QColor border;       ///< hairlines around cards and controls (decoration, never the only sign)
    QColor line;         ///< hairlines between table rows
    QColor text;         ///< primary text
    QColor mutedText;    ///< secondary text
    QColor disabledText; ///< text of disabled controls
    QColor accent;       ///< the pressed segment, the primary button, links' underline
    QColor accentHover;  ///< the accent under the pointer
    QColor onAccent;     ///< text on the accent
    QColor accentSoft;   ///< selected rows, checked options
    QColor accentText;   ///< links and other accent-coloured text on any surface
    QColor focusRing;    ///< drawn 2 px wide around the focused control
    QColor icon;         ///< glyphs
    QColor plotBackground; ///< fixed per theme, so that the series' contrast is guaranteed
    QColor grid;           ///< grid lines of charts
    QColor crosshair;      ///< the cursor line of charts
    QColor annotation;     ///< annotation lines of charts
    QColor annotationText; ///< their text
    QColor good;
    QColor caution;
    QColor bad;
    QColor info;
    std::array<QColor, kSeriesColorCount> series;

    [[nodiscard]] bool isDark() const noexcept
    {
        return look == Look::Dark || look == Look::HighContrastDark;
    }
    [[nodiscard]] QColor state(StateColor color) const;
};

/// The palette of a look.
[[nodiscard]] const Palette &paletteOf(Look look);

/// The same colours in Qt's roles, for everything that draws with a QPalette.
[[nodiscard]] QPalette toQPalette(const Palette &palette);

/// Share of a series' colour in its min-max band (charting: 27 %, lightened where bands overlap).
inline constexpr double kBandAlpha = 0.14;

} // namespace tidemark::theme
