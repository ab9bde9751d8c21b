// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/connection_caps.h"

namespace tidemark::http {

bool ConnectionCaps::hasShareFor(const PeerAddress &peer) const
{
    return peer.isLoopback || m_byGroup.value(peer.group) < m_perAddress;
}

bool ConnectionCaps::enter(const PeerAddress &peer)
{
    if (isFull() || !hasShareFor(peer))
        return false;
    if (!peer.isLoopback)
        ++m_byGroup[peer.group];
    ++m_open;
    return true;
}

void ConnectionCaps::leave(const PeerAddress &peer)
{
    --m_open;
    if (peer.isLoopback)
        return;
    const auto found = m_byGroup.find(peer.group);
    if (found != m_byGroup.end() && --*found <= 0)
        m_byGroup.erase(found);
}

} // namespace tidemark::http
