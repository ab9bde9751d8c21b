// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/theme/palette.h"

namespace tidemark::theme {

namespace {

Palette lightPalette()
{
    Palette p;
    p.look = Look::Light;
    p.window = QColor(0xf4, 0xf5, 0xf7);
    p.surface = QColor(0xff, 0xff, 0xff);
    p.subtle = QColor(0xee, 0xf0, 0xf3);
    p.border = QColor(0xd9, 0xdc, 0xe1);
    p.line = QColor(0xec, 0xee, 0xf1);
    p.text = QColor(0x1b, 0x1f, 0x24);
    p.mutedText = QColor(0x60, 0x6a, 0x79);
    p.disabledText = QColor(0x9a, 0xa1, 0xad);
    p.accent = QColor(0x00, 0x72, 0xb2);
    p.accentHover = QColor(0x00, 0x63, 0x9b);
    p.onAccent = QColor(0xff, 0xff, 0xff);
    p.accentSoft = QColor(0xe3, 0xf0, 0xf9);
    p.accentText = QColor(0x00, 0x69, 0xa4);
    p.focusRing = QColor(0x00, 0x72, 0xb2);
    p.icon = QColor(0x4a, 0x53, 0x61);
    p.plotBackground = QColor(0xff, 0xff, 0xff);
    p.grid = QColor(0xec, 0xee, 0xf0);
    p.crosshair = QColor(0x7b, 0x84, 0x91);
    p.annotation = QColor(0xc0, 0x84, 0x00);
    p.annotationText = QColor(0x8a, 0x5a, 0x00);
    p.good = QColor(0x00, 0x69, 0x4d);
    p.caution = QColor(0x8a, 0x5a, 0x00);
    p.bad = QColor(0xb3, 0x26, 0x1e);
    p.info = QColor(0x00, 0x57, 0xa8);
    p.series = {QColor(0x00, 0x72, 0xb2), QColor(0xd5, 0x5e, 0x00), QColor(0x00, 0xaa, 0x66),
                QColor(0x88, 0x00, 0x66), QColor(0x88, 0x88, 0xee), QColor(0x22, 0x66, 0x44),
                QColor(0x44, 0x00, 0xcc), QColor(0x22, 0x44, 0x00)};
    return p;
}

Palette darkPalette()
{
    Palette p;
    p.look = Look::Dark;
    p.window = QColor(0x1b, 0x1e, 0x23);
    p.surface = QColor(0x23, 0x27, 0x2e);
    p.subtle = QColor(0x2d, 0x33, 0x3b);
    p.border = QColor(0x36, 0x3c, 0x45);
    p.line = QColor(0x2d, 0x33, 0x3b);
    p.text = QColor(0xe7, 0xea, 0xee);
    p.mutedText = QColor(0x9a, 0xa4, 0xb2);
    p.disabledText = QColor(0x6a, 0x72, 0x7e);
    p.accent = QColor(0x56, 0xb4, 0xe9);
    p.accentHover = QColor(0x7c, 0xc6, 0xf0);
    p.onAccent = QColor(0x10, 0x1b, 0x24);
    p.accentSoft = QColor(0x24, 0x3a, 0x4b);
    p.accentText = QColor(0x6f, 0xc0, 0xef);
    p.focusRing = QColor(0x56, 0xb4, 0xe9);
    p.icon = QColor(0xb4, 0xbc, 0xc8);
    p.plotBackground = QColor(0x1b, 0x1e, 0x20);
    p.grid = QColor(0x2c, 0x31, 0x37);
    p.crosshair = QColor(0x86, 0x8f, 0x9c);
    p.annotation = QColor(0xe6, 0x9f, 0x00);
    p.annotationText = QColor(0xf2, 0xb8, 0x4b);
    p.good = QColor(0x4f, 0xd1, 0xa5);
    p.caution = QColor(0xf2, 0xb8, 0x4b);
    p.bad = QColor(0xff, 0x8a, 0x80);
    p.info = QColor(0x7f, 0xc4, 0xff);
    p.series = {QColor(0x56, 0xb4, 0xe9), QColor(0xe6, 0x9f, 0x00), QColor(0x22, 0xee, 0xaa),
                QColor(0xcc, 0x66, 0x88), QColor(0xee, 0xee, 0x22), QColor(0x88, 0x66, 0xcc),
                QColor(0xff, 0xcc, 0xee), QColor(0x88, 0x66, 0x44)};
    return p;
}

/// High contrast keeps the colours of data and states and makes text and edges as strong as can be.
Palette highContrast(Palette p, Look look, const QColor &ink, const QColor &ground)
{
    p.look = look;
    p.window = ground;
    p.surface = ground;
    p.border = ink;
    p.line = p.mutedText;
    p.text = ink;
    p.mutedText = ink;
    p.icon = ink;
    p.focusRing = ink;
    p.crosshair = ink;
    return p;
}

} // namespace

QColor Palette::state(StateColor color) const
{
    switch (color) {
    case StateColor::Good:
        return good;
    case StateColor::Caution:
        return caution;
    case StateColor::Bad:
        return bad;
    case StateColor::Info:
        return info;
    }
    return info;
}

const Palette &paletteOf(Look look)
{
    static const Palette light = lightPalette();
    static const Palette dark = darkPalette();
    static const Palette lightHigh =
        highContrast(light, Look::HighContrastLight, Qt::black, Qt::white);
    static const Palette darkHigh =
        highContrast(dark, Look::HighContrastDark, Qt::white, Qt::black);
    switch (look) {
    case Look::Light:
        return light;
    case Look::Dark:
        return dark;
    case Look::HighContrastLight:
        return lightHigh;
    case Look::HighContrastDark:
        return darkHigh;
    }
    return light;
}

QPalette toQPalette(const Palette &p)
{
    QPalette q;
    q.setColor(QPalette::Window, p.window);
    q.setColor(QPalette::WindowText, p.text);
    q.setColor(QPalette::Base, p.surface);
    q.setColor(QPalette::AlternateBase, p.subtle);
    q.setColor(QPalette::Text, p.text);
    q.setColor(QPalette::PlaceholderText, p.mutedText);
    q.setColor(QPalette::Button, p.surface);
    q.setColor(QPalette::ButtonText, p.text);
    q.setColor(QPalette::BrightText, p.bad);
    q.setColor(QPalette::ToolTipBase, p.surface);
    q.setColor(QPalette::ToolTipText, p.text);
    q.setColor(QPalette::Highlight, p.accent);
    q.setColor(QPalette::HighlightedText, p.onAccent);
    q.setColor(QPalette::Link, p.accentText);
    q.setColor(QPalette::LinkVisited, p.accentText);
    q.setColor(QPalette::Light, p.surface);
    q.setColor(QPalette::Midlight, p.subtle);
    q.setColor(QPalette::Mid, p.border);
    q.setColor(QPalette::Dark, p.mutedText);
    q.setColor(QPalette::Shadow, p.isDark() ? QColor(Qt::black) : p.border);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        q.setColor(QPalette::Disabled, role, p.disabledText);
    q.setColor(QPalette::Disabled, QPalette::Highlight, p.border);
    q.setColor(QPalette::Disabled, QPalette::HighlightedText, p.text);
    return q;
}

} // namespace tidemark::theme
