// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace tidemark::test {

/// A pseudo terminal, for what a program does only on one. Its file is what the program writes to;
/// what was written is read here. Linux.
class Terminal final
{
public:
    Terminal();
    ~Terminal(); ///< closes it
    Terminal(const Terminal &) = delete;
    Terminal &operator=(const Terminal &) = delete;

    [[nodiscard]] bool isOpen() const { return m_inside >= 0; }
    [[nodiscard]] QString file() const { return m_file; }
    /// All that was written so far, each end of a line as it was written.
    [[nodiscard]] QByteArray written();

private:
    int m_outside = -1;
    int m_inside = -1; ///< kept open, so that what a program wrote outlives it
    QString m_file;
};

} // namespace tidemark::test
