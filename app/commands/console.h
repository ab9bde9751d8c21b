// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands/exit_code.h"
#include "model/core/error.h"

#include <QFile>
#include <QString>

namespace tidemark::commands {

/// Where a command reads and writes: data on standard output, messages on standard error (Z4).
/// Text is UTF-8 whatever the locale.
class Console final
{
public:
    Console();

    /// Bytes of data. Failures are kept until `finish`.
    void write(const QByteArray &bytes);
    /// A line of data.
    void writeLine(const QString &line);
    /// Hands what was written so far to the reader, as an acknowledgement must be.
    void flush();
    /// A message for the person; dropped with `--quiet`.
    void note(const QString &message);
    /// An error: its sentence, and the detail on a line of its own.
    void error(const Error &error);
    void error(const QString &message);
    /// How far a long task is, in place of what was told of it before. Only on a terminal, and not
    /// with `--quiet`; cut to a line of 79 characters. The next message takes the line away. May be
    /// called on another thread while that of the command waits for it.
    void progress(const QString &message);
    void endProgress(); ///< takes the line away
    void setQuiet(bool quiet) { m_isQuiet = quiet; }

    [[nodiscard]] QFile &output() { return m_out; }
    /// Flushes; Failure when standard output could not take everything (a full disk, a closed
    /// pipe).
    [[nodiscard]] ExitCode finish(ExitCode code);

private:
    QFile m_out;
    QFile m_err;
    qsizetype m_progressLength = 0; ///< of the line that stands there
    bool m_isTerminal = false;      ///< standard error is one
    bool m_isQuiet = false;
    bool m_writeFailed = false;
};

} // namespace tidemark::commands
