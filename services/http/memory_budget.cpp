// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/memory_budget.h"

namespace tidemark::http {

qint64 MemoryBudget::smallPartOf(qint64 size_bytes) const noexcept
{
    return size_bytes <= m_rules.small_bytes ? size_bytes : 0;
}

qint64 MemoryBudget::largePartOf(qint64 size_bytes) const noexcept
{
    return size_bytes - smallPartOf(size_bytes);
}

bool MemoryBudget::grow(const PeerAddress &peer, qint64 from_bytes, qint64 to_bytes)
{
    const qint64 small_bytes = smallPartOf(to_bytes) - smallPartOf(from_bytes);
    const qint64 large_bytes = largePartOf(to_bytes) - largePartOf(from_bytes);
    if (!hasRoom(peer, small_bytes, large_bytes))
        return false;
    force(peer, from_bytes, to_bytes);
    return true;
}

bool MemoryBudget::hasRoom(const PeerAddress &peer, qint64 small_bytes, qint64 large_bytes) const
{
    if (small_bytes + large_bytes > m_rules.together_bytes - held_bytes())
        return false;
    if (large_bytes <= 0)
        return true;
    const bool isPeerFree =
        peer.isLoopback || large_bytes <= m_rules.perAddress_bytes - m_largeByGroup[peer.group];
    return isPeerFree &&
           large_bytes <= m_rules.together_bytes - m_rules.reserved_bytes - m_large_bytes;
}

bool MemoryBudget::isOver(const PeerAddress &peer) const
{
    return held_bytes() > m_rules.together_bytes ||
           (!peer.isLoopback && m_largeByGroup.value(peer.group) > m_rules.perAddress_bytes);
}

void MemoryBudget::force(const PeerAddress &peer, qint64 from_bytes, qint64 to_bytes)
{
    m_small_bytes += smallPartOf(to_bytes) - smallPartOf(from_bytes);
    const qint64 large_bytes = largePartOf(to_bytes) - largePartOf(from_bytes);
    m_large_bytes += large_bytes;
    if (large_bytes == 0 || peer.isLoopback)
        return;
    qint64 &held_bytes = m_largeByGroup[peer.group];
    held_bytes += large_bytes;
    if (held_bytes == 0)
        m_largeByGroup.remove(peer.group);
}

} // namespace tidemark::http
