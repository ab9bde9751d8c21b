// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/theme/palette.h"

#include <QObject>

#include <memory>

class QApplication;

namespace tidemark::theme {

class SystemAppearance;

/// What the person chose.
enum class Mode
{
    System,
    Light,
    Dark,
    HighContrast,
};

/// The look in use. Everything that paints takes its colours from here and repaints on changed().
/// Lives as long as the application's windows; GUI thread.
class Theme final : public QObject
{
    Q_OBJECT

public:
    /// "System" is judged from the palette that the application has at this moment.
    explicit Theme(QObject *parent = nullptr);
    /// "System" follows what the desktop says; while it has no wish, the palette is judged.
    explicit Theme(std::unique_ptr<SystemAppearance> appearance, QObject *parent = nullptr);
    ~Theme() override; // SystemAppearance is incomplete above

    [[nodiscard]] Mode mode() const noexcept { return m_mode; }
    void setMode(Mode mode);

    [[nodiscard]] const Palette &palette() const { return paletteOf(m_look); }
    [[nodiscard]] Look look() const noexcept { return m_look; }
    [[nodiscard]] bool isDark() const { return palette().isDark(); }

    /// Gives the application this look now and on every change: style, palette, style sheet, font
    /// family. The font size stays the desktop's.
    void applyTo(QApplication &application);

Q_SIGNALS:
    /// Colours differ from before; open windows follow at once.
    void changed();

private:
    void resolve();
    void dress(QApplication &application) const;
    [[nodiscard]] Look resolvedLook() const;

    std::unique_ptr<SystemAppearance> m_appearance;
    Mode m_mode = Mode::System;
    bool m_paletteWasDark = false;
    Look m_look = Look::Light;
};

} // namespace tidemark::theme
