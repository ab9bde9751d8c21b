// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/socket_address.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <cstring>

#include <net/if.h>

using namespace Qt::StringLiterals;

namespace tidemark::statsd {

namespace {

struct AddressText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::statsd::SocketAddress)
};

std::uint32_t scopeOf(const QHostAddress &address)
{
    bool isNumber = false;
    const QString scope = address.scopeId();
    const std::uint32_t number = scope.toUInt(&isNumber);
    return isNumber || scope.isEmpty() ? number : ::if_nametoindex(scope.toUtf8().constData());
}

} // namespace

SocketAddress::SocketAddress(const sockaddr_in &address)
    : m_size(sizeof address)
{
    std::memcpy(&m_storage, &address, sizeof address);
}

SocketAddress::SocketAddress(const sockaddr_in6 &address)
    : m_size(sizeof address)
{
    std::memcpy(&m_storage, &address, sizeof address);
}

Result<SocketAddress> socketAddress(const QString &host, quint16 port)
{
    const QHostAddress address(host == u"localhost"_s ? u"127.0.0.1"_s : host);
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(port);
        place.sin_addr.s_addr = htonl(address.toIPv4Address());
        return SocketAddress(place);
    }
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 place{};
        place.sin6_family = AF_INET6;
        place.sin6_port = htons(port);
        place.sin6_scope_id = scopeOf(address);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&place.sin6_addr, &bytes, sizeof bytes);
        return SocketAddress(place);
    }
    return failure(ErrorCode::InvalidArgument,
                   AddressText::tr("\"%1\" is no address in digits. Enter one such as 127.0.0.1 "
                                   "or ::1.")
                       .arg(host));
}

quint16 boundPort(int socket)
{
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (::getsockname(socket, reinterpret_cast<sockaddr *>(&storage), &size) != 0)
        return 0;
    if (storage.ss_family == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in *>(&storage)->sin_port);
    if (storage.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6 *>(&storage)->sin6_port);
    return 0;
}

} // namespace tidemark::statsd
