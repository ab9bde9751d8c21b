// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/network_totals.h"

#include "services/collect/counter_rate.h"

#include <cstdint>
#include <utility>

namespace tidemark::metrics_system {
namespace {

using collect::TrafficCounters;

std::uint64_t going(std::uint64_t total, std::uint64_t before, std::uint64_t now)
{
    const auto grown = collect::wrappingIncrease(before, now);
    return grown ? total + *grown : now;
}

TrafficCounters going(const TrafficCounters &total, const TrafficCounters &before,
                      const TrafficCounters &now)
{
    return {going(total.bytes, before.bytes, now.bytes),
            going(total.packets, before.packets, now.packets),
            going(total.errors, before.errors, now.errors),
            going(total.drops, before.drops, now.drops)};
}

} // namespace

void NetworkTotals::update(const collect::NetworkTable &counted)
{
    collect::NetworkTable totals;
    for (const auto &[name, now] : counted) {
        const auto before = m_counted.find(name);
        if (before == m_counted.end()) {
            totals.emplace(name, now);
            continue;
        }
        const collect::NetworkCounters &total = m_totals.at(name);
        totals.emplace(name, collect::NetworkCounters{
                                 going(total.received, before->second.received, now.received),
                                 going(total.sent, before->second.sent, now.sent)});
    }
    m_counted = counted;
    m_totals = std::move(totals);
}

} // namespace tidemark::metrics_system
