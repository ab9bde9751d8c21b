// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/descriptor.h"
#include "services/statsd/socket_address.h"

#include <string>

namespace tidemark::test {

/// Sends datagrams to a port of this machine.
class Datagrams
{
public:
    explicit Datagrams(quint16 port, const QString &host = QStringLiteral("127.0.0.1"))
        : m_to(statsd::socketAddress(host, port).value())
        , m_socket(::socket(m_to.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {}
    /// Whether the system took it.
    bool send(const std::string &bytes) const
    {
        return ::sendto(m_socket.number(), bytes.data(), bytes.size(), 0, m_to.get(),
                        m_to.size()) == static_cast<ssize_t>(bytes.size());
    }

private:
    statsd::SocketAddress m_to;
    statsd::Descriptor m_socket;
};

} // namespace tidemark::test
