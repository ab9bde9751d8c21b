// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark::test {

/// A Python with the packages of a requirements file, for tests with other people's clients.
struct PythonEnvironment
{
    QString program;       ///< the interpreter; empty when there is none
    QString absence;       ///< why there is none, one sentence for QSKIP
    bool isBroken = false; ///< a package is not the one that was pinned: the test must fail

    /// Makes a virtual environment below the build folder and installs the packages by their
    /// hashes; later calls, of other processes too, find it there by the file's content. Wants
    /// Python 3.11 with its module venv, and a package index the first time. Blocks for some
    /// seconds then, at most for six minutes.
    [[nodiscard]] static PythonEnvironment make(const QString &requirements);
};

} // namespace tidemark::test
