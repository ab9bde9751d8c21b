// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/hidden_line.h"

#include "app/commands/standard_input.h"
#include "app/commands/text.h"

#include <termios.h>
#include <unistd.h>

namespace tidemark::commands {

namespace {

/// Keeps a terminal from showing what is typed while it lives; nothing where there is no terminal.
class SilentTerminal
{
public:
    SilentTerminal()
        : m_isTerminal(tcgetattr(STDIN_FILENO, &m_before) == 0)
    {
        if (!m_isTerminal)
            return;
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silent.c_lflag |= ECHONL;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    SilentTerminal(const SilentTerminal &) = delete;
    SilentTerminal &operator=(const SilentTerminal &) = delete;
    ~SilentTerminal()
    {
        if (m_isTerminal)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }

private:
    termios m_before{};
    bool m_isTerminal;
};

} // namespace

Result<Secret> readHiddenLine(const std::stop_token &stop)
{
    const SilentTerminal terminal;
    auto line = StandardInput(stop).readLine();
    if (!line)
        return failure(line.error());
    Secret secret;
    if (*line) {
        secret = Secret((*line)->trimmed());
        (*line)->fill('\0');
    }
    if (secret.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       Text::tr("There was no token on standard input."));
    return secret;
}

} // namespace tidemark::commands
