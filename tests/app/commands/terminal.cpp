// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/app/commands/terminal.h"

#include <array>
#include <cstdlib>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace tidemark::test {

Terminal::Terminal()
    : m_outside(posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK))
{
    std::array<char, 128> name{};
    if (m_outside < 0 || grantpt(m_outside) != 0 || unlockpt(m_outside) != 0 ||
        ptsname_r(m_outside, name.data(), name.size()) != 0)
        return;
    m_file = QString::fromLocal8Bit(name.data());
    m_inside = open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC);
    termios modes{};
    if (m_inside < 0 || tcgetattr(m_inside, &modes) != 0)
        return;
    modes.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    tcsetattr(m_inside, TCSANOW, &modes);
}

Terminal::~Terminal()
{
    for (const int file : {m_inside, m_outside}) {
        if (file >= 0)
            close(file);
    }
}

QByteArray Terminal::written()
{
    QByteArray all;
    std::array<char, 4096> part{};
    for (ssize_t count = 1; count > 0;) {
        count = read(m_outside, part.data(), part.size());
        if (count > 0)
            all.append(part.data(), static_cast<qsizetype>(count));
    }
    return all;
}

} // namespace tidemark::test
