// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tidemark {

/// What the program was asked to do, apart from commands.
struct Launch
{
    enum class Kind
    {
        Window,
        Render,
        Usage
    };

    Kind kind = Kind::Window;
    QString storePath; ///< empty: the one used last, else the user's own
    QString outFolder; ///< Render: where the picture and the table go
    int width = 1440;  ///< Render: size of the picture in pixels
    int height = 900;
    bool isDark = false;     ///< Render
    bool usesSample = false; ///< Render: the sample data instead of a store
    bool isFallback = false; ///< Render: only because there is no display for the window
    QString problem;         ///< Usage: what was not understood
};

/// Reads the arguments, the program's name first: `[--store FILE] [FILE]`, or
/// `render --out DIR [--store FILE] [--size WxH] [--dark] [--sample]`.
[[nodiscard]] Launch parseLaunch(const QStringList &arguments);
/// How the window and `render` are called; shown with a usage error.
[[nodiscard]] QString launchHelp();

/// True when a display can be opened: a Wayland or X server is named, or a platform was chosen.
[[nodiscard]] bool hasDisplay();

} // namespace tidemark
