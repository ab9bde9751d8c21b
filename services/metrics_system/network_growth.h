// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/resource_monitor.h"

#include <cstdint>
#include <optional>

namespace tidemark::metrics_system {

/// What passed through the network of this machine between two looks at its counters. One thread.
class NetworkGrowth
{
public:
    struct Traffic
    {
        std::uint64_t received = 0; ///< bytes
        std::uint64_t sent = 0;

        friend bool operator==(const Traffic &, const Traffic &) = default;
    };

    /// Of all interfaces but the loopback, since the counters were told last; `stats` as of
    /// ResourceMonitor::networkStats(). An interface that is new, or was made anew, counts from
    /// now on. Nothing when no counters are known.
    [[nodiscard]] std::optional<Traffic> since(metrics::ResourceMonitor::Counts stats);

private:
    metrics::ResourceMonitor::Counts m_before;
};

} // namespace tidemark::metrics_system
