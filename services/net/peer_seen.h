// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

class QSslConfiguration;

namespace tidemark::net {

/// What a server showed of itself before it answered, to tell a person whom they are talking to.
struct PeerSeen
{
    bool isConnected = false;     ///< took a connection and the request
    QByteArray certificateSha256; ///< 32 bytes; empty without TLS
    QString certificateOwner;     ///< the name it was issued to
    QString certificateIssuer;    ///< the name of who issued it
    QString protocol;             ///< `TLS 1.3`; empty until both sides agree on one

    friend bool operator==(const PeerSeen &, const PeerSeen &) = default;
};

/// What a handshake, also one that is refused, told of the server.
[[nodiscard]] PeerSeen peerSeenBy(const QSslConfiguration &configuration);

} // namespace tidemark::net
