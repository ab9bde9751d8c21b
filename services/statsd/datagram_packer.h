// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace tidemark::statsd {

/// Most bytes of a datagram.
inline constexpr std::size_t kEthernetDatagram = 1'432; ///< UDP in a local network
inline constexpr std::size_t kJumboDatagram = 8'932;    ///< UDP where frames are large
inline constexpr std::size_t kInternetDatagram = 512;   ///< UDP anywhere
inline constexpr std::size_t kUnixDatagram = 8'192;     ///< a Unix socket

/// Fills datagrams with whole lines, LF between them. Not for several threads at once.
class DatagramPacker
{
public:
    using Send = std::function<void(std::string_view datagram)>;

    DatagramPacker(std::size_t mostBytes, Send send)
        : m_most(mostBytes)
        , m_send(std::move(send))
    {}

    /// One line, or several that stay together, without LF at the end; nothing for an empty one.
    /// What is too long for a datagram is dropped and counted.
    void add(std::string_view lines);
    /// Sends what was added since the last datagram.
    void flush();
    [[nodiscard]] std::int64_t tooLong() const noexcept { return m_tooLong; }

private:
    std::size_t m_most;
    Send m_send;
    std::string m_datagram;
    std::int64_t m_tooLong = 0;
};

} // namespace tidemark::statsd
