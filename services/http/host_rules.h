// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/http/peer_address.h"

#include <QByteArrayList>
#include <QStringList>

namespace tidemark::http {

/// Decides whether a request was meant for this server. A page of another site can have its name
/// point to this machine ("DNS rebinding") and then talk to us from a browser; its name in the Host
/// field gives it away.
class HostRules
{
public:
    enum class Verdict
    {
        Allowed,
        Foreign, ///< a valid name, but not ours
        Invalid
    };

    /// `names` are allowed besides localhost and the address that the client connected to; case
    /// does not matter. Ports are not compared: they are no secret, and forwarding changes them.
    explicit HostRules(const QStringList &names = {});

    /// `authority` is "host" or "host:port", IPv6 in brackets; `local` our end of the connection.
    [[nodiscard]] Verdict check(QByteArrayView authority, const PeerAddress &local) const;

private:
    QByteArrayList m_names; ///< lower case
};

} // namespace tidemark::http
