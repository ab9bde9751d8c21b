// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/network_growth.h"

#include "services/collect/counter_rate.h"
#include "services/collect/network_counters.h"

#include <string_view>
#include <utility>

namespace tidemark::metrics_system {
namespace {

using Counts = metrics::ResourceMonitor::Counts;

/// What the counters of interfaces whose keys end so grew by. Keys of all together have no dot.
std::uint64_t growthOf(std::string_view ending, const Counts &before, const Counts &now)
{
    std::uint64_t growth = 0;
    for (const auto &[key, count] : now) {
        if (!key.ends_with(ending))
            continue;
        const std::string_view interface(key.data(), key.size() - ending.size());
        const auto had = before.find(key);
        if (had != before.end() && !collect::isLoopback(interface))
            growth += collect::counterIncrease(had->second, count).value_or(0);
    }
    return growth;
}

} // namespace

std::optional<NetworkGrowth::Traffic> NetworkGrowth::since(Counts stats)
{
    const Counts before = std::exchange(m_before, std::move(stats));
    if (m_before.empty())
        return std::nullopt;
    return Traffic{growthOf(".bytes_recv", before, m_before),
                   growthOf(".bytes_sent", before, m_before)};
}

} // namespace tidemark::metrics_system
