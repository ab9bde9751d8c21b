// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/system/resource_monitor.h"

namespace tidemark::metrics {

/// Where nothing of the machine is to be monitored: it knows nothing.
class NoResourceMonitor final : public ResourceMonitor
{
public:
    [[nodiscard]] Figures memoryUsage() override { return {}; }
    [[nodiscard]] Figures cpuUsage() override { return {}; }
    [[nodiscard]] Outcome<Figures> diskUsage(const std::string & /*path*/) override
    {
        return Figures();
    }
    [[nodiscard]] Counts networkStats() override { return {}; }
    [[nodiscard]] Outcome<void> sample() override { return {}; }
    [[nodiscard]] Outcome<void> startResourceMonitoring(double /*interval_s*/) override
    {
        return {};
    }
    void stopResourceMonitoring() override {}
};

} // namespace tidemark::metrics
