// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics_system/resource_units.h"

#include <algorithm>
#include <array>

namespace tidemark::metrics_system {
namespace {

using metrics::MetricUnit;

constexpr std::array kProcessorShares{std::string_view("user"), std::string_view("system"),
                                      std::string_view("iowait"), std::string_view("steal")};

bool isCountOf(std::string_view key)
{
    return key == "container_oom_kills" || key.starts_with("inodes_");
}

} // namespace

MetricUnit unitOfFigure(std::string_view prefix, std::string_view key) noexcept
{
    if (key.ends_with("percent") || key.find("pressure_") != std::string_view::npos)
        return MetricUnit::Percent;
    if (prefix == "system.cpu.") {
        const bool isShare = std::find(kProcessorShares.begin(), kProcessorShares.end(), key) !=
                             kProcessorShares.end();
        if (key.ends_with("seconds"))
            return MetricUnit::Seconds;
        return isShare ? MetricUnit::Percent : MetricUnit::Count;
    }
    if (prefix == "system.network.")
        return key.starts_with("bytes_") ? MetricUnit::Bytes : MetricUnit::Count;
    return isCountOf(key) ? MetricUnit::Count : MetricUnit::Bytes;
}

} // namespace tidemark::metrics_system
