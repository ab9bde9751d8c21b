// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <cstdint>
#include <map>

namespace tidemark::collect {

/// What passed one way through a network interface since it was made.
struct TrafficCounters
{
    std::uint64_t bytes = 0;
    std::uint64_t packets = 0;
    std::uint64_t errors = 0;
    std::uint64_t drops = 0;

    friend bool operator==(const TrafficCounters &, const TrafficCounters &) = default;
};

struct NetworkCounters
{
    TrafficCounters received;
    TrafficCounters sent;

    friend bool operator==(const NetworkCounters &, const NetworkCounters &) = default;
};

/// By the interface's name.
using NetworkTable = std::map<QByteArray, NetworkCounters>;

/// From /proc/net/dev, which shows the network of this process. The name ends at the line's last
/// colon; lines with fewer than twelve numbers or with anything else are left out. Any thread.
[[nodiscard]] NetworkTable parseNetworkCounters(QByteArrayView text);
/// True for the interface of the machine with itself, `lo`.
[[nodiscard]] bool isLoopback(QByteArrayView interface);
/// All interfaces together but the loopback; stays at 2^64 − 1 where a sum does not fit.
[[nodiscard]] NetworkCounters networkTotal(const NetworkTable &table);

} // namespace tidemark::collect
