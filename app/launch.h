// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace tidemark {

/// The least size of the window, and so of a picture of it, in pixels.
inline constexpr int kLeastWidth = 720;
inline constexpr int kLeastHeight = 480;

/// What the program was asked to do, apart from commands.
struct Launch
{
    enum class Kind
    {
        Window,
        Render,
        QuickEntry, ///< the entry bar alone (E17)
        Help,
        Usage
    };

    Kind kind = Kind::Window;
    QString storePath; ///< empty: the one used last, else the user's own
    QString outFolder; ///< Render: where the picture and the table go
    int width = 1440;  ///< Render: size of the picture in pixels
    int height = 900;
    bool isSafe = false;     ///< Window: without the session of the last time (Q2)
    bool isDark = false;     ///< Render
    bool usesSample = false; ///< Render: the sample data instead of a store
    bool isFallback = false; ///< Render: only because there is no display for the window
    QString problem;         ///< Usage: what was not understood
};

/// Reads the arguments, the program's name first: `[--store FILE] [--safe-mode] [FILE]`,
/// `render --out DIR [--store FILE] [--size WxH] [--dark] [--sample]`, or `add [--store FILE]`.
[[nodiscard]] Launch parseLaunch(const QStringList &arguments);
/// True for `add` without a metric and a value, which opens a window where there is a display; with
/// them it is a command.
[[nodiscard]] bool isQuickEntry(const QStringList &arguments);
/// How the window and `render` are called; shown with a usage error.
[[nodiscard]] QString launchHelp();

/// Gives the process a runtime folder of its user alone where the system gives none, so that two
/// windows find each other and Qt has nothing to warn of. Before the application object.
void ensureRuntimeFolder();

/// True when a display can be opened: a Wayland or X server is named, or a platform was chosen.
[[nodiscard]] bool hasDisplay();

} // namespace tidemark
