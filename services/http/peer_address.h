// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tidemark::http {

/// One end of a connection, without its port.
struct PeerAddress
{
    QString text;  ///< numeric; an IPv4 address inside IPv6 is written as IPv4
    QString group; ///< what one party surely owns: the address, for IPv6 its first 64 bits
    bool isLoopback = false;

    friend bool operator==(const PeerAddress &, const PeerAddress &) = default;
};

/// Reads a numeric address. What is none comes back as it is, alone in its group.
[[nodiscard]] PeerAddress peerAddressFrom(const QString &numeric);

} // namespace tidemark::http
