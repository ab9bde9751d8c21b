// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::statsd {

/// Packets that were received together, in their order. Plain value.
class PacketBatch
{
public:
    explicit PacketBatch(Timestamp at)
        : m_at(at)
    {}

    /// When they were received.
    [[nodiscard]] Timestamp at() const noexcept { return m_at; }
    [[nodiscard]] std::size_t size() const noexcept { return m_packets.size(); }
    [[nodiscard]] std::size_t sizeBytes() const noexcept
    {
        return m_bytes.size() + m_packets.size() * sizeof(Packet);
    }
    /// `isCut`: its end is missing.
    void add(std::string_view packet, bool isCut)
    {
        m_bytes += packet;
        m_packets.push_back({m_bytes.size(), isCut});
    }
    /// Calls `visit(packet, isCut)` for each.
    template <class Visit>
    void forEach(const Visit &visit) const
    {
        std::size_t begin = 0;
        for (const Packet &packet : m_packets) {
            visit(std::string_view(m_bytes).substr(begin, packet.end - begin), packet.isCut);
            begin = packet.end;
        }
    }

private:
    struct Packet
    {
        std::size_t end; ///< in m_bytes
        bool isCut;
    };

    Timestamp m_at;
    std::string m_bytes;
    std::vector<Packet> m_packets;
};

} // namespace tidemark::statsd
