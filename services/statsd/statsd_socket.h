// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "services/statsd/descriptor.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace tidemark::statsd {

/// A UDP socket that receives. One thread at a time, but for wake().
class StatsdSocket
{
public:
    static constexpr std::size_t kLongestPacket = 8'192; ///< bytes; the rest is cut off
    static constexpr int kBatch = 64;                    ///< packets of one call

    /// The packet, and whether it was cut off.
    using Take = std::function<void(std::string_view packet, bool isCut)>;

    /// Binds to an address of this machine (`localhost` is 127.0.0.1); port 0 is any free one. Its
    /// buffer is as large as the system allows. Errors: InvalidArgument (address), AlreadyExists
    /// (the port is taken), PermissionDenied, Network.
    [[nodiscard]] static Result<std::unique_ptr<StatsdSocket>> bind(const QString &address,
                                                                    quint16 port);
    ~StatsdSocket();
    StatsdSocket(const StatsdSocket &) = delete;
    StatsdSocket &operator=(const StatsdSocket &) = delete;

    [[nodiscard]] quint16 port() const noexcept { return m_port; }
    [[nodiscard]] std::int64_t bufferBytes() const;
    /// Waits until something is there to be received, wake() is called, or so long.
    void wait(std::chrono::nanoseconds longest) const;
    /// Any thread.
    void wake() const;
    /// Hands out what is there, at most kBatch packets, and waits for nothing. How many there were.
    int receive(const Take &take);
    /// Packets that the system has thrown away, because nobody received them in time.
    [[nodiscard]] std::int64_t drops();

private:
    struct Buffers;
    StatsdSocket(Descriptor socket, Descriptor wake, quint16 port);
    void noteDrops(std::uint32_t sinceBound);

    Descriptor m_socket;
    Descriptor m_wake;
    quint16 m_port = 0;
    std::unique_ptr<Buffers> m_buffers;
    std::uint32_t m_lastDrops = 0;
    std::int64_t m_drops = 0;
};

} // namespace tidemark::statsd
