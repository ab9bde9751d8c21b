// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/peer_address.h"

#include <QHash>
#include <QString>

namespace tidemark::http {

/// Counts open connections and says when there are enough: all together, and for each address that
/// is not loopback (one IPv6 network of 64 bits counts as one). One thread.
class ConnectionCaps
{
public:
    ConnectionCaps(int together, int perAddress)
        : m_together(together)
        , m_perAddress(perAddress)
    {}

    /// False, and nothing counted, when the connection has to be closed.
    [[nodiscard]] bool enter(const PeerAddress &peer);
    /// For each connection that entered.
    void leave(const PeerAddress &peer);

    /// All together are as many as there may be.
    [[nodiscard]] bool isFull() const noexcept { return m_open >= m_together; }
    /// False when this peer's address has as many as it may have.
    [[nodiscard]] bool hasShareFor(const PeerAddress &peer) const;
    [[nodiscard]] int open() const noexcept { return m_open; }

private:
    int m_together;
    int m_perAddress;
    int m_open = 0;
    QHash<QString, int> m_byGroup; ///< only groups with an open connection
};

} // namespace tidemark::http
