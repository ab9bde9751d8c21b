// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/resident_memory.h"

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace tidemark::test {

/// How long a flood lasts: TIDEMARK_FLOOD_SECONDS, else 3.
inline std::chrono::seconds floodSeconds()
{
    return std::chrono::seconds(
        std::max(3, qEnvironmentVariableIntValue("TIDEMARK_FLOOD_SECONDS")));
}

inline bool isLongFlood()
{
    return qEnvironmentVariableIsSet("TIDEMARK_FLOOD_SECONDS");
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
    /// Always, where a sanitizer keeps what was freed.
    [[nodiscard]] bool isBelow(qint64 bytes) const
    {
#ifdef __SANITIZE_ADDRESS__
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
