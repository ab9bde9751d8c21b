// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/resident_memory.h"

namespace tidemark::test {

/// How much more this process had in memory at any time since it was made, however short.
class PeakMemory
{
public:
    PeakMemory()
    {
        QFile peak(QStringLiteral("/proc/self/clear_refs")); // 5: begins the peak anew
        if (peak.open(QIODevice::WriteOnly))
            peak.write("5");
    }
    [[nodiscard]] qint64 grown() const
    {
        QFile status(QStringLiteral("/proc/self/status"));
        if (!status.open(QIODevice::ReadOnly))
            return 0;
        const QByteArray text = status.readAll();
        const qsizetype at = text.indexOf("VmHWM:") + 6;
        return text.sliced(at, text.indexOf("kB", at) - at).trimmed().toLongLong() * 1024 -
               m_before;
    }
    /// Always, where a sanitizer keeps what was freed or notes each access.
    [[nodiscard]] bool isBelow(qint64 bytes) const
    {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        return bytes > 0;
#else
        return grown() < bytes;
#endif
    }

private:
    qint64 m_before = residentBytes();
};

} // namespace tidemark::test
