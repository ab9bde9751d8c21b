// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace tidemark {

/// Runs the program: a command without a display, the window, or the headless picture of it.
/// Makes the application object. Returns the exit code.
[[nodiscard]] int runProgram(int argc, char **argv);

} // namespace tidemark
