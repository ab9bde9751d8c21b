// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>

#include <algorithm>

#include <unistd.h>

namespace tidemark::test {

/// What this process has in memory; 0 where the system does not tell.
inline qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

/// By how much the memory of this process grew since it was made.
class MemoryWatch
{
public:
    void look() const { m_most = std::max(m_most, residentBytes()); }
    [[nodiscard]] qint64 mostGrown() const
    {
        look();
        return m_most - m_before;
    }
    /// Always, where a sanitizer keeps what was freed or notes each access.
    [[nodiscard]] bool isBelow(qint64 bytes) const
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        return bytes > 0;
#else
        return mostGrown() < bytes;
#endif
    }

private:
    qint64 m_before = residentBytes();
    mutable qint64 m_most = m_before;
};

} // namespace tidemark::test
