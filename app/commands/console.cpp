// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/console.h"

#include "app/commands/text.h"

#include <cstdio>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

Console::Console()
{
    m_out.open(stdout, QIODevice::WriteOnly);
    m_err.open(stderr, QIODevice::WriteOnly | QIODevice::Unbuffered);
    m_isTerminal = isatty(STDERR_FILENO) == 1;
}

void Console::write(const QByteArray &bytes)
{
    if (m_out.write(bytes) != bytes.size())
        m_writeFailed = true;
}

void Console::writeLine(const QString &line)
{
    write(line.toUtf8() + '\n');
}

void Console::flush()
{
    if (!m_out.flush())
        m_writeFailed = true;
}

void Console::note(const QString &message)
{
    endProgress();
    if (!m_isQuiet)
        m_err.write(message.toUtf8() + '\n');
}

void Console::progress(const QString &message)
{
    if (m_isQuiet || !m_isTerminal)
        return;
    constexpr int kWidth = 79; // a line that wraps cannot be written over
    const QString line = message.left(kWidth);
    m_err.write('\r' + line.leftJustified(m_progressLength).toUtf8());
    m_progressLength = line.size();
}

void Console::endProgress()
{
    if (m_progressLength == 0)
        return;
    m_err.write('\r' + QByteArray(m_progressLength, ' ') + '\r');
    m_progressLength = 0;
}

void Console::error(const Error &error)
{
    this->error(error.message);
    if (!error.detail.isEmpty())
        m_err.write("  " + error.detail.toUtf8() + '\n');
}

void Console::error(const QString &message)
{
    endProgress();
    m_err.write("tidemark: " + message.toUtf8() + '\n');
}

ExitCode Console::finish(ExitCode code)
{
    if (m_out.flush() && !m_writeFailed)
        return code;
    error(Text::tr("Could not write everything to standard output."));
    return code == ExitCode::Ok ? ExitCode::Failure : code;
}

} // namespace tidemark::commands
