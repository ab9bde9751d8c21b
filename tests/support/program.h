// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <QStringList>

#include <memory>

namespace tidemark::test {

/// What a finished program left behind.
struct ProgramResult
{
    int exitCode = -1; ///< -1: it crashed or did not end within two minutes
    QByteArray out;
    QByteArray err;
};

/// Runs the tidemark program of this build and waits for it. UTC, C locale, no display.
[[nodiscard]] ProgramResult runTidemark(const QStringList &arguments, const QByteArray &input = {});

/// Runs any program with the same surroundings.
[[nodiscard]] ProgramResult runProgram(const QString &program, const QStringList &arguments,
                                       const QByteArray &input = {});

/// Starts the tidemark program; end it by the handle. `messages`: the file that is its standard
/// error; empty: it is read from the handle.
[[nodiscard]] std::unique_ptr<QProcess> startTidemark(const QStringList &arguments,
                                                      const QString &messages = {});

} // namespace tidemark::test
