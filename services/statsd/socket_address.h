// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"

#include <QString>

#include <netinet/in.h>
#include <sys/socket.h>

namespace tidemark::statsd {

/// An address as the system's calls take it.
class SocketAddress
{
public:
    explicit SocketAddress(const sockaddr_in &address);
    explicit SocketAddress(const sockaddr_in6 &address);

    [[nodiscard]] int family() const noexcept { return m_storage.ss_family; }
    [[nodiscard]] const sockaddr *get() const noexcept
    {
        return reinterpret_cast<const sockaddr *>(&m_storage);
    }
    [[nodiscard]] socklen_t size() const noexcept { return m_size; }

private:
    sockaddr_storage m_storage{};
    socklen_t m_size = 0;
};

/// Of IPv4 or IPv6, by its digits; `localhost` is 127.0.0.1. Names are not looked up. Errors:
/// InvalidArgument.
[[nodiscard]] Result<SocketAddress> socketAddress(const QString &host, quint16 port);

/// The port that a socket is bound to; 0 when it is bound to none.
[[nodiscard]] quint16 boundPort(int socket);

} // namespace tidemark::statsd
