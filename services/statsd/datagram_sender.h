// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/statsd/descriptor.h"

#include <QString>

#include <cstdint>
#include <string_view>

namespace tidemark::statsd {

/// Sends datagrams and waits for nothing: what the system does not take at once is dropped and
/// counted. One thread at a time.
class DatagramSender
{
public:
    /// To a UDP port, by the digits of its address or `localhost`. Nobody needs to listen there.
    /// Errors: InvalidArgument (address), Network.
    [[nodiscard]] static Result<DatagramSender> toPort(const QString &host, quint16 port);
    /// To a Unix socket that is there. Errors: InvalidArgument (the path is too long), NotFound,
    /// Network.
    [[nodiscard]] static Result<DatagramSender> toUnixSocket(const QString &path);

    /// Whether the system took it.
    bool send(std::string_view datagram);
    [[nodiscard]] std::int64_t sent() const noexcept { return m_sent; }
    [[nodiscard]] std::int64_t dropped() const noexcept { return m_dropped; }

private:
    explicit DatagramSender(Descriptor socket) noexcept
        : m_socket(std::move(socket))
    {}

    Descriptor m_socket;
    std::int64_t m_sent = 0;
    std::int64_t m_dropped = 0;
};

} // namespace tidemark::statsd
