// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/http/peer_address.h"

#include <QHostAddress>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::http {

PeerAddress peerAddressFrom(const QString &numeric)
{
    QHostAddress address(numeric);
    if (address.isNull())
        return {numeric, numeric, false};
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    if (isIpv4)
        address = QHostAddress(ipv4); // also of "::ffff:1.2.3.4"
    PeerAddress peer{address.toString(), address.toString(), address.isLoopback()};
    if (!isIpv4) {
        Q_IPV6ADDR bytes = address.toIPv6Address();
        std::fill(std::begin(bytes.c) + 8, std::end(bytes.c), quint8{0});
        peer.group = QHostAddress(bytes).toString() + u"/64"_s;
    }
    return peer;
}

} // namespace tidemark::http
